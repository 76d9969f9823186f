/*
name       = "Journey: bad moments scattered"
definition = "Runs of bad moments (ratings of 1 or 2) for each bad moment of a journey: 1 is every one apart, less is together."
theme      = "Touchpoints"
unit       = "score"
better     = "lower"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Responses that rated three or more touchpoints with a place in the journey, from 1 to 5. What was not used is no stage; columns without a place are not ordered and not counted. Only journeys with two bad moments or more."
caveat     = "Runs depend on how many stages are asked about: compare only the same journey. A stage that was not used does not part two others."
why        = "Pain is felt once if it comes together, and again each time if it is scattered."

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
why = "4, 4, 2, 1, 5: two bad moments in one run"
given = """
response_id | customer_id | question | touchpoint | stage_order | score | state | scale_min | scale_max
R1 | C1 | touchpoint | Website | 1 | 4 | answered | 1 | 5
R1 | C1 | touchpoint | Ordering | 2 | 4 | answered | 1 | 5
R1 | C1 | touchpoint | Payment | 3 | 2 | answered | 1 | 5
R1 | C1 | touchpoint | Delivery | 4 | 1 | answered | 1 | 5
R1 | C1 | touchpoint | Unboxing | 5 | 5 | answered | 1 | 5
"""
expect = { value = 0.5, n = 1 }

[[example]]
why = "1, 2, 4, 2, 5 and 2, 1, 5, 4, 5 and 4, 4, 1, not used, 4"
given = """
response_id | customer_id | question | touchpoint | stage_order | score | state | scale_min | scale_max
R1 | C1 | touchpoint | Website | 1 | 1 | answered | 1 | 5
R1 | C1 | touchpoint | Ordering | 2 | 2 | answered | 1 | 5
R1 | C1 | touchpoint | Payment | 3 | 4 | answered | 1 | 5
R1 | C1 | touchpoint | Delivery | 4 | 2 | answered | 1 | 5
R1 | C1 | touchpoint | Unboxing | 5 | 5 | answered | 1 | 5
R2 | C2 | touchpoint | Website | 1 | 2 | answered | 1 | 5
R2 | C2 | touchpoint | Ordering | 2 | 1 | answered | 1 | 5
R2 | C2 | touchpoint | Payment | 3 | 5 | answered | 1 | 5
R2 | C2 | touchpoint | Delivery | 4 | 4 | answered | 1 | 5
R2 | C2 | touchpoint | Unboxing | 5 | 5 | answered | 1 | 5
R3 | C3 | touchpoint | Website | 1 | 4 | answered | 1 | 5
R3 | C3 | touchpoint | Ordering | 2 | 4 | answered | 1 | 5
R3 | C3 | touchpoint | Payment | 3 | 1 | answered | 1 | 5
R3 | C3 | touchpoint | Delivery | 4 |  | not_used | 1 | 5
R3 | C3 | touchpoint | Unboxing | 5 | 4 | answered | 1 | 5
"""
expect = { value = 0.5833333333333333, n = 2 }
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
        sum(case when score <= 2 and coalesce(score_before > 2, true) then 1 else 0 end)
        / nullif(sum(case when score <= 2 then 1 else 0 end), 0) as value
    from (
        select
            row_id,
            source,
            response_id,
            customer_id,
            stage_order,
            score,
            lag(score)
                over (partition by source, response_id, customer_id order by stage_order)
                as score_before
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
        and sum(case when score <= 2 then 1 else 0 end) >= 2
) as journey on answer.row_id = journey.last_row_id
