/*
name       = "Bought again within 90 days"
definition = "Share of surveyed customers who ordered again within 90 days of the survey, by whether they had a problem and what became of it."
theme      = "Contact reasons"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Customers who said whether they had a problem, had ordered before that, and were asked 90 days or more before the last order in the data."
caveat     = "Who has a problem may differ in other ways: the difference goes with the problem and need not come from it."
why        = "What a problem costs that nobody heard of."

[param.among]
label   = "Customers"
default = "all"
choices = ["all", "no_problem", "problem", "silent", "contacted", "resolved", "unresolved"]

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "A and C of four ordered again in time; D only returned something"
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
expect = { value = 0.5, n = 4 }

[[example]]
why = "The silent one did not"
param = { among = "silent" }
expect = { value = 0, n = 1 }

[[example]]
why = "Of those who got in touch A did, D did not"
param = { among = "contacted" }
expect = { value = 0.5, n = 2 }

[[example]]
why = "Resolved: A"
param = { among = "resolved" }
expect = { value = 1, n = 1 }

[[example]]
why = "Not resolved: D"
param = { among = "unresolved" }
expect = { value = 0, n = 1 }

[[example]]
why = "With any problem: A of three"
param = { among = "problem" }
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "Without a problem: C"
param = { among = "no_problem" }
expect = { value = 1, n = 1 }
*/
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- RF02: a parameter belongs to no table.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=AL04,RF02,ST05
select
    answer.*,
    case when again.row_id is null then 0 else 1 end as value
from answer
inner join (
    select
        customer_id,
        min(occurred_at) as first_at
    from purchase
    where
        kind in ('order', 'renewal')
        and customer_id is not null
        and not coalesce(placeholder, false)
    group by customer_id
) as buyer
    on
        answer.customer_id = buyer.customer_id
        and answer.responded_at >= buyer.first_at
inner join (
    select max(occurred_at) as data_end
    from purchase
    where kind in ('order', 'renewal')
) as span
    on answer.responded_at + interval 90 day <= span.data_end
left join (
    select answer.row_id
    from answer
    inner join purchase on answer.customer_id = purchase.customer_id
    where
        answer.question = 'had_problem'
        and purchase.kind in ('order', 'renewal')
        and purchase.occurred_at > answer.responded_at
        and purchase.occurred_at <= answer.responded_at + interval 90 day
    group by answer.row_id
) as again
    on answer.row_id = again.row_id
left join (
    select
        source,
        response_id,
        customer_id,
        max(case when question = 'problem_contacted' then score end) as contacted,
        max(case when question = 'problem_resolved' then score end) as resolved
    from answer
    where question in ('problem_contacted', 'problem_resolved')
    group by source, response_id, customer_id
) as story
    on
        answer.source = story.source
        and answer.response_id = story.response_id
        and answer.customer_id = story.customer_id
where
    answer.question = 'had_problem'
    and answer.score is not null
    and case $among
        when 'no_problem' then answer.score < 0.5
        when 'problem' then answer.score >= 0.5
        when 'silent' then answer.score >= 0.5 and story.contacted < 0.5
        when 'contacted' then answer.score >= 0.5 and story.contacted >= 0.5
        when 'resolved'
            then
                answer.score >= 0.5
                and story.contacted >= 0.5
                and story.resolved >= 0.5
        when 'unresolved'
            then
                answer.score >= 0.5
                and story.contacted >= 0.5
                and story.resolved < 0.5
        else true
    end
