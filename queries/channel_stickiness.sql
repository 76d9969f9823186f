/*
name       = "Channel stickiness"
definition = "Share of episodes begun in a digital channel that stayed in that one channel."
theme      = "Effort"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "episode"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Episodes whose first contact is old enough to be judged and came by any recorded channel but phone, shop, letter or fax. The first and the last days of the data, as many as the window, are left out."
caveat     = "Contacts only: visits to the website or the app that left no contact are unseen. Staying in a channel is not yet being helped: read it beside no return."
why        = "A digital channel that people leave costs twice: once there and once on the phone."

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
why = "A left the chat for the phone, C stayed with e-mail, F wrote twice in the chat; B began on the phone, E nobody knows where: 2 of 3"
given = """
customer_id | contact_id | started_at | direction | channel
Z | c00 | 2025-11-01 09:00 | out |
A | c01 | 2026-01-02 09:00 | in | chat
A | c02 | 2026-01-05 09:00 | in | phone
B | c03 | 2026-01-02 09:00 | in | phone
B | c04 | 2026-01-06 09:00 | in | chat
C | c05 | 2026-01-03 09:00 | in | email
E | c06 | 2026-01-03 09:00 | in |
F | c07 | 2026-01-10 09:00 | in | chat
F | c08 | 2026-01-12 09:00 | in | chat
 | c09 | 2026-01-29 09:00 | in | phone
"""
expect = { value = 0.6666666666666666, n = 3 }

[[example]]
why = "One day after the chat is an episode of its own with a window of one day"
given = """
customer_id | contact_id | started_at | direction | channel
Z | c00 | 2025-11-01 09:00 | out |
A | c01 | 2026-01-02 09:00 | in | chat
A | c02 | 2026-01-05 09:00 | in | phone
E | c06 | 2026-01-03 09:00 | in |
 | c09 | 2026-01-29 09:00 | in | phone
"""
expect = { value = 1.0, n = 1 }
param = { window_days = 1 }
*/
select
    *,
    case when channels = 1 then 1 else 0 end as value
from episode
where
    window_days = $window_days
    and same = $same
    and is_ripe
    and lower(channel) not in ('phone', 'store', 'letter', 'post', 'fax')
    and channel not in ('우편', '편지', '팩스')
