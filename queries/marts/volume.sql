-- One row per period and thing counted: a whole, or one of its parts.
select *
from kept_volume
order by period_start, row_id
