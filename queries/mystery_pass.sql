/*
name       = "Visits passed"
definition = "Share of mystery shopping visits that reached the score to pass."
theme      = "Audits"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "audit_item"
each       = "visit"
anchor     = "visited_at"
range      = [0, 1]
min_n      = 5
counts     = "Visits, each once, by the first of its items: weighted points over the most they could be on the items that applied. Where failing is chosen for critical items, a visit that failed one does not pass whatever its score."
caveat     = "Few visits are noise: three visits passed of three still mean 44 to 100 %. Never act on one visit."
why        = "One number that a site can be held to, once there are enough visits."

[param.pass_score]
label   = "Score to pass"
unit    = "%"
default = 80
min     = 1
max     = 100

[param.critical]
label   = "A critical item failed"
default = "apart"
choices = ["apart", "fails"]

[[source]]
cite = "Zemke & Connellan (2001), E-Service"

[[example]]
why = "Three visits to one site: 1 of 4, 4 of 6 and 8 of 9 points; only the last reaches 80 %"
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
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "All three reach 25 %"
expect = { value = 1.0, n = 3 }
param = { pass_score = 25 }

[[example]]
why = "The same, but v1 failed the item that must not be failed"
expect = { value = 0.6666666666666666, n = 3 }
param = { pass_score = 25, critical = "fails" }
*/
select
    *,
    case
        when
            $critical = 'fails'
            and max(
                case
                    when applicable and critical and 2 * score < scale_min + scale_max
                        then 1
                    else 0
                end
            ) over (partition by source, visit_id)
            = 1
            then 0
        when
            100 * sum(points) over (partition by source, visit_id)
            >= $pass_score * sum(points_max) over (partition by source, visit_id)
            then 1
        else 0
    end as value
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
-- A visit is one row: that of its first item.
qualify row_number() over (partition by source, visit_id order by row_id) = 1
