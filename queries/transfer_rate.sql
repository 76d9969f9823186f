/*
name       = "Transfer rate"
definition = "Share of handled contacts that were passed on at least once."
theme      = "Effort"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts begun by customers that somebody handled and whose transfers are recorded. Contacts started by the company, given up in the queue, answers to surveys and automatic replies are left out."
caveat     = "Handing over from a bot, asking a colleague and queueing again all count as transfers in some tools; the first assignment counts in others."
why        = "Whoever is passed on has to explain again, and finds it harder."

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[example]]
why = "c1 and c2 of three: c4 was given up, of c5 nobody knows, c6 was the company's call"
given = """
contact_id | customer_id | started_at | direction | abandoned | transfers
c1 | A | 2026-01-02 09:00 | in | false | 1
c2 | A | 2026-01-03 09:00 | in | | 3
c3 | | 2026-01-04 09:00 | | false | 0
c4 | B | 2026-01-05 09:00 | in | true | 0
c5 | C | 2026-01-06 09:00 | in | false |
c6 | C | 2026-01-07 09:00 | out | false | 1
"""
expect = { value = 0.6666666666666666, n = 3 }

[[example]]
why = "An answer to a survey is no handled contact"
given = """
contact_id | customer_id | started_at | direction | channel | transfers
c1 | A | 2026-01-02 09:00 | in | phone | 0
c2 | A | 2026-01-03 09:00 | in | survey | 0
c3 | B | 2026-01-04 09:00 | in | chat | 2
c4 | B | 2026-01-04 10:00 | in | chat |
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    case when transfers >= 1 then 1 else 0 end as value
from contact
where
    transfers is not null
    and coalesce(direction, 'in') = 'in'
    and not coalesce(abandoned, false)
    and coalesce(left_out, '') not in ('survey', 'automatic')
