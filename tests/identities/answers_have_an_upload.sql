-- Every answer's upload exists, and leads back to a line of its file.
select row_id
from answer
where
    upload_id not in (select upload.id from upload)
    or line < 2
