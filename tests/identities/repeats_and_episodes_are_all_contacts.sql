-- A contact either opens an episode of 7 days or follows one of its customer.
with judged as (
    select
        case when previous_at >= started_at - interval 7 day then 1 else 0 end as repeats,
        case
            when previous_at is null or previous_at < started_at - interval 7 day then 1
            else 0
        end as opens
    from contact
    where in_history
)

select repeats
from judged
where repeats + opens <> 1
