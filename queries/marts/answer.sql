-- One row per answer to one question.  What the survey does not say about channel, reason, product,
-- team, segment or customer is taken from the contact it is about.
with about as (
    -- One contact per number: two exports may use the same one.
    select
        contact_id,
        max(customer_id) as customer_id,
        max(customer_key) as customer_key,
        max(customer_bucket) as customer_bucket,
        max(placeholder) as placeholder,
        max(channel) as channel,
        max(reason) as reason,
        max(subreason) as subreason,
        max(product) as product,
        max(team) as team,
        max(segment) as segment
    from kept_contact
    where contact_id in (select kept_answer.contact_id from kept_answer)
    group by contact_id
    having count(*) = 1
)

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
    kept.contact_id,
    kept.weight,
    kept.comment,
    kept.respondent_role,
    kept.item,
    kept.dimension,
    about.subreason,
    coalesce(kept.customer_id, about.customer_id) as customer_id,
    case
        when kept.customer_id is null and about.customer_id is not null
            then about.customer_key
        else kept.customer_key
    end as customer_key,
    case
        when kept.customer_id is null and about.customer_id is not null
            then about.customer_bucket
        else kept.customer_bucket
    end as customer_bucket,
    case
        when coalesce(kept.customer_id, about.customer_id) is not null then false
        else coalesce(kept.placeholder, about.placeholder)
    end as placeholder,
    coalesce(kept.channel, about.channel) as channel,
    coalesce(kept.reason, about.reason) as reason,
    coalesce(kept.product, about.product) as product,
    coalesce(kept.team, about.team) as team,
    coalesce(kept.segment, about.segment) as segment
from kept_answer as kept
left join about on kept.contact_id = about.contact_id
order by kept.responded_at, kept.row_id
