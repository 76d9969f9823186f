/*
name       = "Share of elapsed time by stage"
definition = "Share of the time from the beginning of contacts to their close that one stage takes: waiting for the first answer, being handled, or waiting after that."
theme      = "Waiting"
unit       = "share"
better     = "neither"
estimator  = "ratio"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 30
counts     = "Contacts begun by customers that were answered and closed, and whose handling time and wait (or first reply) are recorded. The three stages of a contact make up its whole time. Elapsed time is by the calendar: nights and weekends are in it."
caveat     = "Handled time over elapsed time is also called flow efficiency. What is waited for after the first answer may be the customer: a contact that waits for their reply is not in our queue. Long contacts weigh more than short ones. A handling time longer than the contact is cut to what is left after the wait."
why        = "Where most of the time is waiting, working faster hardly helps; taking a queue away does."

[param.stage]
label   = "Stage"
default = "handled"
choices = ["first", "handled", "later"]

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "240, 600 and 300 seconds handled of 600, 3,600 and 300; c04 is not closed, of c05 nobody knows when it was answered"
given = """
contact_id | customer_id | started_at | closed_at | direction | wait_s | handle_s | first_response_at
c01 | A | 2026-01-05 09:00:00 | 2026-01-05 09:10:00 | in | 60 | 240 |
c02 | B | 2026-01-05 10:00:00 | 2026-01-05 11:00:00 | in |  | 600 | 2026-01-05 10:30:00
c03 | C | 2026-01-05 11:00:00 | 2026-01-05 11:05:00 |  | 0 | 900 |
c04 | D | 2026-01-05 11:00:00 |  | in | 10 | 60 |
c05 | E | 2026-01-05 11:00:00 | 2026-01-05 12:00:00 | in |  | 60 |
"""
expect = { value = 0.25333333333333335, n = 3 }

[[example]]
why = "Waiting for the first answer: 60, 1,800 and 0"
expect = { value = 0.41333333333333333, n = 3 }
param = { stage = "first" }

[[example]]
why = "What is left: 300, 1,200 and 0"
expect = { value = 0.3333333333333333, n = 3 }
param = { stage = "later" }
*/
select
    *,
    case $stage
        when 'first'
            then
                least(
                    coalesce(wait_s, date_diff('second', started_at, first_response_at)),
                    date_diff('second', started_at, closed_at)
                )
        when 'handled'
            then
                least(
                    handle_s,
                    greatest(
                        date_diff('second', started_at, closed_at)
                        - coalesce(
                            wait_s, date_diff('second', started_at, first_response_at)
                        ),
                        0
                    )
                )
        else
            greatest(
                date_diff('second', started_at, closed_at)
                - coalesce(wait_s, date_diff('second', started_at, first_response_at))
                - handle_s,
                0
            )
    end as numerator,
    date_diff('second', started_at, closed_at) as denominator
from contact
where
    coalesce(direction, 'in') = 'in'
    and not coalesce(abandoned, false)
    and handle_s is not null
    and closed_at > started_at
    -- Unknown, or answered before it began: then one of the times is wrong.
    and coalesce(wait_s, date_diff('second', started_at, first_response_at)) >= 0
