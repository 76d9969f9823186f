/*
name       = "Positive word of mouth: median people told"
definition = "Half of those who told something positive told at most so many people."
theme      = "Word of mouth"
unit       = "count"
better     = "neither"
estimator  = "quantile"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1000000]
min_n      = 10
counts     = "Responses of people who told something positive and nothing else, and said how many people. Who told both gave one number for two stories, and is left out."
caveat     = "People guess, and like round numbers: a median of 5 may be anything from 4 to 6."
why        = "What a usual teller does, whatever a few loud ones do."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[source]]
cite = "East, Hammond & Wright (2007), The relative incidence of positive and negative word of mouth, IJRM 24(2)"

[[example]]
why = "Ten tellers; who told both, or did not say how many, is left out"
given = """
told | told_people
positive | 1
positive | 2
positive | 3
positive | 4
positive | 5
positive | 6
positive | 7
positive | 8
positive | 9
positive | 50
both | 90
positive |
none |
"""
expect = { value = 5, n = 10 }

[[example]]
why = "Three tellers, one of them without a number"
given = """
told | told_people
positive | 2
positive |
positive | 8
"""
expect = { value = 2, n = 2 }
*/
select
    *,
    told_people as value,
    0.5 as share_below
from response
where
    told = 'positive'
    and told_people is not null
