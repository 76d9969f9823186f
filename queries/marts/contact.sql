-- One row per contact, with its neighbours in the same customer's history.
--
-- A contact takes part in a history when it has a customer, was not started by the company and was
-- not given up in the queue.  The other contacts keep their row, without neighbours.
-- data_start and data_end are the first and the last moment the exports cover: before
-- data_start + W days nobody can tell a first contact from a repeat, and after data_end - W days
-- nobody can know yet who will come back.
select
    kept.*,
    kept.customer_id is not null
    and kept.direction is distinct from 'out'
    and kept.abandoned is distinct from true as in_history,
    span.data_start,
    span.data_end,
    near.previous_at,
    near.next_at,
    near.previous_same_reason_at,
    near.next_same_reason_at,
    near.previous_same_subreason_at,
    near.next_same_subreason_at,
    near.next_reason
from kept_contact as kept
cross join (
    select
        min(started_at) as data_start,
        max(started_at) as data_end
    from kept_contact
) as span
left join (
    select
        row_id,
        lag(started_at) over (partition by customer_id order by started_at, contact_id) as previous_at,
        lead(started_at) over (partition by customer_id order by started_at, contact_id) as next_at,
        lead(reason) over (partition by customer_id order by started_at, contact_id) as next_reason,
        case
            when reason is not null
                then lag(started_at) over (partition by customer_id, reason order by started_at, contact_id)
        end as previous_same_reason_at,
        case
            when reason is not null
                then lead(started_at) over (partition by customer_id, reason order by started_at, contact_id)
        end as next_same_reason_at,
        case
            when subreason is not null
                then
                    lag(started_at)
                        over (partition by customer_id, reason, subreason order by started_at, contact_id)
        end as previous_same_subreason_at,
        case
            when subreason is not null
                then
                    lead(started_at)
                        over (partition by customer_id, reason, subreason order by started_at, contact_id)
        end as next_same_subreason_at
    from kept_contact
    where
        customer_id is not null
        and direction is distinct from 'out'
        and abandoned is distinct from true
) as near
    on kept.row_id = near.row_id
order by kept.started_at, kept.row_id
