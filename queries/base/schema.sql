-- Canonical tables: what every export is turned into, and what every number rests on.
--
-- Three things are read back from this file by the product, and written nowhere else:
--   * `not null` and `check`: an uploaded row that breaks one is set aside; the words after `--`
--     on a check's line are what the person is told.
--   * `comment on column`: the data dictionary and the mapping screen.
--   * a comment that starts with "Dimension:": the column is a filter and a way to break numbers down.
--
-- NULL = nobody said. `upload_id` and `line` lead back to the uploaded file and its source line.

create table contact (
    upload_id varchar not null,
    line bigint not null,
    source varchar not null,
    contact_id varchar not null,
    started_at timestamp not null,
    customer_id varchar,
    placeholder boolean,
    channel varchar,
    direction varchar,
    reason varchar,
    subreason varchar,
    product varchar,
    team varchar,
    segment varchar,
    agent_id varchar,
    issue_id varchar,
    order_id varchar,
    status varchar,
    resolved boolean,
    closed_at timestamp,
    first_response_at timestamp,
    wait_s double,
    handle_s double,
    hold_s double,
    abandoned boolean,
    transfers integer,
    reopens integer,
    replies integer,
    check (direction in ('in', 'out')), -- The direction of a contact is "in" or "out".
    check (wait_s >= 0), -- A waiting time cannot be negative.
    check (handle_s >= 0), -- A handling time cannot be negative.
    check (hold_s >= 0), -- A hold time cannot be negative.
    check (transfers >= 0), -- The number of transfers cannot be negative.
    check (reopens >= 0), -- The number of reopenings cannot be negative.
    check (replies >= 0), -- The number of replies cannot be negative.
    check (started_at >= timestamp '1990-01-01'), -- The date lies before 1990, so it was probably read wrongly.
    check (closed_at >= started_at) -- A contact cannot be closed before it began.
);
comment on column contact.source is 'Dimension: Source';
comment on column contact.contact_id is 'Contact number';
comment on column contact.started_at is 'When the contact began';
comment on column contact.customer_id is 'Customer number';
comment on column contact.placeholder is 'Customer number is a stand-in';
comment on column contact.channel is 'Dimension: Channel';
comment on column contact.direction is 'Direction (in or out)';
comment on column contact.reason is 'Dimension: Reason';
comment on column contact.subreason is 'Dimension: Detailed reason';
comment on column contact.product is 'Dimension: Product';
comment on column contact.team is 'Dimension: Team';
comment on column contact.segment is 'Dimension: Segment';
comment on column contact.agent_id is 'Agent';
comment on column contact.issue_id is 'Case number';
comment on column contact.order_id is 'Order number';
comment on column contact.status is 'Status';
comment on column contact.resolved is 'Marked as resolved';
comment on column contact.closed_at is 'When the contact was closed';
comment on column contact.first_response_at is 'When the first reply went out';
comment on column contact.wait_s is 'Waiting time, seconds';
comment on column contact.handle_s is 'Handling time, seconds';
comment on column contact.hold_s is 'Hold time, seconds';
comment on column contact.abandoned is 'Customer gave up waiting';
comment on column contact.transfers is 'Transfers';
comment on column contact.reopens is 'Reopenings';
comment on column contact.replies is 'Replies';

create table answer (
    upload_id varchar not null,
    line bigint not null,
    source varchar not null,
    response_id varchar not null,
    question varchar not null,
    touchpoint varchar,
    stage_order integer,
    state varchar not null,
    score double,
    label varchar,
    scale_min double,
    scale_max double,
    higher_is_better boolean,
    responded_at timestamp,
    customer_id varchar,
    placeholder boolean,
    contact_id varchar,
    channel varchar,
    reason varchar,
    product varchar,
    team varchar,
    segment varchar,
    weight double,
    comment varchar,
    check (state in ('answered', 'not_used', 'blank')), -- An answer is answered, not used, or blank.
    check (state <> 'answered' or score is not null or label is not null), -- The answer could not be read.
    check (score between scale_min and scale_max), -- The score lies outside its scale.
    check (question <> 'nps' or (scale_min = 0 and scale_max = 10)), -- NPS needs answers from 0 to 10; this question has another scale. Map it as "Recommendation, another scale" instead.
    check (question <> 'ces2' or (scale_min = 1 and scale_max = 7)), -- Customer Effort Score 2.0 needs answers from 1 to 7.
    check (question <> 'ces1' or (scale_min = 1 and scale_max = 5)), -- Customer Effort Score 1.0 needs answers from 1 to 5.
    check (question <> 'touchpoint' or touchpoint is not null), -- A touchpoint rating must name its touchpoint.
    check (question <> 'wom_told' or state <> 'answered' or label in ('positive', 'negative', 'both', 'none')), -- Whether somebody told others is "positive", "negative", "both" or "none".
    check (weight >= 0), -- A survey weight cannot be negative.
    check (responded_at >= timestamp '1990-01-01') -- The date lies before 1990, so it was probably read wrongly.
);
comment on column answer.source is 'Dimension: Source';
comment on column answer.response_id is 'Response number';
comment on column answer.question is 'Which question';
comment on column answer.touchpoint is 'Dimension: Touchpoint';
comment on column answer.stage_order is 'Place in the journey';
comment on column answer.state is 'Answered, not used, or blank';
comment on column answer.score is 'Score';
comment on column answer.label is 'Answer in words';
comment on column answer.scale_min is 'Lowest possible score';
comment on column answer.scale_max is 'Highest possible score';
comment on column answer.higher_is_better is 'A higher score is better';
comment on column answer.responded_at is 'When the answer was given';
comment on column answer.customer_id is 'Customer number';
comment on column answer.placeholder is 'Customer number is a stand-in';
comment on column answer.contact_id is 'Contact number';
comment on column answer.channel is 'Dimension: Channel';
comment on column answer.reason is 'Dimension: Reason';
comment on column answer.product is 'Dimension: Product';
comment on column answer.team is 'Dimension: Team';
comment on column answer.segment is 'Dimension: Segment';
comment on column answer.weight is 'Survey weight';
comment on column answer.comment is 'Comment';

