-- One row per attempt of a customer to settle something without speaking to anybody.
select *
from kept_attempt
order by started_at, row_id
