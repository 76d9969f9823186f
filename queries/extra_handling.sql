/*
name       = "Extra handling time per episode"
definition = "Seconds spent on the contacts after the first of their episode, for each episode."
theme      = "Snowballs"
unit       = "seconds"
better     = "lower"
estimator  = "mean"
rows       = "episode"
anchor     = "started_at"
range      = [0, 1000000000]
min_n      = 10
counts     = "Episodes of known customers to which nobody can add any more, with a handling time recorded for any of their contacts. Windows of 1, 3, 7, 14 or 30 days."
caveat     = "A contact without a recorded handling time adds nothing, so where some are missing the true time is longer. Handling only: waiting and re-explaining cost the customer too."
why        = "What the snowballs cost in working time."

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
why = "A: 200 + 100 after the first, B: none, C: not recorded, D: 60 after a first that is not recorded; 360 / 3"
given = """
customer_id | contact_id | started_at | reason | direction | handle_s
Z | c00 | 2025-11-01 09:00 |  | out |
A | c01 | 2026-01-01 09:00 | billing | in | 300
A | c02 | 2026-01-03 09:00 | billing | in | 200
A | c03 | 2026-01-04 09:00 | refund | in | 100
B | c04 | 2026-01-05 09:00 | billing | in | 240
C | c05 | 2026-01-06 09:00 | billing | in |
D | c06 | 2026-01-07 09:00 | billing | in |
D | c07 | 2026-01-08 09:00 | billing | in | 60
E | c08 | 2026-01-28 10:00 | billing | in | 500
"""
expect = { value = 120, n = 3 }

[[example]]
why = "Joined by reason the refund of A is an episode of its own: 200 + 0 + 0 + 60 in four"
expect = { value = 65, n = 4 }
param = { same = "reason" }

[[example]]
why = "No handling time is recorded: no number"
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
expect = { n = 0 }
*/
select
    *,
    all_handle_s - coalesce(handle_s, 0) as value
from episode
where
    window_days = $window_days
    and same = $same
    and is_over
    and all_handle_s is not null
