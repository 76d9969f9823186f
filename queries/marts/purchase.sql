-- One row per order, visit, renewal, cancellation or return.
select *
from kept_purchase
order by occurred_at, row_id
