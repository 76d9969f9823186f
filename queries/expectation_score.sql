/*
name       = "Expected of a touchpoint"
definition = "Mean, from 1 to 5, of what customers say they expect of a touchpoint."
theme      = "Touchpoints"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 5]
min_n      = 10
counts     = "Every answer of customers to the question what they expect of a touchpoint, on a five-point scale; blanks are not counted."
caveat     = "Nearly everybody expects nearly the best, so expectations crowd at the top: what customers experienced, beside how much it matters to them, says more."
why        = "What customers would have wanted, before what they got."

[[source]]
cite = "Parasuraman, Zeithaml & Berry (1988), SERVQUAL, Journal of Retailing 64:12"

[[example]]
why = "5, 4, 3: 12 / 3; a blank is not counted"
given = """
question | touchpoint | score | state | scale_min | scale_max | respondent_role
expectation | Delivery | 5 | answered | 1 | 5 |
expectation | Delivery | 4 | answered | 1 | 5 |
expectation | Returns | 3 | answered | 1 | 5 |
expectation | Returns | | blank | 1 | 5 |
"""
expect = { value = 4.0, n = 3 }

[[example]]
why = "2 and 3; a manager and another scale are not counted"
given = """
question | touchpoint | score | state | scale_min | scale_max | respondent_role
expectation | Delivery | 2 | answered | 1 | 5 |
expectation | Delivery | 3 | answered | 1 | 5 |
expectation | Delivery | 5 | answered | 1 | 5 | manager
expectation | Delivery | 7 | answered | 1 | 10 |
"""
expect = { value = 2.5, n = 2 }
*/
select
    *,
    score as value
from answer
where
    question = 'expectation'
    and score is not null
    and scale_min = 1
    and scale_max = 5
    and respondent_role is null
