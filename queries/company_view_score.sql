/*
name       = "Touchpoint as the company sees it"
definition = "Mean, from 1 to 5, of what people of the company think customers would say of a touchpoint."
theme      = "Touchpoints"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 5]
min_n      = 8
counts     = "Every answer of people of the company to the question how customers would rate a touchpoint, on a five-point scale; blanks are not counted."
caveat     = "A few people of the company, often those who are responsible: a wide interval is usual."
why        = "Where the company thinks better or worse of itself than customers do."

[[source]]
cite = "Chase & Dasu (2001), Want to Perfect Your Company's Service?, Harvard Business Review 79(6):78"

[[example]]
why = "5, 4, 3: 12 / 3; a blank is not counted"
given = """
question | touchpoint | score | state | scale_min | scale_max | respondent_role
company_view | Delivery | 5 | answered | 1 | 5 | manager
company_view | Delivery | 4 | answered | 1 | 5 | manager
company_view | Returns | 3 | answered | 1 | 5 | manager
company_view | Returns | | blank | 1 | 5 | manager
"""
expect = { value = 4.0, n = 3 }

[[example]]
why = "2 and 3, whatever the role; ten points are another scale"
given = """
question | touchpoint | score | state | scale_min | scale_max | respondent_role
company_view | Delivery | 2 | answered | 1 | 5 | manager
company_view | Delivery | 3 | answered | 1 | 5 |
company_view | Delivery | 7 | answered | 1 | 10 | manager
"""
expect = { value = 2.5, n = 2 }
*/
select
    *,
    score as value
from answer
where
    question = 'company_view'
    and score is not null
    and scale_min = 1
    and scale_max = 5
