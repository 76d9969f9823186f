-- One row per contact, with its neighbours in the same customer's history.
--
-- A contact takes part in a history unless a rule leaves it out; `left_out` names the rule.  The
-- contacts left out keep their row, without neighbours:
--   stand_in    the customer number stands for nobody in particular
--   no_customer nobody knows whose contact it is
--   outbound    the company began it
--   abandoned   the customer gave up waiting, so nobody had a chance to help
--   survey      an answer to a survey that came in as a contact
--   automatic   an automatic reply, or closed by the system without anybody having replied
--   thanks      nothing but a thank-you
-- data_start and data_end are the first and the last moment its source covers: before
-- data_start + W days nobody can tell a first contact from a repeat, and after data_end - W days
-- nobody can know yet who will come back.
-- said_resolved and said_contacts are what customers answered about it: whether it was resolved, and
-- how many contacts it took.  agent_hour_contacts counts those with a handling time that the same agent
-- began in the same hour.
with judged as (
    select
        *,
        case
            when coalesce(placeholder, false) then 'stand_in'
            when customer_id is null then 'no_customer'
            when direction = 'out' then 'outbound'
            when coalesce(abandoned, false) then 'abandoned'
            when
                lower(trim(channel)) in ('survey', '설문')
                or lower(trim(reason)) in ('survey', 'satisfaction survey', '설문')
                or lower(trim(reason)) in ('만족도 조사', '만족도조사', '해피콜')
                then 'survey'
            when
                lower(trim(reason)) in ('auto-reply', 'auto reply', 'out of office')
                or lower(trim(subreason)) in ('auto-reply', 'auto reply', 'out of office')
                or lower(trim(reason)) in ('자동응답', '자동 응답', '부재중 응답')
                or lower(trim(subreason)) in ('자동응답', '자동 응답', '부재중 응답')
                or (
                    replies = 0
                    and lower(trim(status)) in ('auto-closed', 'auto closed', '자동 종료')
                )
                then 'automatic'
            when
                lower(trim(reason)) in ('thank you', 'thank-you', 'thanks', '감사 인사')
                or lower(trim(subreason)) in ('thank you', 'thank-you', 'thanks', '감사 인사')
                then 'thanks'
        end as left_out
    from kept_contact
),

known as (
    select
        *,
        left_out is null as in_history
    from judged
),

span as (
    select
        coalesce(source, '') as source_name,
        min(started_at) as data_start,
        max(started_at) as data_end
    from kept_contact
    group by coalesce(source, '')
),

-- Each customer's history in one pass: joined again once, however many neighbours are told.
near as (
    select
        row_id,
        lag(started_at)
            over (partition by customer_key order by started_at, contact_id, row_id)
            as previous_at,
        lead(started_at)
            over (partition by customer_key order by started_at, contact_id, row_id)
            as next_at,
        lead(reason)
            over (partition by customer_key order by started_at, contact_id, row_id)
            as next_reason,
        lag(channel)
            over (partition by customer_key order by started_at, contact_id, row_id)
            as previous_channel,
        lag(agent_id)
            over (partition by customer_key order by started_at, contact_id, row_id)
            as previous_agent_id,
        lag(issue_id)
            over (partition by customer_key order by started_at, contact_id, row_id)
            as previous_issue_id,
        case
            when reason is not null
                then lag(started_at) over (
                    partition by customer_key, reason
                    order by started_at, contact_id, row_id
                )
        end as previous_same_reason_at,
        case
            when reason is not null
                then lead(started_at) over (
                    partition by customer_key, reason
                    order by started_at, contact_id, row_id
                )
        end as next_same_reason_at,
        case
            when subreason is not null
                then lag(started_at) over (
                    partition by customer_key, reason, subreason
                    order by started_at, contact_id, row_id
                )
        end as previous_same_subreason_at,
        case
            when subreason is not null
                then lead(started_at) over (
                    partition by customer_key, reason, subreason
                    order by started_at, contact_id, row_id
                )
        end as next_same_subreason_at
    from known
    where in_history
),

-- Of several responses about one contact the least kind counts.
said as (
    select
        contact_id,
        max(customer_id) as customer_id,
        min(says_resolved) as resolved,
        max(says_contacts) as contacts
    from response
    where contact_id is not null
    group by contact_id
),

agent_hour as (
    select
        agent_id,
        date_trunc('hour', started_at) as hour_start,
        count(*) as contacts
    from kept_contact
    where
        agent_id is not null
        and handle_s is not null
    group by agent_id, date_trunc('hour', started_at)
)

select
    known.*,
    span.data_start,
    span.data_end,
    near.previous_at,
    near.next_at,
    near.previous_same_reason_at,
    near.next_same_reason_at,
    near.previous_same_subreason_at,
    near.next_same_subreason_at,
    near.next_reason,
    near.previous_channel,
    near.previous_agent_id,
    near.previous_issue_id,
    said.resolved as said_resolved,
    said.contacts as said_contacts,
    agent_hour.contacts as agent_hour_contacts,
    -- In days: the shortest window that reaches the neighbour ...
    date_diff('day', near.previous_at, known.started_at)
    + case
        when
            known.started_at
            > near.previous_at
            + interval 1 day * date_diff('day', near.previous_at, known.started_at)
            then 1
        else 0
    end as previous_days,
    date_diff('day', known.started_at, near.next_at)
    + case
        when
            near.next_at
            > known.started_at
            + interval 1 day * date_diff('day', known.started_at, near.next_at)
            then 1
        else 0
    end as next_days,
    date_diff('day', near.previous_same_reason_at, known.started_at)
    + case
        when
            known.started_at
            > near.previous_same_reason_at
            + interval 1 day
            * date_diff('day', near.previous_same_reason_at, known.started_at)
            then 1
        else 0
    end as previous_same_reason_days,
    date_diff('day', known.started_at, near.next_same_reason_at)
    + case
        when
            near.next_same_reason_at
            > known.started_at
            + interval 1 day
            * date_diff('day', known.started_at, near.next_same_reason_at)
            then 1
        else 0
    end as next_same_reason_days,
    date_diff('day', known.started_at, near.next_same_subreason_at)
    + case
        when
            near.next_same_subreason_at
            > known.started_at
            + interval 1 day
            * date_diff('day', known.started_at, near.next_same_subreason_at)
            then 1
        else 0
    end as next_same_subreason_days,
    -- ... and the longest one that the data covers before and after.
    date_diff('day', span.data_start, known.started_at)
    - case
        when
            known.started_at
            < span.data_start
            + interval 1 day * date_diff('day', span.data_start, known.started_at)
            then 1
        else 0
    end as history_days,
    date_diff('day', known.started_at, span.data_end)
    - case
        when
            span.data_end
            < known.started_at
            + interval 1 day * date_diff('day', known.started_at, span.data_end)
            then 1
        else 0
    end as later_days
from known
inner join span on coalesce(known.source, '') = span.source_name
left join near on known.row_id = near.row_id
left join said
    on
        known.contact_id = said.contact_id
        and coalesce(said.customer_id, known.customer_id) = known.customer_id
left join agent_hour
    on
        known.agent_id = agent_hour.agent_id
        and date_trunc('hour', known.started_at) = agent_hour.hour_start
order by known.started_at, known.row_id
