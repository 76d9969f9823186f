/*
name = "Zendesk tickets, JSON"
into = "contact"
detect = ["id", "via.channel", "created_at", "status", "tags"]
optional = [
    "requester_id", "requester.id", "assignee_id", "assignee.name", "group_id",
    "group.name", "metric_set.solved_at", "metric_set.reopens", "metric_set.replies",
    "metric_set.group_stations", "metric_set.assignee_stations",
    "metric_set.reply_time_in_minutes.calendar",
    "metric_set.requester_wait_time_in_minutes.calendar"
]
consumes = [
    "requester.*", "submitter.*", "assignee.*", "collaborator*", "follower*", "metric_set.*",
    "custom_fields*", "fields*", "comments*", "via.source.*", "satisfaction_rating.comment*",
    "satisfaction_rating.id", "*_id", "*_ids", "*_at"
]
never_attributes = [
    "url", "subject", "raw_subject", "description", "recipient", "external_id",
    "generated_timestamp"
]
vendor_docs = "support.zendesk.com, article 4408886165402 (one JSON object per line), and the ticket and ticket-metric objects of developer.zendesk.com"
note = "Times are in UTC. Tickets tagged closed_by_merge are set aside. The file may hold the requester's number alone or a requester object; either is read. Counts and waiting times are read where the file has a metric_set, whose place in an export was not verified; waiting is the requester's wait in minutes of the calendar. Transfers are stations beyond the first. Objects wrapped as {ticket: …} are read as well. Zendesk has no reason of its own, and custom_fields is not read."

[[example]]
why = "UTC; a requester object or a number; unoffered is no answer; a follow-up keeps its channel's name; minutes become seconds"
raw = """
id,via.channel,created_at,status,tags,requester_id,requester.id,satisfaction_rating.score,metric_set.solved_at,metric_set.reopens,metric_set.assignee_stations,metric_set.requester_wait_time_in_minutes.calendar
41,email,2024-03-14T14:30:05Z,solved,"[""refund""]",900100200300,,good,2024-03-15T09:00:00Z,1,2,90
42,native_messaging,2024-03-14T15:00:00Z,open,[],,900100200301,unoffered,,0,0,
43,closed_ticket,2024-03-15T15:00:00Z,pending,[],900100200302,,offered,,0,1,
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | channel | status | resolved | wait_s | transfers | reopens
41 | 900100200300 | 2024-03-14 14:30:05 | 2024-03-15 09:00:00 | email | solved | true | 5400 | 1 | 1
42 | 900100200301 | 2024-03-14 15:00:00 | | chat | open | false | | 0 | 0
43 | 900100200302 | 2024-03-15 15:00:00 | | closed_ticket | pending | false | | 0 | 0
"""

[[example]]
why = "a merged ticket, a broken date and a shortened number are set aside; a shortened requester is nobody"
raw = """
id,via.channel,created_at,status,tags,requester_id
51,web,2024-03-14T14:30:05Z,closed,"[""closed_by_merge"",""refund""]",900100200300
52,web,14/03/2024,open,[],900100200300
5.3E+12,web,2024-03-14T14:30:05Z,open,[],900100200300
54,voice,2024-03-14T14:30:05Z,open,"[""not_closed_by_merge""]",9.001E+11
"""
expect = { added = 1, duplicate = 0, set_aside = 3 }
rows = """
contact_id | customer_id | channel
54 | | phone
"""
*/
select
    raw.line,
    cell(raw."id") as contact_id,
    moment_ymd(raw."created_at") as started_at,
    -- Shortened by a spreadsheet, a number stands for many customers.
    case
        when
            not regexp_matches(
                coalesce(cell(raw."requester_id"), cell(raw."requester.id")),
                '(?i)^\d([.,]\d+)?E\+\d+$'
            )
            then coalesce(cell(raw."requester_id"), cell(raw."requester.id"))
    end as customer_id,
    case lower(cell(raw."via.channel"))
        when 'native_messaging' then 'chat'
        when 'chat_transcript' then 'chat'
        else channel_of(raw."via.channel")
    end as channel,
    coalesce(cell(raw."group.name"), cell(raw."group_id")) as team,
    coalesce(cell(raw."assignee.name"), cell(raw."assignee_id")) as agent_id,
    cell(raw."status") as status,
    resolved_status(raw."status") as resolved,
    moment_ymd(raw."metric_set.solved_at") as closed_at,
    moment_ymd(raw."created_at")
    + to_seconds(number(raw."metric_set.reply_time_in_minutes.calendar") * 60)
        as first_response_at,
    number(raw."metric_set.requester_wait_time_in_minutes.calendar") * 60 as wait_s,
    -- The first assignment counts as a station, and nobody assigned as none.
    greatest(
        greatest(
            whole(raw."metric_set.group_stations"),
            whole(raw."metric_set.assignee_stations")
        ) - 1,
        0
    ) as transfers,
    whole(raw."metric_set.reopens") as reopens,
    whole(raw."metric_set.replies") as replies,
    [
        problem(
            'tags',
            raw."tags",
            case when not contains(raw."tags", '"closed_by_merge"') then raw."tags" end,
            'This ticket was merged into another ticket.'
        ),
        problem(
            'id',
            raw."id",
            case
                when not regexp_matches(cell(raw."id"), '(?i)^\d([.,]\d+)?E\+\d+$')
                    then raw."id"
            end,
            'the whole number; a spreadsheet has shortened this one'
        ),
        problem(
            'created_at',
            raw."created_at",
            moment_ymd(raw."created_at"),
            'a date, year first'
        ),
        problem(
            'metric_set.solved_at',
            raw."metric_set.solved_at",
            moment_ymd(raw."metric_set.solved_at"),
            'a date, year first'
        ),
        problem(
            'metric_set.reply_time_in_minutes.calendar',
            raw."metric_set.reply_time_in_minutes.calendar",
            number(raw."metric_set.reply_time_in_minutes.calendar"),
            'a number of minutes'
        ),
        problem(
            'metric_set.requester_wait_time_in_minutes.calendar',
            raw."metric_set.requester_wait_time_in_minutes.calendar",
            number(raw."metric_set.requester_wait_time_in_minutes.calendar"),
            'a number of minutes'
        ),
        problem(
            'metric_set.group_stations',
            raw."metric_set.group_stations",
            whole(raw."metric_set.group_stations"),
            'a whole number'
        ),
        problem(
            'metric_set.assignee_stations',
            raw."metric_set.assignee_stations",
            whole(raw."metric_set.assignee_stations"),
            'a whole number'
        ),
        problem(
            'metric_set.reopens',
            raw."metric_set.reopens",
            whole(raw."metric_set.reopens"),
            'a whole number'
        ),
        problem(
            'metric_set.replies',
            raw."metric_set.replies",
            whole(raw."metric_set.replies"),
            'a whole number'
        )
    ] as problems
from raw
