-- New, changed, duplicate and set aside are all lines read.
select id
from upload
where new + changed + duplicate + set_aside <> rows_read
