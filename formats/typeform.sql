/*
name = "Typeform responses"
into = "answer"
questions = true
detect = ["#", "Submit Date (UTC)"]
first = true
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*"
]
never_attributes = ["Start Date (UTC)", "Network ID"]
vendor_docs = "typeform.com/help, Export results; the header as public code that reads it gives it"
note = "Questions are known by their words alone: recommending (NPS only if somebody answered 0 or the question says 0 to 10; else a recommendation on another scale), satisfaction from 1 to 5 (the overall one, one other, or several as touchpoints in no order), and made it easy from 1 to 7. Scales that run from good to bad cannot be told. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. Times are UTC. The file does not say where a scale ends. Network ID is a hashed address, not a customer. The columns Response Type, Ending and Tags of newer files were not verified."

[[example]]
why = "# is the response and no number; 0 was answered, so it is the NPS; a question on satisfaction nobody gave a 5 is left out; a date that cannot be read is set aside"
raw = """
#,How likely are you to recommend us?,How satisfied are you with the app?,What is the main reason for your score?,Start Date (UTC),Submit Date (UTC),Network ID
068127e3,10,3,Quick,2024-03-14 09:05:14,2024-03-14 09:05:40,d356
1f2a9c0b,0,4,해당없음,2024-03-14 10:05:14,2024-03-14 10:05:40,d357
77aa01bc,7,2,,2024-03-14 11:05:14,soon,d358
9b3e55d1,,4,,2024-03-14 12:05:14,2024-03-14 12:05:40,d359
"""
expect = { added = 3, duplicate = 0, set_aside = 1 }
rows = """
response_id | question | state | score | scale_min | scale_max | responded_at | comment
068127e3 | nps | answered | 10 | 0 | 10 | 2024-03-14 09:05:40 | Quick
1f2a9c0b | nps | answered | 0 | 0 | 10 | 2024-03-14 10:05:40 |
9b3e55d1 | nps | blank | | 0 | 10 | 2024-03-14 12:05:40 |
"""

[[example]]
why = "effort on a scale somebody went to the end of; why people recommend is no score; the question says 0 to 10"
raw = """
#,The company made it easy to handle my issue,On a scale of 0 to 10 would you recommend us?,Would you recommend us to whom?,Overall how satisfied are you?,Submit Date (UTC)
a1,7,9,Friends,5,2024-03-14 09:05:40
a2,4,8,Family,4,2024-03-14 10:05:40
a3,1,6,,없음,14.3.24
"""
expect = { added = 2, duplicate = 0, set_aside = 1 }
rows = """
response_id | question | state | score | scale_min | scale_max
a1 | ces2 | answered | 7 | 1 | 7
a1 | nps | answered | 9 | 0 | 10
a1 | overall_satisfaction | answered | 5 | 1 | 5
a2 | ces2 | answered | 4 | 1 | 7
a2 | nps | answered | 8 | 0 | 10
a2 | overall_satisfaction | answered | 4 | 1 | 5
"""
*/
select
    line,
    cell("#") as response_id,
    moment_ymd("Submit Date (UTC)") as responded_at,
    cast(null as varchar) as customer_id,
    cast(null as varchar) as contact_id,
    cast(null as varchar) as channel,
    cells,
    false as numbers_are_codes,
    false as groups_scores,
    [
        problem(
            'Submit Date (UTC)',
            "Submit Date (UTC)",
            moment_ymd("Submit Date (UTC)"),
            'a date, year first'
        )
    ] as problems
from raw
