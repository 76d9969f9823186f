/*
name       = "Contacts with a usable customer number"
definition = "Share of contacts that name their customer by a number that stands for one person."
theme      = "First-contact resolution"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "All contacts but those started by the company."
caveat     = "Contacts without a number are left out of everything about returns: they are not counted as customers who came once. Under 80 % every such number speaks of linked customers only."
why        = "Who comes back can be seen only where it is known who came."

[[source]]
cite = "A rule of thumb of this product: under four in five the rest may differ"

[[example]]
why = "c10 names nobody: 9 of 10"
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
expect = { value = 0.9, n = 10 }

[[example]]
why = "A number that stands for nobody in particular is not usable: 1 of 3"
given = """
customer_id | contact_id | started_at | placeholder
A | c01 | 2026-01-01 09:00 | false
guest | c02 | 2026-01-01 11:00 | true
 | c03 | 2026-01-02 11:00 |
"""
expect = { value = 0.3333333333333333, n = 3 }
*/
select
    *,
    case
        when customer_id is not null and not coalesce(placeholder, false) then 1
        else 0
    end as value
from contact
where coalesce(direction, '') <> 'out'
