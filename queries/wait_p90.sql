/*
name       = "Waiting time: 9 in 10 answered within"
definition = "The time within which nine in ten of the customers who were answered had been answered."
theme      = "Waiting"
unit       = "seconds"
better     = "lower"
estimator  = "quantile"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1e12]
min_n      = 36
counts     = "Contacts begun by customers that were answered and whose waiting time is recorded. Those who gave up are left out, because nobody knows how long they would have waited: read the share who gave up beside it."
caveat     = "Only those who stayed are counted (survivorship): where more people give up, the waits of the others look shorter. What is recorded as waiting differs by tool: the menu before it and the ringing may or may not be in it."
why        = "An average hides the long waits; one in ten customers waited longer than this."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "Of ten waits of 10 to 100 seconds, nine are 90 or less; who gave up, an unknown wait and a call by the company do not count"
given = """
contact_id | customer_id | started_at | direction | abandoned | wait_s
c01 | A | 2026-01-05 09:00 | in | false | 10
c02 | B | 2026-01-05 09:00 | in | false | 20
c03 | C | 2026-01-05 09:00 | in | false | 30
c04 | D | 2026-01-05 09:00 | in |  | 40
c05 | E | 2026-01-05 09:00 |  | false | 50
c06 | F | 2026-01-05 09:00 | in | false | 60
c07 |  | 2026-01-05 09:00 | in | false | 70
c08 | G | 2026-01-05 09:00 | in | false | 80
c09 | H | 2026-01-05 09:00 | in | false | 90
c10 | I | 2026-01-05 09:00 | in | false | 100
c11 | J | 2026-01-05 09:00 | in | true | 900
c12 | K | 2026-01-05 09:00 | in | false |
c13 | L | 2026-01-05 09:00 | out | false | 500
"""
expect = { value = 90, n = 10 }

[[example]]
why = "Of four, nine in ten means all four"
given = """
contact_id | customer_id | started_at | direction | abandoned | wait_s
c1 | A | 2026-01-05 09:00 | in | false | 15
c2 | B | 2026-01-05 09:00 | in | false | 300
c3 | C | 2026-01-05 09:00 | in | false | 0
c4 | D | 2026-01-05 09:00 | in | false | 15
c5 | E | 2026-01-05 09:00 | in | false |
"""
expect = { value = 300, n = 4 }
*/
select
    *,
    wait_s as value,
    0.9 as share_below
from contact
where
    coalesce(direction, 'in') = 'in'
    and not coalesce(abandoned, false)
    and wait_s is not null
