/*
name = "Zendesk tickets, CSV"
into = "contact"
detect = [
    "Id", "Created at", "Requester id", "Group stations", "Assignee stations",
    "Satisfaction Score"
]
optional = [
    "Assignee", "Group", "Tags", "Status", "Via", "Solved at", "Reopens", "Replies",
    "First reply time in minutes", "Requester wait time in minutes"
]
consumes = ["* in minutes", "* in minutes within business hours", "*[[]txt]"]
never_attributes = [
    "Summation column", "Requester", "Requester external id", "Requester email",
    "Requester domain", "Submitter", "Subject", "Updated at", "Assigned at", "Due date",
    "Initially assigned at", "Resolution time"
]
vendor_docs = "support.zendesk.com, article 4408886165402 (the columns of a ticket export)"
note = "Times are in the account's time zone. Day and month are told apart by the whole column, or the lines are set aside. The export is cut by the last update, so its first and last days by creation are incomplete. Tickets tagged closed_by_merge are set aside. A requester number that a spreadsheet has shortened (1.03E+13) is left empty, because it would turn many customers into one. Waiting is the requester's wait in minutes; Resolution time is in rounded hours and is not used. Transfers are stations beyond the first. Zendesk has no reason of its own: fields made by the account become filters. The labels of Via, the tag and the endings of field names were not verified, and labels in other languages are kept as they are."

[[example]]
why = "an offered survey is no answer; a shortened requester is nobody; the first station is no transfer; minutes become seconds"
raw = """
Summation column,Id,Requester,Requester id,Assignee,Group,Tags,Status,Via,Created at,Solved at,Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,First reply time in minutes,Requester wait time in minutes
1,297732,Ann,10300612345678,Kim,Support,vip refund,Solved,Mail,2023-04-08 20:52,2023-06-14 16:30,1604,Offered,2,3,1,4,30,12.5
1,297733,Bob,1.03006E+13,,Support,,Open,Phone call (outbound),2023-04-09 10:00,,,Not Offered,1,0,0,0,,
1,297734,Cho,10300612345680,Kim,Support,,Closed,Web form,2023-04-10 10:00,2023-04-10 11:00,1,Good,1,1,0,1,5,5
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | first_response_at | channel | direction | team | agent_id | status | resolved | wait_s | transfers | reopens | replies
297732 | 10300612345678 | 2023-04-08 20:52:00 | 2023-06-14 16:30:00 | 2023-04-08 21:22:00 | email | | Support | Kim | Solved | true | 750 | 2 | 1 | 4
297733 | | 2023-04-09 10:00:00 | | | phone | out | Support | | Open | false | | 0 | 0 | 0
297734 | 10300612345680 | 2023-04-10 10:00:00 | 2023-04-10 11:00:00 | 2023-04-10 10:05:00 | web | | Support | Kim | Closed | true | 300 | 0 | 0 | 1
"""

[[example]]
why = "one date with a 24 tells the whole column day first; a merged ticket, a shortened number, a broken date and a word for minutes are set aside"
raw = """
Id,Requester id,Tags,Status,Via,Created at,Satisfaction Score,Group stations,Assignee stations,Requester wait time in minutes
311457,103001,,Closed,Mail,24-04-2023 19:32,,1,1,765
311458,103001,closed_by_merge refund,Closed,Mail,08-04-2023 20:52,,1,1,
3.11459E+12,103002,,Open,Mail,09-04-2023 20:52,,1,1,
311460,103002,,Open,Mail,31-04-2023 20:52,,1,1,
311461,103002,,Open,Mail,09-04-2023 20:52,,1,1,long
311462,103003,not_closed_by_merge,Open,Mail,09-04-2023 20:52,,1,1,
"""
expect = { added = 2, duplicate = 0, set_aside = 4 }
rows = """
contact_id | started_at
311457 | 2023-04-24 19:32:00
311462 | 2023-04-09 20:52:00
"""

[[example]]
why = "nobody can tell the day from the month in this file, so no line is guessed"
raw = """
Id,Requester id,Created at,Satisfaction Score,Group stations,Assignee stations
1,103001,08-04-2023 20:52,,1,1
2,103002,09-04-2023 20:52,,1,1
"""
expect = { added = 0, duplicate = 0, set_aside = 2 }
*/
with date_cell as (
    select unnest([raw."Created at", raw."Solved at"]) as words
    from raw
),

