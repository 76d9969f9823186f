-- One row per episode, for each window and each key: its first contact, and what came of it.
--
-- A view, not a table: most episodes are one contact, which its own row describes, so only those of
-- two or more are kept (marts/snowball.sql).  Whoever asks names the window and the key.
with variant (window_days, same) as (
    values
    (1, 'customer'),
    (3, 'customer'),
    (7, 'customer'),
    (14, 'customer'),
    (30, 'customer'),
    (1, 'reason'),
    (3, 'reason'),
    (7, 'reason'),
    (14, 'reason'),
    (30, 'reason')
)

select
    contact.*,
    variant.window_days,
    variant.same,
    coalesce(snowball.contacts, 1) as contacts,
    coalesce(snowball.last_at, contact.started_at) as last_at,
    coalesce(snowball.last_row_id, contact.row_id) as last_row_id,
    case
        when snowball.contacts is null then contact.channel else snowball.last_channel
    end as last_channel,
    case when snowball.contacts is null then contact.reason else snowball.last_reason end
        as last_reason,
    case when snowball.contacts is null then contact.team else snowball.last_team end
        as last_team,
    case
        when snowball.contacts is not null then snowball.last_resolved
        when contact.resolved then 1
        when not contact.resolved then 0
    end as last_resolved,
    coalesce(snowball.channels, case when contact.channel is null then 0 else 1 end)
        as channels,
    coalesce(snowball.reasons, case when contact.reason is null then 0 else 1 end)
        as reasons,
    coalesce(snowball.teams, case when contact.team is null then 0 else 1 end) as teams,
    coalesce(snowball.agents, case when contact.agent_id is null then 0 else 1 end)
        as agents,
    coalesce(snowball.cases, case when contact.issue_id is null then 0 else 1 end)
        as cases,
    coalesce(snowball.switches, 0) as switches,
    coalesce(snowball.hand_offs, 0) as hand_offs,
    coalesce(snowball.moved_to_phone, 0) as moved_to_phone,
    case
        when snowball.contacts is null then contact.transfers else snowball.all_transfers
    end as all_transfers,
    case
        when snowball.contacts is null then contact.handle_s else snowball.all_handle_s
    end as all_handle_s,
    -- Old enough for the first contact to be judged, and late enough to be known as the first.
    contact.later_days >= variant.window_days
    and contact.history_days >= variant.window_days
        as is_ripe,
    -- Nobody can add to it any more: a longer episode ripens later.
    coalesce(snowball.last_at, contact.started_at)
    <= contact.data_end - interval 1 day * variant.window_days
    and contact.history_days >= variant.window_days
        as is_over
from contact
cross join variant
left join snowball
    on
        contact.customer_key = snowball.customer_key
        and contact.started_at = snowball.first_at
        and case when variant.same = 'reason' then contact.reason else '' end
        = snowball.topic
        and variant.window_days = snowball.window_days
        and variant.same = snowball.same
where
    contact.in_history
    and (variant.same = 'customer' or contact.reason is not null)
    and coalesce(
        case
            when variant.same = 'reason' then contact.previous_same_reason_days
            else contact.previous_days
        end
        > variant.window_days,
        true
    )
