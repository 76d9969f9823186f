/*
name       = "Repeat share"
definition = "Share of contacts that are followed by another contact of the same customer within the window."
theme      = "First-contact resolution"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "contact"
anchor     = "started_at"
range      = [0, 1]
min_n      = 10
counts     = "Contacts by a known customer, without those started by the company or given up in the queue. The last days of the data, as many as the window, are left out: they have not yet had time to bring anyone back."
caveat     = "The key is part of the number: by customer, by customer and reason, or by detailed reason. The base is contacts, so a long chain counts once for each of its links."
why        = "How much of the work is made by work that was not finished."

[param.window_days]
label   = "Days to come back in"
unit    = "days"
default = 7
min     = 1
max     = 30

[param.same]
label   = "Counts as a repeat when it shares"
default = "customer"
choices = ["customer", "reason", "subreason"]

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "7 mature contacts, of which c01, c02, c03 and c07 are followed within 7 days"
given = """
customer_id | contact_id | started_at | reason | direction | resolved | reopens
A | c01 | 2026-01-01 09:00 | billing | in | true | 0
A | c02 | 2026-01-01 11:00 | billing | in | true | 0
A | c03 | 2026-01-05 10:00 | billing | in | true | 0
A | c04 | 2026-01-07 10:00 | refund | in | true | 0
A | c05 | 2026-01-25 10:00 | delivery | in | true | 0
B | c06 | 2026-01-03 10:00 | delivery | in |  | 0
C | c07 | 2026-01-04 10:00 | delivery | in | false | 0
C | c08 | 2026-01-10 10:00 | delivery | in | true | 0
D | c09 | 2026-01-28 10:00 | billing | in | true | 1
 | c10 | 2026-01-15 10:00 | billing | in | true | 0
"""
expect = { value = 0.5714285714285714, n = 7 }

[[example]]
why = "For the same reason c03 is not followed: 3 of 7"
expect = { value = 0.42857142857142855, n = 7 }
param = { same = "reason" }
*/
select
    *,
    case
        when
            case $same
                when 'customer' then next_days
                when 'reason' then next_same_reason_days
                else next_same_subreason_days
            end <= $window_days
            then 1
        else 0
    end as value
from contact
where
    in_history
    and ($same = 'customer' or reason is not null)
    and ($same in ('customer', 'reason') or subreason is not null)
    and later_days >= $window_days
