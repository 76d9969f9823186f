/*
name = "Salesforce case report"
into = "contact"
detect = ["Case Number", "Date/Time Opened"]
optional = [
    "Contact ID", "Status", "Case Origin", "Case Reason", "Case Owner", "Case Owner Alias",
    "Date/Time Closed", "Closed", "Parent Case Number"
]
consumes = ["Age*"]
never_attributes = [
    "Contact Name", "Subject", "Description", "Account Name", "Account ID", "Case ID",
    "Contact Email", "Contact Phone", "Case Comments", "Open", "Created By"
]
vendor_docs = "The labels of a Salesforce case report; Date/Time Opened and the lines at its foot as public data sets show them"
note = "Take the report as 'Details Only', and add the column Contact ID: without it there is no customer, because two people may share a Contact Name. Only the opening, the closing and the owner were seen in a real header; the other labels, and those of other languages, were not verified. Dates are in the user's own order: day and month are told apart by the whole column, or the lines are set aside. The lines at the foot of the report are set aside. An id of 18 letters and its first 15 are one customer. Case numbers are kept as written; a spreadsheet that drops their leading zeros makes other cases of them."

[[example]]
why = "leading zeros stay; the closed box decides before the status; an id of 18 letters and of 15 is one customer; duplicates closed by merging say nothing"
raw = """
Case Number,Contact ID,Contact Name,Status,Priority,Case Origin,Case Reason,Case Owner,Date/Time Opened,Date/Time Closed,Closed,Parent Case Number
00001026,0035g00000AbCdE,Ann,Closed,High,Phone,Delivery,Kim,2024-03-14 09:30,2024-03-14 10:00,1,
00001027,0035g00000AbCdEAAX,Ann,In Review,Low,Web,Delivery,Kim,2024-03-15 09:30,,0,00001026
00001028,,Bob,Closed - Merged,Low,Email,,Kim,2024-03-15 09:40,2024-03-15 09:45,1,
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | channel | reason | agent_id | issue_id | status | resolved
00001026 | 0035g00000AbCdE | 2024-03-14 09:30:00 | 2024-03-14 10:00:00 | phone | Delivery | Kim | | Closed | true
00001027 | 0035g00000AbCdE | 2024-03-15 09:30:00 | | web | Delivery | Kim | 00001026 | In Review | false
00001028 | | 2024-03-15 09:40:00 | 2024-03-15 09:45:00 | email | | Kim | | Closed - Merged |
"""

[[example]]
why = "month first, as one 14 shows; a broken date and a box that is neither are set aside; the four lines at the foot are no rows"
raw = """
Case Number,Status,Date/Time Opened,Date/Time Closed,Closed
00001031,New,3/14/2024 9:30 AM,,0
00001032,Closed,3/4/2024 2:30 PM,3/5/2024 9:00 AM,
00001033,New,soon,,0
00001034,New,3/4/2024 2:30 PM,,perhaps
Grand Totals (4 records),,,,
Confidential Information - Do Not Distribute,,,,
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",,,,
Total,,,,
"""
expect = { added = 2, duplicate = 0, set_aside = 2 }
rows = """
contact_id | started_at | closed_at | resolved
00001031 | 2024-03-14 09:30:00 | | false
00001032 | 2024-03-04 14:30:00 | 2024-03-05 09:00:00 | true
"""
*/
with date_cell as (
    select unnest([raw."Date/Time Opened", raw."Date/Time Closed"]) as words
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
            when 'day first' then moment_dmy(raw."Date/Time Opened")
            when 'month first' then moment_mdy(raw."Date/Time Opened")
            else moment_ymd(raw."Date/Time Opened")
        end as started_at,
        case day_order.written
            when 'day first' then moment_dmy(raw."Date/Time Closed")
            when 'month first' then moment_mdy(raw."Date/Time Closed")
            else moment_ymd(raw."Date/Time Closed")
        end as closed_at
    from raw
    cross join day_order
)

select
    raw.line,
    cell(raw."Case Number") as contact_id,
    moment.started_at,
    case
        -- The last three of 18 letters only repeat the capitals of the first 15.
        when regexp_matches(cell(raw."Contact ID"), '^[0-9A-Za-z]{18}$')
            then substr(cell(raw."Contact ID"), 1, 15)
        when not regexp_matches(cell(raw."Contact ID"), '(?i)^\d([.,]\d+)?E\+\d+$')
            then cell(raw."Contact ID")
    end as customer_id,
    channel_of(raw."Case Origin") as channel,
    cell(raw."Case Reason") as reason,
    coalesce(cell(raw."Case Owner"), cell(raw."Case Owner Alias")) as agent_id,
    cell(raw."Parent Case Number") as issue_id,
    cell(raw."Status") as status,
    case
        -- Merged, or closed by a clock: the status says that nobody answered.
        when cell(raw."Status") is not null and resolved_status(raw."Status") is null
            then null
        else coalesce(yes_no(raw."Closed"), resolved_status(raw."Status"))
    end as resolved,
    moment.closed_at,
    [
        problem(
            'Case Number',
            raw."Case Number",
            case
                when
                    not regexp_matches(
                        cell(raw."Case Number"),
                        '(?i)^(grand total|total|confidential|copyright|generated)'
                    )
                    then raw."Case Number"
            end,
            'This line belongs to the foot of the report; it is not a case.'
        ),
        problem(
            'Case Number',
            raw."Case Number",
            case
                when
                    not regexp_matches(
                        cell(raw."Case Number"), '(?i)^\d([.,]\d+)?E\+\d+$'
                    )
                    then raw."Case Number"
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'Date/Time Opened',
            raw."Date/Time Opened",
            moment.started_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Date/Time Closed',
            raw."Date/Time Closed",
            moment.closed_at,
            'a date whose day and month can be told apart'
        ),
        problem('Closed', raw."Closed", yes_no(raw."Closed"), 'yes or no')
    ] as problems
from raw
inner join moment on raw.line = moment.line
