/*
name       = "Annoys when missing (Kano)"
definition = "Share of people who would be annoyed to miss a feature: one-dimensional or must-be."
theme      = "Audits"
unit       = "share"
better     = "neither"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Pairs of answers of one response about one feature, both answered, that say attractive, one-dimensional, must-be or indifferent. Reversed pairs and contradictory ones are left out of this share and counted apart."
caveat     = "The published coefficient carries a minus: 47 % here is −.47 there. An answer about a feature that people imagine missing."
why        = "What annoys when it is missing is put right before anything is added."

[[source]]
cite = "Kano, Seraku, Takahashi & Tsuji (1984); Berger et al. (1993), Center for Quality Management Journal 2(4)"

[[example]]
why = "k1 (one-dimensional) and k3 (must-be) of four; k5 contradicts itself, k6 is reversed, k7 left one blank"
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
why = "Must-be and one-dimensional: both would annoy"
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
expect = { value = 1.0, n = 2 }
*/
select
    *,
    case
        when
            exists (
                select 1
                from answer as missing
                where
                    missing.source = answer.source
                    and missing.response_id = answer.response_id
                    and missing.touchpoint = answer.touchpoint
                    and missing.question = 'kano_dysfunctional'
                    and missing.label = 'dislike'
            )
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
