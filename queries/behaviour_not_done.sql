/*
name       = "Required behaviour not shown"
definition = "Share of the items that applied on mystery shopping visits that were failed: the defect rate of the service as designed."
theme      = "Audits"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "audit_item"
anchor     = "visited_at"
range      = [0, 1]
min_n      = 5
counts     = "Items of visits that applied, whatever they weigh. An item is failed below the middle of its scale; on a form of yes and no that is no."
caveat     = "Items weigh the same here. Published defect rates rest on other items: compare within one programme only. The interval takes each visit as one."
why        = "Which step of the visit is left out most is where coaching begins."

[[source]]
cite = "Korea Management Association Consulting, KSQI"

[[example]]
why = "The right price on v1 and the thanks on v2, of eight items that applied: 3 of 4 points is not failed"
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
expect = { value = 0.25, n = 8 }

[[example]]
why = "A 3 is the middle of 1 to 5 and not failed; the blank did not apply"
given = """
visit_id | item | applicable | score | scale_min | scale_max
v1 | Greeting | true | 3 | 1 | 5
v1 | Name | true | 2 | 1 | 5
v1 | Offer | false |  | 1 | 5
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    case when 2 * score < scale_min + scale_max then 1 else 0 end as value
from audit_item
where
    applicable
    and not (
        contact_id is not null
        or lower(trim(coalesce(instrument, ''))) in (
            'qa', 'quality', 'quality assurance', 'quality monitoring',
            '상담 품질', '상담품질', '품질 평가', '상담 모니터링'
        )
    )
