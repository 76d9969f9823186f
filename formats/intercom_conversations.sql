/*
name = "Intercom conversations"
into = "contact"
detect = ["Conversation ID", "Current conversation state"]
optional = [
    "Channel", "Conversation source", "Started by", "User ID", "AI Topic", "AI Subtopic",
    "Topics", "Conversation tag", "Team currently assigned", "Teammate currently assigned",
    "Fin AI Agent resolution state", "Number of reassignments",
    "Replies to close a conversation", "First response time (seconds)",
    "Handling time (seconds)"
]
consumes = [
    "Conversation started at*", "Conversation created at*", "Conversation updated at*",
    "Conversation first replied at*", "Conversation first closed at*",
    "Conversation last closed at*", "First assignment at*", "Last assignment at*",
    "* (seconds)*", "* ID", "* remark", "* explanation"
]
never_attributes = [
    "User email", "User name", "Title", "AI Issue summary", "Conversation URL",
    "Teammate first replied", "Teammate replied to", "First closed by teammate",
    "Last closed by teammate", "Last closed by", "Company name"
]
vendor_docs = "Intercom, dataset export of conversations; intercom.com/help article 7022438"
note = "The time zone stands in the header, as in 'Conversation started at (Asia/Seoul)'; the times are kept as written there. Conversations without a User ID have no customer. Those started by a teammate or a workflow are taken for the company's own; the words of that column were not verified. 'Assumed resolved' says nothing about resolution, and 'Resolved on first contact' means closed once by one teammate, so neither is read as resolved. The reason is the AI topic, or else the topics, or else the tag, whichever column the file has. Conversations in which the customer never wrote cannot be told apart."

[[example]]
why = "the zone is in the header; assumed resolved is not resolved; a campaign is the company's; a lead has no number"
raw = """
Conversation ID,Conversation started at (Asia/Seoul),Conversation last closed at (Asia/Seoul),Conversation first replied at (Asia/Seoul),Started by,Channel,Current conversation state,AI Topic,AI Subtopic,Teammate currently assigned,Number of reassignments,Fin AI Agent resolution state,First response time (seconds),Handling time (seconds),User ID,User email
215001,2024-05-06 10:00:00,2024-05-06 11:00:00,2024-05-06 10:02:00,User,Chat,closed,Delivery,Late,Kim,1,Escalated,120,600,u1,a@example.com
215002,2024-05-06 12:00:00,2024-05-06 12:10:00,,User,Chat,closed,Delivery,,,0,Assumed resolved,,,,
215003,2024-05-07 09:00:00,2024-05-06 12:10:00,,Teammate,Email,open,,,Kim,0,,,,u2,b@example.com
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | first_response_at | channel | direction | reason | subreason | agent_id | status | resolved | wait_s | handle_s | transfers
215001 | u1 | 2024-05-06 10:00:00 | 2024-05-06 11:00:00 | 2024-05-06 10:02:00 | chat | in | Delivery | Late | Kim | closed | true | 120 | 600 | 1
215002 | | 2024-05-06 12:00:00 | 2024-05-06 12:10:00 | | chat | in | Delivery | | | closed | | | | 0
215003 | u2 | 2024-05-07 09:00:00 | | | email | out | | | Kim | open | false | | | 0
"""

[[example]]
why = "another zone, topics without AI; a broken date, a shortened number and a duration in words are set aside; a shortened user is nobody"
raw = """
Conversation ID,Conversation started at (America/New_York),Current conversation state,Topics,User ID,First response time (seconds)
215011,2024-05-06 10:00:00,snoozed,Refund,6.6E+23,30
215012,06/05/2024 10:00,open,Refund,u1,30
2.15E+14,2024-05-06 10:00:00,open,Refund,u1,30
215014,2024-05-06 10:00:00,open,Refund,u1,two minutes
"""
expect = { added = 1, duplicate = 0, set_aside = 3 }
rows = """
contact_id | customer_id | reason | status | resolved | wait_s
215011 | | Refund | snoozed | false | 30
"""
*/
with column_name as (
    select unnest(any_value(map_keys(cells))) as words
    from raw
),

