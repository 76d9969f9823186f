/*
name       = "Employee Net Promoter Score"
definition = "Share of staff who would recommend working here (9-10) minus share who would not (0-6)."
theme      = "Front line"
unit       = "points"
better     = "higher"
estimator  = "net"
rows       = "answer"
anchor     = "responded_at"
range      = [-100, 100]
min_n      = 8
staff      = "response_id"
counts     = "Answered 0-10 recommendation questions of staff, whole teams in whole months with eight answers or more. Blanks are not counted."
caveat     = "Where people fear that answers are traced, scores rise and fewer answer. A score of ten people moves by twenty points when one of them changes from one end to the other: read the interval."
why        = "Whether people who serve customers would send a friend to work here."

[[source]]
cite = "Reichheld (2003), The One Number You Need to Grow, Harvard Business Review 81(12)"

[[source]]
cite = "Rocks (2016), Interval Estimation for the Net Promoter Score, The American Statistician 70:365 (interval)"

[[example]]
why = "2 promoters, 1 passive, 1 detractor: 50 % - 25 % = 25"
given = """
response_id | question | score | scale_min | scale_max | team
T1 | enps | 10 | 0 | 10 | Night
T2 | enps | 9 | 0 | 10 | Night
T3 | enps | 8 | 0 | 10 | Night
T4 | enps | 0 | 0 | 10 | Night
T5 | enps |  | 0 | 10 | Night
T6 | nps | 10 | 0 | 10 | Night
"""
expect = { value = 25.0, n = 4 }

[[example]]
why = "Ten scores 10,10,10,9,9,8,8,7,6,3: 50 % - 20 % = 30"
given = """
response_id | question | score
T1 | enps | 10
T2 | enps | 10
T3 | enps | 10
T4 | enps | 9
T5 | enps | 9
T6 | enps | 8
T7 | enps | 8
T8 | enps | 7
T9 | enps | 6
T10 | enps | 3
"""
expect = { value = 30.0, n = 10 }
*/
select
    *,
    case
        when score >= 9 then 100
        when score <= 6 then -100
        else 0
    end as value
from answer
where
    question = 'enps'
    and score between 0 and 10
