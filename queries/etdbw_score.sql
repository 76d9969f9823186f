/*
name       = "Easy to do business with: mean"
definition = "Mean rating, from 1 to 5, over all items that ask how easy it is to do business with us."
theme      = "Touchpoints"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 5]
min_n      = 10
counts     = "Every rated item of the questions about ease on a five-point scale, answered by customers; blanks, items people did not use, and answers of staff are not counted."
caveat     = "It is about the whole relationship, not about one contact: it is not the effort score. Answers by the same person share a mood."
why        = "One number to follow for how easy we are to deal with."

[[source]]
cite = "Zemke & Connellan (2001), E-Service"

[[example]]
why = "5, 2, 4, 3: 14 / 4; a blank and a manager's answer are not counted"
given = """
question | item | score | state | scale_min | scale_max | respondent_role
etdbw | Paying | 5 | answered | 1 | 5 |
etdbw | Sending something back | 2 | answered | 1 | 5 |
etdbw | Getting help | 4 | answered | 1 | 5 |
etdbw | Placing an order | 3 | answered | 1 | 5 |
etdbw | Paying | | blank | 1 | 5 |
etdbw | Paying | 5 | answered | 1 | 5 | manager
"""
expect = { value = 3.5, n = 4 }

[[example]]
why = "4 and 1: 5 / 2; 'not used' and another question are not counted"
given = """
question | item | score | state | scale_min | scale_max | respondent_role
etdbw | Paying | 4 | answered | 1 | 5 |
etdbw | Paying | 1 | answered | 1 | 5 |
etdbw | Paying | | not_used | 1 | 5 |
overall_satisfaction | | 5 | answered | 1 | 5 |
"""
expect = { value = 2.5, n = 2 }
*/
select
    *,
    score as value
from answer
where
    question = 'etdbw'
    and score is not null
    and scale_min = 1
    and scale_max = 5
    and respondent_role is null
