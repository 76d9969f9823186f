/*
name       = "Not back yet, by day"
definition = "Share of first contacts after which the customer has not come back by a given day, estimated with every contact up to the last one (Kaplan-Meier)."
theme      = "First-contact resolution"
unit       = "share"
better     = "higher"
estimator  = "time_to"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "First contacts of an episode by a known customer; recent ones count for as long as they have been watched."
caveat     = "The curve is read from left to right: where it flattens, people have stopped coming back, and a window belongs there."
why        = "Shows how the answer depends on the days you wait, and uses the recent days without calling them a success."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
min     = 1
max     = 30

[[source]]
cite = "Kaplan & Meier (1958), JASA 53:457"

[[example]]
why = "Five first contacts; two return (2 hours, 6 days), one is watched 3 days, one is the last row: S = 3/4 * 1/2"
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
expect = { value = 0.375, n = 5 }

[[example]]
why = "After the first week only c05 and c09 open an episode, and neither was watched for 7 days: not known"
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
expect = { n = 2 }
*/
select
    *,
    epoch(coalesce(next_at, data_end)) - epoch(started_at) as duration,
    case when next_at is not null then 1 else 0 end as happened
from contact
where
    in_history
    and coalesce(previous_days > $window_days, true)
    and history_days >= $window_days
