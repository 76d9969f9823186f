/*
name       = "Contacts without a usable reason"
definition = "Share of contacts whose reason is blank or some word for other."
theme      = "Contact reasons"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts that customers began, without answers to surveys and automatic replies. Other is: other, others, misc, miscellaneous, general, unknown, n/a, etc, 기타, 기타 문의, 일반, 미분류."
caveat     = "Agents in a hurry pick the first word of a list: a low share does not show that reasons are right."
why        = "What is filed under other has no owner and is never removed. Over 10 %, the list of reasons needs work first."

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[benchmark]]
value      = 0.1
label      = "above this, sort out other first"
confidence = "K"

[[example]]
why = "Of four contacts one is blank and one is filed under other; c05 is the company's own call, c06 an answer to a survey"
given = """
contact_id | customer_id | started_at | direction | reason
c01 | A | 2026-01-05 09:00 | in | Refund
c02 | B | 2026-01-05 09:20 | in |
c03 | C | 2026-01-05 09:40 |  | Other
c04 | D | 2026-01-05 10:00 | in | Delivery
c05 | E | 2026-01-05 10:30 | out |
c06 | F | 2026-01-05 11:00 | in | survey
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "Every reason is named; a customer who is not known is a contact too"
given = """
contact_id | customer_id | started_at | direction | reason
c01 | A | 2026-01-05 09:00 | in | Refund
c02 |  | 2026-01-05 09:20 | in | Delivery
"""
expect = { value = 0, n = 2 }
*/
select
    *,
    case
        when
            reason is null
            or lower(trim(reason)) in (
                'other', 'others', 'misc', 'miscellaneous', 'general', 'unknown', 'n/a',
                'etc', '기타', '기타 문의', '기타문의', '일반', '미분류'
            )
            then 1
        else 0
    end as value
from contact
where
    direction is distinct from 'out'
    and (left_out is null or left_out not in ('survey', 'automatic'))
