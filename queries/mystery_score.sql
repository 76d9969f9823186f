/*
name       = "Mystery shopping score"
definition = "Weighted points that visits got, of the most they could have got on the items that applied."
theme      = "Audits"
unit       = "share"
better     = "higher"
estimator  = "ratio"
rows       = "audit_item"
anchor     = "visited_at"
range      = [0, 1]
min_n      = 5
counts     = "Items of visits that applied: an item that did not apply is on neither side. Weight times points over weight times the most points; an item without a weight weighs 1. Contacts that were listened to are not visits and have a score of their own. Where a limit is chosen, a visit that failed an item that must not be failed gets at most that score; the limit of 100 reports such visits apart."
caveat     = "What a stranger saw on a few visits, by our own checklist: a high score is not satisfied customers. Visits differ by auditor, and a changed form starts a new series. Compare within one programme only. On a scale that begins at 1 the lowest score is not 0 %. The interval takes each visit as one, not each item."
why        = "Whether the service is delivered as it was designed, and where it is not."

[param.most_if_failed]
label   = "Most a visit gets that failed a critical item"
unit    = "%"
default = 100
min     = 0
max     = 100

[[source]]
cite = "Zemke & Connellan (2001), E-Service"

[[example]]
why = "v1 gets 1 of 4 because one item did not apply, v2 4 of 6, v3 8 of 9 with a weight left blank: 13 of 19; the contact that was listened to is no visit"
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
expect = { value = 0.6842105263157895, n = 8 }

[[example]]
why = "v1 failed the item that must not be failed: with nothing for it, 12 of 19"
expect = { value = 0.631578947368421, n = 8 }
param = { most_if_failed = 0 }

[[example]]
why = "At most 10 % for v1, of its 4 points: 12.4 of 19"
expect = { value = 0.6526315789473685, n = 8 }
param = { most_if_failed = 10 }

[[example]]
why = "At most 50 % changes nothing: v1 has 25 % as it is"
expect = { value = 0.6842105263157895, n = 8 }
param = { most_if_failed = 50 }
*/
select
    *,
    points_max as denominator,
    points
    * case
        when
            max(
                case
                    when applicable and critical and 2 * score < scale_min + scale_max
                        then 1
                    else 0
                end
            ) over (partition by source, visit_id)
            = 1
            then
                least(
                    coalesce(
                        $most_if_failed
                        * sum(points_max) over (partition by source, visit_id)
                        / nullif(
                            100.0 * sum(points) over (partition by source, visit_id), 0
                        ),
                        1
                    ),
                    1
                )
        else 1
    end as numerator
from audit_item
where
    applicable
    and points_max > 0
    and not (
        contact_id is not null
        or lower(trim(coalesce(instrument, ''))) in (
            'qa', 'quality', 'quality assurance', 'quality monitoring',
            '상담 품질', '상담품질', '품질 평가', '상담 모니터링'
        )
    )
