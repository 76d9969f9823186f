/*
name       = "Net value of a contact"
definition = "Sales in a contact less the cost of handling it, for each contact."
theme      = "Contact reasons"
unit       = "money"
better     = "higher"
estimator  = "mean"
rows       = "contact"
anchor     = "started_at"
range      = [-1000000000000, 1000000000000]
min_n      = 10
counts     = "Contacts that customers began and of which a cost is known: its own, else its handling time at the cost of an hour, where one is given. Answers to surveys and automatic replies are not counted."
caveat     = "A sale, not a margin, and credited to whoever answered: some of it would have been bought anyway. A contact without a sale amount counts as no sale."
why        = "Selling in contacts that should not exist costs more than it brings."

[param.hourly_rate]
label   = "Cost of one hour of work, where a contact has no cost of its own"
unit    = "amount"
default = 0
min     = 0
max     = 100000000

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "50 - 3, -5, -4: the fourth has no cost, the fifth was ours"
given = """
contact_id | customer_id | started_at | direction | cost | sale_amount | handle_s
c1 | A | 2026-01-01 09:00 | in | 3 | 50 | 600
c2 | B | 2026-01-01 09:00 | in | 5 | |
c3 | C | 2026-01-01 09:00 | | 4 | 0 | 60
c4 | D | 2026-01-01 09:00 | in | | | 900
c5 | E | 2026-01-01 09:00 | out | 9 | |
"""
expect = { value = 12.666666666666666, n = 3 }

[[example]]
why = "At 12 an hour the fourth costs 3"
param = { hourly_rate = 12 }
given = """
contact_id | customer_id | started_at | direction | cost | sale_amount | handle_s
c1 | A | 2026-01-01 09:00 | in | 3 | 50 | 600
c4 | D | 2026-01-01 09:00 | in | | | 900
c6 | D | 2026-01-01 09:00 | in | | |
"""
expect = { value = 22, n = 2 }
*/
select
    *,
    cast(coalesce(sale_amount, 0) as double)
    - coalesce(
        cast(cost as double), cast(handle_s as double) * $hourly_rate / 3600
    ) as value
from contact
where
    direction is distinct from 'out'
    and (left_out is null or left_out not in ('survey', 'automatic'))
    and (cost is not null or (handle_s is not null and $hourly_rate > 0))
