-- One row per episode of two contacts or more, for each window and each key: contacts of one
-- customer, each within the window of the one before.
--
-- same = 'customer': any issue.  same = 'reason': only contacts about the same reason are joined.
-- An episode of one contact needs no row: its contact says all there is (marts/episode.sql).
-- customer_key, first_at and topic (the reason, or blank) name its first contact: another one at the same
-- moment follows it.  Ties in time are ordered by contact number, so the same contacts give the same
-- episodes in whatever order they are loaded.
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
),

linked as (
    select
        variant.window_days,
        variant.same,
        contact.row_id,
        contact.contact_id,
        contact.customer_key,
        contact.started_at,
        contact.channel,
        contact.reason,
        contact.team,
        contact.agent_id,
        contact.issue_id,
        contact.resolved,
        contact.transfers,
        contact.handle_s,
        case when variant.same = 'reason' then contact.reason else '' end as topic,
        coalesce(
            case
                when variant.same = 'reason' then contact.previous_same_reason_days
                else contact.previous_days
            end <= variant.window_days,
            false
        ) as follows,
        coalesce(
            case
                when variant.same = 'reason' then contact.next_same_reason_days
                else contact.next_days
            end <= variant.window_days,
            false
        ) as is_followed
    from contact
    cross join variant
    where contact.in_history
),

placed as (
    select
        *,
        sum(case when follows then 0 else 1 end)
            over (
                partition by window_days, same, customer_key, topic
                order by started_at, contact_id, row_id
                rows between unbounded preceding and current row
            )
            as episode_no,
        lag(channel)
            over (
                partition by window_days, same, customer_key, topic
                order by started_at, contact_id, row_id
            )
            as channel_before,
        lag(team)
            over (
                partition by window_days, same, customer_key, topic
                order by started_at, contact_id, row_id
            )
            as team_before
    from linked
    where
        follows
        or is_followed
)

select
    window_days,
    same,
    customer_key,
    topic,
    min(started_at) as first_at,
    count(*) as contacts,
    max(started_at) as last_at,
    max(case when not is_followed then row_id end) as last_row_id,
    max(case when not is_followed then channel end) as last_channel,
    max(case when not is_followed then reason end) as last_reason,
    max(case when not is_followed then team end) as last_team,
    max(
        case
            when is_followed then cast(null as integer)
            when resolved then 1
            when not resolved then 0
        end
    ) as last_resolved,
    count(distinct channel) as channels,
    count(distinct reason) as reasons,
    count(distinct team) as teams,
    count(distinct agent_id) as agents,
    count(distinct issue_id) as cases,
    sum(case when follows and channel <> channel_before then 1 else 0 end) as switches,
    sum(case when follows and team <> team_before then 1 else 0 end) as hand_offs,
    max(case when follows and channel = 'phone' then 1 else 0 end) as moved_to_phone,
    sum(transfers) as all_transfers,
    sum(handle_s) as all_handle_s
from placed
group by window_days, same, customer_key, topic, episode_no
order by window_days, same, first_at, customer_key, topic
