/*
name       = "Experienced minus expected"
definition = "Mean of the rating of a touchpoint minus what the same response expected of it, from -4 to 4."
theme      = "Touchpoints"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [-4, 4]
min_n      = 10
counts     = "Every rating of a touchpoint whose response also says what was expected of the same touchpoint, both on a five-point scale; blanks are not counted."
caveat     = "Differences of two ratings are less reliable than the ratings; expectations crowd at the top, so nearly every gap is below zero. Compare touchpoints, not the gap with zero."
why        = "Where customers are let down most."

[[source]]
cite = "Parasuraman, Zeithaml & Berry (1988), SERVQUAL, Journal of Retailing 64:12"

[[example]]
why = "-2 and 0; one expectation is blank, one response rated nothing"
given = """
response_id | question | touchpoint | score | state | scale_min | scale_max
R1 | touchpoint | Delivery | 3 | answered | 1 | 5
R1 | expectation | Delivery | 5 | answered | 1 | 5
R2 | touchpoint | Delivery | 4 | answered | 1 | 5
R2 | expectation | Delivery | 4 | answered | 1 | 5
R3 | touchpoint | Delivery | 1 | answered | 1 | 5
R3 | expectation | Delivery | | blank | 1 | 5
R4 | expectation | Delivery | 5 | answered | 1 | 5
"""
expect = { value = -1.0, n = 2 }

[[example]]
why = "1 and -3 of one response; the website was not asked about beforehand"
given = """
response_id | question | touchpoint | score | state | scale_min | scale_max
R1 | touchpoint | Delivery | 5 | answered | 1 | 5
R1 | expectation | Delivery | 4 | answered | 1 | 5
R1 | touchpoint | Returns | 2 | answered | 1 | 5
R1 | expectation | Returns | 5 | answered | 1 | 5
R1 | touchpoint | Website | 2 | answered | 1 | 5
"""
expect = { value = -1.0, n = 2 }
*/
select
    perceived.*,
    perceived.score - expected.score as value
from answer as perceived
inner join answer as expected
    on
        perceived.source = expected.source
        and perceived.response_id = expected.response_id
        and perceived.touchpoint = expected.touchpoint
where
    perceived.question = 'touchpoint'
    and perceived.score is not null
    and perceived.scale_min = 1
    and perceived.scale_max = 5
    and expected.question = 'expectation'
    and expected.score is not null
    and expected.scale_min = 1
    and expected.scale_max = 5
