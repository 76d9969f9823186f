/*
name       = "Self-service: nobody had to help"
definition = "Share of attempts after which the same customer did not contact anybody about the same reason."
theme      = "Contact reasons"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "attempt"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Attempts of known customers about a reason, a week or more before the last contact in the data: before that nobody knows who still gets in touch. Contacts with a bot are not assisted, and calls of the company are not counted."
caveat     = "Who gave up and went away is counted as well: read it beside success. Attempts of customers nobody knows are left out, and these may be others."
why        = "Between completed and settled lies the leak to the phone."

[param.window_days]
label   = "Days to get in touch in"
unit    = "days"
default = 7
choices = [1, 7]

[param.counted]
label   = "Counted as it should be"
default = "no_contact"
choices = ["no_contact", "done", "done_no_contact"]

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "A and C came back about it; B about something else, and D was called; S5 names nobody and S6 is too new"
given = """
table | attempt_id | customer_id | started_at | reason | completed | solved | contact_id | direction | channel
 | S1 | A | 2026-01-01 09:00 | refund | true | true | | |
 | S2 | B | 2026-01-01 10:00 | refund | true | true | | |
 | S3 | C | 2026-01-01 11:00 | refund | false | | | |
 | S4 | D | 2026-01-02 09:00 | refund | true | false | | |
 | S5 | | 2026-01-02 10:00 | refund | true | true | | |
 | S6 | A | 2026-01-18 09:00 | refund | true | true | | |
contact | | A | 2026-01-04 09:00 | refund | | | k1 | in | phone
contact | | B | 2026-01-03 09:00 | delivery | | | k2 | in | phone
contact | | C | 2026-01-01 12:00 | refund | | | k3 | in | phone
contact | | D | 2026-01-03 09:00 | refund | | | k4 | out | phone
contact | | Z | 2026-01-20 09:00 | delivery | | | k5 | in | chat
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "Within a day only C did"
param = { window_days = 1 }
expect = { value = 0.75, n = 4 }

[[example]]
why = "Completed, and nobody came back: B and D"
param = { counted = "done_no_contact" }
expect = { value = 0.5, n = 4 }

[[example]]
why = "Completed: A, B and D"
param = { counted = "done" }
expect = { value = 0.75, n = 4 }

[[example]]
why = "No contacts are loaded, so nobody knows"
given = """
attempt_id | customer_id | started_at | reason | completed
S1 | A | 2026-01-01 09:00 | refund | true
"""
expect = { n = 0 }
*/
-- A joined table would have every parameter prefixed.
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- RF02: a parameter belongs to no table.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=AL04,RF02,ST05
select
    attempt.*,
    case
        when $counted <> 'no_contact' and not attempt.completed then 0
        when $counted = 'done' then 1
        when
            assisted.first_at <= attempt.started_at + interval 1 day * $window_days
            then 0
        else 1
    end as value
from attempt
left join (
    select
        attempt.row_id as asking,
        min(contact.started_at) as first_at
    from attempt
    inner join contact
        on
            attempt.customer_id = contact.customer_id
            and attempt.reason = contact.reason
    where
        contact.direction is distinct from 'out'
        and coalesce(contact.channel, '') <> 'bot'
        and contact.started_at >= attempt.started_at
        and contact.started_at <= attempt.started_at + interval 7 day
    group by attempt.row_id
) as assisted
    on attempt.row_id = assisted.asking
inner join (select max(started_at) as data_end from contact) as span
    on attempt.started_at + interval 7 day <= span.data_end
where
    attempt.customer_id is not null
    and not coalesce(attempt.placeholder, false)
    and attempt.reason is not null
    and (attempt.completed is not null or $counted = 'no_contact')
