/*
name       = "Journey: peak–end"
definition = "Half of the peak and the last rating of a journey: the peak is the rating furthest from the middle of the scale, of two as far the bad one, then the later."
theme      = "Touchpoints"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 5]
min_n      = 10
counts     = "Responses that rated three or more touchpoints with a place in the journey, from 1 to 5. What was not used is no stage; columns without a place are not ordered and not counted."
caveat     = "One person rates all stages at once, so the ratings share a mood. The order is that of the journey map, not of the questions."
why        = "What people remember is said to be the strongest moment and the last one; whether it is so here is computed."

[param.first_stage]
label   = "From this place in the journey"
default = 0
min     = 0
max     = 9999

[param.last_stage]
label   = "To this place in the journey"
default = 9999
min     = 0
max     = 9999

[[source]]
cite = "Kahneman, Fredrickson, Schreiber & Redelmeier (1993), Psychological Science 4:401"

[[source]]
cite = "Alaybek et al. (2022), Journal of Vocational Behavior: peak-end across 174 effects, r = .58, comparable to the plain mean"

[[example]]
why = "Worked example of the reference: 4, 5, 2, 5, 4"
given = """
response_id | customer_id | question | touchpoint | stage_order | score | state | scale_min | scale_max
R1 | C1 | touchpoint | Website | 1 | 4 | answered | 1 | 5
R1 | C1 | touchpoint | Ordering | 2 | 5 | answered | 1 | 5
R1 | C1 | touchpoint | Payment | 3 | 2 | answered | 1 | 5
R1 | C1 | touchpoint | Delivery | 4 | 5 | answered | 1 | 5
R1 | C1 | touchpoint | Unboxing | 5 | 4 | answered | 1 | 5
"""
expect = { value = 4.5, n = 1 }

[[example]]
why = "5, not used, 2, 1 and 3, 4, 4; two ratings are no journey, and ratings without a place have no order"
given = """
response_id | customer_id | question | touchpoint | stage_order | score | state | scale_min | scale_max
R1 | C1 | touchpoint | Website | 1 | 5 | answered | 1 | 5
R1 | C1 | touchpoint | Ordering | 2 |  | not_used | 1 | 5
R1 | C1 | touchpoint | Payment | 3 | 2 | answered | 1 | 5
R1 | C1 | touchpoint | Delivery | 4 | 1 | answered | 1 | 5
R2 | C2 | touchpoint | Website | 1 | 1 | answered | 1 | 5
R2 | C2 | touchpoint | Ordering | 2 | 1 | answered | 1 | 5
R3 | C3 | touchpoint | Website | 1 | 3 | answered | 1 | 5
R3 | C3 | touchpoint | Ordering | 2 | 4 | answered | 1 | 5
R3 | C3 | touchpoint | Payment | 3 | 4 | answered | 1 | 5
R4 | C4 | touchpoint | Website | | 1 | answered | 1 | 5
R4 | C4 | touchpoint | Payment | | 1 | answered | 1 | 5
R4 | C4 | touchpoint | Delivery | | 1 | answered | 1 | 5
"""
expect = { value = 2.5, n = 2 }
*/
-- AL04: the subquery reads a table that the metric reads, by its own name.
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=AL04,ST05
-- A journey stands on the row of its last stage.
select
    answer.*,
    journey.value
from answer
inner join (
    select
        arg_max(row_id, stage_order) as last_row_id,
        (
            arg_max(
                score,
                abs(score - 3) * 100000
                + case when score < 3 then 50000 else 0 end
                + stage_order
            )
            + arg_max(score, stage_order)
        ) / 2 as value
    from answer
    where
        question = 'touchpoint'
        and score is not null
        and scale_min = 1
        and scale_max = 5
        and stage_order between $first_stage and $last_stage
    group by source, response_id, customer_id
    having count(*) >= 3 and count(*) = count(distinct stage_order)
) as journey on answer.row_id = journey.last_row_id
