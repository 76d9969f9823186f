/*
name       = "Undamaged orders"
definition = "Share of orders that arrived undamaged."
theme      = "Customers"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "purchase"
anchor     = "occurred_at"
range      = [0, 1]
min_n      = 10
counts     = "Orders whose export says so, yes or no; blanks are not counted."
caveat     = "As the company recorded it: what nobody reported counts as right."
why        = "One of the four parts of a perfect order."

[[source]]
cite = "Zemke & Connellan (2001), e-Service"

[[example]]
why = "4 of 5 arrived undamaged"
given = """
customer_id | occurred_at | kind | promised_at | delivered_at | complete | undamaged | documented
A | 2026-01-01 10:00 | order | 2026-01-04 22:00 | 2026-01-03 12:00 | true | true | true
A | 2026-01-05 10:00 | order | 2026-01-08 22:00 | 2026-01-10 12:00 | false | true | true
B | 2026-01-06 10:00 | order | 2026-01-09 22:00 | 2026-01-09 22:00 | true | false | true
B | 2026-01-07 10:00 | order | 2026-01-10 22:00 | 2026-01-08 12:00 | true | true | false
C | 2026-01-08 10:00 | order | 2026-01-11 22:00 | 2026-01-09 12:00 | true | true | true
C | 2026-01-12 10:00 | return |  |  |  |  |
"""
expect = { value = 0.8, n = 5 }

[[example]]
why = "Two of three; one is not delivered and says nothing"
given = """
customer_id | occurred_at | kind | promised_at | delivered_at | complete | undamaged | documented
A | 2026-01-01 10:00 | order | 2026-01-04 22:00 | 2026-01-03 12:00 | true | true | true
A | 2026-01-05 10:00 | order | 2026-01-08 22:00 |  |  |  |
B | 2026-01-06 10:00 | order |  | 2026-01-08 12:00 | true | true | true
C | 2026-01-07 10:00 | order | 2026-01-10 22:00 | 2026-01-12 12:00 |  | false |
"""
expect = { value = 0.6666666666666666, n = 3 }
*/
select
    *,
    case
        when undamaged
            then 1
        else 0
    end as value
from purchase
where
    kind = 'order'
    and undamaged is not null
