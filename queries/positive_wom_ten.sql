/*
name       = "Positive word of mouth: told ten or more"
definition = "Share who told ten or more people something positive, among customers with a good experience."
theme      = "Word of mouth"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "response"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses with a good experience and an answer about telling others; who told others and did not say how many is left out."
caveat     = "Of customers with the experience, not of those who told: that is how the published pair reads. Who told both gave one number for two stories; it is counted here in full."
why        = "Where the 48 % against 23 % that is often quoted can be compared with."

[[source]]
cite = "Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8)"

[[benchmark]]
value = 0.23
label = "Harvard Business Review 2010, as relayed"
confidence = "B"

[[example]]
why = "Four customers who count; one teller gave no number, one no answer"
given = """
experience | told | told_people
good | positive | 10
good | both | 9
good | none |
good | both | 12
good | positive |
good | |
neither | positive | 40
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "Nobody told ten"
given = """
experience | told | told_people
good | positive | 3
good | none |
good | |
"""
expect = { value = 0.0, n = 2 }
*/
select
    *,
    case
        when told in ('positive', 'both') and told_people >= 10 then 1
        else 0
    end as value
from response
where
    experience = 'good'
    and told is not null
    and (told not in ('positive', 'both') or told_people is not null)
