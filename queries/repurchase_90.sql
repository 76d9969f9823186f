/*
name       = "Ordered again in time"
definition = "Share of orders after which the same customer ordered again within the window."
theme      = "Customers"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "purchase"
anchor     = "occurred_at"
range      = [0, 1]
min_n      = 10
counts     = "Orders and renewals of known customers, old enough for the whole window to lie inside the data. A return is no order."
caveat     = "Counted per order, so customers who order often count often. The last days, as many as the window, are left out."
why        = "What customers do, beside what they say they will do."

[param.window_days]
label   = "Days to order again in"
unit    = "days"
default = 90
min     = 7
max     = 365

[[source]]
cite = "Zemke & Connellan (2001), e-Service"

[[example]]
why = "A's first order is followed after 59 days, A's second and B's are not; the last order is too young"
given = """
customer_id | occurred_at | kind
A | 2026-01-01 10:00 | order
A | 2026-03-01 10:00 | order
B | 2026-01-05 10:00 | order
B | 2026-01-09 10:00 | return
C | 2026-07-01 10:00 | order
"""
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "Within 30 days nobody is back; an order without a customer is not counted"
given = """
customer_id | occurred_at | kind
A | 2026-01-01 10:00 | order
A | 2026-03-01 10:00 | order
 | 2026-01-05 10:00 | order
"""
expect = { value = 0.0, n = 1 }
param = { window_days = 30 }
*/
with bought as (
    select
        row_id,
        occurred_at + interval 1 day * $window_days as due_at,
        lead(occurred_at) over (partition by customer_id order by occurred_at, row_id)
            as next_order_at
    from purchase
    where
        kind in ('order', 'renewal')
        and customer_id is not null
        and not coalesce(placeholder, false)
),

closing as (
    select max(occurred_at) as data_end
    from purchase
)

select
    purchase.*,
    case when bought.next_order_at <= bought.due_at then 1 else 0 end as value
from purchase
inner join bought on purchase.row_id = bought.row_id
cross join closing
where bought.due_at <= closing.data_end
