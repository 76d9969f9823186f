/*
name       = "Customer Effort Score 2.0: found it hard"
definition = "Share who disagree (1, 2 or 3) that the company made it easy to handle their issue."
theme      = "Effort"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Every answered item 'made it easy for me to handle my issue' on the seven-point scale (Customer Effort Score 2.0); version 1.0 is never mixed in."
caveat     = "A transactional measure: ask after a contact, not once a year. No credible benchmark across industries exists; compare with yourself."
why        = "Answers crowd at 6 and 7, so the hard end moves first."

[[source]]
cite = "Gartner, What's Your Customer Effort Score? (share of 5-7 on the seven-point item)"

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience"

[[example]]
why = "7,7,6,6,5,5,4,3,2,1"
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
expect = { value = 0.3, n = 10 }

[[example]]
why = "Blanks are not counted"
given = """
question | score
ces2 | 7
ces2 | 2
ces2 |
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    case when score <= 3 then 1 else 0 end as value
from answer
where
    question = 'ces2'
    and score between 1 and 7
