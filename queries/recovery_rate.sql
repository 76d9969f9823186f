/*
name       = "Recovery rate"
definition = "Share satisfied with how their problem was handled (4 or 5 of 5), among customers who told the company about it."
theme      = "Customers"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Answers on a five-point scale to how satisfied people were with the handling of their problem; blanks are not counted."
caveat     = "Only those who told the company are asked. Most people with a problem tell nobody, and no recovery reaches them."
why        = "A problem that is put right well keeps the customer satisfied; preventing it costs less."

[[source]]
cite = "Zemke & Connellan (2001), e-Service"

[[source]]
cite = "de Matos, Henrique & Rossi (2007), Journal of Service Research 10:60"

[[example]]
why = "2 of 4 gave 4 or 5; the blank and the other question are not counted"
given = """
question | score | scale_min | scale_max
recovery_satisfaction | 5 | 1 | 5
recovery_satisfaction | 4 | 1 | 5
recovery_satisfaction | 3 | 1 | 5
recovery_satisfaction | 1 | 1 | 5
recovery_satisfaction |  | 1 | 5
csat | 5 | 1 | 5
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "Nobody was asked about a recovery"
given = """
question | score | scale_min | scale_max
csat | 4 | 1 | 5
recovery_satisfaction |  | 1 | 5
"""
expect = { n = 0 }
*/
select
    *,
    case when score >= 4 then 1 else 0 end as value
from answer
where
    question = 'recovery_satisfaction'
    and score is not null
    and scale_min = 1
    and scale_max = 5
