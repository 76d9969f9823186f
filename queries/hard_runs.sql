/*
name       = "Hard contacts in a row"
definition = "Share of contacts that were hard (refused, granted in part or abusive) right after another hard one of the same person on the same day."
theme      = "Front line"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
staff      = "agent_id"
counts     = "Contacts of named staff whose outcome or abuse is recorded, whole teams in whole months with eight people or more. The contact before is the one begun before it that day; none before it is not hard."
caveat     = "Two hard contacts with an hour's rest between them count as in a row. Where outcomes are seldom recorded, runs are seldom seen."
why        = "Saying no twice in a row costs more than saying it twice a day."

[[source]]
cite = "Occupational Safety and Health Act of Korea, article 41 (protection of customer-facing workers); the measure is our own"

[[example]]
why = "Refused, refused, granted, in part, abusive: two of the five follow a hard one; G2 starts afresh, and so does the next day"
given = """
contact_id | agent_id | started_at | outcome | abuse
c1 | G1 | 2026-01-05 09:00 | refused |
c2 | G1 | 2026-01-05 10:00 | refused |
c3 | G1 | 2026-01-05 11:00 | granted |
c4 | G2 | 2026-01-05 12:00 | partial |
c5 | G2 | 2026-01-05 13:00 | granted | true
"""
expect = { value = 0.4, n = 5 }

[[example]]
why = "The next day is a new day; a contact without an outcome is not counted and stands between"
given = """
contact_id | agent_id | started_at | outcome | abuse
c1 | G1 | 2026-01-05 17:00 | refused |
c2 | G1 | 2026-01-06 09:00 | refused |
c3 | G1 | 2026-01-06 10:00 |  |
c4 | G1 | 2026-01-06 11:00 | refused |
"""
expect = { value = 0.0, n = 3 }
*/
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=AL04,ST05
select
    contact.*,
    case when in_turn.is_hard = 1 and in_turn.was_hard = 1 then 1 else 0 end as value
from contact
inner join (
    select
        row_id,
        case when outcome in ('refused', 'partial') or abuse then 1 else 0 end as is_hard,
        lag(case when outcome in ('refused', 'partial') or abuse then 1 else 0 end) over (
            partition by agent_id, date_trunc('day', started_at)
            order by started_at, row_id
        ) as was_hard
    from contact
    where agent_id is not null
) as in_turn
    on contact.row_id = in_turn.row_id
where contact.outcome is not null or contact.abuse is not null
