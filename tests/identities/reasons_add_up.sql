-- Contacts by reason and month add up to all contacts, blanks among them.
with by_reason as (
    select
        reason,
        date_trunc('month', started_at) as month_start,
        count(*) as n
    from contact
    where direction is distinct from 'out'
    group by reason, date_trunc('month', started_at)
)

select total.n
from (
    select count(*) as n
    from contact
    where direction is distinct from 'out'
) as total
where total.n <> (select sum(by_reason.n) from by_reason)
