/*
name       = "Handling time: half finished within"
definition = "The handling time within which half of the contacts were finished (median)."
theme      = "Waiting"
unit       = "seconds"
better     = "neither"
estimator  = "quantile"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1e12]
min_n      = 10
counts     = "Contacts begun by customers that were answered and whose handling time is recorded."
caveat     = "Shorter is not better: a contact cut short comes back. Handling times have long tails, so a mean is pulled up by few contacts and hides them at the same time. Work after the call is in it only where the tool records it so; reasons and channels differ."
why        = "Read beside the share of repeats, it shows who is thorough and who is only quick."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "The middle one of 100, 200 and 900 seconds; a mean would say 400"
given = """
contact_id | customer_id | started_at | direction | abandoned | handle_s
c1 | A | 2026-01-05 09:00 | in | false | 100
c2 | A | 2026-01-05 09:10 | in |  | 900
c3 |  | 2026-01-05 09:20 |  | false | 200
c4 | B | 2026-01-05 09:30 | in | true | 0
c5 | C | 2026-01-05 09:40 | in | false |
c6 | C | 2026-01-05 09:40 | out | false | 30
"""
expect = { value = 200, n = 3 }

[[example]]
why = "Nothing recorded, no number"
given = """
contact_id | customer_id | started_at | direction | abandoned | handle_s
c1 | A | 2026-01-05 09:00 | in | false |
"""
expect = { n = 0 }
*/
select
    *,
    handle_s as value,
    0.5 as share_below
from contact
where
    coalesce(direction, 'in') = 'in'
    and not coalesce(abandoned, false)
    and handle_s is not null
