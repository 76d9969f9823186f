/*
name = "Delighted responses, as JSON"
into = "answer"
detect = ["survey_type", "score", "permalink", "created_at"]
optional = ["id", "person", "person.id", "comment"]
never_attributes = [
    "updated_at", "person.name", "person.email", "person.phone_number", "person.created_at",
    "person.last_sent_at", "person.last_responded_at", "notes", "tags",
    "additional_answers"
]
vendor_docs = "app.delighted.com/docs/api, List survey responses"
note = "survey_type says which question was asked: nps from 0 to 10, csat from 1 to 5, ces from 1 to 7 where somebody answered above 5; any other survey is kept as a question without a scale. That csat and ces use these scales was not verified. Times are UTC. The CSV download was not seen: its header is unknown here, so use \"Map the columns by hand\" for it."

[[example]]
why = "the type decides the question and its scale; 0 is a score; seconds since 1970; a score that is no number and a date in words are set aside"
raw = """
id,person,survey_type,score,comment,permalink,created_at,person_properties.store
1,77,nps,0,Slow,https://example.org/r/1,1710394205,Seoul
2,78,csat,5,N/A,https://example.org/r/2,1710394206,Busan
3,79,nps,ten,,https://example.org/r/3,1710394207,Seoul
4,80,nps,9,,https://example.org/r/4,last week,Seoul
5,81,csat,,Fine,https://example.org/r/5,1710394208,Seoul
"""
expect = { added = 3, duplicate = 0, set_aside = 2 }
rows = """
response_id | question | state | score | scale_min | scale_max | responded_at | customer_id | comment
1 | nps | answered | 0 | 0 | 10 | 2024-03-14 05:30:05 | 77 | Slow
2 | csat | answered | 5 | 1 | 5 | 2024-03-14 05:30:06 | 78 |
5 | csat | blank | | 1 | 5 | 2024-03-14 05:30:08 | 81 | Fine
"""

[[example]]
why = "a person written out; effort reaches 7, so it runs from 1 to 7; stars have no certain scale; an NPS of 11 is set aside"
raw = """
id,person.id,person.email,survey_type,score,permalink,created_at
1,77,a@example.org,ces,7,https://example.org/r/1,1710394205
2,78,b@example.org,ces,3,https://example.org/r/2,1710394206
3,79,c@example.org,stars5,4,https://example.org/r/3,1710394207
4,80,d@example.org,nps,11,https://example.org/r/4,1710394208
"""
expect = { added = 3, duplicate = 0, set_aside = 1 }
rows = """
response_id | question | state | score | scale_min | scale_max | customer_id
1 | ces2 | answered | 7 | 1 | 7 | 77
2 | ces2 | answered | 3 | 1 | 7 | 78
3 | other | answered | 4 | | | 79
"""

[[example]]
why = "effort that never passes 5 may run from 1 to 5: it is kept without a scale"
raw = """
id,person,survey_type,score,comment,permalink,created_at
1,77,ces,5,,https://example.org/r/1,1710394205
2,78,ces,4,,https://example.org/r/2,1710394206
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | score | scale_min | scale_max
1 | other | 5 | |
2 | other | 4 | |
"""
*/
with response as (
    select
        *,
        lower(cell(survey_type)) as kind,
        max(number(score)) over (partition by lower(cell(survey_type))) as highest,
        epoch_ms(try_cast(regexp_extract(created_at, '^\d{9,10}$') as bigint) * 1000)
            as responded_at
    from raw
),

asked as (
    select
        *,
        case
            when kind = 'nps' then 'nps'
            when kind = 'csat' then 'csat'
            when kind = 'ces' and highest > 5 then 'ces2'
            when kind is not null then 'other'
        end as question
    from response
)

select
    line,
    cell(id) as response_id,
    question,
    case when cell(score) is null then 'blank' else 'answered' end as state,
    number(score) as score,
    case when question = 'nps' then 0 when question <> 'other' then 1 end as scale_min,
    case question
        when 'nps' then 10
        when 'csat' then 5
        when 'ces2' then 7
    end as scale_max,
    true as higher_is_better,
    responded_at,
    coalesce(cell("person.id"), cell(person)) as customer_id,
    cell(comment) as comment,
    [
        problem('score', score, number(score), 'a number'),
        problem('created_at', created_at, responded_at, 'seconds since 1970')
    ] as problems
from asked
