-- Contacts by channel add up to all contacts, blanks among them.
with by_channel as (
    select count(*) as n
    from contact
    group by channel
)

select total.n
from (select count(*) as n from contact) as total
where total.n <> (select sum(by_channel.n) from by_channel)
