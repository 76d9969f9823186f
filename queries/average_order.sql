/*
name       = "Average order"
definition = "Mean amount of an order or renewal, in the unit of the file, before returns."
theme      = "Customers"
unit       = "money"
better     = "higher"
estimator  = "mean"
rows       = "purchase"
anchor     = "occurred_at"
range      = [0, 1000000000000]
min_n      = 10
counts     = "Orders and renewals with an amount. Returns and cancellations are no orders."
caveat     = "A few large orders pull it up, and it says nothing about margin. Orders in two currencies must not stand in one file."
why        = "With how often customers buy, it makes up what they spend."

[[source]]
cite = "Zemke & Connellan (2001), E-Service, chapter 1"

[[example]]
why = "(10 + 30 + 50) / 3: the return is no order and one order has no amount"
given = """
customer_id | occurred_at | kind | amount
A | 2025-01-10 | order | 10
A | 2025-02-10 | order | 30
B | 2025-02-11 | renewal | 50
B | 2025-02-12 | return | 50
B | 2025-02-13 | order |
"""
expect = { value = 30.0, n = 3 }

[[example]]
why = "Nobody needs to be named for an amount to count: (20 + 0) / 2"
given = """
customer_id | occurred_at | kind | amount
 | 2025-01-10 | order | 20
C | 2025-02-10 | order | 0
C | 2025-02-10 | visit |
"""
expect = { value = 10.0, n = 2 }
*/
select
    *,
    amount as value
from purchase
where
    kind in ('order', 'renewal')
    and amount is not null