create table purchase (
    upload_id varchar not null,
    line bigint not null,
    source varchar not null,
    purchase_id varchar not null,
    customer_id varchar,
    placeholder boolean,
    occurred_at timestamp not null,
    kind varchar not null,
    amount decimal(18, 2),
    discount decimal(18, 2),
    channel varchar,
    product varchar,
    segment varchar,
    acquisition_source varchar,
    check (kind in ('visit', 'order', 'renewal', 'cancel', 'return')), -- The kind is "visit", "order", "renewal", "cancel" or "return".
    check (customer_id is not null or coalesce(placeholder, false)), -- This is needed and is missing.
    check (discount >= 0), -- A discount cannot be negative.
    check (occurred_at >= timestamp '1990-01-01') -- The date lies before 1990, so it was probably read wrongly.
);
comment on column purchase.source is 'Dimension: Source';
comment on column purchase.purchase_id is 'Order or visit number';
comment on column purchase.customer_id is 'Customer number';
comment on column purchase.placeholder is 'Customer number is a stand-in';
comment on column purchase.occurred_at is 'When it happened';
comment on column purchase.kind is 'Kind (visit, order, renewal, cancel, return)';
comment on column purchase.amount is 'Amount';
comment on column purchase.discount is 'Discount';
comment on column purchase.channel is 'Dimension: Channel';
comment on column purchase.product is 'Dimension: Product';
comment on column purchase.segment is 'Dimension: Segment';
comment on column purchase.acquisition_source is 'Where the customer came from';

-- Mystery shopping and quality audits: one row per item looked at on a visit.
create table audit_item (
    upload_id varchar not null,
    line bigint not null,
    source varchar not null,
    visit_id varchar not null,
    visited_at timestamp not null,
    item varchar not null,
    touchpoint varchar,
    stage_order integer,
    applicable boolean not null,
    score double,
    scale_min double not null,
    scale_max double not null,
    weight double,
    critical boolean,
    site varchar,
    auditor varchar,
    instrument varchar,
    channel varchar,
    product varchar,
    team varchar,
    segment varchar,
    comment varchar,
    check (not applicable or score is not null), -- An item that applied needs a score.
    check (applicable or score is null), -- An item that did not apply cannot have a score.
    check (score between scale_min and scale_max), -- The score lies outside its scale.
    check (scale_min < scale_max), -- The highest possible score must lie above the lowest.
    check (weight >= 0), -- The weight of an item cannot be negative.
    check (visited_at >= timestamp '1990-01-01') -- The date lies before 1990, so it was probably read wrongly.
);
comment on column audit_item.source is 'Dimension: Source';
comment on column audit_item.visit_id is 'Visit number';
comment on column audit_item.visited_at is 'When the visit took place';
comment on column audit_item.item is 'Item that was looked at';
comment on column audit_item.touchpoint is 'Dimension: Touchpoint';
comment on column audit_item.stage_order is 'Place in the journey';
comment on column audit_item.applicable is 'The item applied to this visit';
comment on column audit_item.score is 'Score';
comment on column audit_item.scale_min is 'Lowest possible score';
comment on column audit_item.scale_max is 'Highest possible score';
comment on column audit_item.weight is 'Weight of the item';
comment on column audit_item.critical is 'The item must not be failed';
comment on column audit_item.site is 'Dimension: Site';
comment on column audit_item.auditor is 'Auditor';
comment on column audit_item.instrument is 'Checklist';
comment on column audit_item.channel is 'Dimension: Channel';
comment on column audit_item.product is 'Dimension: Product';
comment on column audit_item.team is 'Dimension: Team';
comment on column audit_item.segment is 'Dimension: Segment';
comment on column audit_item.comment is 'Comment';

-- What contacts are divided by: so many orders, shipments, active customers … in a day, week or month.
create table volume (
    upload_id varchar not null,
    line bigint not null,
    source varchar not null,
    period_start timestamp not null,
    grain varchar not null,
    measure varchar not null,
    value double not null,
    channel varchar,
    product varchar,
    team varchar,
    segment varchar,
    check (grain in ('day', 'week', 'month')), -- A period is a day, a week or a month.
    check (grain <> 'month' or extract(day from period_start) = 1), -- A month is given by its first day, or as year and month alone.
    check (value >= 0), -- A volume cannot be negative.
    check (period_start >= timestamp '1990-01-01') -- The date lies before 1990, so it was probably read wrongly.
);
comment on column volume.source is 'Dimension: Source';
comment on column volume.period_start is 'First day of the period';
comment on column volume.grain is 'Length of the period (day, week, month)';
comment on column volume.measure is 'What was counted';
comment on column volume.value is 'How many';
comment on column volume.channel is 'Dimension: Channel';
comment on column volume.product is 'Dimension: Product';
comment on column volume.team is 'Dimension: Team';
comment on column volume.segment is 'Dimension: Segment';

-- Custom attributes: what a file's unmapped columns with few values say about a line.
create table attribute (
    upload_id varchar not null,
    line bigint not null,
    name varchar not null,
    value varchar not null
);
