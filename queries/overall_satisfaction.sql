/*
name       = "Overall satisfaction"
definition = "Mean answer to the overall satisfaction question, from 1 to 5."
theme      = "Loyalty"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 5]
min_n      = 10
counts     = "Every answered overall question on a five-point scale; blanks are not counted."
caveat     = "Two different distributions can share a mean: read it beside the share of 4s and 5s."
why        = "What all touchpoints together leave behind."

[[source]]
cite = "SFO Customer Survey, question 7 (data.sfgov.org)"

[[example]]
why = "5, 4, 4, 3: 16 / 4"
given = """
question | score | scale_min | scale_max
overall_satisfaction | 5 | 1 | 5
overall_satisfaction | 4 | 1 | 5
overall_satisfaction | 4 | 1 | 5
overall_satisfaction | 3 | 1 | 5
overall_satisfaction | | 1 | 5
"""
expect = { value = 4.0, n = 4 }

[[example]]
why = "Another scale is never mixed in"
given = """
question | score | scale_min | scale_max
overall_satisfaction | 2 | 1 | 5
overall_satisfaction | 9 | 1 | 10
overall_satisfaction | | 1 | 5
"""
expect = { value = 2.0, n = 1 }
*/
select
    *,
    score as value
from answer
where
    question = 'overall_satisfaction'
    and score is not null
    and scale_min = 1
    and scale_max = 5
