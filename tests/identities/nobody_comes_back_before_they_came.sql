-- Neighbours lie on their own side, and inside what the export covers.
select row_id
from contact
where
    previous_at > started_at
    or next_at < started_at
    or started_at < data_start
    or started_at > data_end
    or next_same_reason_at < next_at
    or next_same_subreason_at < next_same_reason_at
