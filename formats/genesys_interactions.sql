/*
name = "Genesys Cloud interactions"
into = "contact"
detect = ["Full Export Completed", "Partial Result Timestamp", "Conversation ID"]
optional = [
    "Media Type", "Users", "Remote", "Date", "End Date", "Direction", "Initial Direction",
    "ANI", "DNIS", "Queue", "Wrap-up", "Total Queue", "Total Handle", "Total Hold",
    "Abandoned", "Abandoned in Queue"
]
consumes = ["Users - *", "Total *", "Time to *"]
never_attributes = ["Filters", "Subject", "External Tag", "Duration", "Error Code"]
vendor_docs = "Genesys Cloud, export of the interactions view, as public programs read it"
note = "An export that Genesys cut off is refused: Full Export Completed has to say YES on every line. Durations are in milliseconds, or h:mm:ss. Users, queues and wrap-ups are lists in order: the last of each is kept, and the time-out mark ININ-WRAP-UP-TIMEOUT is no reason. Transfers are different users beyond the first, so consulted or listening users count too. The customer is the calling number, of outbound calls the number called, or else Remote where it is a number or an e-mail address; withheld and shortened numbers (1.55E+10) are left empty. Day and month are told apart by the whole column, or the lines are set aside. Giving up counts only where a queue was entered. A line of an interval report is no contact, and such a file is not known."

[[example]]
why = "lists keep their last entry; milliseconds or a clock; two users are one transfer; withheld numbers are nobody; giving up needs a queue"
raw = """
Full Export Completed,Partial Result Timestamp,Filters,Media Type,Users,Remote,Date,End Date,Duration,Direction,ANI,DNIS,Queue,Wrap-up,Flow,Conversation ID,Total Queue,Total Handle,Total Hold,Abandoned in Queue
YES,,Queue: Billing,voice,Kim; Lee; Kim,"Seoul, KR",6/23/25 07:00 AM,6/23/25 07:20 AM,1200000,Inbound,tel:+15550001111,tel:+15559990000,Sales; Billing,Refund; ININ-WRAP-UP-TIMEOUT,Main,c-1,45500,00:10:00.500,0,NO
YES,,Queue: Billing,callback,,,6/24/25 07:00 PM,6/24/25 07:02 PM,120000,Inbound,sip:anonymous@anonymous.invalid,tel:+15559990000,Billing,,Main,c-2,90000,,,YES
YES,,Queue: Billing,voice,Kim,,6/24/25 08:00 PM,6/24/25 08:02 PM,120000,Outbound,tel:+15559990000,sip:+15550002222@10.0.0.1,,ININ-WRAP-UP-TIMEOUT,,c-3,,120000,,
YES,,Queue: Billing,email,Lee,ann@example.com,6/25/25 08:00 PM,,,Inbound/Outbound,,,Mail,Delivery,,c-4,,,,
"""
expect = { added = 4, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | channel | direction | reason | team | agent_id | wait_s | handle_s | hold_s | abandoned | transfers
c-1 | +15550001111 | 2025-06-23 07:00:00 | 2025-06-23 07:20:00 | phone | in | Refund | Billing | Kim | 45.5 | 600.5 | 0 | false | 1
c-2 | | 2025-06-24 19:00:00 | 2025-06-24 19:02:00 | phone | in | | Billing | | 90 | | | true |
c-3 | +15550002222 | 2025-06-24 20:00:00 | 2025-06-24 20:02:00 | phone | out | | | Kim | | 120 | | | 0
c-4 | ann@example.com | 2025-06-25 20:00:00 | | email | in | Delivery | Mail | Lee | | | | | 0
"""

[[example]]
why = "a broken date, a duration in words and a direction that is neither are set aside; a shortened number is nobody"
raw = """
Full Export Completed,Partial Result Timestamp,Media Type,Users,Date,Direction,ANI,Conversation ID,Total Queue
YES,,voice,Kim,2025-06-23T07:00:00.000Z,Inbound,1.55501E+10,c-11,0
YES,,voice,Kim,2025-06-31T07:00:00.000Z,Inbound,tel:+15550001111,c-12,0
YES,,voice,Kim,2025-06-23T07:00:00.000Z,Inbound,tel:+15550001111,c-13,long
YES,,voice,Kim,2025-06-23T07:00:00.000Z,Sideways,tel:+15550001111,c-14,0
"""
expect = { added = 1, duplicate = 0, set_aside = 3 }
rows = """
contact_id | customer_id | started_at | wait_s
c-11 | | 2025-06-23 07:00:00 | 0
"""

[[example]]
why = "an export that was cut off is not imported, not even the lines that say YES"
raw = """
Full Export Completed,Partial Result Timestamp,Media Type,Users,Date,Direction,ANI,Conversation ID
YES,,voice,Kim,2025-06-23T07:00:00.000Z,Inbound,tel:+15550001111,c-21
,2025-06-23T08:00:00.000Z,voice,Kim,2025-06-23T07:30:00.000Z,Inbound,tel:+15550002222,c-22
"""
expect = { added = 0, duplicate = 0, set_aside = 2 }
*/
with date_cell as (
    select unnest([raw."Date", raw."End Date"]) as words
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

export as (
    select
        bool_and(
            coalesce(upper(cell(raw."Full Export Completed")) = 'YES', false)
        ) as is_complete
    from raw
),

moment as (
    select
        raw.line,
        case day_order.written
            when 'day first' then moment_dmy(raw."Date")
            when 'month first' then moment_mdy(raw."Date")
            else moment_ymd(raw."Date")
        end as started_at,
        case day_order.written
            when 'day first' then moment_dmy(raw."End Date")
            when 'month first' then moment_mdy(raw."End Date")
            else moment_ymd(raw."End Date")
        end as closed_at
    from raw
    cross join day_order
),

spent as (
    select
        raw.line,
        case
            when regexp_matches(raw."Total Queue", '^\s*\d+:\d+:\d+(\.\d+)?\s*$')
                then seconds(raw."Total Queue")
            else number(raw."Total Queue") / 1000
        end as wait_s,
        case
            when regexp_matches(raw."Total Handle", '^\s*\d+:\d+:\d+(\.\d+)?\s*$')
                then seconds(raw."Total Handle")
            else number(raw."Total Handle") / 1000
        end as handle_s,
        case
            when regexp_matches(raw."Total Hold", '^\s*\d+:\d+:\d+(\.\d+)?\s*$')
                then seconds(raw."Total Hold")
            else number(raw."Total Hold") / 1000
        end as hold_s
    from raw
),

party as (
    select
        raw.line,
        direction_of(
            split_part(
                coalesce(cell(raw."Initial Direction"), cell(raw."Direction")), '/', 1
            )
        ) as direction,
        cell(raw."ANI") as calling_number,
        cell(raw."DNIS") as called_number,
        -- Remote may also be a place or a name, which many customers share.
        case
            when regexp_matches(raw."Remote", '@|^\s*(tel:|sip:)?\+?[\d(][\d() .-]{4,}$')
                then cell(raw."Remote")
        end as remote
    from raw
),

dialled as (
    select
        line,
        -- The calling number of an outbound call is the company's own.
        case
            when direction = 'out' then coalesce(called_number, remote)
            else coalesce(calling_number, remote)
        end as address
    from party
),

caller as (
    select
        line,
        case
            when
                regexp_matches(
                    address, '(?i)^(tel:|sips?:)?\+?[\d(][\d() .-]{3,}([@;].*)?$'
                )
                then
                    regexp_replace(
                        regexp_extract(address, '(?i)^(?:tel:|sips?:)?([^@;]*)', 1),
                        '[() .-]',
                        '',
                        'g'
                    )
            else regexp_replace(lower(address), '^(tel|sips?):', '')
        end as id
    from dialled
)

select
    raw.line,
    cell(raw."Conversation ID") as contact_id,
    moment.started_at,
    case
        when
            not regexp_matches(
                caller.id,
                '^(anonymous|private|restricted|unknown|unavailable|withheld)(@.*)?$'
            )
            -- Shortened by a spreadsheet, a number stands for many customers.
            and not regexp_matches(caller.id, '(?i)^\d([.,]\d+)?E\+\d+$')
            then caller.id
    end as customer_id,
    case lower(cell(split_part(raw."Media Type", ';', 1)))
        when 'callback' then 'phone'
        else channel_of(split_part(raw."Media Type", ';', 1))
    end as channel,
    party.direction,
    -- The time-out mark says that nobody chose a reason.
    cell(
        regexp_split_to_array(
            rtrim(
                regexp_replace(raw."Wrap-up", 'ININ-WRAP-UP-TIMEOUT\s*;?\s*', '', 'g'),
                '; '
            ),
            '\s*;\s*'
        )[-1]
    ) as reason,
    cell(regexp_split_to_array(rtrim(raw."Queue", '; '), '\s*;\s*')[-1]) as team,
    cell(regexp_split_to_array(rtrim(raw."Users", '; '), '\s*;\s*')[-1]) as agent_id,
    moment.closed_at,
    spent.wait_s,
    spent.handle_s,
    spent.hold_s,
    case
        when cell(raw."Queue") is not null
            then coalesce(yes_no(raw."Abandoned in Queue"), yes_no(raw."Abandoned"))
    end as abandoned,
    case
        when cell(raw."Users") is not null
            then
                len(
                    list_distinct(
                        regexp_split_to_array(rtrim(raw."Users", '; '), '\s*;\s*')
                    )
                ) - 1
    end as transfers,
    [
        problem(
            'Full Export Completed',
            coalesce(cell(raw."Full Export Completed"), 'blank'),
            case when export.is_complete then 'YES' end,
            'This export was cut off by Genesys: contacts are missing. Export it again.'
        ),
        problem(
            'Date',
            raw."Date",
            moment.started_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'End Date',
            raw."End Date",
            moment.closed_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Direction',
            coalesce(cell(raw."Initial Direction"), cell(raw."Direction")),
            party.direction,
            'in or out'
        ),
        problem(
            'Total Queue', raw."Total Queue", spent.wait_s, 'milliseconds, or h:mm:ss'
        ),
        problem(
            'Total Handle', raw."Total Handle", spent.handle_s, 'milliseconds, or h:mm:ss'
        ),
        problem('Total Hold', raw."Total Hold", spent.hold_s, 'milliseconds, or h:mm:ss'),
        problem('Abandoned', raw."Abandoned", yes_no(raw."Abandoned"), 'yes or no'),
        problem(
            'Abandoned in Queue',
            raw."Abandoned in Queue",
            yes_no(raw."Abandoned in Queue"),
            'yes or no'
        )
    ] as problems
from raw
inner join moment on raw.line = moment.line
inner join spent on raw.line = spent.line
inner join party on raw.line = party.line
inner join caller on raw.line = caller.line
cross join export
