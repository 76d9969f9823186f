-- Episodes of each window and key hold every contact of a history once, the window's reason permitting.
with episodes as (
    select
        window_days,
        same,
        sum(contacts) as held,
        count(distinct row_id) as first_contacts,
        count(*) as episodes
    from episode
    group by window_days, same
),

contacts as (
    select
        count(*) as with_any_reason,
        sum(case when reason is null then 0 else 1 end) as with_a_reason
    from contact
    where in_history
)

select episodes.window_days
from episodes
cross join contacts
where
    episodes.first_contacts <> episodes.episodes
    or episodes.held <> case
        when episodes.same = 'reason' then contacts.with_a_reason
        else contacts.with_any_reason
    end
