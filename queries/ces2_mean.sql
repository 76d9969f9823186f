/*
name       = "Customer Effort Score 2.0: mean"
definition = "Mean of the seven-point item; 7 is easiest."
theme      = "Effort"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 7]
min_n      = 10
counts     = "Every answered item 'made it easy for me to handle my issue' on the seven-point scale (Customer Effort Score 2.0); version 1.0 is never mixed in."
caveat     = "Two very different distributions can share a mean: read it beside the shares of easy and hard."
why        = "Some tools report only this mean; it is here so that it can be compared."

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[example]]
why = "7,7,6,6,5,5,4,3,2,1: 46 / 10"
given = """
question | score
ces2 | 7
ces2 | 7
ces2 | 6
ces2 | 6
ces2 | 5
ces2 | 5
ces2 | 4
ces2 | 3
ces2 | 2
ces2 | 1
ces2 |
ces1 | 5
"""
expect = { value = 4.6, n = 10 }

[[example]]
why = "Blanks are not counted"
given = """
question | score
ces2 | 7
ces2 | 2
ces2 |
"""
expect = { value = 4.5, n = 2 }
*/
select
    *,
    score as value
from answer
where
    question = 'ces2'
    and score between 1 and 7
