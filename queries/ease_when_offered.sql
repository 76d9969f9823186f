/*
name       = "%easy when something was offered"
definition = "Share of rated contacts that were easy (5 to 7 of 7), of those in which something was sold or offered, or of the others."
theme      = "Contact reasons"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Answers from 1 to 7 about one contact whose number is known. Something was offered where the contact has a sale amount; 0 says that it was not bought."
caveat     = "Where the files hold no amounts of 0, only those who bought are known to have been offered something, and who buys is content already."
why        = "A sale can cost the ease of the contact."

[param.offered]
label   = "Something was sold or offered"
default = "no"
choices = ["yes", "no"]

[[source]]
cite = "Price & Jaffe (2008), The Best Service Is No Service"

[[example]]
why = "Of c1 and c2 the first was easy"
given = """
table | response_id | customer_id | contact_id | question | score | scale_min | scale_max | state | started_at | sale_amount
 | R1 | A | c1 | ces2 | 6 | 1 | 7 | answered | |
 | R2 | B | c2 | ces2 | 3 | 1 | 7 | answered | |
 | R3 | C | c3 | ces2 | 7 | 1 | 7 | answered | |
 | R4 | D | c4 | ces2 | | 1 | 7 | blank | |
contact | | A | c1 | | | | | | 2026-01-01 09:00 | 20
contact | | B | c2 | | | | | | 2026-01-01 09:00 | 0
contact | | C | c3 | | | | | | 2026-01-01 09:00 |
contact | | D | c4 | | | | | | 2026-01-01 09:00 | 5
"""
expect = { value = 0.5, n = 2 }
param = { offered = "yes" }

[[example]]
why = "Nothing was offered in c3"
given = """
table | response_id | customer_id | contact_id | question | score | scale_min | scale_max | state | started_at | sale_amount
 | R1 | A | c1 | ces2 | 6 | 1 | 7 | answered | |
 | R3 | C | c3 | ces2 | 7 | 1 | 7 | answered | |
contact | | A | c1 | | | | | | 2026-01-01 09:00 | 20
contact | | C | c3 | | | | | | 2026-01-01 09:00 |
"""
expect = { value = 1, n = 1 }
*/
-- RF02: a parameter belongs to no table.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=RF02,ST05
select
    answer.*,
    case when answer.score >= 5 then 1 else 0 end as value
from answer
inner join (
    select
        contact_id,
        customer_id,
        max(sale_amount) as sale_amount
    from contact
    where contact_id is not null
    group by contact_id, customer_id
) as rated
    on
        answer.contact_id = rated.contact_id
        and coalesce(answer.customer_id, rated.customer_id, '')
        = coalesce(rated.customer_id, '')
where
    answer.question = 'ces2'
    and answer.score is not null
    and answer.scale_min = 1
    and answer.scale_max = 7
    and ($offered = 'yes') = (rated.sale_amount is not null)
