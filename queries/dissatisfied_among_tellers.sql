/*
name       = "Dissatisfied customers among tellers"
definition = "Customers with a bad experience who told something negative, as a share of them and of customers with a good experience who told something positive."
theme      = "Word of mouth"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses of customers with a bad experience who told something negative, and of customers with a good one who told something positive."
caveat     = "It depends on how many are dissatisfied at all: a company with few bad experiences has a low share, however loudly each of them is told. Not the ratio of 4 to 1 of disloyal to loyal customers, which is another study and another question."
why        = "How many dissatisfied voices there are against satisfied ones: one of the two things that “four times as many spread it” can mean. 80 % is four to one."

[[source]]
cite = "Zemke & Connellan (2001), e-Service"

[[benchmark]]
value = 0.8
label = "Four to one, told in a book of 2001 about customers online"
confidence = "S"

[[example]]
why = "One dissatisfied teller and two satisfied ones; one without an answer about telling"
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
expect = { value = 0.3333333333333333, n = 3 }

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
    case when experience = 'bad' then 1 else 0 end as value
from response
where
    experience = 'bad' and told in ('negative', 'both')
    or experience = 'good' and told in ('positive', 'both')
