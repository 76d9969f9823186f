/*
name       = "Had to explain again (proxy)"
definition = "Share of episodes in which two agents or more were involved and no case number joins their contacts."
theme      = "Effort"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "episode"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Episodes whose first contact is old enough to be judged and that have an agent recorded. The first and the last days of the data, as many as the window, are left out."
caveat     = "A proxy, not an answer: nobody was asked. It counts too many where agents see the history without a case number, and misses who explains again within one contact."
why        = "Having to say it all again is one of the things that make contacts hard."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
choices = [1, 3, 7, 14, 30]

[param.same]
label   = "Counts as a repeat when it shares"
default = "customer"
choices = ["customer", "reason"]

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[example]]
why = "A met two agents without a case; B's two share a case; C met one twice; E had one; of F no agent is known: 1 of 4"
given = """
customer_id | contact_id | started_at | direction | agent_id | issue_id
Z | c00 | 2025-11-01 09:00 | out | |
A | c01 | 2026-01-02 09:00 | in | G1 |
A | c02 | 2026-01-05 09:00 | in | G2 |
B | c03 | 2026-01-02 09:00 | in | G1 | K1
B | c04 | 2026-01-06 09:00 | in | G2 | K1
C | c05 | 2026-01-03 09:00 | in | G3 |
C | c06 | 2026-01-04 09:00 | in | G3 |
E | c07 | 2026-01-03 09:00 | in | G1 |
F | c08 | 2026-01-03 09:00 | in | |
 | c09 | 2026-01-29 09:00 | in | G1 |
"""
expect = { value = 0.25, n = 4 }

[[example]]
why = "With a window of one day nobody came back in time"
given = """
customer_id | contact_id | started_at | direction | agent_id | issue_id
Z | c00 | 2025-11-01 09:00 | out | |
A | c01 | 2026-01-02 09:00 | in | G1 |
A | c02 | 2026-01-05 09:00 | in | G2 |
F | c08 | 2026-01-03 09:00 | in | |
 | c09 | 2026-01-29 09:00 | in | G1 |
"""
expect = { value = 0.0, n = 2 }
param = { window_days = 1 }
*/
select
    *,
    case
        when
            agents >= 2
            and cases = 0
            then 1
        else 0
    end as value
from episode
where
    window_days = $window_days
    and same = $same
    and is_ripe
    and agents >= 1
