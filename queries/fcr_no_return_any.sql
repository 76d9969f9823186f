/*
name       = "First-contact resolution: no return for any reason"
definition = "Share of first contacts after which the customer did not come back within the window, whatever about."
theme      = "First-contact resolution"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "First contacts of an episode by a known customer, old enough to be judged. Contacts started by the company or given up in the queue are left out, and so are the first and the last days of the data, as many as the window."
caveat     = "The four readings of first-contact resolution differ by tens of points: never quote one without its name. Bill dates and deliveries bring people back for good reasons."
why        = "Each return is work for both sides, and a customer who has to call again is far more likely to leave."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
min     = 1
max     = 30

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "1 of 3: ten contacts (the export opens in November with a call made by the company, so nothing is cut off)"
given = """
customer_id | contact_id | started_at | reason | direction | resolved | reopens
Z | c00 | 2025-11-01 09:00 |  | out |  |
A | c01 | 2026-01-01 09:00 | billing | in | true | 0
A | c02 | 2026-01-01 11:00 | billing | in | true | 0
A | c03 | 2026-01-05 10:00 | billing | in | true | 0
A | c04 | 2026-01-07 10:00 | refund | in | true | 0
A | c05 | 2026-01-25 10:00 | delivery | in | true | 0
B | c06 | 2026-01-03 10:00 | delivery | in |  | 0
C | c07 | 2026-01-04 10:00 | delivery | in | false | 0
C | c08 | 2026-01-10 10:00 | delivery | in | true | 0
D | c09 | 2026-01-28 10:00 | billing | in | true | 1
 | c10 | 2026-01-15 10:00 | billing | in | true | 0
"""
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "The same with a window of 3 days: 4 of 6"
expect = { value = 0.6666666666666666, n = 6 }
param = { window_days = 3 }

[[example]]
why = "The export began with the first of them, so none can be judged at 30 days"
given = """
customer_id | contact_id | started_at | reason | direction | resolved | reopens
A | c01 | 2026-01-01 09:00 | billing | in | true | 0
A | c02 | 2026-01-01 11:00 | billing | in | true | 0
A | c03 | 2026-01-05 10:00 | billing | in | true | 0
A | c04 | 2026-01-07 10:00 | refund | in | true | 0
A | c05 | 2026-01-25 10:00 | delivery | in | true | 0
B | c06 | 2026-01-03 10:00 | delivery | in |  | 0
C | c07 | 2026-01-04 10:00 | delivery | in | false | 0
C | c08 | 2026-01-10 10:00 | delivery | in | true | 0
D | c09 | 2026-01-28 10:00 | billing | in | true | 1
 | c10 | 2026-01-15 10:00 | billing | in | true | 0
"""
expect = { n = 0 }
param = { window_days = 30 }
*/
select
    *,
    case
        when next_days <= $window_days then 0
        else 1
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
