/*
name       = "Negative word of mouth: 90th percentile of people told"
definition = "Nine in ten of those who told something negative told at most so many people."
theme      = "Word of mouth"
unit       = "count"
better     = "neither"
estimator  = "quantile"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1000000]
min_n      = 10
counts     = "Responses of people who told something negative and nothing else, and said how many people. Who told both gave one number for two stories, and is left out."
caveat     = "People guess, and like round numbers: a median of 5 may be anything from 4 to 6."
why        = "How far the loudest tenth begins to carry."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[source]]
cite = "East, Hammond & Wright (2007), The relative incidence of positive and negative word of mouth, IJRM 24(2)"

[[example]]
why = "Ten tellers; who told both, or did not say how many, is left out"
given = """
told | told_people
negative | 1
negative | 2
negative | 3
negative | 4
negative | 5
negative | 6
negative | 7
negative | 8
negative | 9
negative | 50
both | 90
negative |
none |
"""
expect = { value = 9, n = 10 }

[[example]]
why = "Three tellers, one of them without a number"
given = """
told | told_people
negative | 2
negative |
negative | 8
"""
expect = { value = 8, n = 2 }
*/
select
    *,
    told_people as value,
    0.9 as share_below
from response
where
    told = 'negative'
    and told_people is not null
