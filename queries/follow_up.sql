/*
name       = "Follow-up contacts"
definition = "Share of contacts after which the next contact of the customer comes within the window, about the same reason (explicit) or another one (implicit)."
theme      = "First-contact resolution"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts by a known customer with a reason recorded and old enough to be judged. The next contact decides, whatever comes after it; one without a reason is neither."
caveat     = "Reasons that are picked carelessly turn explicit into implicit."
why        = "Explicit ones are issues not solved; implicit ones are next issues that one forward sentence could avoid."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
min     = 1
max     = 30

[param.kind]
label   = "The next contact is about"
default = "explicit"
choices = ["explicit", "implicit"]

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[example]]
why = "c01, c02 and c07 of seven are followed about the same reason"
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
expect = { value = 0.42857142857142855, n = 7 }

[[example]]
why = "c03 is followed by a refund"
expect = { value = 0.14285714285714285, n = 7 }
param = { kind = "implicit" }

[[example]]
why = "A next contact without a reason is neither"
given = """
customer_id | contact_id | started_at | channel | reason | direction | resolved | reopens
A | c01 | 2026-01-01 09:00 | web | billing | in |  |
A | c02 | 2026-01-01 11:00 | phone |  | in |  |
A | c03 | 2026-01-02 11:00 | phone | billing | in |  |
B | c04 | 2026-02-02 11:00 | phone | billing | in |  |
"""
expect = { value = 0.0, n = 2 }
*/
select
    *,
    case
        when
            next_days <= $window_days
            and case
                when $kind = 'explicit' then next_reason = reason
                else next_reason <> reason
            end
            then 1
        else 0
    end as value
from contact
where
    in_history
    and reason is not null
    -- The last W days have not yet had time to bring anyone back.
    and later_days >= $window_days
