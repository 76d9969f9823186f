-- One row per item of a visit.  points and points_max are weighted; an item that did not apply has
-- neither, so that it counts on neither side of a score.
select
    *,
    case when applicable then coalesce(weight, 1) * score end as points,
    case when applicable then coalesce(weight, 1) * scale_max end as points_max
from kept_audit_item
order by visited_at, row_id
