/*
name       = "Contacts that praise"
definition = "Share of contacts begun by customers whose reason says praise."
theme      = "Word of mouth"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts begun by customers that carry a reason, without surveys and automatic messages. The detailed reason decides where there is one, else the reason: it counts when it holds praise, compliment, thank, 칭찬 or 감사 인사."
caveat     = "It is only as good as the reasons in the export: where no reason says praise, 0 % means that nobody records it. Campaigns and staff who ask for praise raise it too."
why        = "Praise that nobody asked for: what to recognise and to repeat."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "Two praise; one contact has no reason, one came from the company, one praise carries an idea"
given = """
contact_id | customer_id | started_at | direction | reason | subreason
c1 | A | 2026-01-05 09:00 | in | Praise and suggestions | Praise
c2 | A | 2026-01-05 10:00 | in | Praise and suggestions | Idea
c3 | B | 2026-01-05 11:00 | | 직원 칭찬 |
c4 | B | 2026-01-05 12:00 | in | |
c5 | C | 2026-01-05 13:00 | out | Praise |
c6 | C | 2026-01-05 14:00 | in | Delivery |
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "No reason, no number"
given = """
contact_id | customer_id | started_at | direction | reason
c1 | A | 2026-01-05 09:00 | in |
"""
expect = { n = 0 }
*/
select
    *,
    case
        when
            lower(coalesce(subreason, reason)) like '%praise%'
            or lower(coalesce(subreason, reason)) like '%compliment%'
            or lower(coalesce(subreason, reason)) like '%thank%'
            or coalesce(subreason, reason) like '%칭찬%'
            or coalesce(subreason, reason) like '%감사 인사%'
            then 1
        else 0
    end as value
from contact
where
    coalesce(direction, 'in') = 'in'
    and coalesce(subreason, reason) is not null
    and coalesce(left_out, '') not in ('survey', 'automatic')
