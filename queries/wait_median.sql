/*
name       = "Waiting time: half answered within"
definition = "The time within which half of the customers who were answered had been answered (median)."
theme      = "Waiting"
unit       = "seconds"
better     = "lower"
estimator  = "quantile"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1e12]
min_n      = 10
counts     = "Contacts begun by customers that were answered and whose waiting time is recorded. Those who gave up are left out, because nobody knows how long they would have waited: read the share who gave up beside it."
caveat     = "Only those who stayed are counted (survivorship): where more people give up, the waits of the others look shorter. What is recorded as waiting differs by tool: the menu before it and the ringing may or may not be in it."
why        = "What a customer can expect, whatever a few very long waits do to the average."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "The middle one of 5, 20 and 100 seconds; an average would say 41.7"
given = """
contact_id | customer_id | started_at | direction | abandoned | wait_s
c1 | A | 2026-01-05 09:00 | in | false | 5
c2 | A | 2026-01-05 09:10 | in |  | 100
c3 |  | 2026-01-05 09:20 |  | false | 20
c4 | B | 2026-01-05 09:30 | in | true | 1
c5 | C | 2026-01-05 09:40 | in | false |
"""
expect = { value = 20, n = 3 }

[[example]]
why = "Of an even number, the lower of the two in the middle, so that it is a wait that somebody had"
given = """
contact_id | customer_id | started_at | direction | abandoned | wait_s
c1 | A | 2026-01-05 09:00 | in | false | 5
c2 | B | 2026-01-05 09:10 | in | false | 10
c3 | C | 2026-01-05 09:20 | in | false | 20
c4 | D | 2026-01-05 09:30 | in | false | 100
c5 | E | 2026-01-05 09:40 | out | false | 1
"""
expect = { value = 10, n = 4 }
*/
select
    *,
    wait_s as value,
    0.5 as share_below
from contact
where
    coalesce(direction, 'in') = 'in'
    and not coalesce(abandoned, false)
    and wait_s is not null
