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
    outcome varchar,
    choice_offered boolean,
    repeat_info boolean,
    self_service_first boolean,
    proactive boolean,
    abuse boolean,
    abuse_kind varchar,
    flagged_by varchar,
    cost decimal(18, 2),
    sale_amount decimal(18, 2),
    promised_at timestamp,
    bad_news_at timestamp,
    check (direction in ('in', 'out')), -- The direction of a contact is "in" or "out".
    check (wait_s >= 0), -- A waiting time cannot be negative.
    check (handle_s >= 0), -- A handling time cannot be negative.
    check (hold_s >= 0), -- A hold time cannot be negative.
    check (transfers >= 0), -- The number of transfers cannot be negative.
    check (reopens >= 0), -- The number of reopenings cannot be negative.
    check (replies >= 0), -- The number of replies cannot be negative.
    check (outcome in ('granted', 'refused', 'partial')), -- What was asked for is "granted", "refused" or "partial".
    check (abuse_kind is null or coalesce(abuse, false)), -- A kind of abuse needs the contact to be flagged as abusive.
    check (cost >= 0), -- A cost cannot be negative.
    check (sale_amount >= 0), -- An amount sold cannot be negative.
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
comment on column contact.outcome is 'Outcome (granted, refused, partial)';
comment on column contact.choice_offered is 'An alternative was offered';
comment on column contact.repeat_info is 'Customer had to explain again';
comment on column contact.self_service_first is 'Customer tried self-service first';
comment on column contact.proactive is 'The company told the customer first';
comment on column contact.abuse is 'Flagged as abusive by a person';
comment on column contact.abuse_kind is 'Kind of abuse';
comment on column contact.flagged_by is 'Who flagged it';
comment on column contact.cost is 'Cost of the contact';
comment on column contact.sale_amount is 'Sold during the contact';
comment on column contact.promised_at is 'Promised by';
comment on column contact.bad_news_at is 'When the customer was told of the bad news';

-- Survey answers, one row per answer: of customers, and of staff ('staff' and 'enps',
-- with respondent_role).  question names what was asked; cx/ingest/mapping.py lists them.
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
    respondent_role varchar,
    item varchar,
    dimension varchar,
    check (state in ('answered', 'not_used', 'blank')), -- An answer is answered, not used, or blank.
    check (state <> 'answered' or score is not null or label is not null), -- The answer could not be read.
    check (score between scale_min and scale_max), -- The score lies outside its scale.
    check (question <> 'nps' or (scale_min = 0 and scale_max = 10)), -- NPS needs answers from 0 to 10; this question has another scale. Map it as "Recommendation, another scale" instead.
    check (question <> 'ces2' or (scale_min = 1 and scale_max = 7)), -- Customer Effort Score 2.0 needs answers from 1 to 7.
    check (question <> 'ces1' or (scale_min = 1 and scale_max = 5)), -- Customer Effort Score 1.0 needs answers from 1 to 5.
    check (question <> 'touchpoint' or touchpoint is not null), -- A touchpoint rating must name its touchpoint.
    check (question not in ('expectation', 'importance', 'company_view', 'kano_functional', 'kano_dysfunctional') or touchpoint is not null), -- This answer must name its touchpoint.
    check (question not in ('etdbw', 'staff') or item is not null), -- This answer must name its item.
    check (question <> 'enps' or (scale_min = 0 and scale_max = 10)), -- The staff's recommendation needs answers from 0 to 10.
    check (coalesce(respondent_role, 'customer') = 'customer' or question in ('staff', 'enps', 'company_view', 'other')), -- What staff answered counts only for questions to staff; this one is for customers.
    check (question <> 'more_loyal' or state <> 'answered' or label in ('more', 'same', 'less')), -- Whether somebody became more loyal is "more", "same" or "less".
    check (question not in ('kano_functional', 'kano_dysfunctional') or state <> 'answered' or label in ('like', 'must', 'neutral', 'live', 'dislike')), -- An answer to a Kano question is "like", "must", "neutral", "live" or "dislike".
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
comment on column answer.respondent_role is 'Role of who answered';
comment on column answer.item is 'Item that was rated';
comment on column answer.dimension is 'What the item belongs to';

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
    promised_at timestamp,
    delivered_at timestamp,
    complete boolean,
    undamaged boolean,
    documented boolean,
    margin decimal(18, 2),
    offer varchar,
    check (kind in ('visit', 'order', 'renewal', 'cancel', 'return')), -- The kind is "visit", "order", "renewal", "cancel" or "return".
    check (customer_id is not null or coalesce(placeholder, false)), -- This is needed and is missing.
    check (discount >= 0), -- A discount cannot be negative.
    check (offer in ('offered', 'holdout')), -- A customer of a test was "offered" something or is in the "holdout".
    check (cast(delivered_at as date) >= cast(occurred_at as date)), -- An order cannot be delivered before it was placed.
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
comment on column purchase.promised_at is 'Delivery was promised by';
comment on column purchase.delivered_at is 'When it was delivered';
comment on column purchase.complete is 'Delivered complete';
comment on column purchase.undamaged is 'Delivered undamaged';
comment on column purchase.documented is 'Papers were right';
comment on column purchase.margin is 'Margin before service';
comment on column purchase.offer is 'Part in a test of an offer (offered, holdout)';

