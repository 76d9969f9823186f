/*
name       = "Share of new customers who were referred"
definition = "Share of new customers whom somebody referred, among those of whom it is recorded where they came from."
theme      = "Customers"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "purchase"
anchor     = "occurred_at"
range      = [0, 1]
min_n      = 10
counts     = "First orders of customers in this data, from 90 days after its first order on: before that an old customer cannot be told from a new one. The source must be recorded."
caveat     = "Where customers came from is the last click, or what they said themselves; word of mouth that ends in a search counts as a search."
why        = "Customers who bring customers cost nothing to win."

[param.known_days]
label   = "Days of earlier orders needed to call a customer new"
unit    = "days"
default = 90
min     = 0
max     = 365

[[source]]
cite = "Zemke & Connellan (2001), e-Service"

[[example]]
why = "B and D are new after 90 days with a source, B was referred; A is old, C's source is not recorded, and B's second order does not count again"
given = """
customer_id | occurred_at | kind | acquisition_source
A | 2026-01-01 10:00 | order | referral
A | 2026-05-01 10:00 | order | referral
B | 2026-05-02 10:00 | order | Referral
B | 2026-05-09 10:00 | order | search
C | 2026-05-03 10:00 | order |
D | 2026-05-04 10:00 | order | search
"""
expect = { value = 0.5, n = 2 }

[[example]]
why = "With no earlier days asked for, all three first orders count; a visit is no order and a blank is nobody"
given = """
customer_id | occurred_at | kind | acquisition_source
A | 2026-01-01 10:00 | visit | search
A | 2026-01-02 10:00 | order | 추천
B | 2026-01-03 10:00 | order | friend
 | 2026-01-03 11:00 | order | friend
C | 2026-01-04 10:00 | renewal | ad
"""
expect = { value = 0.6666666666666666, n = 3 }
param = { known_days = 0 }
*/
with bought as (
    select
        row_id,
        occurred_at,
        row_number() over (partition by customer_id order by occurred_at, row_id) as nth
    from purchase
    where
        kind in ('order', 'renewal')
        and customer_id is not null
        and not coalesce(placeholder, false)
),

opening as (
    select min(occurred_at) + interval 1 day * $known_days as known_from
    from bought
)

select
    purchase.*,
    case
        when
            lower(trim(purchase.acquisition_source)) in (
                'referral', 'referred', 'friend', 'friends', 'word of mouth',
                '추천', '지인 추천', '지인추천', '지인', '친구', '친구 추천', '소개', '지인 소개'
            )
            then 1
        else 0
    end as value
from purchase
inner join bought on purchase.row_id = bought.row_id
cross join opening
where
    bought.nth = 1
    and purchase.acquisition_source is not null
    and bought.occurred_at >= opening.known_from
