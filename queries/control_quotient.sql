/*
name       = "Control quotient"
definition = "How much staff may use their own judgement: mean of trust in judgement, goals understood and peer support."
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
caveat     = "Items are our own or yours, so it compares teams here and no companies. Teams are few, and a team with high values may differ in much else."
why        = "The book found that control over how one works goes with performance more than skills do."

[[source]]
cite = "Dixon, Toman & DeLisi (2013), The Effortless Experience (control quotient; items not published)"

[[example]]
why = "T1: dimension means 4, 3 and 5, so 4; T2 answered nothing in one dimension; T3: 2"
given = """
response_id | question | dimension | item | score | scale_min | scale_max
T1 | staff | Trust in judgement | a | 5 | 1 | 5
T1 | staff | Trust in judgement | b | 3 | 1 | 5
T1 | staff | Goals understood | c | 3 | 1 | 5
T1 | staff | Peer support | d | 5 | 1 | 5
T2 | staff | Trust in judgement | a | 5 | 1 | 5
T2 | staff | Goals understood | c | 5 | 1 | 5
T2 | staff | Peer support | d |  | 1 | 5
T3 | staff | Trust in judgement | a | 2 | 1 | 5
T3 | staff | Goals understood | c | 2 | 1 | 5
T3 | staff | Peer support | d | 2 | 1 | 5
"""
expect = { value = 3.0, n = 2 }

[[example]]
why = "The names in Korean, in any case; another scale and another dimension are not counted"
given = """
response_id | question | dimension | item | score | scale_min | scale_max
T1 | staff | 판단 신뢰 | a | 5 | 1 | 5
T1 | staff | 목표 이해 | c | 3 | 1 | 5
T1 | staff | peer support | d | 4 | 1 | 5
T1 | staff | Anything else | e | 1 | 1 | 5
T2 | staff | Trust in judgement | a | 2 | 1 | 4
T2 | staff | Goals understood | c | 2 | 1 | 4
T2 | staff | Peer support | d | 2 | 1 | 4
T3 | staff | Trust in judgement | a |  | 1 | 5
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
                'trust in judgement', '판단 신뢰',
                'goals understood', '목표 이해',
                'peer support', '동료 지원'
            )
        group by
            source,
            response_id,
            case
                when lower(trim(dimension)) in ('trust in judgement', '판단 신뢰') then 1
                when lower(trim(dimension)) in ('goals understood', '목표 이해') then 2
                else 3
            end
    ) as by_dimension
    group by source, response_id
    having count(*) = 3
) as by_response
    on answer.row_id = by_response.row_id
