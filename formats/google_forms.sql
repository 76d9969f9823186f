/*
name = "Google Forms responses"
into = "answer"
questions = true
detect = ["Timestamp"]
first = true
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*"
]
never_attributes = ["Username", "Email Address", "Score"]
vendor_docs = "support.google.com/docs, View & manage form responses; the header as public code that reads it gives it"
note = "Questions are known by their words alone: recommending (NPS only if somebody answered 0 or the question says 0 to 10; else a recommendation on another scale), satisfaction from 1 to 5 (the overall one, one other, or several as touchpoints in no order), and made it easy from 1 to 7. Scales that run from good to bad cannot be told. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. Responses have no number: they are known by what they say, and identical ones are told apart by their place in the file. A zone in the time is dropped. Whether day or month comes first is decided over the whole file; where nothing tells, the lines are set aside. How a linked spreadsheet writes dates was not verified."

[[example]]
why = "a download with zones and afternoons; a grid becomes touchpoints in no order; text beside a recommendation is no score; an unreadable time is set aside"
raw = """
Timestamp,Email Address,How likely are you to recommend us?,How satisfied were you? [Order],How satisfied were you? [Delivery],Would you recommend anything to change? Comments
2024/03/14 1:28:19 PM GMT+9,a@example.org,10,5,Satisfied,More colours
2024/03/14 12:01:00 AM GMT+9,,0,4,N/A,
yesterday,,5,5,Satisfied,
"""
expect = { added = 2, duplicate = 0, set_aside = 1 }
rows = """
question | touchpoint | stage_order | state | score | scale_min | scale_max | responded_at | comment
nps | | | answered | 10 | 0 | 10 | 2024-03-14 13:28:19 | More colours
touchpoint | Order | | answered | 5 | 1 | 5 | 2024-03-14 13:28:19 |
touchpoint | Delivery | | answered | 4 | 1 | 5 | 2024-03-14 13:28:19 |
nps | | | answered | 0 | 0 | 10 | 2024-03-14 00:01:00 |
touchpoint | Order | | answered | 4 | 1 | 5 | 2024-03-14 00:01:00 |
touchpoint | Delivery | | not_used | | 1 | 5 | 2024-03-14 00:01:00 |
"""

[[example]]
why = "the 14th stands first on one line and second on another, so nothing tells which comes first: all are set aside"
raw = """
Timestamp,How satisfied are you?,How satisfied are you?,Would you recommend us?
14/03/2024 09:00:00,4,,8
02/04/2024 10:00:00,,5,9
02/04/2024 10:00:00,,5,9
05/14/2024 10:00:00,,5,
"""
expect = { added = 0, duplicate = 0, set_aside = 4 }

[[example]]
why = "day first, as the 14th shows; a question that was edited stands twice and is read once; identical responses are two; nobody answered 0, so the scale is not certain"
raw = """
Timestamp,How satisfied are you?,How satisfied are you?,Would you recommend us?
14/03/2024 09:00:00,4,,8
02/04/2024 10:00:00,,5,9
02/04/2024 10:00:00,,5,9
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
question | state | score | scale_max | responded_at
csat | answered | 4 | 5 | 2024-03-14 09:00:00
recommend_other | answered | 8 | | 2024-03-14 09:00:00
csat | answered | 5 | 5 | 2024-04-02 10:00:00
recommend_other | answered | 9 | | 2024-04-02 10:00:00
csat | answered | 5 | 5 | 2024-04-02 10:00:00
recommend_other | answered | 9 | | 2024-04-02 10:00:00
"""
*/
-- Day or month first is decided by the dates of the whole file.
with part as (
    select
        bool_or(
            try_cast(regexp_extract("Timestamp", '^(\d{1,2})[/.-]', 1) as integer) > 12
        ) as first_over_12,
        bool_or(
            try_cast(regexp_extract("Timestamp", '^\d{1,2}[/.-](\d+)', 1) as integer) > 12
        ) as second_over_12
    from raw
),

moment as (
    select
        raw.line,
        coalesce(
            moment_ymd(raw."Timestamp"),
            case
                when part.first_over_12 and not part.second_over_12
                    then moment_dmy(raw."Timestamp")
                when part.second_over_12 and not part.first_over_12
                    then moment_mdy(raw."Timestamp")
            end
        ) as responded_at
    from raw
    cross join part
)

select
    raw.line,
    raw.row_key as response_id,
    moment.responded_at,
    cast(null as varchar) as customer_id,
    cast(null as varchar) as contact_id,
    cast(null as varchar) as channel,
    raw.cells,
    false as numbers_are_codes,
    false as groups_scores,
    [
        problem(
            'Timestamp',
            raw."Timestamp",
            moment.responded_at,
            'a date whose day and month can be told apart'
        )
    ] as problems
from raw
inner join moment on raw.line = moment.line
