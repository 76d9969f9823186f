-- One row per answer to one question.  What the survey does not say about channel, reason, product,
-- team, segment or customer is taken from the contact it is about.
select
    kept.row_id,
    kept.upload_id,
    kept.line,
    kept.source,
    kept.response_id,
    kept.question,
    kept.touchpoint,
    kept.stage_order,
    kept.state,
    kept.score,
    kept.label,
    kept.scale_min,
    kept.scale_max,
    kept.higher_is_better,
    kept.responded_at,
    coalesce(kept.customer_id, contact.customer_id) as customer_id,
    kept.contact_id,
    coalesce(kept.channel, contact.channel) as channel,
    coalesce(kept.reason, contact.reason) as reason,
    contact.subreason,
    coalesce(kept.product, contact.product) as product,
    coalesce(kept.team, contact.team) as team,
    coalesce(kept.segment, contact.segment) as segment,
    kept.weight,
    kept.comment
from kept_answer as kept
left join (
    -- One contact per number: two exports may use the same one.
    select
        contact_id,
        max(customer_id) as customer_id,
        max(channel) as channel,
        max(reason) as reason,
        max(subreason) as subreason,
        max(product) as product,
        max(team) as team,
        max(segment) as segment
    from kept_contact
    group by contact_id
    having count(*) = 1
) as contact
    on kept.contact_id = contact.contact_id
order by kept.responded_at, kept.row_id
