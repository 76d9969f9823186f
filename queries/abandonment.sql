/*
name       = "Gave up waiting"
definition = "Share of contacts in which the customer waited at least the short limit and gave up before anybody answered."
theme      = "Waiting"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts begun by customers in channels that have a queue (somebody waited or gave up there), where it is recorded whether the customer gave up. Left out: those who gave up sooner than the short limit, who hardly gave anybody a chance. Who gave up after an unknown wait counts as having given up."
caveat     = "Who gave up may have called again a minute later: this counts calls, not customers lost. A call-back offered to those who wait hides them, and callers turned away by an engaged line are not recorded at all."
why        = "Whoever gives up still has the problem, and usually comes back with it, or does not come back at all."

[param.short_s]
label   = "Left out when given up sooner than"
unit    = "seconds"
default = 10
min     = 0
max     = 60

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "c06 and c07 of seven: c05 gave up after 9 seconds, of c08 nobody recorded it, and nobody waits for c10's e-mail"
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
expect = { value = 0.2857142857142857, n = 7 }

[[example]]
why = "With a limit of 0 seconds c05 counts too: 3 of 8"
expect = { value = 0.375, n = 8 }
param = { short_s = 0 }

[[example]]
why = "A log without waiting times: one of three, in a channel in which somebody gave up"
given = """
contact_id | customer_id | started_at | direction | abandoned | wait_s
c1 | A | 2026-01-05 09:00 | in | true |
c2 | A | 2026-01-05 09:10 | in | false |
c3 |  | 2026-01-05 09:20 |  | false |
c4 | B | 2026-01-05 09:30 | in |  |
"""
expect = { value = 0.3333333333333333, n = 3 }
*/
select
    *,
    case when abandoned then 1 else 0 end as value
from contact
where
    coalesce(direction, 'in') = 'in'
    and abandoned is not null
    and not (abandoned and coalesce(wait_s, $short_s) < $short_s)
    -- Nobody can give up waiting where nobody waits, as with a letter.
    and coalesce(channel, '') in (
        select distinct coalesce(queued.channel, '')
        from contact as queued
        where
            coalesce(queued.direction, 'in') = 'in'
            and (queued.wait_s is not null or queued.abandoned)
    )
