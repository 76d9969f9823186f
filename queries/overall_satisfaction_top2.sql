/*
name       = "Overall satisfaction: 4 or 5"
definition = "Share who answered 4 or 5 on the overall satisfaction question."
theme      = "Loyalty"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Every answered overall question on a five-point scale; blanks are not counted."
caveat     = "Hides how many of them gave the highest mark."
why        = "Easier to say in a meeting than a mean."

[[source]]
cite = "SFO Customer Survey, question 7 (data.sfgov.org)"

[[example]]
why = "3 of 4"
given = """
question | score | scale_min | scale_max
overall_satisfaction | 5 | 1 | 5
overall_satisfaction | 4 | 1 | 5
overall_satisfaction | 4 | 1 | 5
overall_satisfaction | 3 | 1 | 5
overall_satisfaction | | 1 | 5
"""
expect = { value = 0.75, n = 4 }

[[example]]
why = "1 of 2"
given = """
question | score | scale_min | scale_max
overall_satisfaction | 2 | 1 | 5
overall_satisfaction | 4 | 1 | 5
overall_satisfaction | | 1 | 5
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    case when score >= 4 then 1 else 0 end as value
from answer
where
    question = 'overall_satisfaction'
    and score is not null
    and scale_min = 1
    and scale_max = 5
