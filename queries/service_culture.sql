/*
name       = "Service culture"
definition = "How staff see the culture they serve in: mean of authority, support and customer focus."
theme      = "Front line"
unit       = "score"
better     = "higher"
estimator  = "mean"
rows       = "answer"
anchor     = "responded_at"
range      = [1, 5]
min_n      = 8
staff      = "response_id"
counts     = "Responses of staff with an answer in all three dimensions, each the mean of its three dimension means on a scale of 1 to 5, whole teams in whole months with eight responses or more."
caveat     = "Fear makes answers kinder. Answers are about the house, never about a colleague, and say nothing of one person's strain."
why        = "People serve customers as they are served themselves."

[[source]]
cite = "Dimensions after the fourth book of the library (chapter 11); the items are our own"

[[example]]
why = "T1: dimension means 4, 3 and 5, so 4; T2 answered nothing in one dimension; T3: 2"
given = """
response_id | question | dimension | item | score | scale_min | scale_max
T1 | staff | Authority | a | 5 | 1 | 5
T1 | staff | Authority | b | 3 | 1 | 5
T1 | staff | Support | c | 3 | 1 | 5
T1 | staff | Customer focus | d | 5 | 1 | 5
T2 | staff | Authority | a | 5 | 1 | 5
T2 | staff | Support | c | 5 | 1 | 5
T2 | staff | Customer focus | d |  | 1 | 5
T3 | staff | Authority | a | 2 | 1 | 5
T3 | staff | Support | c | 2 | 1 | 5
T3 | staff | Customer focus | d | 2 | 1 | 5
"""
expect = { value = 3.0, n = 2 }

[[example]]
why = "The names in Korean, in any case; another scale and another dimension are not counted"
given = """
response_id | question | dimension | item | score | scale_min | scale_max
T1 | staff | 권한 | a | 5 | 1 | 5
T1 | staff | 지원 | c | 3 | 1 | 5
T1 | staff | customer focus | d | 4 | 1 | 5
T1 | staff | Anything else | e | 1 | 1 | 5
T2 | staff | Authority | a | 2 | 1 | 4
T2 | staff | Support | c | 2 | 1 | 4
T2 | staff | Customer focus | d | 2 | 1 | 4
T3 | staff | Authority | a |  | 1 | 5
"""
expect = { value = 4.0, n = 1 }
*/
-- ST05: what a metric joins is a subquery, as a metric is one select without CTEs.
-- noqa: disable=ST05
select
    answer.*,
    by_response.value
from answer
inner join (
    select
        min(first_row) as row_id,
        avg(dimension_mean) as value
    from (
        select
            source,
            response_id,
            min(row_id) as first_row,
            avg(score) as dimension_mean
        from answer
        where
            question = 'staff'
            and score is not null
            and coalesce(scale_min, 1) = 1
            and coalesce(scale_max, 5) = 5
            and lower(trim(dimension)) in (
                'authority', '권한',
                'support', '지원',
                'customer focus', '고객 지향'
            )
        group by
            source,
            response_id,
            case
                when lower(trim(dimension)) in ('authority', '권한') then 1
                when lower(trim(dimension)) in ('support', '지원') then 2
                else 3
            end
    ) as by_dimension
    group by source, response_id
    having count(*) = 3
) as by_response
    on answer.row_id = by_response.row_id
