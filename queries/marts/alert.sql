-- One row per customer and alert, also where the customer was held out and not told.
select *
from kept_alert
order by sent_at, row_id
