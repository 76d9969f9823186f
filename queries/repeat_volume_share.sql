/*
name       = "Repeat contacts as a share of all contacts"
definition = "Contacts that come within the window after an earlier one of the same customer, as a share of all contacts: (contacts - episodes) / contacts."
theme      = "First-contact resolution"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts by a known customer, without those started by the company or given up in the queue. The first days of the data, as many as the window, are left out: they cannot tell a first contact from a repeat."
caveat     = "It looks back, where the repeat share looks forward; the two differ at the ends of the data."
why        = "The share of today's volume that yesterday made."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
min     = 1
max     = 30

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[benchmark]]
value = 0.1
label = "Low end over 75 clients (LimeBridge)"
confidence = "A"

[[benchmark]]
value = 0.25
label = "High end over 75 clients (LimeBridge)"
confidence = "A"

[[example]]
why = "nine contacts, five episodes: (9 - 5) / 9"
given = """
customer_id | contact_id | started_at | reason | direction | resolved | reopens
Z | c00 | 2025-11-01 09:00 |  | out |  |
A | c01 | 2026-01-01 09:00 | billing | in | true | 0
A | c02 | 2026-01-01 11:00 | billing | in | true | 0
A | c03 | 2026-01-05 10:00 | billing | in | true | 0
A | c04 | 2026-01-07 10:00 | refund | in | true | 0
A | c05 | 2026-01-25 10:00 | delivery | in | true | 0
B | c06 | 2026-01-03 10:00 | delivery | in |  | 0
C | c07 | 2026-01-04 10:00 | delivery | in | false | 0
C | c08 | 2026-01-10 10:00 | delivery | in | true | 0
D | c09 | 2026-01-28 10:00 | billing | in | true | 1
 | c10 | 2026-01-15 10:00 | billing | in | true | 0
"""
expect = { value = 0.4444444444444444, n = 9 }

[[example]]
why = "The first week cannot be judged: of c05, c08 and c09 only c08 is a repeat"
given = """
customer_id | contact_id | started_at | reason | direction | resolved | reopens
A | c01 | 2026-01-01 09:00 | billing | in | true | 0
A | c02 | 2026-01-01 11:00 | billing | in | true | 0
A | c03 | 2026-01-05 10:00 | billing | in | true | 0
A | c04 | 2026-01-07 10:00 | refund | in | true | 0
A | c05 | 2026-01-25 10:00 | delivery | in | true | 0
B | c06 | 2026-01-03 10:00 | delivery | in |  | 0
C | c07 | 2026-01-04 10:00 | delivery | in | false | 0
C | c08 | 2026-01-10 10:00 | delivery | in | true | 0
D | c09 | 2026-01-28 10:00 | billing | in | true | 1
 | c10 | 2026-01-15 10:00 | billing | in | true | 0
"""
expect = { value = 0.3333333333333333, n = 3 }
*/
select
    *,
    case
        when previous_days <= $window_days then 1
        else 0
    end as value
from contact
where
    in_history
    and history_days >= $window_days
