-- Who has a next contact is the one before that contact.
select earlier.row_id
from contact as earlier
left join contact as later
    on
        earlier.customer_id = later.customer_id
        and earlier.next_at = later.started_at
        and earlier.started_at = later.previous_at
where
    earlier.next_at is not null
    and later.row_id is null
