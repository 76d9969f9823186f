/*
name       = "From digital to the phone"
definition = "Share of episodes begun in a digital channel that come to the phone."
theme      = "First-contact resolution"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "episode"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Episodes: contacts of one customer, each within the window of the one before; kept for windows of 1, 3, 7, 14 and 30 days. Those whose first contact came by phone, in a shop or by letter are not digital; those without a channel are not counted. Only first contacts old enough to be judged are counted, unless all are asked for."
caveat     = "Some reasons belong on the phone. Compare channels at the same reasons. A visit to a website that left no contact is not in the data. An episode that still goes on may come to the phone later."
why        = "A customer who tried to help himself and had to call pays twice, and so does the company."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
choices = [1, 3, 7, 14, 30]

[param.same]
label   = "Contacts belong together when they share"
default = "customer"
choices = ["customer", "reason"]

[param.ripe]
label   = "First contacts that are counted"
default = "ripe"
choices = ["ripe", "all"]

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience: 57 to 58 % of callers had been on the website first"

[[example]]
why = "Of c01 (web), c05 (chat) and c07 (chat) the first and the last come to the phone: 2 of 3"
given = """
customer_id | contact_id | started_at | channel | reason | direction | resolved | reopens
Z | c00 | 2025-11-01 09:00 | phone |  | out |  |
A | c01 | 2026-01-01 09:00 | web | billing | in | true | 0
A | c02 | 2026-01-01 11:00 | phone | billing | in | true | 0
A | c03 | 2026-01-05 10:00 | phone | billing | in | true | 0
A | c04 | 2026-01-07 10:00 | phone | refund | in | true | 0
A | c05 | 2026-01-25 10:00 | chat | delivery | in | true | 0
B | c06 | 2026-01-03 10:00 | phone | delivery | in |  | 0
C | c07 | 2026-01-04 10:00 | chat | delivery | in | false | 0
C | c08 | 2026-01-10 10:00 | phone | delivery | in | true | 0
D | c09 | 2026-01-28 10:00 | phone | billing | in | true | 1
 | c10 | 2026-01-15 10:00 | phone | billing | in | true | 0
"""
expect = { value = 0.6666666666666666, n = 3 }
param = { ripe = "all" }

[[example]]
why = "c05 is too new to be judged: 2 of 2"
expect = { value = 1.0, n = 2 }

[[example]]
why = "With 3 days c07 does not reach c08: 1 of 3"
expect = { value = 0.3333333333333333, n = 3 }
param = { ripe = "all", window_days = 3 }

[[example]]
why = "A letter and a blank channel are not digital"
given = """
customer_id | contact_id | started_at | channel | reason | direction | resolved | reopens
A | c01 | 2026-01-01 09:00 | letter | billing | in |  |
B | c02 | 2026-01-01 11:00 |  | billing | in |  |
C | c03 | 2026-01-05 10:00 | Kiosk | billing | in |  |
"""
expect = { value = 0.0, n = 1 }
param = { ripe = "all" }
*/
select
    *,
    case when moved_to_phone = 1 then 1 else 0 end as value
from episode
where
    window_days = $window_days
    and same = $same
    and lower(channel) not in ('phone', 'store', 'letter', 'post', 'fax')
    and channel not in ('우편', '편지', '팩스')
    and (is_ripe or $ripe = 'all')
