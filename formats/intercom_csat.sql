/*
name = "Intercom conversation ratings"
into = "answer"
detect = ["Conversation ID", "Conversation rating", "Agent rated type"]
optional = ["Conversation rating remark"]
consumes = ["Updated at*"]
never_attributes = ["User name", "Company name", "Last survey sent"]
vendor_docs = "Intercom, dataset export of CSAT"
note = "Ratings are from 1 to 5. The time zone stands in the header, as in 'Updated at (Asia/Seoul)'; the times are kept as written there, and are the last change of the rating. Who was rated (a teammate or Fin) is kept as the team; those words were not verified. The file has no customer number: answers are tied to a conversation, never to a user's name."

[[example]]
why = "a survey that was sent and not answered is blank; a teammate and Fin may both be rated in one conversation"
raw = """
Conversation ID,Updated at (Asia/Seoul),Conversation rating remark,Conversation rating,User name,Company name,Agent rated type,Last survey sent
215001,2024-05-06 11:05:00,Quick,5,Ann,Acme,Teammate,2024-05-06 11:00:00
215001,2024-05-06 10:05:00,,2,Ann,Acme,Fin AI Agent,2024-05-06 10:01:00
215002,2024-05-06 12:15:00,,,,,Teammate,2024-05-06 12:10:00
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
response_id | contact_id | question | state | score | scale_min | scale_max | higher_is_better | responded_at | team | comment
215001 Teammate | 215001 | csat | answered | 5 | 1 | 5 | true | 2024-05-06 11:05:00 | Teammate | Quick
215001 Fin AI Agent | 215001 | csat | answered | 2 | 1 | 5 | true | 2024-05-06 10:05:00 | Fin AI Agent |
215002 Teammate | 215002 | csat | blank | | 1 | 5 | true | 2024-05-06 12:15:00 | Teammate |
"""

[[example]]
why = "a rating outside 1 to 5, a word, a broken date and a shortened number are set aside"
raw = """
Conversation ID,Updated at (UTC),Conversation rating,Agent rated type
215011,2024-05-06 11:05:00,1,Teammate
215012,2024-05-06 11:05:00,7,Teammate
215013,2024-05-06 11:05:00,splendid,Teammate
215014,6 May,4,Teammate
2.15E+14,2024-05-06 11:05:00,4,Teammate
"""
expect = { added = 1, duplicate = 0, set_aside = 4 }
*/
with column_name as (
    select unnest(any_value(map_keys(cells))) as words
    from raw
),

heading as (
    -- What follows the name is the time zone, and differs from file to file.
    select max(words) filter (where lower(words) like 'updated at%') as updated
    from column_name
)

select
    raw.line,
    cell(raw."Conversation ID") || coalesce(' ' || cell(raw."Agent rated type"), '')
        as response_id,
    'csat' as question,
    case when cell(raw."Conversation rating") is null then 'blank' else 'answered' end
        as state,
    rating5(raw."Conversation rating") as score,
    1 as scale_min,
    5 as scale_max,
    true as higher_is_better,
    moment_ymd(raw.cells[heading.updated]) as responded_at,
    cell(raw."Conversation ID") as contact_id,
    cell(raw."Agent rated type") as team,
    cell(raw."Conversation rating remark") as comment,
    [
        problem(
            'Conversation ID',
            raw."Conversation ID",
            case
                when
                    not regexp_matches(
                        cell(raw."Conversation ID"), '(?i)^\d([.,]\d+)?E\+\d+$'
                    )
                    then raw."Conversation ID"
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'Conversation rating',
            raw."Conversation rating",
            rating5(raw."Conversation rating"),
            'a rating from 1 to 5'
        ),
        problem(
            heading.updated,
            raw.cells[heading.updated],
            moment_ymd(raw.cells[heading.updated]),
            'a date, year first'
        )
    ] as problems
from raw
cross join heading
