/*
name       = "First-contact resolution: as customers say"
definition = "Share of respondents who say their issue is resolved and that it took one contact."
theme      = "First-contact resolution"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses that answer both questions; 'don't know yet' is not counted."
caveat     = "The four readings of first-contact resolution differ by tens of points: never quote one without its name. Bill dates and deliveries bring people back for good reasons. Asked right after the call it is about ten points too kind, and the unresolved answer less."
why        = "The customer's word is the only one that counts for loyalty."

[[source]]
cite = "Dixon on The Effortless Experience (76 % against 40 %)"

[[source]]
cite = "J.D. Power: immediate surveys overstate by about 10 %"

[[benchmark]]
value = 0.4
label = "What customers of CEB's clients said (Dixon)"
confidence = "A"

[[example]]
why = "Resolved in one contact: 2 of 4; 'don't know yet' is blank"
given = """
says_resolved | says_contacts
1 | 1
1 | 1
1 | 2
0 | 1
 | 1
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "A blank number of contacts is not counted"
given = """
says_resolved | says_contacts
1 | 1
1 |
"""
expect = { value = 1.0, n = 1 }
*/
select
    *,
    case when says_resolved = 1 and says_contacts = 1 then 1 else 0 end as value
from response
where
    says_resolved is not null
    and says_contacts is not null
