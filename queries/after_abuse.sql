/*
name       = "Time to the next contact after abuse"
definition = "Time from the end of an abusive contact to the next contact of the same person that day; half took no longer (median)."
theme      = "Front line"
unit       = "seconds"
better     = "higher"
estimator  = "quantile"
rows       = "contact"
anchor     = "started_at"
range      = [0, 86400]
min_n      = 10
staff      = "agent_id"
counts     = "Contacts that a person flagged as abusive and that were followed by another one of the same person on the same day, whole teams in whole months with eight people or more. The end is the start plus the handling time."
caveat     = "Who went home after it is not in it, so it is the time of those who went on. A quiet hour looks like a break. Where no handling time is recorded, the contact counts as over when it began."
why        = "A moment to recover is the first protection there is."

[[source]]
cite = "Occupational Safety and Health Act of Korea, article 41 (a pause after abuse); the measure is our own"

[[example]]
why = "1,800 seconds less 300 of handling, and 600; the one of G2 was the last of the day"
given = """
contact_id | agent_id | started_at | handle_s | abuse
c1 | G1 | 2026-01-05 09:00 | 300 | true
c2 | G1 | 2026-01-05 09:30 | 100 | false
c3 | G2 | 2026-01-05 10:00 | 100 | true
c4 | G2 | 2026-01-06 10:00 | 100 | true
c5 | G2 | 2026-01-06 10:11:40 | 100 |
"""
expect = { value = 600, n = 2 }

[[example]]
why = "No handling time: from its beginning; nobody flagged the other"
given = """
contact_id | agent_id | started_at | handle_s | abuse
c1 | G1 | 2026-01-05 09:00 |  | true
c2 | G1 | 2026-01-05 09:30 |  | false
c3 | G1 | 2026-01-05 09:40 |  |
"""
expect = { value = 1800, n = 1 }
*/
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- ST06: `value` stands before the constant that belongs to it.
-- noqa: disable=AL04,ST05,ST06
select
    contact.*,
    greatest(
        date_diff('second', contact.started_at, in_turn.next_one)
        - coalesce(contact.handle_s, 0),
        0
    ) as value,
    0.5 as share_below
from contact
inner join (
    select
        row_id,
        lead(started_at) over (
            partition by agent_id, date_trunc('day', started_at)
            order by started_at, row_id
        ) as next_one
    from contact
    where agent_id is not null
) as in_turn
    on contact.row_id = in_turn.row_id
where
    contact.abuse
    and in_turn.next_one is not null
