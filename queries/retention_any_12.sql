/*
name       = "Retention: any purchase in months 1–12"
definition = "Share of new customers who bought again in any of the twelve calendar months after the month of their first order."
theme      = "Customers"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "purchase"
anchor     = "occurred_at"
range      = [0, 1]
min_n      = 10
counts     = "Customers with a number, at their first order or renewal in this data; returns, cancellations and visits are no purchases. Only customers whose twelve months are over are counted, and only those whose first order lies well after the data begins: the others may be old customers."
caveat     = "One late second order is enough, so this is the mildest of the readings. Never compare it with another reading."
why        = "Whether the cost of winning a customer can come back at all."

[param.lead_days]
label   = "Days of orders known before a first order"
unit    = "days"
default = 90
min     = 0
max     = 730

[[source]]
cite = "Zemke & Connellan (2001), E-Service, chapter 1: online customers seldom pay before about twelve months (Bain & Mainspring 2000)"

[[example]]
why = "A (2 months later) and C (12 months later) of A, B, C, D: B bought again in the same month only, D after 13 months; E is too young"
given = """
customer_id | occurred_at | kind | amount
G | 2025-01-02 | return | 5
A | 2025-01-10 | order | 10
B | 2025-01-20 | order | 10
B | 2025-01-25 | order | 10
 | 2025-01-15 | order | 10
C | 2025-02-03 | order | 10
D | 2025-02-10 | order | 10
A | 2025-03-05 | order | 10
E | 2025-05-01 | order | 10
A | 2025-12-20 | order | 10
C | 2026-02-10 | renewal | 10
D | 2026-03-05 | order | 10
E | 2026-03-31 | order | 10
"""
expect = { value = 0.5, n = 4 }
param = { lead_days = 0 }

[[example]]
why = "Only C and D came at least 30 days after the data began: C"
expect = { value = 0.5, n = 2 }
param = { lead_days = 30 }
*/
with covered as (
    select
        min(occurred_at) + interval 1 day * $lead_days as new_from,
        -- The last month that is over by the last day of the data.
        12 * extract(year from max(occurred_at) + interval 1 day)
        + extract(month from max(occurred_at) + interval 1 day) - 1 as whole_month
    from purchase
),

bought as (
    select
        customer_id,
        occurred_at,
        row_id,
        12 * extract(year from occurred_at) + extract(month from occurred_at) as in_month,
        row_number() over (partition by customer_id order by occurred_at, row_id) as place
    from purchase
    where
        kind in ('order', 'renewal')
        and customer_id is not null
),

newcomer as (
    select
        bought.customer_id,
        bought.row_id,
        bought.in_month,
        covered.whole_month
    from bought
    cross join covered
    where
        bought.place = 1
        and bought.occurred_at >= covered.new_from
        and bought.in_month + 12 <= covered.whole_month
),

back as (
    select
        newcomer.row_id,
        max(
            case
                when
                    bought.in_month > newcomer.in_month
                    and bought.in_month <= newcomer.in_month + 12
                    then 1
                else 0
            end
        ) as came_back
    from newcomer
    inner join bought on newcomer.customer_id = bought.customer_id
    group by newcomer.row_id
)

select
    purchase.*,
    back.came_back as value
from purchase
inner join back on purchase.row_id = back.row_id
