/*
name       = "Contacts after an alert"
definition = "Share of the customers of an alert who got in touch within so many days of it."
theme      = "Contact reasons"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "alert"
anchor     = "sent_at"
range      = [0, 1]
min_n      = 10
counts     = "Every customer of an alert, once for each alert, that was sent so many days or more before the last contact in the data. Contacts about the reason of the alert, or about anything. Calls of the company are not counted."
caveat     = "Only a holdout, customers who were deliberately not told, says what would have been without the alert. Without one this is a number, and no effect."
why        = "An alert is worth the contacts it saves, less those it brings."

[param.window_days]
label   = "Days to get in touch in"
unit    = "days"
default = 7
choices = [2, 7, 14]

[param.about]
label   = "About"
default = "same"
choices = ["same", "any"]

[param.arm]
label   = "Customers who were"
default = "all"
choices = ["all", "alerted", "held_out"]

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "C and D asked about the delay, A had asked before it, B asked about a refund; the second alert is too new"
given = """
table | alert_id | customer_id | sent_at | reason | held_out | started_at | contact_id | direction
 | L1 | A | 2026-01-05 09:00 | delay | false | | |
 | L1 | B | 2026-01-05 09:00 | delay | false | | |
 | L1 | C | 2026-01-05 09:00 | delay | true | | |
 | L1 | D | 2026-01-05 09:00 | delay | true | | |
 | L2 | A | 2026-01-28 09:00 | delay | false | | |
contact | | A | | delay | | 2026-01-04 09:00 | k1 | in
contact | | B | | refund | | 2026-01-06 09:00 | k2 | in
contact | | C | | delay | | 2026-01-06 09:00 | k3 | in
contact | | D | | delay | | 2026-01-06 09:00 | k4 | out
contact | | D | | delay | | 2026-01-10 09:00 | k5 | in
contact | | Z | | refund | | 2026-01-30 09:00 | k6 | in
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "About anything, of those who were told: B"
param = { about = "any", arm = "alerted" }
expect = { value = 0.5, n = 2 }

[[example]]
why = "Within two days C of the two held out"
param = { window_days = 2, arm = "held_out" }
expect = { value = 0.5, n = 2 }

[[example]]
why = "No contacts are loaded, so nobody knows"
given = """
alert_id | customer_id | sent_at | reason | held_out
L1 | A | 2026-01-05 09:00 | delay |
"""
expect = { n = 0 }
*/
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- RF02: a parameter belongs to no table.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=AL04,RF02,ST05
select
    alert.*,
    case when asked.asking is null then 0 else 1 end as value
from alert
left join (
    select alert.row_id as asking
    from alert
    inner join contact on alert.customer_id = contact.customer_id
    where
        contact.direction is distinct from 'out'
        and contact.started_at >= alert.sent_at
        and contact.started_at <= alert.sent_at + interval 1 day * $window_days
        and ($about = 'any' or contact.reason = alert.reason)
    group by alert.row_id
) as asked
    on alert.row_id = asked.asking
inner join (select max(started_at) as data_end from contact) as span
    on alert.sent_at + interval 1 day * $window_days <= span.data_end
where
    alert.customer_id is not null
    and not coalesce(alert.placeholder, false)
    and (
        $arm = 'all'
        or ($arm = 'alerted' and not coalesce(alert.held_out, false))
        or ($arm = 'held_out' and alert.held_out)
    )
