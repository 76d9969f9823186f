/*
name       = "Customers with a problem"
definition = "Share of surveyed customers who say that they had a problem."
theme      = "Contact reasons"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Every answer to the question whether there was a problem; a blank says nothing."
caveat     = "Contacts cannot show it: most customers with a problem tell nobody. Only a survey of all customers, not one after a contact, can."
why        = "The part of the iceberg that lies under the water."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "Three of four had a problem; E left it blank"
given = """
table | response_id | customer_id | responded_at | question | score | state | scale_min | scale_max | kind | occurred_at
 | R1 | A | 2026-01-10 09:00 | had_problem | 1 | answered | 0 | 1 | |
 | R1 | A | 2026-01-10 09:00 | problem_contacted | 1 | answered | 0 | 1 | |
 | R1 | A | 2026-01-10 09:00 | problem_resolved | 1 | answered | 0 | 1 | |
 | R2 | B | 2026-01-10 09:00 | had_problem | 1 | answered | 0 | 1 | |
 | R2 | B | 2026-01-10 09:00 | problem_contacted | 0 | answered | 0 | 1 | |
 | R3 | C | 2026-01-10 09:00 | had_problem | 0 | answered | 0 | 1 | |
 | R4 | D | 2026-01-10 09:00 | had_problem | 1 | answered | 0 | 1 | |
 | R4 | D | 2026-01-10 09:00 | problem_contacted | 1 | answered | 0 | 1 | |
 | R4 | D | 2026-01-10 09:00 | problem_resolved | 0 | answered | 0 | 1 | |
 | R5 | E | 2026-01-10 09:00 | had_problem | | blank | 0 | 1 | |
purchase | | A | | | | | | | order | 2026-01-01 09:00
purchase | | A | | | | | | | order | 2026-02-01 09:00
purchase | | B | | | | | | | order | 2026-01-02 09:00
purchase | | C | | | | | | | order | 2026-01-03 09:00
purchase | | C | | | | | | | order | 2026-04-01 09:00
purchase | | D | | | | | | | order | 2026-01-04 09:00
purchase | | D | | | | | | | return | 2026-02-04 09:00
purchase | | Z | | | | | | | order | 2026-05-01 09:00
"""
expect = { value = 0.75, n = 4 }

[[example]]
why = "Nobody had one"
given = """
response_id | customer_id | question | score | state | scale_min | scale_max
R1 | A | had_problem | 0 | answered | 0 | 1
R2 | | had_problem | 0 | answered | 0 | 1
"""
expect = { value = 0, n = 2 }
*/
select
    *,
    case when score >= 0.5 then 1 else 0 end as value
from answer
where
    question = 'had_problem'
    and score is not null
