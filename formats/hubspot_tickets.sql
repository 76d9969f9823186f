/*
name = "HubSpot tickets"
into = "contact"
detect = ["Ticket ID", "Ticket name", "Ticket status"]
optional = [
    "Create date", "Close date", "Source", "Ticket owner", "Category",
    "Associated Contact IDs", "Time to first agent email reply (HH:mm:ss)"
]
consumes = ["Time to *"]
never_attributes = [
    "Ticket description", "Last activity date", "Associated Contact",
    "Associated Company", "Associated Company IDs"
]
vendor_docs = "HubSpot, export of tickets; the property labels, of which public programs show Ticket ID, Ticket name and Ticket description"
note = "Only Ticket ID, Ticket name and Ticket description were seen in a real header; every other label, the form of the dates and the times to reply were not verified, and labels follow the portal's language. Day and month are told apart by the whole column, or the lines are set aside. The customer is the first of Associated Contact IDs. A number that a spreadsheet has shortened (1.03E+10) is left empty. A status that is a stage number says nothing about resolution: export the labels. Waiting is the time to the first reply by e-mail, in h:mm:ss."

[[example]]
why = "the first of several contacts is the customer; a form is the web; a stage number says nothing; waiting makes the first reply"
raw = """
Ticket ID,Ticket name,Ticket status,Pipeline,Create date,Close date,Priority,Source,Ticket owner,Category,Associated Contact,Associated Contact IDs,Time to first agent email reply (HH:mm:ss)
9001,Late parcel,Closed,Support,2024-03-14 09:30,2024-03-14 11:00,HIGH,Form,Kim,Delivery,Ann; Bob,5501;5502,00:20:00
9002,Refund,Waiting on us,Support,2024-03-15 09:30,,LOW,Chat,Kim,Refund,Cho,5.5E+10,
9003,Question,4,Support,2024-03-16 09:30,,LOW,Email,,,,5503,
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | first_response_at | channel | reason | agent_id | status | resolved | wait_s
9001 | 5501 | 2024-03-14 09:30:00 | 2024-03-14 11:00:00 | 2024-03-14 09:50:00 | web | Delivery | Kim | Closed | true | 1200
9002 | | 2024-03-15 09:30:00 | | | chat | Refund | Kim | Waiting on us | false |
9003 | 5503 | 2024-03-16 09:30:00 | | | email | | | 4 | |
"""

[[example]]
why = "a shortened ticket number, a date nobody can read and a duration without a unit are set aside"
raw = """
Ticket ID,Ticket name,Ticket status,Create date,Time to first agent email reply (HH:mm:ss)
9011,a,New,2024-03-14,
9.01E+11,b,New,2024-03-14,
9013,c,New,3/4/2024 09:30,
9014,d,New,2024-03-14,1200000
"""
expect = { added = 1, duplicate = 0, set_aside = 3 }
*/
with date_cell as (
    select unnest([raw."Create date", raw."Close date"]) as words
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
            when 'day first' then moment_dmy(raw."Create date")
            when 'month first' then moment_mdy(raw."Create date")
            else moment_ymd(raw."Create date")
        end as started_at,
        case day_order.written
            when 'day first' then moment_dmy(raw."Close date")
            when 'month first' then moment_mdy(raw."Close date")
            else moment_ymd(raw."Close date")
        end as closed_at
    from raw
    cross join day_order
),

customer as (
    select
        raw.line,
        cell(split_part(raw."Associated Contact IDs", ';', 1)) as id
    from raw
),

answered as (
    select
        raw.line,
        case
            when
                regexp_matches(
                    raw."Time to first agent email reply (HH:mm:ss)",
                    '^\s*\d+:\d+:\d+\s*$'
                )
                then seconds(raw."Time to first agent email reply (HH:mm:ss)")
        end as after_s
    from raw
)

select
    raw.line,
    cell(raw."Ticket ID") as contact_id,
    moment.started_at,
    -- Shortened by a spreadsheet, a number stands for many customers.
    case
        when not regexp_matches(customer.id, '(?i)^\d([.,]\d+)?E\+\d+$') then customer.id
    end as customer_id,
    case lower(cell(raw."Source"))
        when 'form' then 'web'
        else channel_of(raw."Source")
    end as channel,
    cell(raw."Category") as reason,
    cell(raw."Ticket owner") as agent_id,
    cell(raw."Ticket status") as status,
    -- Stage numbers mean something else in every portal.
    case
        when not regexp_matches(cell(raw."Ticket status"), '^\d+$')
            then resolved_status(raw."Ticket status")
    end as resolved,
    moment.closed_at,
    moment.started_at + to_seconds(answered.after_s) as first_response_at,
    answered.after_s as wait_s,
    [
        problem(
            'Ticket ID',
            raw."Ticket ID",
            case
                when not regexp_matches(cell(raw."Ticket ID"), '(?i)^\d([.,]\d+)?E\+\d+$')
                    then raw."Ticket ID"
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'Create date',
            raw."Create date",
            moment.started_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Close date',
            raw."Close date",
            moment.closed_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Time to first agent email reply (HH:mm:ss)',
            raw."Time to first agent email reply (HH:mm:ss)",
            answered.after_s,
            'h:mm:ss'
        )
    ] as problems
from raw
inner join moment on raw.line = moment.line
inner join customer on raw.line = customer.line
inner join answered on raw.line = answered.line
