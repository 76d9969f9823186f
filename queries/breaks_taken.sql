/*
name       = "Breaks taken"
definition = "Time on break out of the time at work."
theme      = "Front line"
unit       = "share"
better     = "higher"
estimator  = "ratio"
rows       = "shift"
anchor     = "worked_on"
range      = [0, 1e6]
min_n      = 10
staff      = "agent_id"
counts     = "Working days of staff with both times recorded, whole teams in whole months with eight people or more."
caveat     = "What is booked as a break need not have been one. What the law or the contract promises is not in this file: compare with that, not with another team."
why        = "A break that was promised and not taken protects nobody."

[[source]]
cite = "Occupational Safety and Health Act of Korea, article 41 (protection of customer-facing workers); the measure is our own"

[[example]]
why = "6,000 of 40,000 seconds; nothing recorded is not nought"
given = """
agent_id | team | worked_on | logged_in_s | break_s
G1 | Night | 2026-01-05 | 20000 | 4000
G2 | Night | 2026-01-05 | 20000 | 2000
G3 | Night | 2026-01-05 | 20000 |
"""
expect = { value = 0.15, n = 2 }

[[example]]
why = "Nobody was at work, so there is nothing to divide by"
given = """
agent_id | team | worked_on | logged_in_s | break_s
G1 | Night | 2026-01-05 | 0 | 0
G2 | Night | 2026-01-05 |  | 100
"""
expect = { n = 0 }
*/
select
    *,
    break_s as numerator,
    logged_in_s as denominator
from shift
where
    break_s is not null
    and logged_in_s > 0
