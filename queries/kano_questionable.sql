/*
name       = "Contradictory pairs (Kano)"
definition = "Share of pairs of answers that contradict themselves: pleased both with a feature and without it, or neither."
theme      = "Audits"
unit       = "share"
better     = "lower"
estimator  = "proportion"
rows       = "answer"
anchor     = "responded_at"
range      = [0, 1]
min_n      = 10
counts     = "Pairs of answers of one response about one feature, both answered."
caveat     = "More than 5 % means that the form was not understood: then none of its numbers is worth much."
why        = "Whether the form can be trusted at all."

[[source]]
cite = "Kano, Seraku, Takahashi & Tsuji (1984); Berger et al. (1993), Center for Quality Management Journal 2(4)"

[[example]]
why = "k5 of six: k7 left one blank"
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
expect = { value = 0.16666666666666666, n = 6 }

[[example]]
why = "Two pairs, neither contradicts itself"
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
expect = { value = 0.0, n = 2 }
*/
select
    *,
    case
        when
            label in ('like', 'dislike')
            and exists (
                select 1
                from answer as missing
                where
                    missing.source = answer.source
                    and missing.response_id = answer.response_id
                    and missing.touchpoint = answer.touchpoint
                    and missing.question = 'kano_dysfunctional'
                    and missing.label = answer.label
            )
            then 1
        else 0
    end as value
from answer
where
    question = 'kano_functional'
    and label is not null
    and exists (
        select 1
        from answer as missing
        where
            missing.source = answer.source
            and missing.response_id = answer.response_id
            and missing.touchpoint = answer.touchpoint
            and missing.question = 'kano_dysfunctional'
            and missing.label is not null
    )
