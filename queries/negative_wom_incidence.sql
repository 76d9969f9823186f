/*
name       = "Negative word of mouth: incidence"
definition = "Share of all respondents who told others something negative, whatever their experience."
theme      = "Word of mouth"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Every response with an answer about telling others."
caveat     = "People remember unpleasant tellings for longer. A detractor is not somebody who warned others: only a question about telling measures telling."
why        = "How much negative talk there is in all."

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
expect = { value = 0.42857142857142855, n = 7 }

[[example]]
why = "Four responses, one blank"
given = """
experience | told | told_people
bad | negative | 5
bad | negative | 7
good | positive | 3
good | |
"""
expect = { value = 0.6666666666666666, n = 3 }
*/
select
    *,
    case when told in ('negative', 'both') then 1 else 0 end as value
from response
where told is not null
