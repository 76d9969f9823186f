/*
name       = "Contacts per episode"
definition = "How many contacts of one customer belong together on average, each within the window of the one before."
theme      = "First-contact resolution"
unit       = "score"
better     = "lower"
estimator  = "mean"
rows       = "episode"
anchor     = "started_at"
range      = [1, 100000]
min_n      = 10
counts     = "Episodes: contacts of one customer, each within the window of the one before; kept for windows of 1, 3, 7, 14 and 30 days. Only episodes are counted that nobody can add to any more, unless all are asked for."
caveat     = "A mean hides its tail: most episodes are one contact, and a few are ten. Look at the sizes too."
why        = "What an issue really costs is all the contacts that it took."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
choices = [1, 3, 7, 14, 30]

[param.same]
label   = "Contacts belong together when they share"
default = "customer"
choices = ["customer", "reason"]

[param.counted]
label   = "Episodes that are counted"
default = "over"
choices = ["over", "all"]

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "Nine contacts in five episodes: section 6.1 of the method cards, any issue, 7 days; c10 has no customer"
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
expect = { value = 1.8, n = 5 }
param = { counted = "all" }

[[example]]
why = "c05 and c09 may still grow, so three are over: c01 to c04, c06, c07 with c08: 7 contacts"
expect = { value = 2.3333333333333335, n = 3 }

[[example]]
why = "By reason c04 is an episode of its own: nine contacts in six"
expect = { value = 1.5, n = 6 }
param = { counted = "all", same = "reason" }

[[example]]
why = "Nothing is over in so short a file"
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
expect = { n = 0 }
param = { window_days = 30 }
*/
select
    *,
    contacts as value
from episode
where
    window_days = $window_days
    and same = $same
    and (is_over or $counted = 'all')
