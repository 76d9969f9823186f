/*
name       = "Perfect orders"
definition = "Share of delivered orders that were on time, complete, undamaged and had the right papers, all four on the same order."
theme      = "Customers"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "purchase"
anchor     = "occurred_at"
range      = [0, 1]
min_n      = 10
counts     = "Delivered orders with a promised day and an answer to all four; an order not yet delivered is not counted."
caveat     = "Counted order by order. Multiplying the four rates would take failures for independent, and they are not. The day of delivery counts, not the day it was sent."
why        = "A customer gets an order, not four averages: one failure is enough to bring a contact or a return."

[[source]]
cite = "Zemke & Connellan (2001), e-Service"

[[example]]
why = "2 of 5: one late and incomplete, one damaged, one with wrong papers; a return is no order"
given = """
customer_id | occurred_at | kind | promised_at | delivered_at | complete | undamaged | documented
A | 2026-01-01 10:00 | order | 2026-01-04 22:00 | 2026-01-03 12:00 | true | true | true
A | 2026-01-05 10:00 | order | 2026-01-08 22:00 | 2026-01-10 12:00 | false | true | true
B | 2026-01-06 10:00 | order | 2026-01-09 22:00 | 2026-01-09 22:00 | true | false | true
B | 2026-01-07 10:00 | order | 2026-01-10 22:00 | 2026-01-08 12:00 | true | true | false
C | 2026-01-08 10:00 | order | 2026-01-11 22:00 | 2026-01-09 12:00 | true | true | true
C | 2026-01-12 10:00 | return |  |  |  |  |
"""
expect = { value = 0.4, n = 5 }

[[example]]
why = "Only the first has all four: one is not delivered, one has no promise, one does not say"
given = """
customer_id | occurred_at | kind | promised_at | delivered_at | complete | undamaged | documented
A | 2026-01-01 10:00 | order | 2026-01-04 22:00 | 2026-01-03 12:00 | true | true | true
A | 2026-01-05 10:00 | order | 2026-01-08 22:00 |  |  |  |
B | 2026-01-06 10:00 | order |  | 2026-01-08 12:00 | true | true | true
C | 2026-01-07 10:00 | order | 2026-01-10 22:00 | 2026-01-12 12:00 |  | false |
"""
expect = { value = 1.0, n = 1 }
*/
select
    *,
    case
        when
            not late
            and complete
            and undamaged
            and documented
            then 1
        else 0
    end as value
from purchase
where
    kind = 'order'
    and late is not null
    and complete is not null
    and undamaged is not null
    and documented is not null
