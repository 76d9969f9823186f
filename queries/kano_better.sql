/*
name       = "Delights when there (Kano)"
definition = "Share of people who would be pleased to have a feature: attractive or one-dimensional."
theme      = "Audits"
unit       = "share"
better     = "neither"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Pairs of answers of one response about one feature, both answered, that say attractive, one-dimensional, must-be or indifferent. Reversed pairs and contradictory ones are left out of this share and counted apart."
caveat     = "An answer about a feature that people imagine. Cultures differ in how they answer, and what delights today is expected tomorrow."
why        = "A feature that only pleases is worth building once nothing basic is broken."

[[source]]
cite = "Kano, Seraku, Takahashi & Tsuji (1984); Berger et al. (1993), Center for Quality Management Journal 2(4)"

[[example]]
why = "k1 (one-dimensional) and k2 (attractive) of four; k5 contradicts itself, k6 is reversed, k7 left one blank"
given = """
response_id | question | touchpoint | label
k1 | kano_functional | Delivery | like
k1 | kano_dysfunctional | Delivery | dislike
k2 | kano_functional | Delivery | like
k2 | kano_dysfunctional | Delivery | neutral
k3 | kano_functional | Delivery | must
k3 | kano_dysfunctional | Delivery | dislike
k4 | kano_functional | Delivery | neutral
k4 | kano_dysfunctional | Delivery | live
k5 | kano_functional | Delivery | like
k5 | kano_dysfunctional | Delivery | like
k6 | kano_functional | Delivery | dislike
k6 | kano_dysfunctional | Delivery | neutral
k7 | kano_functional | Delivery | like
k7 | kano_dysfunctional | Delivery |
"""
expect = { value = 0.5, n = 4 }

[[example]]
why = "The one-dimensional pair of two: a feature asked only one way is no pair"
given = """
response_id | question | touchpoint | label
k1 | kano_functional | Payment | live
k1 | kano_dysfunctional | Payment | dislike
k1 | kano_functional | Returns | like
k1 | kano_dysfunctional | Returns | dislike
k2 | kano_functional | Payment | must
k3 | kano_dysfunctional | Payment | dislike
k3 | kano_functional | Payment |
"""
expect = { value = 0.5, n = 2 }
*/
select
    *,
    case
        when label = 'like'
            then 1
        else 0
    end as value
from answer
where
    question = 'kano_functional'
    and label <> 'dislike'
    and exists (
        select 1
        from answer as missing
        where
            missing.source = answer.source
            and missing.response_id = answer.response_id
            and missing.touchpoint = answer.touchpoint
            and missing.question = 'kano_dysfunctional'
            and missing.label <> 'like'
    )
