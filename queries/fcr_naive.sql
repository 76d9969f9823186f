/*
name       = "First-contact resolution: the naive count"
definition = "Share of all episodes that are one contact so far, with those of the last days counted as successes."
theme      = "First-contact resolution"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "episode"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Episodes: contacts of one customer, each within the window of the one before; kept for windows of 1, 3, 7, 14 and 30 days. All of them are counted, the newest too."
caveat     = "Wrong on purpose: many tools show it. A contact of yesterday has had no time to come back and counts as a success, so it is too kind, most of all for the newest days. Shown only to say by how much."
why        = "Whoever brings a higher number to the meeting may have counted like this."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
choices = [1, 3, 7, 14, 30]

[param.same]
label   = "Contacts belong together when they share"
default = "customer"
choices = ["customer", "reason"]

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "3 of 5 episodes are one contact, where 1 of 3 that can be judged is: section 6.1 of the method cards"
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
expect = { value = 0.6, n = 5 }

[[example]]
why = "The same with a window of 3 days: 5 of 7"
expect = { value = 0.7142857142857143, n = 7 }
param = { window_days = 3 }

[[example]]
why = "The same reason only: 4 of 6"
expect = { value = 0.6666666666666666, n = 6 }
param = { same = "reason" }

[[example]]
why = "Even where nothing can be judged it gives a number: 2 of 4"
given = """
customer_id | contact_id | started_at | channel | reason | direction | resolved | reopens
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
expect = { value = 0.5, n = 4 }
param = { window_days = 30 }
*/
select
    *,
    case when contacts = 1 then 1 else 0 end as value
from episode
where
    window_days = $window_days
    and same = $same
