-- One row per response: the answers that are read together, side by side.
--
-- Where a survey asks whether the experience was good or bad, that answer counts, and a blank says
-- nothing.  Where it does not ask, satisfaction of 1 or 2 is bad, and of 4 or 5 good.
with side_by_side as (
    select
        source,
        response_id,
        source || ':' || response_id as row_id,
        arg_min(upload_id, row_id) as upload_id,
        arg_min(line, row_id) as line,
        max(responded_at) as responded_at,
        max(customer_id) as customer_id,
        -- That of whom it names; all answers of a response that names nobody have one.
        coalesce(arg_max(customer_key, customer_id), max(customer_key)) as customer_key,
        coalesce(arg_max(customer_bucket, customer_id), max(customer_bucket))
            as customer_bucket,
        max(placeholder) as placeholder,
        max(contact_id) as contact_id,
        max(channel) as channel,
        max(reason) as reason,
        max(subreason) as subreason,
        max(product) as product,
        max(team) as team,
        max(segment) as segment,
        max(comment) as comment,
        max(case when question = 'nps' then score end) as nps,
        max(
            case
                when question = 'csat' and scale_min = 1 and scale_max = 5 then score
            end
        ) as csat,
        max(case when question = 'fcr_resolved' then score end) as says_resolved,
        max(case when question = 'fcr_contacts' then score end) as says_contacts,
        max(case when question = 'wom_told' then label end) as told,
        max(case when question = 'wom_count' then score end) as told_people,
        max(case when question = 'experience' then 1 else 0 end) as asked_experience,
        max(case when question = 'experience' then label end) as said_experience
    from answer
    group by source, response_id
)

select
    row_id,
    upload_id,
    line,
    source,
    response_id,
    responded_at,
    customer_id,
    customer_key,
    customer_bucket,
    placeholder,
    contact_id,
    channel,
    reason,
    subreason,
    product,
    team,
    segment,
    comment,
    nps,
    csat,
    says_resolved,
    says_contacts,
    told,
    told_people,
    case
        when asked_experience = 1 then said_experience
        when csat <= 2 then 'bad'
        when csat >= 4 then 'good'
        when csat is not null then 'neither'
    end as experience
from side_by_side
order by responded_at, row_id
