-- One row per agent and working day.  Only sums over a team are ever shown.
select *
from kept_shift
order by worked_on, row_id
