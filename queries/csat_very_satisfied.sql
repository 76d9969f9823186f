/*
name       = "Very satisfied (5 of 5)"
definition = "Share of the highest answer, 5, on the five-point satisfaction question."
theme      = "Loyalty"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Every answered satisfaction question on a five-point scale; blanks and good/bad ratings are not counted."
caveat     = "Some people never give the highest mark, whatever happens."
why        = "The trap of satisfaction: customers who answer 5 are several times as loyal as those who answer 4."

[[source]]
cite = "van Birgelen (2004), review of e-Service, IJSIM 15(3)"

[[example]]
why = "1 of 4 answered 5"
given = """
question | score | scale_min | scale_max
csat | 5 | 1 | 5
csat | 4 | 1 | 5
csat | 3 | 1 | 5
csat | 1 | 1 | 5
csat |  | 1 | 5
"""
expect = { value = 0.25, n = 4 }

[[example]]
why = "Good/bad ratings have no 5 and are left out"
given = """
question | score | scale_min | scale_max
csat | 5 | 1 | 5
csat | 1 | 0 | 1
csat | | 1 | 5
"""
expect = { value = 1.0, n = 1 }
*/
select
    *,
    case when score = 5 then 1 else 0 end as value
from answer
where
    question = 'csat'
    and score is not null
    and scale_min = 1
    and scale_max = 5
