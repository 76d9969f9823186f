/*
name       = "Customer Effort Score 1.0"
definition = "Mean answer to how much effort people had to put forth, from 1 (very low) to 5 (very high). Lower is better."
theme      = "Effort"
unit       = "score"
better     = "lower"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 5]
min_n      = 10
counts     = "Every answered five-point effort item of version 1.0; version 2.0 is never mixed in."
caveat     = "People misread the direction of this item: if it rises with satisfaction, the file is flipped. It cannot be spliced with version 2.0."
why        = "The item of the original study; version 2.0 replaced it."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[example]]
why = "1, 2, 3, 5: 11 / 4"
given = """
question | score
ces1 | 1
ces1 | 2
ces1 | 3
ces1 | 5
ces1 |
ces2 | 7
"""
expect = { value = 2.75, n = 4 }

[[example]]
why = "One blank"
given = """
question | score
ces1 | 4
ces1 |
"""
expect = { value = 4.0, n = 1 }
*/
select
    *,
    score as value
from answer
where
    question = 'ces1'
    and score between 1 and 5
