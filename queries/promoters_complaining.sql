/*
name       = "Promoters who told something negative"
definition = "Share who told something negative, among promoters (9 or 10 out of 10)."
theme      = "Word of mouth"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses with a score of 9 or 10 for recommending and an answer about telling others."
caveat     = "One bad thing told does not make somebody disloyal; “both” counts here."
why        = "Even who would recommend may have warned others of one thing: worth reading."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[example]]
why = "Four promoters who answered; the fifth left telling blank"
given = """
nps | told
9 | negative
10 | both
10 | positive
9 | none
10 |
8 | negative
0 | negative
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "A blank score is no promoter"
given = """
nps | told
 | negative
9 | none
"""
expect = { value = 0.0, n = 1 }
*/
select
    *,
    case when told in ('negative', 'both') then 1 else 0 end as value
from response
where
    nps >= 9
    and told is not null
