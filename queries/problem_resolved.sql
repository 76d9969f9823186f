/*
name       = "Problems that were resolved"
definition = "Share of the customers who got in touch about a problem who say that it was resolved."
theme      = "Contact reasons"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Answers of those who contacted the company about it; where nobody was asked whether they did, all answers."
caveat     = "In the eyes of the customer, some time later. Who is still waiting says no."
why        = "Of the problems that are heard of, those that were put right."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "A of A and D"
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
expect = { value = 0.5, n = 2 }

[[example]]
why = "B did not get in touch; C was not asked whether"
given = """
response_id | customer_id | question | score | state | scale_min | scale_max
R1 | B | problem_contacted | 0 | answered | 0 | 1
R1 | B | problem_resolved | 1 | answered | 0 | 1
R2 | C | problem_resolved | 1 | answered | 0 | 1
R3 | | problem_resolved | | blank | 0 | 1
"""
expect = { value = 1, n = 1 }
*/
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=AL04,ST05
select
    answer.*,
    case when answer.score >= 0.5 then 1 else 0 end as value
from answer
left join (
    select
        source,
        response_id,
        customer_id,
        max(score) as score
    from answer
    where question = 'problem_contacted'
    group by source, response_id, customer_id
) as earlier
    on
        answer.source = earlier.source
        and answer.response_id = earlier.response_id
        and coalesce(answer.customer_id, '') = coalesce(earlier.customer_id, '')
where
    answer.question = 'problem_resolved'
    and answer.score is not null
    and coalesce(earlier.score, 1) >= 0.5
