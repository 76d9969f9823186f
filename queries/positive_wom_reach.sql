/*
name       = "Positive word of mouth: reach (people)"
definition = "Mean number of people told, among those who told something positive."
theme      = "Word of mouth"
unit       = "count"
better     = "neither"
estimator  = "mean"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1000000]
min_n      = 10
counts     = "Responses of people who told something positive and nothing else, and said how many people. Who told both gave one number for two stories, and is left out."
caveat     = "People guess how many they told, and a few guess very high: a mean is pulled up by them. Read the median and the 90th percentile beside it."
why        = "How far one recommendation travels."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[source]]
cite = "East, Hammond & Wright (2007), The relative incidence of positive and negative word of mouth, IJRM 24(2)"

[[example]]
why = "Who told both, and who gave no answer, is not counted"
given = """
experience | told | told_people
bad | negative | 10
bad | none |
good | positive | 2
good | none |
good | none |
good | both | 4
neither | negative | 3
good | |
"""
expect = { value = 2.0, n = 1 }

[[example]]
why = "Four responses, one blank"
given = """
experience | told | told_people
bad | negative | 5
bad | negative | 7
good | positive | 3
good | |
"""
expect = { value = 3.0, n = 1 }
*/
select
    *,
    told_people as value
from response
where
    told = 'positive'
    and told_people is not null
