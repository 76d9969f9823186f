/*
name       = "Visits that failed a critical item"
definition = "Share of mystery shopping visits on which at least one item that must not be failed was failed."
theme      = "Audits"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "audit_item"
each       = "visit"
anchor     = "visited_at"
range      = [0, 1]
min_n      = 5
counts     = "Visits, each once, on which a critical item applied. An item is failed below the middle of its scale."
caveat     = "More critical items on a visit are more chances to fail one: compare visits of one form. Nobody is judged on one visit."
why        = "A wrong price or an unsafe payment is not made good by a friendly greeting."

[[source]]
cite = "Zemke & Connellan (2001), E-Service"

[[example]]
why = "v1 failed the right price, v2 did not; on v3 nobody said which item is critical, and the contact that was listened to is no visit"
given = """
visit_id | instrument | item | touchpoint | stage_order | applicable | score | scale_min | scale_max | weight | critical | site | points | points_max
v1 |  | Greeting | Arrival | 1 | true | 1 | 0 | 1 | 1 | false | A | 1 | 1
v1 |  | Right price | Checkout | 2 | true | 0 | 0 | 1 | 3 | true | A | 0 | 3
v1 |  | Thanks | Farewell | 3 | false |  | 0 | 1 | 2 | false | A |  |
v2 |  | Greeting | Arrival | 1 | true | 1 | 0 | 1 | 1 | false | A | 1 | 1
v2 |  | Right price | Checkout | 2 | true | 1 | 0 | 1 | 3 | true | A | 3 | 3
v2 |  | Thanks | Farewell | 3 | true | 0 | 0 | 1 | 2 | false | A | 0 | 2
v3 |  | Greeting | Arrival | 1 | true | 3 | 0 | 4 |  | false | A | 3 | 4
v3 |  | Right price | Checkout | 2 | true | 1 | 0 | 1 | 3 |  | A | 3 | 3
v3 |  | Thanks | Farewell | 3 | true | 1 | 0 | 1 | 2 | false | A | 2 | 2
q1 | QA | Greeting |  | 1 | true | 0 | 0 | 1 | 1 | false | A | 0 | 1
"""
expect = { value = 0.5, n = 2 }

[[example]]
why = "On a scale from 1 to 5, 2 is failed and 3 is not; v3's critical item did not apply"
given = """
visit_id | item | applicable | score | scale_min | scale_max | critical
v1 | Price | true | 2 | 1 | 5 | true
v1 | Safe payment | true | 5 | 1 | 5 | true
v2 | Price | true | 3 | 1 | 5 | true
v3 | Price | false |  | 1 | 5 | true
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    max(case when 2 * score < scale_min + scale_max then 1 else 0 end)
        over (partition by source, visit_id)
        as value
from audit_item
where
    applicable
    and critical
    and not (
        contact_id is not null
        or lower(trim(coalesce(instrument, ''))) in (
            'qa', 'quality', 'quality assurance', 'quality monitoring',
            '상담 품질', '상담품질', '품질 평가', '상담 모니터링'
        )
    )
-- A visit is one row: that of its first critical item.
qualify row_number() over (partition by source, visit_id order by row_id) = 1
