/*
name       = "Orders on time"
definition = "Share of delivered orders that arrived by the moment that was promised."
theme      = "Customers"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "purchase"
anchor     = "occurred_at"
range      = [0, 1]
min_n      = 10
counts     = "Delivered orders with a promised day; an order not yet delivered is not counted."
caveat     = "Late orders that have not arrived at all are missing here, so the last days look better than they are. A promise that is made longer makes everything punctual."
why        = "A day that was named is a promise."

[[source]]
cite = "Zemke & Connellan (2001), e-Service"

[[example]]
why = "4 of 5: exactly on the promised moment is on time"
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
why = "One of two is late; without a delivery or a promise nothing is known"
given = """
customer_id | occurred_at | kind | promised_at | delivered_at | complete | undamaged | documented
A | 2026-01-01 10:00 | order | 2026-01-04 22:00 | 2026-01-03 12:00 | true | true | true
A | 2026-01-05 10:00 | order | 2026-01-08 22:00 |  |  |  |
B | 2026-01-06 10:00 | order |  | 2026-01-08 12:00 | true | true | true
C | 2026-01-07 10:00 | order | 2026-01-10 22:00 | 2026-01-12 12:00 |  | false |
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    case when late then 0 else 1 end as value
from purchase
where
    kind = 'order'
    and late is not null
