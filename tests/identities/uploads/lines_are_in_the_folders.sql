-- What the register says of an upload is what its files hold, line by line.
--   upload: the register; kept, aside: (upload_id, line) of the files below uploads/.
with kept_lines as (
    select
        upload_id,
        count(distinct line) as n_lines
    from kept
    group by upload_id
),

aside_lines as (
    select
        upload_id,
        count(distinct line) as n_lines
    from aside
    group by upload_id
),

both_lines as (
    select distinct kept.upload_id
    from kept
    inner join aside on kept.upload_id = aside.upload_id and kept.line = aside.line
)

select upload.id
from upload
left join kept_lines on upload.id = kept_lines.upload_id
left join aside_lines on upload.id = aside_lines.upload_id
where
    upload.new + upload.changed + upload.duplicate + upload.set_aside <> upload.rows_read
    or coalesce(aside_lines.n_lines, 0) <> upload.set_aside
    -- Of several lines about one thing the last is kept, the others are duplicates.
    or coalesce(kept_lines.n_lines, 0) < upload.new + upload.changed
    or coalesce(kept_lines.n_lines, 0) > upload.new + upload.changed + upload.duplicate
    or upload.id in (select both_lines.upload_id from both_lines)
