/*
name       = "Self-service: success"
definition = "Share of attempts to settle something without speaking to anybody that were completed."
theme      = "Contact reasons"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "attempt"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Every attempt of which it is known whether it was completed, also of customers nobody knows."
caveat     = "Completed is what the web site, the app or the bot says. Whether it settled the matter shows only in who gets in touch afterwards, and in what the customer says."
why        = "A page that is visited is not a task that is done."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "Three of four were completed; of S5 nothing is known"
given = """
attempt_id | customer_id | started_at | reason | completed
S1 | A | 2026-01-01 09:00 | refund | true
S2 | B | 2026-01-01 10:00 | refund | true
S3 | C | 2026-01-01 11:00 | refund | false
S4 | | 2026-01-02 10:00 | refund | true
S5 | D | 2026-01-02 11:00 | refund |
"""
expect = { value = 0.75, n = 4 }

[[example]]
why = "Nobody knows of any"
given = """
attempt_id | customer_id | started_at | reason | completed
S1 | A | 2026-01-01 09:00 | refund |
"""
expect = { n = 0 }
*/
select
    *,
    case when completed then 1 else 0 end as value
from attempt
where completed is not null
