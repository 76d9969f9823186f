/*
name       = "Importance of a touchpoint, as said"
definition = "Mean, from 1 to 5, of how important customers say a touchpoint is."
theme      = "Touchpoints"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 5]
min_n      = 10
counts     = "Every answer of customers to the question how important a touchpoint is, on a five-point scale; blanks are not counted."
caveat     = "People say that nearly everything is important: look at the order of touchpoints, and at what goes with overall satisfaction."
why        = "What customers say matters to them."

[[source]]
cite = "Martilla & James (1977), Importance-performance analysis, Journal of Marketing 41:77"

[[example]]
why = "5, 4, 3: 12 / 3; a blank is not counted"
given = """
question | touchpoint | score | state | scale_min | scale_max | respondent_role
importance | Delivery | 5 | answered | 1 | 5 |
importance | Delivery | 4 | answered | 1 | 5 |
importance | Returns | 3 | answered | 1 | 5 |
importance | Returns | | blank | 1 | 5 |
"""
expect = { value = 4.0, n = 3 }

[[example]]
why = "2 and 3; a manager and another scale are not counted"
given = """
question | touchpoint | score | state | scale_min | scale_max | respondent_role
importance | Delivery | 2 | answered | 1 | 5 |
importance | Delivery | 3 | answered | 1 | 5 |
importance | Delivery | 5 | answered | 1 | 5 | manager
importance | Delivery | 7 | answered | 1 | 10 |
"""
expect = { value = 2.5, n = 2 }
*/
select
    *,
    score as value
from answer
where
    question = 'importance'
    and score is not null
    and scale_min = 1
    and scale_max = 5
    and respondent_role is null
