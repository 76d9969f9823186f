/*
name       = "Snowball rate"
definition = "Share of episodes that grew to two contacts or more: one customer's contacts, each within the window of the one before."
theme      = "Snowballs"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "episode"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Episodes of known customers, by their first contact, which is old enough to be judged and late enough to be known as the first. Windows of 1, 3, 7, 14 or 30 days. What the first contact records (reason, team, channel) is the episode's."
caveat     = "It says that an episode grew, not how far. Bill dates and deliveries bring people back for good reasons, and one number used by a whole firm joins strangers."
why        = "A matter that is not settled at first touch grows: each turn costs the customer and the company again."

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
why = "A came four times in seven days, B once, C twice: two of three grew"
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
expect = { value = 0.6666666666666666, n = 3 }

[[example]]
why = "Within 3 days: c01 and c02, c03 and c04; four more stayed alone"
expect = { value = 0.3333333333333333, n = 6 }
param = { window_days = 3 }

[[example]]
why = "Joined by reason: the refund is an episode of its own, so 2 of 4"
expect = { value = 0.5, n = 4 }
param = { same = "reason" }

[[example]]
why = "A grew already, however long it will get: 1 of 2"
given = """
customer_id | contact_id | started_at | reason | direction
Z | c00 | 2025-11-01 09:00 |  | out
A | c01 | 2026-01-18 09:00 | billing | in
A | c02 | 2026-01-24 09:00 | billing | in
B | c03 | 2026-01-10 09:00 | billing | in
C | c04 | 2026-01-28 10:00 | billing | in
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    case when contacts >= 2 then 1 else 0 end as value
from episode
where
    window_days = $window_days
    and same = $same
    and is_ripe
