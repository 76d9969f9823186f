/*
name       = "First reply in time"
definition = "Share of contacts that got their first reply within the standard."
theme      = "Audits"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts begun by customers in channels in which the time of a first reply is recorded. Open ones without a reply count as late once the standard is over; younger ones are left out, because their time was not up. Left out too: given up, answered automatically, answers to surveys, and closed without a reply on record."
caveat     = "By the calendar: nights and weekends are in it. An automatic receipt that the export calls a reply counts as one. A first reply is not an answer: see contacts resolved by the promise."
why        = "Whether the standard that customers are told is kept."

[param.minutes]
label   = "Standard"
unit    = "minutes"
default = 1440
min     = 0
max     = 43200

[[source]]
cite = "Zemke & Connellan (2001), E-Service"

[[example]]
why = "Within 24 hours: c1 of three; c2 took 25 hours, c3 is open for two days, c4 for an hour, c5 is the company's, c6 closed without a reply, on the phone nobody records one"
given = """
contact_id | customer_id | started_at | first_response_at | closed_at | direction | channel
c1 | A | 2026-01-05 09:00 | 2026-01-06 09:00 |  | in | email
c2 | B | 2026-01-05 09:00 | 2026-01-06 10:00 |  |  | email
c3 | C | 2026-01-05 09:00 |  |  | in | email
c4 | D | 2026-01-07 08:00 |  |  | in | email
c5 | E | 2026-01-05 09:00 | 2026-01-05 09:01 |  | out | email
c6 | F | 2026-01-05 09:00 |  | 2026-01-05 10:00 | in | email
c7 | G | 2026-01-07 09:00 |  |  | in | phone
"""
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "Within an hour: none of four, because c4's hour is over"
given = """
contact_id | customer_id | started_at | first_response_at | closed_at | direction | channel
c1 | A | 2026-01-05 09:00 | 2026-01-06 09:00 |  | in | email
c2 | B | 2026-01-05 09:00 | 2026-01-06 10:00 |  |  | email
c3 | C | 2026-01-05 09:00 |  |  | in | email
c4 | D | 2026-01-07 08:00 |  |  | in | email
c7 | G | 2026-01-07 09:00 |  |  | in | phone
"""
expect = { value = 0.0, n = 4 }
param = { minutes = 60 }
*/
select
    *,
    case
        when date_diff('second', started_at, first_response_at) <= 60 * $minutes then 1
        else 0
    end as value
from contact
where
    coalesce(direction, 'in') = 'in'
    and not coalesce(abandoned, false)
    and coalesce(left_out, '') not in ('survey', 'automatic')
    and (
        first_response_at >= started_at
        or (
            first_response_at is null
            and closed_at is null
            and date_diff('second', started_at, data_end) >= 60 * $minutes
        )
    )
    -- Where no channel records replies, having none says nothing.
    and coalesce(channel, '') in (
        select coalesce(replied.channel, '')
        from contact as replied
        where replied.first_response_at is not null
    )
