/*
name       = "Negative word of mouth: propensity"
definition = "Share who told others something negative, among customers with a bad experience."
theme      = "Word of mouth"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses with a bad experience (asked, or satisfaction of 1 or 2) and an answer about telling others."
caveat     = "People remember unpleasant tellings for longer. A detractor is not somebody who warned others: only a question about telling measures telling."
why        = "How loudly a bad experience is passed on."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[source]]
cite = "East, Hammond & Wright (2007), The relative incidence of positive and negative word of mouth, IJRM 24(2)"

[[benchmark]]
value = 0.65
label = "Harvard Business Review 2010, as relayed"
confidence = "B"

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
expect = { value = 0.5, n = 2 }

[[example]]
why = "Four responses, one blank"
given = """
experience | told | told_people
bad | negative | 5
bad | negative | 7
good | positive | 3
good | |
"""
expect = { value = 1.0, n = 2 }
*/
select
    *,
    case when told in ('negative', 'both') then 1 else 0 end as value
from response
where
    experience = 'bad'
    and told is not null
