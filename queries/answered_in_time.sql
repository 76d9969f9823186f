/*
name       = "Answered in time"
definition = "Share of contacts that somebody answered within the limit."
theme      = "Waiting"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts begun by customers whose waiting time is recorded. Those who gave up after the limit or later count as not answered in time; those who gave up sooner are left out, because their time was not up."
caveat     = "The limit of 20 seconds is a custom of call centres (80 % within 20 seconds), not a finding about customers. A share says nothing of how long the others waited: read nine in ten beside it."
why        = "Whether the queue keeps the promise that staff are planned for."

[param.seconds]
label   = "Answered within"
unit    = "seconds"
default = 20
min     = 1
max     = 86400

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "c01 and c02 of five: c03, c04 and c08 waited longer; c05 and c06 gave up within 20 seconds"
given = """
contact_id | customer_id | started_at | direction | channel | abandoned | wait_s
c01 | A | 2026-01-05 09:00 | in | phone | false | 5
c02 | B | 2026-01-05 09:10 | in | phone | false | 20
c03 | C | 2026-01-05 09:20 | in | phone | false | 21
c04 | D | 2026-01-05 09:30 |  | phone | false | 40
c05 | E | 2026-01-05 09:40 | in | phone | true | 9
c06 | F | 2026-01-05 09:50 | in | phone | true | 10
c07 | G | 2026-01-05 10:00 | in | phone | true |
c08 | H | 2026-01-05 10:10 | in | phone |  | 30
c09 |  | 2026-01-05 10:20 | in | phone | false |
c10 | I | 2026-01-05 10:30 | in | email | false |
c11 | J | 2026-01-05 10:40 | out | phone | true | 60
"""
expect = { value = 0.4, n = 5 }

[[example]]
why = "Within 9 seconds only c01, of seven: those who gave up after 9 and 10 seconds had waited that long"
expect = { value = 0.14285714285714285, n = 7 }
param = { seconds = 9 }
*/
select
    *,
    case
        when not coalesce(abandoned, false) and wait_s <= $seconds then 1
        else 0
    end as value
from contact
where
    coalesce(direction, 'in') = 'in'
    and wait_s is not null
    and not (coalesce(abandoned, false) and wait_s < $seconds)
