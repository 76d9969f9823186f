/*
name       = "Net Promoter Score"
definition = "Share of promoters (9-10) minus share of detractors (0-6), on the question how likely people are to recommend you."
theme      = "Loyalty"
unit       = "points"
better     = "higher"
estimator  = "net"
rows       = "answer"
anchor     = "responded_at"
range      = [-100, 100]
min_n      = 10
counts     = "Every answered 0-10 recommendation question; blanks are not counted."
caveat     = "Not comparable across countries: people use scales differently. A transactional and a relationship survey are two different numbers."
why        = "How willing customers are to recommend you. It follows experience; it does not explain it."

[[source]]
cite = "Reichheld (2003), The One Number You Need to Grow, Harvard Business Review 81(12)"

[[source]]
cite = "Rocks (2016), Interval Estimation for the Net Promoter Score, The American Statistician 70:365 (interval)"

[[example]]
why = "2 promoters, 1 passive, 1 detractor: 50 % - 25 % = 25"
given = """
question | score | scale_min | scale_max
nps | 10 | 0 | 10
nps | 9 | 0 | 10
nps | 7 | 0 | 10
nps | 0 | 0 | 10
nps |  | 0 | 10
csat | 5 | 1 | 5
"""
expect = { value = 25.0, n = 4 }

[[example]]
why = "Ten scores 10,10,10,9,9,8,8,7,6,3: 50 % - 20 % = 30"
given = """
question | score
nps | 10
nps | 10
nps | 10
nps | 9
nps | 9
nps | 8
nps | 8
nps | 7
nps | 6
nps | 3
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
    question = 'nps'
    and score between 0 and 10
