-- One row per thing, everywhere.
select row_id from contact
group by row_id
having count(*) > 1
union all
select row_id from answer
group by row_id
having count(*) > 1
union all
select row_id from response
group by row_id
having count(*) > 1
union all
select row_id from purchase
group by row_id
having count(*) > 1
union all
select row_id from audit_item
group by row_id
having count(*) > 1
union all
select row_id from volume
group by row_id
having count(*) > 1
