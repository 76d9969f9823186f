/*
name       = "Touchpoint: rated 1 or 2"
definition = "Share of ratings of 1 or 2 among those who met the touchpoint."
theme      = "Touchpoints"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Every rating of a touchpoint on a five-point scale; people who did not use it and blanks are not counted."
caveat     = "Not everyone meets every touchpoint: look at the reach beside it. Ratings by the same person share a mood."
why        = "Bad moments cost more than good ones earn; a mean hides them."

[[source]]
cite = "Carlzon (1987), Moments of Truth"

[[example]]
why = "5, 4, 2, 1; 'not used' and blank are not counted"
given = """
question | touchpoint | score | state | scale_min | scale_max
touchpoint | Delivery | 5 | answered | 1 | 5
touchpoint | Delivery | 4 | answered | 1 | 5
touchpoint | Delivery | 2 | answered | 1 | 5
touchpoint | Delivery | 1 | answered | 1 | 5
touchpoint | Delivery | | not_used | 1 | 5
touchpoint | Delivery | | blank | 1 | 5
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "5 and 3, one blank"
given = """
question | touchpoint | score | state | scale_min | scale_max
touchpoint | Website | 5 | answered | 1 | 5
touchpoint | Website | 3 | answered | 1 | 5
touchpoint | Website | | blank | 1 | 5
"""
expect = { value = 0.0, n = 2 }
*/
select
    *,
    case when score <= 2 then 1 else 0 end as value
from answer
where
    question = 'touchpoint'
    and score is not null
    and scale_min = 1
    and scale_max = 5
