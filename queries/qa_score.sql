/*
name       = "Quality of contacts listened to"
definition = "Weighted points that contacts got which were listened to or read, of the most they could have got on the items that applied."
theme      = "Audits"
unit       = "share"
better     = "higher"
estimator  = "ratio"
rows       = "audit_item"
anchor     = "visited_at"
range      = [0, 1]
min_n      = 5
counts     = "Items that applied, of contacts: those that name a contact, or whose checklist is called QA or quality. Weighted as mystery shopping is. Two raters of one contact both count."
caveat     = "A rating is as good as the agreement between raters: read it beside kappa. Quality as we see it need not be ease as customers feel it: the link is tested on the page. Never a number about one person."
why        = "Whether what is said and written to customers is right, clear and kind."

[[source]]
cite = "Zemke & Connellan (2001), E-Service"

[[example]]
why = "8 of 10, 2 of 5 and 10 of 10 points: 20 of 25; the blank did not apply, and the visit to a store is not a contact"
given = """
visit_id | instrument | item | applicable | score | scale_min | scale_max | weight | contact_id | channel | auditor | points | points_max
q1 |  | Clear words | true | 4 | 1 | 5 | 2 | c1 | phone | Q1 | 8 | 10
q1 |  | Right answer | true | 2 | 1 | 5 | 1 | c1 | phone | Q1 | 2 | 5
q1 |  | Offered a choice | false |  | 1 | 5 | 1 | c1 | phone | Q1 |  |
q2 | QA | Clear words | true | 5 | 1 | 5 | 2 |  | chat | Q2 | 10 | 10
v1 | Visit | Clear words | true | 1 | 1 | 5 | 2 |  | store | M1 | 2 | 10
"""
expect = { value = 0.8, n = 3 }

[[example]]
why = "Without weights each item weighs 1"
given = """
visit_id | item | applicable | score | scale_min | scale_max | contact_id | points | points_max
q1 | Clear words | true | 1 | 0 | 1 | c1 | 1 | 1
q1 | Right answer | true | 0 | 0 | 1 | c1 | 0 | 1
q1 | Polite | false |  | 0 | 1 | c1 |  |
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    points as numerator,
    points_max as denominator
from audit_item
where
    applicable
    and points_max > 0
    and (
        contact_id is not null
        or lower(trim(coalesce(instrument, ''))) in (
            'qa', 'quality', 'quality assurance', 'quality monitoring',
            '상담 품질', '상담품질', '품질 평가', '상담 모니터링'
        )
    )
