/*
name       = "Channel switching"
definition = "Share of episodes in which the customer used two channels or more."
theme      = "Effort"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "episode"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Episodes (contacts of one known customer, each within the window of the one before) whose first contact is old enough to be judged and that have a channel recorded. The first and the last days of the data, as many as the window, are left out."
caveat     = "Contacts only: visits to the website or the app that left no contact are unseen, so the true share is higher. An episode is dated by its first contact."
why        = "Nobody changes channel for fun: the first one did not settle it."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
choices = [1, 3, 7, 14, 30]

[param.same]
label   = "Counts as a repeat when it shares"
default = "customer"
choices = ["customer", "reason"]

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[example]]
why = "A went from chat to phone, B called twice, C wrote once, E's channels are not recorded, D's first contact is too young: 1 of 3"
given = """
customer_id | contact_id | started_at | direction | channel
Z | c00 | 2025-11-01 09:00 | out |
A | c01 | 2026-01-02 09:00 | in | chat
A | c02 | 2026-01-05 09:00 | in | phone
B | c03 | 2026-01-02 09:00 | in | phone
B | c04 | 2026-01-06 09:00 | in | phone
C | c05 | 2026-01-03 09:00 | in | email
E | c06 | 2026-01-03 09:00 | in |
D | c07 | 2026-01-23 09:00 | in | chat
D | c08 | 2026-01-25 09:00 | in | phone
 | c09 | 2026-01-29 09:00 | in | phone
"""
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "With a window of 3 days B's calls are two episodes, and D, old enough now, changed too: 2 of 5"
expect = { value = 0.4, n = 5 }
param = { window_days = 3 }
*/
select
    *,
    case when channels >= 2 then 1 else 0 end as value
from episode
where
    window_days = $window_days
    and same = $same
    and is_ripe
    and channels >= 1
