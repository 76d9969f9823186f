/*
name       = "Steps done in order"
definition = "Share of the required steps of a visit that were done, and not before a step that belongs before them."
theme      = "Audits"
unit       = "share"
better     = "higher"
estimator  = "proportion"
rows       = "audit_item"
anchor     = "visited_at"
range      = [0, 1]
min_n      = 5
counts     = "Items that applied and have a place in the journey. Done is at or above the middle of the scale. The order is judged only where times were measured: a step whose time lies before that of a done step of an earlier stage does not count. Steps of one stage may come in any order."
caveat     = "Without measured times a step that was done counts as done in order. A ritual is not an end in itself: see whether customers' scores go with it."
why        = "A ritual works when every customer gets all of it, at every site."

[[source]]
cite = "Chase & Dasu (2001), Want to Perfect Your Company's Service? Use Behavioral Science"

[[example]]
why = "Thanks was done after 30 seconds, before the greeting's 40, so it is out of order; the name was not said: 1 of 3, and the offer did not apply"
given = """
visit_id | item | stage_order | applicable | score | scale_min | scale_max | elapsed_s
v1 | Greeting | 1 | true | 1 | 0 | 1 | 40
v1 | Name | 1 | true | 0 | 0 | 1 | 20
v1 | Thanks | 2 | true | 1 | 0 | 1 | 30
v1 | Offer | 2 | false |  | 0 | 1 |
"""
expect = { value = 0.3333333333333333, n = 3 }

[[example]]
why = "No times: 2 of 3 done; an earlier step that was not done puts nothing out of order, and an item without a place is no step"
given = """
visit_id | item | stage_order | applicable | score | scale_min | scale_max | elapsed_s
v1 | Greeting | 1 | true | 0 | 0 | 1 |
v1 | Advice | 2 | true | 3 | 1 | 5 |
v1 | Thanks | 3 | true | 1 | 0 | 1 |
v1 | Car park |  | true | 0 | 0 | 1 |
"""
expect = { value = 0.6666666666666666, n = 3 }
*/
select
    *,
    case
        when 2 * score < scale_min + scale_max then 0
        when
            exists (
                select 1
                from audit_item as earlier
                where
                    earlier.source = audit_item.source
                    and earlier.visit_id = audit_item.visit_id
                    and coalesce(earlier.auditor, '') = coalesce(audit_item.auditor, '')
                    and earlier.stage_order < audit_item.stage_order
                    and earlier.applicable
                    and 2 * earlier.score >= earlier.scale_min + earlier.scale_max
                    and earlier.elapsed_s > audit_item.elapsed_s
            )
            then 0
        else 1
    end as value
from audit_item
where
    applicable
    and stage_order is not null
    and not (
        contact_id is not null
        or lower(trim(coalesce(instrument, ''))) in (
            'qa', 'quality', 'quality assurance', 'quality monitoring',
            '상담 품질', '상담품질', '품질 평가', '상담 모니터링'
        )
    )
