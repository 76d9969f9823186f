/*
name = "Freshdesk tickets"
into = "contact"
detect = ["Ticket ID", "Created time", "First response time (in hrs)"]
optional = [
    "Status", "Source", "Type", "Agent", "Group", "Resolved time", "Closed time",
    "Initial response time", "Agent interactions", "Product", "Contact ID"
]
consumes = ["* time", "* (in hrs)"]
never_attributes = [
    "Subject", "Time tracked", "Customer interactions", "Full name", "Requester Name", "Email", "Work phone",
    "Mobile phone", "Company Name", "Every response status", "Tags", "External ID",
    "Twitter ID", "Facebook profile ID"
]
vendor_docs = "The header of a Freshdesk ticket export, as public programs read it; Freshservice writes the same in capitals"
note = "Day and month are told apart by the whole column, or the lines are set aside. Initial response time is a moment; First response time (in hrs) is a duration, either hours with decimals or h:mm:ss, and is the waiting time. A file may have two columns named Source: the first is the channel, the second becomes a filter. Outbound Email is started by the company. The customer is Contact ID; a number that a spreadsheet has shortened (4.30E+10) is left empty. Replies are Agent interactions. Merged tickets may still be in the file. The words of the SLA columns and of Survey results were not verified and are not read."

[[example]]
why = "two columns named Source; a duration as h:mm:ss or as hours; waiting on somebody is not resolved; an outbound e-mail is the company's"
raw = """
Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Resolved time,Closed time,Initial response time,First response time (in hrs),Agent interactions,Customer interactions,Product,Source,Full name,Contact ID
101,Late,Closed,Low,Portal,Delivery,Kim,Tier 1,2024-03-14 09:00:00,2024-03-15 09:00:00,2024-03-17 09:00:00,2024-03-14 10:30:00,01:30:00,3,2,Shoes,Newsletter,Ann,43000000001
102,Refund,Waiting on Customer,High,Phone,Refund,Kim,Tier 1,2024-03-14 10:00:00,,,2024-03-14 10:15:00,0.25,1,1,Shoes,,Bob,4.3E+10
103,News,Open,Low,Outbound Email,,Kim,Tier 1,2024-03-15 10:00:00,,,,,0,0,,,Cho,43000000003
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | first_response_at | channel | direction | reason | product | team | agent_id | status | resolved | wait_s | replies
101 | 43000000001 | 2024-03-14 09:00:00 | 2024-03-15 09:00:00 | 2024-03-14 10:30:00 | web | | Delivery | Shoes | Tier 1 | Kim | Closed | true | 5400 | 3
102 | | 2024-03-14 10:00:00 | | 2024-03-14 10:15:00 | phone | | Refund | Shoes | Tier 1 | Kim | Waiting on Customer | false | 900 | 1
103 | 43000000003 | 2024-03-15 10:00:00 | | | email | out | | | Tier 1 | Kim | Open | false | | 0
"""

[[example]]
why = "Freshservice: the same in capitals, without interactions; no contact number, so nobody is the customer"
raw = """
Ticket Id,Subject,Status,Source,Created Time,Resolved Time,First Response Time (in Hrs),Resolution Time (in Hrs),Requester Name,Item
121,Laptop,Closed,Portal,2024-03-14 09:00:00,2024-03-14 11:00:00,0.5,2.0,Ann,Hardware
122,Laptop,Open,Phone,soon,,,,Bob,Hardware
"""
expect = { added = 1, duplicate = 0, set_aside = 1 }
rows = """
contact_id | customer_id | started_at | closed_at | channel | wait_s | replies
121 | | 2024-03-14 09:00:00 | 2024-03-14 11:00:00 | web | 1800 |
"""

[[example]]
why = "month first, as one 14 shows; a broken date, a duration of two parts, half an interaction and a shortened number are set aside"
raw = """
Ticket Id,Status,Source,Created Time,First Response Time (in Hrs),Agent interactions,Customer interactions,Contact ID
111,Open,Email,3/14/2024 9:00,1.5,1,1,43000000001
112,Open,Email,3/31/24 9:00,,1,1,43000000001
113,Open,Email,soon,,1,1,43000000001
114,Open,Email,3/4/2024 9:00,01:30,1,1,43000000001
115,Open,Email,3/4/2024 9:00,,1.5,1,43000000001
1.16E+12,Open,Email,3/4/2024 9:00,,1,1,43000000001
"""
expect = { added = 2, duplicate = 0, set_aside = 4 }
rows = """
contact_id | started_at | wait_s
111 | 2024-03-14 09:00:00 | 5400
112 | 2024-03-31 09:00:00 |
"""
*/
with date_cell as (
    select
        unnest([
            raw."Created time",
            raw."Resolved time",
            raw."Closed time"
        ]) as words
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
            when 'day first' then moment_dmy(raw."Created time")
            when 'month first' then moment_mdy(raw."Created time")
            else moment_ymd(raw."Created time")
        end as started_at,
        case day_order.written
            when 'day first' then moment_dmy(raw."Resolved time")
            when 'month first' then moment_mdy(raw."Resolved time")
            else moment_ymd(raw."Resolved time")
        end as resolved_at,
        case day_order.written
            when 'day first' then moment_dmy(raw."Closed time")
            when 'month first' then moment_mdy(raw."Closed time")
            else moment_ymd(raw."Closed time")
        end as closed_at,
        case day_order.written
            when 'day first' then moment_dmy(raw."Initial response time")
            when 'month first' then moment_mdy(raw."Initial response time")
            else moment_ymd(raw."Initial response time")
        end as replied_at
    from raw
    cross join day_order
),

answered as (
    select
        raw.line,
        case
            when regexp_matches(raw."First response time (in hrs)", '^\s*\d+:\d+:\d+\s*$')
                then seconds(raw."First response time (in hrs)")
            else number(raw."First response time (in hrs)") * 3600
        end as after_s
    from raw
)

select
    raw.line,
    cell(raw."Ticket ID") as contact_id,
    moment.started_at,
    -- Shortened by a spreadsheet, a number stands for many customers.
    case
        when not regexp_matches(cell(raw."Contact ID"), '(?i)^\d([.,]\d+)?E\+\d+$')
            then cell(raw."Contact ID")
    end as customer_id,
    case lower(cell(raw."Source"))
        when 'outbound email' then 'email'
        else channel_of(raw."Source")
    end as channel,
    case lower(cell(raw."Source")) when 'outbound email' then 'out' end as direction,
    cell(raw."Type") as reason,
    cell(raw."Product") as product,
    cell(raw."Group") as team,
    cell(raw."Agent") as agent_id,
    cell(raw."Status") as status,
    resolved_status(raw."Status") as resolved,
    -- Tickets close by themselves some days after they were resolved.
    coalesce(moment.resolved_at, moment.closed_at) as closed_at,
    moment.replied_at as first_response_at,
    answered.after_s as wait_s,
    whole(raw."Agent interactions") as replies,
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
            'Created time',
            raw."Created time",
            moment.started_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Resolved time',
            raw."Resolved time",
            moment.resolved_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Closed time',
            raw."Closed time",
            moment.closed_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Initial response time',
            raw."Initial response time",
            moment.replied_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'First response time (in hrs)',
            raw."First response time (in hrs)",
            answered.after_s,
            'hours with decimals, or h:mm:ss'
        ),
        problem(
            'Agent interactions',
            raw."Agent interactions",
            whole(raw."Agent interactions"),
            'a whole number'
        )
    ] as problems
from raw
inner join moment on raw.line = moment.line
inner join answered on raw.line = answered.line