heading as (
    -- What follows the name is the time zone, and differs from file to file.
    select
        max(words) filter (where lower(words) like 'conversation started at%') as started,
        max(words) filter (where lower(words) like 'conversation last closed at%')
            as closed,
        max(words) filter (where lower(words) like 'conversation first replied at%')
            as replied
    from column_name
),

topic as (
    -- A column's words are comparable only with themselves: one column for the file.
    select
        case
            when count(cell("AI Topic")) > 0 then 'AI Topic'
            when count(cell("Topics")) > 0 then 'Topics'
            else 'Conversation tag'
        end as heading
    from raw
)

select
    raw.line,
    cell(raw."Conversation ID") as contact_id,
    moment_ymd(raw.cells[heading.started]) as started_at,
    -- Shortened by a spreadsheet, a number stands for many customers.
    case
        when not regexp_matches(cell(raw."User ID"), '(?i)^\d([.,]\d+)?E\+\d+$')
            then cell(raw."User ID")
    end as customer_id,
    channel_of(coalesce(cell(raw."Channel"), cell(raw."Conversation source"))) as channel,
    case
        when regexp_matches(lower(raw."Started by"), 'teammate|admin|workflow|operator')
            then 'out'
        when regexp_matches(lower(raw."Started by"), 'user|lead|customer|visitor|contact')
            then 'in'
    end as direction,
    case topic.heading
        when 'AI Topic' then cell(raw."AI Topic")
        when 'Topics' then cell(raw."Topics")
        else cell(raw."Conversation tag")
    end as reason,
    case when topic.heading = 'AI Topic' then cell(raw."AI Subtopic") end as subreason,
    cell(raw."Team currently assigned") as team,
    cell(raw."Teammate currently assigned") as agent_id,
    cell(raw."Current conversation state") as status,
    case lower(cell(raw."Fin AI Agent resolution state"))
        when 'assumed resolved' then null
        else resolved_status(raw."Current conversation state")
    end as resolved,
    -- The last closing of a conversation that is open again is no end.
    case
        when lower(cell(raw."Current conversation state")) = 'closed'
            then moment_ymd(raw.cells[heading.closed])
    end as closed_at,
    moment_ymd(raw.cells[heading.replied]) as first_response_at,
    number(raw."First response time (seconds)") as wait_s,
    number(raw."Handling time (seconds)") as handle_s,
    whole(raw."Number of reassignments") as transfers,
    whole(raw."Replies to close a conversation") as replies,
    [
        problem(
            'Conversation ID',
            raw."Conversation ID",
            case
                when
                    not regexp_matches(
                        cell(raw."Conversation ID"), '(?i)^\d([.,]\d+)?E\+\d+$'
                    )
                    then raw."Conversation ID"
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            heading.started,
            raw.cells[heading.started],
            moment_ymd(raw.cells[heading.started]),
            'a date, year first'
        ),
        problem(
            heading.closed,
            raw.cells[heading.closed],
            moment_ymd(raw.cells[heading.closed]),
            'a date, year first'
        ),
        problem(
            heading.replied,
            raw.cells[heading.replied],
            moment_ymd(raw.cells[heading.replied]),
            'a date, year first'
        ),
        problem(
            'First response time (seconds)',
            raw."First response time (seconds)",
            number(raw."First response time (seconds)"),
            'a number of seconds'
        ),
        problem(
            'Handling time (seconds)',
            raw."Handling time (seconds)",
            number(raw."Handling time (seconds)"),
            'a number of seconds'
        ),
        problem(
            'Number of reassignments',
            raw."Number of reassignments",
            whole(raw."Number of reassignments"),
            'a whole number'
        ),
        problem(
            'Replies to close a conversation',
            raw."Replies to close a conversation",
            whole(raw."Replies to close a conversation"),
            'a whole number'
        )
    ] as problems
from raw
cross join heading
cross join topic