day_order as (
    -- 3/4 alone may be March or April: the whole column decides, or nobody does.
    select
        case
            when max(first_part) > 12 and max(second_part) <= 12 then 'day first'
            when max(second_part) > 12 and max(first_part) <= 12 then 'month first'
        end as written
    from (
        select
            try_cast(regexp_extract(words, '^\s*(\d{1,2})[-/.]', 1) as integer)
                as first_part,
            try_cast(
                regexp_extract(words, '^\s*\d{1,2}[-/.]\s*(\d{1,2})\D', 1)
                as integer
            ) as second_part
        from date_cell
    ) as date_parts
    where least(first_part, second_part) <= 12
),

moment as (
    select
        raw.line,
        case day_order.written
            when 'day first' then moment_dmy(raw."Created at")
            when 'month first' then moment_mdy(raw."Created at")
            else moment_ymd(raw."Created at")
        end as started_at,
        case day_order.written
            when 'day first' then moment_dmy(raw."Solved at")
            when 'month first' then moment_mdy(raw."Solved at")
            else moment_ymd(raw."Solved at")
        end as closed_at
    from raw
    cross join day_order
)

select
    raw.line,
    cell(raw."Id") as contact_id,
    moment.started_at,
    -- Shortened by a spreadsheet, a number stands for many customers.
    case
        when not regexp_matches(cell(raw."Requester id"), '(?i)^\d([.,]\d+)?E\+\d+$')
            then cell(raw."Requester id")
    end as customer_id,
    channel_of(regexp_replace(cell(raw."Via"), '(?i)\s*\((in|out)bound\)$', ''))
        as channel,
    direction_of(regexp_extract(cell(raw."Via"), '(?i)\(((?:in|out)bound)\)$', 1))
        as direction,
    cell(raw."Group") as team,
    cell(raw."Assignee") as agent_id,
    cell(raw."Status") as status,
    resolved_status(raw."Status") as resolved,
    moment.closed_at,
    moment.started_at + to_seconds(number(raw."First reply time in minutes") * 60)
        as first_response_at,
    number(raw."Requester wait time in minutes") * 60 as wait_s,
    -- The first assignment counts as a station, and nobody assigned as none.
    greatest(
        greatest(whole(raw."Group stations"), whole(raw."Assignee stations")) - 1, 0
    ) as transfers,
    whole(raw."Reopens") as reopens,
    whole(raw."Replies") as replies,
    [
        problem(
            'Tags',
            raw."Tags",
            case
                when not regexp_matches(raw."Tags", '(^|[\s,])closed_by_merge($|[\s,])')
                    then raw."Tags"
            end,
            'This ticket was merged into another ticket.'
        ),
        problem(
            'Id',
            raw."Id",
            case
                when not regexp_matches(cell(raw."Id"), '(?i)^\d([.,]\d+)?E\+\d+$')
                    then raw."Id"
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'Created at',
            raw."Created at",
            moment.started_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Solved at',
            raw."Solved at",
            moment.closed_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'First reply time in minutes',
            raw."First reply time in minutes",
            number(raw."First reply time in minutes"),
            'a number of minutes'
        ),
        problem(
            'Requester wait time in minutes',
            raw."Requester wait time in minutes",
            number(raw."Requester wait time in minutes"),
            'a number of minutes'
        ),
        problem(
            'Group stations',
            raw."Group stations",
            whole(raw."Group stations"),
            'a whole number'
        ),
        problem(
            'Assignee stations',
            raw."Assignee stations",
            whole(raw."Assignee stations"),
            'a whole number'
        ),
        problem('Reopens', raw."Reopens", whole(raw."Reopens"), 'a whole number'),
        problem('Replies', raw."Replies", whole(raw."Replies"), 'a whole number')
    ] as problems
from raw
inner join moment on raw.line = moment.line
