/*
name       = "Touchpoint reach"
definition = "Share of the people asked who met the touchpoint: those who rated it among those who rated it or said they did not use it."
theme      = "Touchpoints"
unit       = "share"
better     = "neither"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Everyone who rated the touchpoint or said they did not use it; blanks say neither and are not counted."
caveat     = "Where a survey cannot tell 'did not use it' from a blank, reach looks like 100 %."
why        = "A bad touchpoint that few meet may matter less than a middling one that all meet."

[[source]]
cite = "Carlzon (1987), Moments of Truth"

[[example]]
why = "4 of 5 met it; the blank says neither"
given = """
question | touchpoint | score | state | scale_min | scale_max
touchpoint | Delivery | 5 | answered | 1 | 5
touchpoint | Delivery | 4 | answered | 1 | 5
touchpoint | Delivery | 2 | answered | 1 | 5
touchpoint | Delivery | 1 | answered | 1 | 5
touchpoint | Delivery | | not_used | 1 | 5
touchpoint | Delivery | | blank | 1 | 5
"""
expect = { value = 0.8, n = 5 }

[[example]]
why = "Both who said anything met it; the blank says neither"
given = """
question | touchpoint | score | state | scale_min | scale_max
touchpoint | Website | 5 | answered | 1 | 5
touchpoint | Website | 3 | answered | 1 | 5
touchpoint | Website | | blank | 1 | 5
"""
expect = { value = 1.0, n = 2 }
*/
select
    *,
    case when state = 'answered' then 1 else 0 end as value
from answer
where
    question = 'touchpoint'
    and state in ('answered', 'not_used')
