/*
name       = "Busy share of agents (estimate)"
definition = "Handling time as a share of the time of the agents at work, taking every agent with a contact in an hour to be at work for all of that hour."
theme      = "Waiting"
unit       = "share"
better     = "neither"
estimator  = "ratio"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1e12]
min_n      = 30
counts     = "All contacts whose agent and handling time are recorded, those begun by the company too. Each counts its handling time against its part of the hour of its agent: an hour with three contacts is divided by three."
caveat     = "An estimate, not a staffing record. Agents at work without any contact in an hour are not seen, which makes it too high; breaks and other work are not seen either. Handling time counts in the hour in which the contact began, and chats handled side by side can bring it above 100 %. Filters leave each contact its part of the hour."
why        = "Waits grow steeply where agents are busy more than about 85 % of the time: there is no slack for the next caller."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[benchmark]]
value      = 0.85
label      = "waits grow steeply from here"
confidence = "K"

[[example]]
why = "Three agent-hours (K at 9 and at 10, L at 9) of 3,600 seconds, 4,500 of them busy; c05 has no agent, c06 no handling time"
given = """
contact_id | customer_id | started_at | direction | agent_id | handle_s
c01 | A | 2026-01-05 09:00 | in | K | 600
c02 | B | 2026-01-05 09:20 | in | K | 1200
c03 | C | 2026-01-05 09:40 | in | L | 900
c04 | D | 2026-01-05 10:00 | in | K | 1800
c05 | E | 2026-01-05 09:30 | in |  | 3000
c06 | F | 2026-01-05 09:30 | in | L |
"""
expect = { value = 0.4166666666666667, n = 4 }

[[example]]
why = "Two chats side by side for an hour each: twice the hour"
given = """
contact_id | customer_id | started_at | direction | agent_id | handle_s
c01 | A | 2026-01-05 09:00 | in | K | 3600
c02 |  | 2026-01-05 09:00 | in | K | 3600
"""
expect = { value = 2, n = 2 }
*/
select
    *,
    handle_s as numerator,
    3600.0 / nullif(agent_hour_contacts, 0) as denominator
from contact
where
    agent_id is not null
    and handle_s is not null
