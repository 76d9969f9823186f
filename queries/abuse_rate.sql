/*
name       = "Abusive contacts"
definition = "Share of contacts that a person flagged as abusive: insults, threats, fraud, claims beyond reason."
theme      = "Front line"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
staff      = "agent_id"
counts     = "Contacts of named staff whose export says whether a person flagged them, whole teams in whole months with eight people or more. Nothing is inferred from how often or how loudly somebody complains."
caveat     = "Flags are under-reported where flagging costs time or is thought to do no good, so a team with more flags may only be one that dares to flag. The interval allows for colleagues who flag more than others. A customer with many contacts is usually one whose matter is not solved."
why        = "What people at the front line are exposed to."

[[source]]
cite = "Occupational Safety and Health Act of Korea, article 41 (protection of customer-facing workers)"

[[example]]
why = "One of four; where nobody said anything, nothing is assumed"
given = """
contact_id | agent_id | team | started_at | abuse
c1 | G1 | Night | 2026-01-05 09:00 | true
c2 | G1 | Night | 2026-01-05 10:00 | false
c3 | G2 | Night | 2026-01-06 09:00 | false
c4 | G3 | Night | 2026-01-07 09:00 | false
c5 | G3 | Night | 2026-01-08 09:00 |
"""
expect = { value = 0.25, n = 4 }

[[example]]
why = "Ten contacts of one customer are not abuse: nobody flagged any, and no number comes of it"
given = """
contact_id | customer_id | agent_id | started_at | abuse
c1 | A | G1 | 2026-01-05 09:00 |
c2 | A | G1 | 2026-01-05 09:10 |
c3 | A | G2 | 2026-01-05 09:20 |
"""
expect = { n = 0 }
*/
select
    *,
    case when abuse then 1 else 0 end as value
from contact
where abuse is not null
