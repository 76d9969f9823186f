-- One row per response: the answers that are read together, side by side.
select
    source || ':' || response_id as row_id,
    source,
    response_id,
    arg_min(upload_id, row_id) as upload_id,
    arg_min(line, row_id) as line,
    max(responded_at) as responded_at,
    max(customer_id) as customer_id,
    max(contact_id) as contact_id,
    max(channel) as channel,
    max(reason) as reason,
    max(subreason) as subreason,
    max(product) as product,
    max(team) as team,
    max(segment) as segment,
    max(comment) as comment,
    max(case when question = 'nps' then score end) as nps,
    max(case when question = 'csat' and scale_min = 1 and scale_max = 5 then score end) as csat,
    max(case when question = 'fcr_resolved' then score end) as says_resolved,
    max(case when question = 'fcr_contacts' then score end) as says_contacts,
    max(case when question = 'wom_told' then label end) as told,
    max(case when question = 'wom_count' then score end) as told_people,
    case
        when max(case when question = 'experience' then label end) = 'bad' then 'bad'
        when max(case when question = 'experience' then label end) = 'good' then 'good'
        when max(case when question = 'experience' then label end) is not null then 'neither'
        when max(case when question = 'csat' and scale_min = 1 and scale_max = 5 then score end) <= 2 then 'bad'
        when max(case when question = 'csat' and scale_min = 1 and scale_max = 5 then score end) >= 4 then 'good'
        when max(case when question = 'csat' and scale_min = 1 and scale_max = 5 then score end) is not null then 'neither'
    end as experience
from answer
group by source, response_id
order by responded_at, row_id
