-- One row per contact, with its neighbours in the same customer's history.
--
-- A contact takes part in a history when it has a customer, was not started by the company and was
-- not given up in the queue.  The other contacts keep their row, without neighbours.
-- data_start and data_end are the first and the last moment its source covers: before
-- data_start + W days nobody can tell a first contact from a repeat, and after data_end - W days
-- nobody can know yet who will come back.
with known as (
    select
        *,
        customer_id is not null
        and coalesce(direction, 'in') <> 'out'
        and coalesce(abandoned, false) = false as in_history
    from kept_contact
),

span as (
    select
        coalesce(source, '') as source_name,
        min(started_at) as data_start,
        max(started_at) as data_end
    from kept_contact
    group by coalesce(source, '')
),

near as (
    select
        row_id,
        lag(started_at)
            over (partition by customer_id order by started_at, contact_id, row_id)
            as previous_at,
        lead(started_at)
            over (partition by customer_id order by started_at, contact_id, row_id)
            as next_at,
        lead(reason)
            over (partition by customer_id order by started_at, contact_id, row_id)
            as next_reason
    from known
    where in_history
),

near_same_reason as (
    select
        row_id,
        lag(started_at)
            over (
                partition by customer_id, reason
                order by started_at, contact_id, row_id
            )
            as previous_same_reason_at,
        lead(started_at)
            over (
                partition by customer_id, reason
                order by started_at, contact_id, row_id
            )
            as next_same_reason_at
    from known
    where
        in_history
        and reason is not null
),

near_same_subreason as (
    select
        row_id,
        lag(started_at)
            over (
                partition by customer_id, reason, subreason
                order by started_at, contact_id, row_id
            )
            as previous_same_subreason_at,
        lead(started_at)
            over (
                partition by customer_id, reason, subreason
                order by started_at, contact_id, row_id
            )
            as next_same_subreason_at
    from known
    where
        in_history
        and subreason is not null
)

select
    known.*,
    span.data_start,
    span.data_end,
    near.previous_at,
    near.next_at,
    near_same_reason.previous_same_reason_at,
    near_same_reason.next_same_reason_at,
    near_same_subreason.previous_same_subreason_at,
    near_same_subreason.next_same_subreason_at,
    near.next_reason
from known
inner join span on coalesce(known.source, '') = span.source_name
left join near on known.row_id = near.row_id
left join near_same_reason on known.row_id = near_same_reason.row_id
left join near_same_subreason on known.row_id = near_same_subreason.row_id
order by known.started_at, known.row_id
