/*
name       = "Customer satisfaction (CSAT)"
definition = "Share of satisfied answers: 4 or 5 on a five-point scale, or 'good' where the question only knows good and bad."
theme      = "Loyalty"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Every answered satisfaction question on a five-point scale, and good/bad ratings; blanks are not counted."
caveat     = "A 4 and a 5 are added together here, although a 5 goes with far more loyalty than a 4: see 'Very satisfied' beside it."
why        = "How one contact or purchase was received, soon after it."

[[source]]
cite = "Zemke & Connellan (2001), e-Service"

[[example]]
why = "2 of 4 answered 4 or 5; the blank is not counted"
given = """
question | score | scale_min | scale_max
csat | 5 | 1 | 5
csat | 4 | 1 | 5
csat | 3 | 1 | 5
csat | 1 | 1 | 5
csat |  | 1 | 5
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "Good and bad: 3 of 4 good"
given = """
question | score | scale_min | scale_max
csat | 1 | 0 | 1
csat | 1 | 0 | 1
csat | 1 | 0 | 1
csat | 0 | 0 | 1
csat | | 0 | 1
"""
expect = { value = 0.75, n = 4 }
*/
select
    *,
    case
        when scale_max = 1 and score = 1 then 1
        when scale_max = 5 and score >= 4 then 1
        else 0
    end as value
from answer
where
    question = 'csat'
    and score is not null
    and (scale_max = 5 and scale_min = 1 or scale_max = 1 and scale_min = 0)
