/*
name       = "Resolved by the promise"
definition = "Share of contacts with a promised time that were closed by then."
theme      = "Audits"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts begun by customers that carry a promised time. Open ones count as late once the promise is over; those whose promise is still to come are left out."
caveat     = "A promise made late, or moved, is easy to keep. Closed is not resolved in the customer's eyes."
why        = "A promise that is kept is what customers plan by; one that is broken makes them come back."

[[source]]
cite = "Zemke & Connellan (2001), E-Service"

[[example]]
why = "c1 of three: c2 was closed an hour late, c3's promise is over and it is open, c4's is still to come, c5 has none"
given = """
contact_id | customer_id | started_at | promised_at | closed_at | direction
c1 | A | 2026-01-05 09:00 | 2026-01-06 09:00 | 2026-01-06 09:00 | in
c2 | B | 2026-01-05 09:00 | 2026-01-06 09:00 | 2026-01-06 10:00 |
c3 | C | 2026-01-05 09:00 | 2026-01-06 09:00 |  | in
c4 | D | 2026-01-07 09:00 | 2026-01-08 09:00 |  | in
c5 | E | 2026-01-05 09:00 |  | 2026-01-05 10:00 | in
"""
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "Closed before the promise; the company's own contact is left out"
given = """
contact_id | customer_id | started_at | promised_at | closed_at | direction
c1 | A | 2026-01-05 09:00 | 2026-01-06 09:00 | 2026-01-05 10:00 | in
c2 |  | 2026-01-05 09:00 | 2026-01-06 09:00 | 2026-01-06 10:00 | out
"""
expect = { value = 1.0, n = 1 }
*/
select
    *,
    case when closed_at <= promised_at then 1 else 0 end as value
from contact
where
    coalesce(direction, 'in') = 'in'
    and promised_at is not null
    and coalesce(left_out, '') not in ('survey', 'automatic')
    and (closed_at is not null or promised_at <= data_end)
