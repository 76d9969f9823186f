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
select
    *,
    case
        when
            case $reading
                when 'as_recorded'
                    then resolved and coalesce(reopens, 0) = 0
                when 'as_customers_say'
                    then said_resolved = 1 and said_contacts = 1
                when 'no_return_any'
                    then not coalesce(next_days <= $window_days, false)
                else
                    not coalesce(next_same_reason_days <= $window_days, false)
            end
            then 1
        else 0
    end as value
from contact
where
    in_history
    -- The first contact of an episode: nothing from this customer in the W days before.
    and coalesce(previous_days > $window_days, true)
    -- The first W days cannot tell a first contact from a repeat.
    and history_days >= $window_days
    -- The last W days have not yet had time to bring anyone back.
    and later_days >= $window_days
    and (
        resolved is not null
        or not ($reading = 'as_recorded' or $among = 'all')
    )
    and (
        (said_resolved is not null and said_contacts is not null)
        or not ($reading = 'as_customers_say' or $among in ('answered', 'all'))
    )
    and (
        reason is not null
        or not ($reading = 'no_return_same' or $among = 'all')
    )
