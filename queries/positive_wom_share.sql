/*
name       = "Positive word of mouth: share"
definition = "Positive tellings as a share of negative and positive tellings together."
theme      = "Word of mouth"
unit       = "share"
better     = "higher"
estimator  = "ratio"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses of people who told others; who told both is counted once on each side."
caveat     = "People remember unpleasant tellings for longer. A detractor is not somebody who warned others: only a question about telling measures telling."
why        = "Which way the talk leans, from its good side: together with the negative share it is 100 %. Three to one is 75 %."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[source]]
cite = "East, Hammond & Wright (2007), The relative incidence of positive and negative word of mouth, IJRM 24(2)"

[[benchmark]]
value = 0.75
label = "Three to one: East, Hammond and Wright 2007, 15 studies"
confidence = "A"

[[example]]
why = "Eight responses, one without an answer about telling"
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
expect = { value = 0.4, n = 4 }

[[example]]
why = "Four responses, one blank"
given = """
experience | told | told_people
bad | negative | 5
bad | negative | 7
good | positive | 3
good | |
"""
expect = { value = 0.3333333333333333, n = 3 }
*/
select
    *,
    case when told in ('positive', 'both') then 1 else 0 end as numerator,
    case when told = 'both' then 2 else 1 end as denominator
from response
where told in ('negative', 'positive', 'both')
