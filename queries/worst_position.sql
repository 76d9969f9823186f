/*
name       = "Journey: place of the worst stage"
definition = "Where in a journey the lowest rating lies: 0 is the first stage, 1 the last. Stages that tie for the lowest count with the mean of their places."
theme      = "Touchpoints"
unit       = "score"
better     = "lower"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses that rated three or more touchpoints with a place in the journey, from 1 to 5. What was not used is no stage; columns without a place are not ordered and not counted. Journeys whose ratings are all the same have no worst stage."
caveat     = "The worst stage is often the end itself, such as paying: then it is the finish that is weak. Without ties every place would be as likely by chance, with a mean of a half."
why        = "Bad news early leaves time to mend it; bad news last is what stays."

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
cite = "Chase & Dasu (2001), Harvard Business Review 79(6):78"

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
expect = { value = 0.5, n = 1 }

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
expect = { value = 0.5, n = 2 }
*/
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=ST05
-- A journey stands on the row of its last stage.
select
    answer.*,
    journey.value
from answer
inner join (
    select
        arg_max(row_id, stage_order) as last_row_id,
        sum(case when score = worst then place - 1 else 0 end)
        / nullif(
            sum(case when score = worst then 1 else 0 end) * (count(*) - 1),
            0
        ) as value
    from (
        select
            row_id,
            source,
            response_id,
            customer_id,
            stage_order,
            score,
            row_number()
                over (partition by source, response_id, customer_id order by stage_order)
                as place,
            min(score)
                over (partition by source, response_id, customer_id)
                as worst
        from answer
        where
            question = 'touchpoint'
            and score is not null
            and scale_min = 1
            and scale_max = 5
            and stage_order between $first_stage and $last_stage
    ) as staged
    group by source, response_id, customer_id
    having
        count(*) >= 3
        and count(*) = count(distinct stage_order)
        and min(score) < max(score)
) as journey on answer.row_id = journey.last_row_id
