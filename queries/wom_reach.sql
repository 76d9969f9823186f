/*
name       = "Word of mouth: reach (people)"
definition = "Mean number of people told, among those who told others."
theme      = "Word of mouth"
unit       = "count"
better     = "neither"
estimator  = "mean"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1000]
min_n      = 10
counts     = "Responses of people who told others and said how many."
caveat     = "People remember unpleasant tellings for longer. A detractor is not somebody who warned others: only a question about telling measures telling."
why        = "Ten people hear one story, two hear another: talk is not only counted by its tellers."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[source]]
cite = "East, Hammond & Wright (2007), The relative incidence of positive and negative word of mouth, IJRM 24(2)"

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
expect = { value = 4.75, n = 4 }

[[example]]
why = "Four responses, one blank"
given = """
experience | told | told_people
bad | negative | 5
bad | negative | 7
good | positive | 3
good | |
"""
expect = { value = 5.0, n = 3 }
*/
select
    *,
    told_people as value
from response
where
    told in ('negative', 'positive', 'both')
    and told_people is not null
