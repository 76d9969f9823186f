/*
name       = "Touchpoint: told others something negative"
definition = "Share of those who rated the touchpoint low (1 or 2), or of the others, who told somebody something negative."
theme      = "Touchpoints"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Ratings of a touchpoint from 1 to 5 in responses that also say whether they told others; blanks to either are not counted."
caveat     = "Who rated one touchpoint low rated others low as well: the telling goes with the rating, and need not come from this touchpoint."
why        = "Where the bad word of mouth is left behind."

[param.rater]
label   = "Who rated it"
default = "low"
choices = ["low", "other"]

[[source]]
cite = "Shostack (1984), Harvard Business Review 62(1):133"

[[example]]
why = "Rated 1 and told something bad; rated 2 and told nobody; rated 5 and told something bad; a blank to telling; a rating that is missing"
given = """
response_id | customer_id | question | touchpoint | score | label | state | scale_min | scale_max
R1 | C1 | touchpoint | Delivery | 1 | | answered | 1 | 5
R1 | C1 | wom_told | | | negative | answered | |
R2 | C2 | touchpoint | Delivery | 2 | | answered | 1 | 5
R2 | C2 | wom_told | | | none | answered | |
R3 | C3 | touchpoint | Delivery | 5 | | answered | 1 | 5
R3 | C3 | wom_told | | | both | answered | |
R4 | C4 | touchpoint | Delivery | 1 | | answered | 1 | 5
R4 | C4 | wom_told | | | | blank | |
R5 | C5 | touchpoint | Delivery | | | not_used | 1 | 5
R5 | C5 | wom_told | | | negative | answered | |
"""
expect = { value = 0.5, n = 2 }

[[example]]
why = "Of those who rated it 3 or more, one of two told something bad"
param = { rater = "other" }
given = """
response_id | customer_id | question | touchpoint | score | label | state | scale_min | scale_max
R1 | C1 | touchpoint | Delivery | 1 | | answered | 1 | 5
R1 | C1 | wom_told | | | negative | answered | |
R2 | C2 | touchpoint | Delivery | 3 | | answered | 1 | 5
R2 | C2 | wom_told | | | positive | answered | |
R3 | C3 | touchpoint | Delivery | 5 | | answered | 1 | 5
R3 | C3 | wom_told | | | both | answered | |
R4 | C4 | touchpoint | Delivery | 5 | | answered | 1 | 5
"""
expect = { value = 0.5, n = 2 }
*/
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- RF02: a parameter belongs to no table.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=AL04,RF02,ST05
select
    answer.*,
    case when telling.told in ('negative', 'both') then 1 else 0 end as value
from answer
inner join (
    select
        source,
        response_id,
        customer_id,
        max(label) as told
    from answer
    where
        question = 'wom_told'
        and label is not null
    group by source, response_id, customer_id
) as telling
    on
        answer.source = telling.source
        and answer.response_id = telling.response_id
        and coalesce(answer.customer_id, '') = coalesce(telling.customer_id, '')
where
    answer.question = 'touchpoint'
    and answer.score is not null
    and answer.scale_min = 1
    and answer.scale_max = 5
    and case when answer.score <= 2 then 'low' else 'other' end = $rater
