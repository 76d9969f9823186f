/*
name       = "Detractors who told nobody"
definition = "Share who told nobody, among detractors (0 to 6 out of 10)."
theme      = "Word of mouth"
unit       = "share"
better     = "neither"
estimator  = "proportion"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses with a score of 0 to 6 for recommending and an answer about telling others."
caveat     = "Silent towards others, as far as people remember and say; silence is not satisfaction."
why        = "A low score is an intention. This says how many of those who gave it kept silent."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[example]]
why = "Three detractors who answered; the fourth left telling blank"
given = """
nps | told
0 | none
6 | negative
3 | none
5 |
7 | none
10 | positive
"""
expect = { value = 0.6666666666666666, n = 3 }

[[example]]
why = "A blank score is no detractor"
given = """
nps | told
 | none
2 | both
"""
expect = { value = 0.0, n = 1 }
*/
select
    *,
    case when told = 'none' then 1 else 0 end as value
from response
where
    nps <= 6
    and told is not null
