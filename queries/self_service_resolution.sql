/*
name       = "Self-service: resolution"
definition = "Share of attempts after which nobody had to help for 7 days and the customer says it is solved."
theme      = "Contact reasons"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "attempt"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Attempts of known customers about a reason who were asked whether it is solved, a week or more before the last contact in the data."
caveat     = "Only those who were asked and answered: who gave up half-way is seldom asked. A bot that assumes it solved something is not a customer who says so."
why        = "The only one of the three that the customer has a say in."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "Of A, B and D only B says solved and did not come back"
given = """
table | attempt_id | customer_id | started_at | reason | completed | solved | contact_id | direction | channel
 | S1 | A | 2026-01-01 09:00 | refund | true | true | | |
 | S2 | B | 2026-01-01 10:00 | refund | true | true | | |
 | S3 | C | 2026-01-01 11:00 | refund | false | | | |
 | S4 | D | 2026-01-02 09:00 | refund | true | false | | |
 | S5 | | 2026-01-02 10:00 | refund | true | true | | |
 | S6 | A | 2026-01-18 09:00 | refund | true | true | | |
contact | | A | 2026-01-04 09:00 | refund | | | k1 | in | phone
contact | | B | 2026-01-03 09:00 | delivery | | | k2 | in | phone
contact | | C | 2026-01-01 12:00 | refund | | | k3 | in | phone
contact | | D | 2026-01-03 09:00 | refund | | | k4 | out | phone
contact | | Z | 2026-01-20 09:00 | delivery | | | k5 | in | chat
"""
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "Nobody was asked"
given = """
attempt_id | customer_id | started_at | reason | completed | solved
S1 | A | 2026-01-01 09:00 | refund | true |
"""
expect = { n = 0 }
*/
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=AL04,ST05
select
    attempt.*,
    case when attempt.solved and assisted.first_at is null then 1 else 0 end as value
from attempt
left join (
    select
        attempt.row_id as asking,
        min(contact.started_at) as first_at
    from attempt
    inner join contact
        on
            attempt.customer_id = contact.customer_id
            and attempt.reason = contact.reason
    where
        contact.direction is distinct from 'out'
        and coalesce(contact.channel, '') <> 'bot'
        and contact.started_at >= attempt.started_at
        and contact.started_at <= attempt.started_at + interval 7 day
    group by attempt.row_id
) as assisted
    on attempt.row_id = assisted.asking
inner join (select max(started_at) as data_end from contact) as span
    on attempt.started_at + interval 7 day <= span.data_end
where
    attempt.customer_id is not null
    and not coalesce(attempt.placeholder, false)
    and attempt.reason is not null
    and attempt.solved is not null
