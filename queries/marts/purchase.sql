-- One row per order, visit, renewal, cancellation or return.
--
-- A promise without a time of day is kept up to the end of that day.
select
    *,
    case
        when promised_at = date_trunc('day', promised_at)
            then cast(delivered_at as date) > cast(promised_at as date)
        else delivered_at > promised_at
    end as late
from kept_purchase
order by occurred_at, row_id
