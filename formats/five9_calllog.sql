/*
name = "Five9 call log"
into = "contact"
detect = ["Call ID", "Timestamp", "Campaign", "Disposition", "ANI"]
optional = [
    "Session ID", "Call Type", "Agent", "DNIS", "Skill", "Talk Time", "Hold Time",
    "Queue Wait Time", "After Call Work Time", "Abandoned"
]
consumes = ["* Time", "Customer*"]
never_attributes = ["Agent Name", "Transfers", "Comments", "Notes", "Recordings"]
vendor_docs = "Five9, call log report: the first nine columns as public programs read them"
note = "Each line is a leg; the legs of one Session ID are one contact, and the lines beyond one count as duplicates. A contact whose legs are spread over several files keeps those of the file loaded last. Without a Session ID each Call ID is a contact. It begins with its first leg, and ends in the team, with the agent and the disposition of its last; waiting and talking are added up. Transfers are different agents beyond the first. Calls between agents and tests are set aside. The customer is the calling number, of outbound calls the number called; withheld and shortened numbers (1.55E+10) are left empty. Only the first nine columns were seen in a real header. The form of the timestamp was not verified (day and month are told apart by the whole column, or the lines are set aside), nor that durations are h:mm:ss, nor the names of the other columns; whether talk time holds the hold time is not known. Dispositions that the system sets are a status and no reason."

[[example]]
why = "the caller of an inbound call, the called of an outbound one; dispositions of the system are no reason; withheld is nobody; no agent and abandoned is giving up"
raw = """
CALL ID,TIMESTAMP,CAMPAIGN,CALL TYPE,AGENT,DISPOSITION,ANI,DNIS,SESSION ID,SKILL,TALK TIME,HOLD TIME,QUEUE WAIT TIME,AFTER CALL WORK TIME,ABANDONED
300000000158501,"Fri, 09 Feb 2024 10:12:13",Care,Inbound,kim@example.com,Refund,(555) 000-1111,5559990000,A01,Billing,00:05:00,00:00:30,00:00:45,00:01:00,0
300000000158502,"Fri, 09 Feb 2024 11:12:13",Care,Inbound,[None],Caller Disconnected,anonymous,5559990000,A02,Billing,00:00:00,,00:02:00,,1
300000000158503,"Sat, 10 Feb 2024 11:12:13",Promo,Manual,kim@example.com,No Answer,5559990000,5550002222,A03,[None],,,,,
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | channel | direction | reason | status | team | agent_id | wait_s | handle_s | hold_s | abandoned | transfers
A01 | 5550001111 | 2024-02-09 10:12:13 | phone | in | Refund | Refund | Billing | kim@example.com | 45 | 360 | 30 | false | 0
A02 | | 2024-02-09 11:12:13 | phone | in | | Caller Disconnected | Billing | | 120 | 0 | | true | 0
A03 | 5550002222 | 2024-02-10 11:12:13 | phone | out | | No Answer | | kim@example.com | | | | false | 0
"""

[[example]]
why = "title case and no session: the call is the contact; a broken timestamp, a shortened call number, an internal call and a duration in bare numbers are set aside"
raw = """
Call ID,Timestamp,Agent,ANI,Skill,Campaign,Disposition,Call Type,Talk Time
11,2/29/2024 10:00:00,Kim,5.55E+09,Billing,Care,Delivery,Inbound,0:05:00
12,2/30/2024 10:00:00,Kim,5550001111,Billing,Care,Delivery,Inbound,0:05:00
3.0E+14,2/1/2024 10:00:00,Kim,5550001111,Billing,Care,Delivery,Inbound,0:05:00
14,2/1/2024 10:00:00,Kim,201,,Care,,Internal,0:05:00
15,2/1/2024 10:00:00,Kim,5550001111,Billing,Care,Delivery,Inbound,300
"""
expect = { added = 1, duplicate = 0, set_aside = 4 }
rows = """
contact_id | customer_id | started_at | reason | handle_s
11 | | 2024-02-29 10:00:00 | Delivery | 300
"""
*/
with date_cell as (
    select unnest([raw."Timestamp"]) as words
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

leg as (
    select
        raw.line,
        coalesce(cell(raw."Session ID"), cell(raw."Call ID")) as contact_id,
        coalesce(
            case day_order.written
                when 'day first' then moment_dmy(raw."Timestamp")
                when 'month first' then moment_mdy(raw."Timestamp")
                else moment_ymd(raw."Timestamp")
            end,
            try_strptime(cell(raw."Timestamp"), '%a, %d %b %Y %H:%M:%S')
        ) as began_at,
        case
            when regexp_matches(lower(raw."Call Type"), '^\s*(inbound|queue callback)')
                then 'in'
            when
                regexp_matches(
                    lower(raw."Call Type"), '^\s*(outbound|manual|agent|autodial|preview)'
                )
                then 'out'
        end as direction,
        coalesce(regexp_matches(lower(raw."Call Type"), '^\s*(internal|test)'), false)
            as is_internal,
        nullif(cell(raw."Agent"), '[None]') as agent_id,
        nullif(cell(raw."Skill"), '[None]') as team,
        nullif(cell(raw."Disposition"), '[None]') as disposition,
        yes_no(raw."Abandoned") as gave_up
    from raw
    cross join day_order
),

spent as (
    select
        raw.line,
        case
            when regexp_matches(raw."Talk Time", '^\s*\d+:\d+:\d+\s*$')
                then seconds(raw."Talk Time")
        end as talk_s,
        case
            when regexp_matches(raw."Hold Time", '^\s*\d+:\d+:\d+\s*$')
                then seconds(raw."Hold Time")
        end as hold_s,
        case
            when regexp_matches(raw."Queue Wait Time", '^\s*\d+:\d+:\d+\s*$')
                then seconds(raw."Queue Wait Time")
        end as wait_s,
        case
            when regexp_matches(raw."After Call Work Time", '^\s*\d+:\d+:\d+\s*$')
                then seconds(raw."After Call Work Time")
        end as wrap_s
    from raw
),

caller as (
    select
        leg.line,
        -- The calling number of an outbound call is the company's own.
        regexp_replace(
            lower(
                case
                    when leg.direction = 'out' then cell(raw."DNIS") else cell(raw."ANI")
                end
            ),
            '[() .-]',
            '',
            'g'
        ) as number_called,
        regexp_matches(
            case
                when leg.direction = 'out' then cell(raw."DNIS") else cell(raw."ANI")
            end,
            '(?i)^(\d([.,]\d+)?E\+\d+|anonymous|private|restricted|unknown|unavailable)$'
        ) as is_nobody
    from leg
    inner join raw on leg.line = raw.line
),

call as (
    select
        leg.contact_id,
        min(leg.began_at) as started_at,
        first(caller.number_called order by leg.began_at, leg.line) filter (
            where not caller.is_nobody and not leg.is_internal
        ) as customer_id,
        first(leg.direction order by leg.began_at, leg.line) filter (
            where leg.direction is not null
        ) as direction,
        last(leg.disposition order by leg.began_at, leg.line) filter (
            where leg.disposition is not null
        ) as disposition,
        last(leg.team order by leg.began_at, leg.line) filter (
            where leg.team is not null
        ) as team,
        last(leg.agent_id order by leg.began_at, leg.line) filter (
            where leg.agent_id is not null
        ) as agent_id,
        count(distinct leg.agent_id) as agents,
        sum(spent.wait_s) as wait_s,
        sum(list_sum([spent.talk_s, spent.wrap_s])) as handle_s,
        sum(spent.hold_s) as hold_s,
        bool_or(leg.gave_up) as gave_up,
        bool_and(leg.is_internal) as is_internal
    from leg
    inner join spent on leg.line = spent.line
    inner join caller on leg.line = caller.line
    where leg.began_at is not null
    group by leg.contact_id
)

-- Every leg comes back under the number of its call: the last line stands for it.
select
    leg.line,
    leg.contact_id,
    coalesce(call.started_at, leg.began_at) as started_at,
    call.customer_id,
    'phone' as channel,
    call.direction,
    -- What the system records by itself is an outcome, not why somebody called.
    case
        when
            lower(call.disposition) not in (
                'caller disconnected', 'no answer', 'consult set', 'abandon', 'busy',
                'answering machine', 'dial error', 'fax', 'hardware timeout',
                'no disposition', 'no party contact', 'operator intercept',
                'sent to voicemail', 'system error', 'system shutdown',
                'transferred to 3rd party', 'forward participant disconnected'
            )
            then call.disposition
    end as reason,
    call.disposition as status,
    call.team,
    call.agent_id,
    call.wait_s,
    call.handle_s,
    call.hold_s,
    call.gave_up and call.agents = 0 as abandoned,
    greatest(call.agents - 1, 0) as transfers,
    [
        problem(
            'Call ID',
            leg.contact_id,
            case
                when not regexp_matches(leg.contact_id, '(?i)^\d([.,]\d+)?E\+\d+$')
                    then leg.contact_id
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'Timestamp',
            raw."Timestamp",
            leg.began_at,
            'a date whose day and month can be told apart'
        ),
        problem(
            'Call Type',
            raw."Call Type",
            case when not coalesce(call.is_internal, false) then raw."Call Type" end,
            'A call between agents, or a test: no customer took part.'
        ),
        problem('Talk Time', raw."Talk Time", spent.talk_s, 'h:mm:ss'),
        problem('Hold Time', raw."Hold Time", spent.hold_s, 'h:mm:ss'),
        problem('Queue Wait Time', raw."Queue Wait Time", spent.wait_s, 'h:mm:ss'),
        problem(
            'After Call Work Time', raw."After Call Work Time", spent.wrap_s, 'h:mm:ss'
        ),
        problem('Abandoned', raw."Abandoned", leg.gave_up, 'yes or no')
    ] as problems
from raw
inner join leg on raw.line = leg.line
inner join spent on raw.line = spent.line
left join call on leg.contact_id = call.contact_id
