/*
name = "SurveyMonkey responses, condensed or expanded"
into = "answer"
questions = true
detect = ["Respondent ID", "Collector ID", "Start Date", "End Date"]
optional = ["Custom Data 1"]
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*"
]
never_attributes = ["IP Address", "Email Address", "First Name", "Last Name"]
vendor_docs = "help.surveymonkey.com, Exports; the header as public code that reads it gives it"
note = "Questions are known by their words alone: recommending (NPS only if somebody answered 0 or the question says 0 to 10; else a recommendation on another scale), satisfaction from 1 to 5 (the overall one, one other, or several as touchpoints in no order), and made it easy from 1 to 7. Scales that run from good to bad cannot be told. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. Export the answers as text: numbers given for choices are codes in any order, so satisfaction and effort are read from words only. Custom Data 1 is taken as the contact number. Unfinished responses stay in. That dates are month first was not verified."

[[example]]
why = "the ends of the recommendation carry words; an afternoon; a matrix becomes touchpoints; not applicable is not used; day first is set aside"
raw = """
Respondent ID,Collector ID,Start Date,End Date,Custom Data 1,How likely is it that you would recommend us?,How satisfied are you with each? - Order,How satisfied are you with each? - Check-in,Comments
118000000001,400,03/14/2024 02:20:05 PM,03/14/2024 02:30:05 PM,A-7,Extremely likely - 10,Very satisfied,Dissatisfied,"Fine, thanks"
118000000002,400,03/15/2024 09:00:00 AM,03/15/2024 12:05:00 AM,없음,Not at all likely - 0,Neither satisfied nor dissatisfied,Not applicable,
118000000003,400,14/03/2024 09:00:00 AM,14/03/2024 09:05:00 AM,,5,Satisfied,Satisfied,
"""
expect = { added = 2, duplicate = 0, set_aside = 1 }
rows = """
response_id | question | touchpoint | state | score | scale_max | responded_at | contact_id | comment
118000000001 | nps | | answered | 10 | 10 | 2024-03-14 14:30:05 | A-7 | Fine, thanks
118000000001 | touchpoint | Order | answered | 5 | 5 | 2024-03-14 14:30:05 | A-7 |
118000000001 | touchpoint | Check-in | answered | 2 | 5 | 2024-03-14 14:30:05 | A-7 |
118000000002 | nps | | answered | 0 | 10 | 2024-03-15 00:05:00 | |
118000000002 | touchpoint | Order | answered | 3 | 5 | 2024-03-15 00:05:00 | |
118000000002 | touchpoint | Check-in | not_used | | 5 | 2024-03-15 00:05:00 | |
"""

[[example]]
why = "condensed, with codes: codes for satisfaction are not read; a recommendation nobody answered with 0 has no certain scale; a number for a row of a response is needed"
raw = """
Respondent ID,Collector ID,Start Date,End Date,How satisfied are you?,How likely are you to recommend us?,Age
1001,C1,2024-01-01,2024-01-01,4,8,28
1002,C1,2024-01-01,2024-01-02,5,7,35
,C1,2024-01-01,2024-01-03,5,10,22
"""
expect = { added = 2, duplicate = 0, set_aside = 1 }
rows = """
response_id | question | state | score | scale_min | scale_max | responded_at
1001 | recommend_other | answered | 8 | | | 2024-01-01
1002 | recommend_other | answered | 7 | | | 2024-01-02
"""
*/
select
    line,
    cell("Respondent ID") as response_id,
    moment_mdy("End Date") as responded_at,
    cast(null as varchar) as customer_id,
    cell("Custom Data 1") as contact_id,
    cast(null as varchar) as channel,
    cells,
    true as numbers_are_codes,
    false as groups_scores,
    [
        problem(
            'Respondent ID',
            "Respondent ID",
            -- A spreadsheet cuts long numbers: many responses would look like one.
            case
                when not regexp_matches("Respondent ID", '^\d[.,]\d+E\+\d+$') then 1
            end,
            'a number that a spreadsheet has not shortened'
        ),
        problem('End Date', "End Date", moment_mdy("End Date"), 'a date, month first')
    ] as problems
from raw