-- Mystery shopping and quality audits: one row per item looked at on a visit, by one auditor.  Two
-- auditors of the same visit are two rows: how far they agree can be counted.
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
    contact_id varchar,
    elapsed_s double,
    check (not applicable or score is not null), -- An item that applied needs a score.
    check (applicable or score is null), -- An item that did not apply cannot have a score.
    check (score between scale_min and scale_max), -- The score lies outside its scale.
    check (scale_min < scale_max), -- The highest possible score must lie above the lowest.
    check (weight >= 0), -- The weight of an item cannot be negative.
    check (elapsed_s >= 0), -- A measured time cannot be negative.
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
comment on column audit_item.contact_id is 'Contact number';
comment on column audit_item.elapsed_s is 'Measured time, seconds';

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

-- What customers tried to settle by themselves, on a web site, in an app, with a bot or an IVR.
create table attempt (
    upload_id varchar not null,
    line bigint not null,
    source varchar not null,
    attempt_id varchar not null,
    started_at timestamp not null,
    customer_id varchar,
    placeholder boolean,
    channel varchar,
    reason varchar,
    product varchar,
    segment varchar,
    completed boolean,
    solved boolean,
    check (not solved or coalesce(completed, true)), -- What was not completed cannot be solved.
    check (started_at >= timestamp '1990-01-01') -- The date lies before 1990, so it was probably read wrongly.
);
comment on column attempt.source is 'Dimension: Source';
comment on column attempt.attempt_id is 'Number of the attempt';
comment on column attempt.started_at is 'When the attempt began';
comment on column attempt.customer_id is 'Customer number';
comment on column attempt.placeholder is 'Customer number is a stand-in';
comment on column attempt.channel is 'Dimension: Channel';
comment on column attempt.reason is 'Dimension: Reason';
comment on column attempt.product is 'Dimension: Product';
comment on column attempt.segment is 'Dimension: Segment';
comment on column attempt.completed is 'The attempt was completed';
comment on column attempt.solved is 'Customer says it is solved';

-- Alerts: what the company told customers before they asked; held_out marks who was not told.
create table alert (
    upload_id varchar not null,
    line bigint not null,
    source varchar not null,
    alert_id varchar not null,
    sent_at timestamp not null,
    customer_id varchar,
    placeholder boolean,
    reason varchar,
    channel varchar,
    product varchar,
    segment varchar,
    held_out boolean,
    incident varchar,
    check (customer_id is not null or coalesce(placeholder, false)), -- This is needed and is missing.
    check (sent_at >= timestamp '1990-01-01') -- The date lies before 1990, so it was probably read wrongly.
);
comment on column alert.source is 'Dimension: Source';
comment on column alert.alert_id is 'Number of the alert';
comment on column alert.sent_at is 'When the alert was sent, or would have been';
comment on column alert.customer_id is 'Customer number';
comment on column alert.placeholder is 'Customer number is a stand-in';
comment on column alert.reason is 'Dimension: Reason';
comment on column alert.channel is 'Dimension: Channel';
comment on column alert.product is 'Dimension: Product';
comment on column alert.segment is 'Dimension: Segment';
comment on column alert.held_out is 'Held out: deliberately not told';
comment on column alert.incident is 'What the alert is about';

-- Working days of staff: one row per agent and day.  Shown by team only, never by agent.
create table shift (
    upload_id varchar not null,
    line bigint not null,
    source varchar not null,
    agent_id varchar not null,
    worked_on timestamp not null,
    team varchar,
    logged_in_s double,
    handling_s double,
    break_s double,
    contacts integer,
    abusive_contacts integer,
    check (logged_in_s >= 0), -- A time at work cannot be negative.
    check (handling_s >= 0), -- A handling time cannot be negative.
    check (break_s >= 0), -- A break cannot be negative.
    check (contacts >= 0), -- The number of contacts cannot be negative.
    check (abusive_contacts >= 0), -- The number of contacts cannot be negative.
    check (abusive_contacts <= contacts), -- There cannot be more abusive contacts than contacts.
    check (worked_on >= timestamp '1990-01-01') -- The date lies before 1990, so it was probably read wrongly.
);
comment on column shift.source is 'Dimension: Source';
comment on column shift.agent_id is 'Agent';
comment on column shift.worked_on is 'Working day';
comment on column shift.team is 'Dimension: Team';
comment on column shift.logged_in_s is 'Time at work, seconds';
comment on column shift.handling_s is 'Time spent on contacts, seconds';
comment on column shift.break_s is 'Break, seconds';
comment on column shift.contacts is 'Contacts';
comment on column shift.abusive_contacts is 'Contacts flagged as abusive';

-- Custom attributes: what a file's unmapped columns with few values say about a line.
create table attribute (
    upload_id varchar not null,
    line bigint not null,
    name varchar not null,
    value varchar not null
);
