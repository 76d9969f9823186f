/*
name       = "Occupancy"
definition = "Time spent on contacts out of the time at work."
theme      = "Front line"
unit       = "share"
better     = "neither"
estimator  = "ratio"
rows       = "shift"
anchor     = "worked_on"
range      = [0, 1e6]
min_n      = 10
staff      = "agent_id"
counts     = "Working days of staff with both times recorded, whole teams in whole months with eight people or more."
caveat     = "High is not good: above some nine tenths there is no time left between two contacts. Work that is no contact (write-ups, training) counts as idle where the tool does not record it."
why        = "Whether there is any air between two contacts."

[[source]]
cite = "Time on contacts out of time at work, as workforce planning counts it"

[[example]]
why = "28,000 of 40,000 seconds, not the mean of 90 % and 50 %; nothing recorded is not nought"
given = """
agent_id | team | worked_on | logged_in_s | handling_s
G1 | Night | 2026-01-05 | 20000 | 18000
G2 | Night | 2026-01-05 | 20000 | 10000
G3 | Night | 2026-01-05 | 20000 |
"""
expect = { value = 0.7, n = 2 }

[[example]]
why = "Nobody was at work, so there is nothing to divide by"
given = """
agent_id | team | worked_on | logged_in_s | handling_s
G1 | Night | 2026-01-05 | 0 | 0
G2 | Night | 2026-01-05 |  | 100
"""
expect = { n = 0 }
*/
select
    *,
    handling_s as numerator,
    logged_in_s as denominator
from shift
where
    handling_s is not null
    and logged_in_s > 0
