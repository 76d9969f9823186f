/*
name       = "Extra contacts per 100 episodes"
definition = "Contacts after the first of their episode, for each 100 episodes: 100 × (contacts - episodes) / episodes."
theme      = "Snowballs"
unit       = "count"
better     = "lower"
estimator  = "mean"
rows       = "episode"
anchor     = "started_at"
range      = [0, 1000000]
min_n      = 10
counts     = "Episodes of known customers to which nobody can add any more: the last contact is older than the window. Windows of 1, 3, 7, 14 or 30 days. The episode has the reason and the team of its first contact, where it could have ended."
caveat     = "Of the newest episodes the long ones are not over yet and not counted, so the newest weeks look better than they are."
why        = "The load that work not finished at first touch makes: where it falls from period to period, the snowball melts."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
choices = [1, 3, 7, 14, 30]

[param.same]
label   = "Joined into one episode when they share"
default = "customer"
choices = ["customer", "reason"]

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "A came four times in seven days, B once, C twice: 3 + 0 + 1 extra contacts in three episodes"
given = """
customer_id | contact_id | started_at | reason | direction
Z | c00 | 2025-11-01 09:00 |  | out
A | c01 | 2026-01-01 09:00 | billing | in
A | c02 | 2026-01-01 11:00 | billing | in
A | c03 | 2026-01-05 10:00 | billing | in
A | c04 | 2026-01-07 10:00 | refund | in
A | c05 | 2026-01-25 10:00 | delivery | in
B | c06 | 2026-01-03 10:00 | delivery | in
C | c07 | 2026-01-04 10:00 | delivery | in
C | c08 | 2026-01-10 10:00 | delivery | in
D | c09 | 2026-01-28 10:00 | billing | in
 | c10 | 2026-01-15 10:00 | billing | in
"""
expect = { value = 133.33333333333334, n = 3 }

[[example]]
why = "Within 3 days: one extra contact in each of two of six episodes"
expect = { value = 33.333333333333336, n = 6 }
param = { window_days = 3 }

[[example]]
why = "Joined by reason: A about billing 2, C 1, in four episodes"
expect = { value = 75, n = 4 }
param = { same = "reason" }

[[example]]
why = "A may still come again by 31 January, so only B is counted"
given = """
customer_id | contact_id | started_at | reason | direction
Z | c00 | 2025-11-01 09:00 |  | out
A | c01 | 2026-01-18 09:00 | billing | in
A | c02 | 2026-01-24 09:00 | billing | in
B | c03 | 2026-01-10 09:00 | billing | in
C | c04 | 2026-01-28 10:00 | billing | in
"""
expect = { value = 0, n = 1 }
*/
select
    *,
    100 * (contacts - 1) as value
from episode
where
    window_days = $window_days
    and same = $same
    and is_over
