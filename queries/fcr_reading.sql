/*
name       = "First-contact resolution: four readings of the same contacts"
definition = "Share of the same first contacts that one of four readings calls resolved: as recorded, as customers say, no return for any reason, no return for the same reason."
theme      = "First-contact resolution"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "First contacts of an episode by a known customer, whatever about, old enough to be judged. Each reading counts those it knows something of; the four can also be asked of those that all of them know."
caveat     = "Customers who answer a survey are not like the others: compare the readings among those who answered before blaming either."
why        = "An argument about whose number is right ends when all are computed on the same contacts."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
min     = 1
max     = 30

[param.reading]
label   = "Resolved means"
default = "no_return_any"
choices = ["as_recorded", "as_customers_say", "no_return_any", "no_return_same"]

[param.among]
label   = "Asked of the first contacts that"
default = "known"
choices = ["known", "answered", "all"]

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[example]]
why = "c01, c06 and c07 can be judged; only after c06 nobody came back"
given = """
customer_id | contact_id | started_at | channel | reason | direction | resolved | reopens
Z | c00 | 2025-11-01 09:00 | phone |  | out |  |
A | c01 | 2026-01-01 09:00 | web | billing | in | true | 0
A | c02 | 2026-01-01 11:00 | phone | billing | in | true | 0
A | c03 | 2026-01-05 10:00 | phone | billing | in | true | 0
A | c04 | 2026-01-07 10:00 | phone | refund | in | true | 0
A | c05 | 2026-01-25 10:00 | chat | delivery | in | true | 0
B | c06 | 2026-01-03 10:00 | phone | delivery | in |  | 0
C | c07 | 2026-01-04 10:00 | chat | delivery | in | false | 0
C | c08 | 2026-01-10 10:00 | phone | delivery | in | true | 0
D | c09 | 2026-01-28 10:00 | phone | billing | in | true | 1
 | c10 | 2026-01-15 10:00 | phone | billing | in | true | 0
"""
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "As recorded c01 was resolved, c07 was not, and c06 has no mark"
expect = { value = 0.5, n = 2 }
param = { reading = "as_recorded" }

[[example]]
why = "About the same reason c01 and c07 are followed"
expect = { value = 0.3333333333333333, n = 3 }
param = { reading = "no_return_same" }

[[example]]
why = "No customer was asked"
expect = { n = 0 }
param = { reading = "as_customers_say" }
*/
-- A joined table would have every parameter prefixed, and a metric is one select without CTEs.
-- noqa: disable=RF02,ST05
select
    contact.*,
    case
        when
            case $reading
                when 'as_recorded'
                    then contact.resolved and coalesce(contact.reopens, 0) = 0
                when 'as_customers_say'
                    then said.says_resolved = 1 and said.says_contacts = 1
                when 'no_return_any'
                    then not coalesce(contact.next_days <= $window_days, false)
                else
                    not coalesce(contact.next_same_reason_days <= $window_days, false)
            end
            then 1
        else 0
    end as value
from contact
left join (
    -- Of several responses about one contact the least kind counts.
    select
        contact_id,
        max(customer_id) as customer_id,
        min(says_resolved) as says_resolved,
        max(says_contacts) as says_contacts
    from response
    where contact_id is not null
    group by contact_id
) as said
    on
        contact.contact_id = said.contact_id
        and coalesce(said.customer_id, contact.customer_id) = contact.customer_id
where
    contact.in_history
    -- The first contact of an episode: nothing from this customer in the W days before.
    and coalesce(contact.previous_days > $window_days, true)
    -- The first W days cannot tell a first contact from a repeat.
    and contact.history_days >= $window_days
    -- The last W days have not yet had time to bring anyone back.
    and contact.later_days >= $window_days
    and (
        contact.resolved is not null
        or not ($reading = 'as_recorded' or $among = 'all')
    )
    and (
        (said.says_resolved is not null and said.says_contacts is not null)
        or not ($reading = 'as_customers_say' or $among in ('answered', 'all'))
    )
    and (
        contact.reason is not null
        or not ($reading = 'no_return_same' or $among = 'all')
    )
