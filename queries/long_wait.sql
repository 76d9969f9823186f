/*
name       = "Long waits"
definition = "Share of contacts in which the customer waited longer than the limit before anybody answered."
theme      = "Effort"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts begun by customers whose waiting time is recorded, those given up in the queue included."
caveat     = "What is recorded as waiting differs by tool: time in the menu and time to a first written reply may or may not be in it."
why        = "Waiting is effort before anything has happened."

[param.seconds]
label   = "Longer than"
unit    = "seconds"
default = 180
min     = 1
max     = 86400

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[example]]
why = "181 s and a caller who gave up after 200 s, of four; 180 s is not longer than 180 s"
given = """
contact_id | customer_id | started_at | direction | abandoned | wait_s
c1 | A | 2026-01-02 09:00 | in | false | 181
c2 | A | 2026-01-03 09:00 | in | true | 200
c3 | | 2026-01-04 09:00 | | false | 180
c4 | B | 2026-01-05 09:00 | in | | 0
c5 | C | 2026-01-06 09:00 | in | false |
c6 | C | 2026-01-07 09:00 | out | false | 900
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "The same with a limit of 190 s"
given = """
contact_id | customer_id | started_at | direction | abandoned | wait_s
c1 | A | 2026-01-02 09:00 | in | false | 181
c2 | A | 2026-01-03 09:00 | in | true | 200
c3 | | 2026-01-04 09:00 | | false | 180
c4 | B | 2026-01-05 09:00 | in | | 0
c5 | C | 2026-01-06 09:00 | in | false |
"""
expect = { value = 0.25, n = 4 }
param = { seconds = 190 }
*/
select
    *,
    case when wait_s > $seconds then 1 else 0 end as value
from contact
where
    wait_s is not null
    and coalesce(direction, 'in') = 'in'
