/*
name       = "What we said against what customers say or do"
definition = "Share of first contacts in one of four cells: marked as resolved or not, and the customer agrees or does not."
theme      = "First-contact resolution"
unit       = "share"
better     = "neither"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "First contacts of an episode by a known customer, whatever about, old enough to be judged. Only those with a mark whether they were resolved; one that was reopened was not. The customer disagrees who says in a survey that it is not resolved, or, where nobody asked, who comes back about the same reason within the window (about anything, where no reason is recorded)."
caveat     = "A return about the same reason can be a new case of it, and a customer who gave up does not return."
why        = "Marked as resolved and not resolved is work that was closed, not done."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
min     = 1
max     = 30

[param.cell]
label   = "Cell"
default = "solved_not"
choices = ["solved_agrees", "solved_not", "open_agrees", "open_not"]

[param.counted]
label   = "Contacts that are counted"
default = "all"
choices = ["all", "cell"]

[[source]]
cite = "Dixon on The Effortless Experience (76 % against 40 %)"

[[example]]
why = "Of c01 and c07 the first was marked as resolved and came back about billing; c06 has no mark"
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
expect = { value = 0.5, n = 2 }

[[example]]
why = "c07 was not marked as resolved, and came back"
expect = { value = 0.5, n = 2 }
param = { cell = "open_not" }

[[example]]
why = "The cell alone holds c01"
expect = { value = 1.0, n = 1 }
param = { counted = "cell" }

[[example]]
why = "Nobody who was marked as resolved stayed away"
expect = { value = 0.0, n = 2 }
param = { cell = "solved_agrees" }
*/
select
    *,
    case
        when
            (resolved and coalesce(reopens, 0) = 0)
            = ($cell in ('solved_agrees', 'solved_not'))
            and coalesce(
                said_resolved = 0,
                case
                    when reason is null then next_days
                    else next_same_reason_days
                end <= $window_days,
                false
            )
            = ($cell in ('solved_not', 'open_not'))
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
    and resolved is not null
    and (
        $counted = 'all'
        or (
            (resolved and coalesce(reopens, 0) = 0)
            = ($cell in ('solved_agrees', 'solved_not'))
            and coalesce(
                said_resolved = 0,
                case
                    when reason is null then next_days
                    else next_same_reason_days
                end <= $window_days,
                false
            )
            = ($cell in ('solved_not', 'open_not'))
        )
    )
