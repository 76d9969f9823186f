/*
name = "Amazon Connect contact records"
into = "contact"
detect = ["ContactId", "InitiationMethod", "InitiationTimestamp"]
optional = [
    "InitialContactId", "Channel", "DisconnectTimestamp", "LastUpdateTimestamp",
    "CustomerEndpoint.Address", "Queue.Name", "Queue.EnqueueTimestamp", "Queue.Duration",
    "Agent.Username", "Agent.ConnectedToAgentTimestamp", "Agent.AgentInteractionDuration",
    "Agent.CustomerHoldDuration", "Agent.AfterContactWorkDuration"
]
consumes = [
    "*Timestamp", "*Id", "*Duration", "CustomerEndpoint*", "SystemEndpoint*",
    "TransferredToEndpoint*", "Recording*", "References*", "AWS*", "Agent.*", "*ARN"
]
never_attributes = ["Queue", "Agent"]
vendor_docs = "Amazon Connect administrator guide, contact records data model"
note = "Times are in UTC, durations in whole seconds. Every transfer is a record of its own: the records of one InitialContactId are one contact, and the lines beyond one count as duplicates. A record sent again replaces the earlier one, by LastUpdateTimestamp. A contact whose records are spread over several files keeps those of the file loaded last. Records of MONITOR, DISCONNECT, OUTBOUND and EXTERNAL_OUTBOUND are set aside. The contact ends in the queue and with the agent of its last record; waiting and handling (talking, holding and work afterwards) are added up. Giving up means: a queue was entered, no callback was left, and no agent was reached. Amazon Connect has no reason of its own: attributes of the flow become filters. Withheld and shortened numbers (1.55E+10) are left empty."

[[example]]
why = "queued and never answered is giving up; a chat; a callback without an agent is not giving up; withheld is nobody"
raw = """
ContactId,InitialContactId,Channel,InitiationMethod,InitiationTimestamp,DisconnectTimestamp,LastUpdateTimestamp,CustomerEndpoint.Address,Queue.Name,Queue.EnqueueTimestamp,Queue.Duration,Agent.Username,Agent.ConnectedToAgentTimestamp,Agent.AgentInteractionDuration,Agent.CustomerHoldDuration,Agent.AfterContactWorkDuration,Attributes.topic
k-1,,VOICE,INBOUND,2024-03-14T09:00:00Z,2024-03-14T09:10:00Z,2024-03-14T09:12:00Z,+821011112222,Billing,2024-03-14T09:00:30Z,40,kim,2024-03-14T09:01:10Z,500,20,60,refund
k-2,,VOICE,INBOUND,2024-03-14T10:00:00Z,2024-03-14T10:05:00Z,2024-03-14T10:05:00Z,anonymous,Billing,2024-03-14T10:00:30Z,270,,,,,,refund
k-3,,CHAT,API,2024-03-15T10:00:00Z,2024-03-15T10:05:00Z,2024-03-15T10:05:00Z,1.55501E+10,,,,,,,,,
k-4,k-0,VOICE,CALLBACK,2024-03-15T11:00:00Z,2024-03-15T11:05:00Z,2024-03-15T11:05:00Z,+821011112222,Billing,2024-03-15T11:00:00Z,300,,,,,,
"""
expect = { added = 4, duplicate = 0, set_aside = 0 }
rows = """
contact_id | customer_id | started_at | closed_at | first_response_at | channel | direction | team | agent_id | wait_s | handle_s | hold_s | abandoned | transfers
k-1 | +821011112222 | 2024-03-14 09:00:00 | 2024-03-14 09:10:00 | 2024-03-14 09:01:10 | phone | in | Billing | kim | 40 | 580 | 20 | false | 0
k-2 | | 2024-03-14 10:00:00 | 2024-03-14 10:05:00 | | phone | in | Billing | | 270 | | | true | 0
k-3 | | 2024-03-15 10:00:00 | 2024-03-15 10:05:00 | | chat | in | | | | | | | 0
k-0 | +821011112222 | 2024-03-15 11:00:00 | 2024-03-15 11:05:00 | | phone | in | Billing | | 300 | | | | 0
"""

[[example]]
why = "listening in, a flow after hanging up, a call by the company, a broken date and a duration in words are set aside"
raw = """
ContactId,InitialContactId,Channel,InitiationMethod,InitiationTimestamp,Queue.Duration
k-11,,VOICE,INBOUND,2024-03-14T09:00:00.123Z,5
k-12,k-11,VOICE,MONITOR,2024-03-14T09:01:00Z,
k-13,k-11,VOICE,DISCONNECT,2024-03-14T09:02:00Z,
k-14,,VOICE,OUTBOUND,2024-03-14T09:03:00Z,
k-15,,VOICE,INBOUND,14/03/2024,
k-16,,VOICE,INBOUND,2024-03-14T09:03:00Z,long
"""
expect = { added = 1, duplicate = 0, set_aside = 5 }
*/
with sent as (
    select
        raw.line,
        cell(raw."ContactId") as record_id,
        coalesce(cell(raw."InitialContactId"), cell(raw."ContactId")) as contact_id,
        upper(cell(raw."InitiationMethod")) as came_by,
        moment_ymd(raw."InitiationTimestamp") as started_at,
        moment_ymd(raw."DisconnectTimestamp") as closed_at,
        moment_ymd(raw."Agent.ConnectedToAgentTimestamp") as answered_at,
        case
            when
                not regexp_matches(
                    cell(raw."CustomerEndpoint.Address"),
                    '(?i)^(\d([.,]\d+)?E\+\d+|anonymous|private|restricted|unknown)$'
                )
                then cell(raw."CustomerEndpoint.Address")
        end as customer_id,
        channel_of(raw."Channel") as channel,
        cell(raw."Queue.Name") as team,
        cell(raw."Agent.Username") as agent_id,
        cell(raw."Queue.EnqueueTimestamp") is not null as was_queued,
        number(raw."Queue.Duration") as wait_s,
        number(raw."Agent.CustomerHoldDuration") as hold_s,
        list_sum(
            [
                number(raw."Agent.AgentInteractionDuration"),
                number(raw."Agent.CustomerHoldDuration"),
                number(raw."Agent.AfterContactWorkDuration")
            ]
        ) as handle_s,
        row_number() over (
            partition by cell(raw."ContactId")
            order by moment_ymd(raw."LastUpdateTimestamp") desc nulls last, raw.line desc
        ) as newest
    from raw
),

chain as (
    select
        contact_id,
        min(started_at) as started_at,
        max(closed_at) as closed_at,
        min(answered_at) as first_response_at,
        first(customer_id order by started_at, line) filter (
            where customer_id is not null
        ) as customer_id,
        first(channel order by started_at, line) filter (
            where channel is not null
        ) as channel,
        first(came_by order by started_at, line) as first_came_by,
        last(team order by started_at, line) filter (where team is not null) as team,
        last(agent_id order by started_at, line) filter (
            where agent_id is not null
        ) as agent_id,
        sum(wait_s) as wait_s,
        sum(handle_s) as handle_s,
        sum(hold_s) as hold_s,
        bool_or(was_queued) as was_queued,
        bool_or(came_by = 'CALLBACK') as was_called_back,
        bool_or(agent_id is not null or answered_at is not null) as was_answered,
        count(*) filter (where came_by in ('TRANSFER', 'QUEUE_TRANSFER')) as transfers
    from sent
    where
        newest = 1
        and started_at is not null
        and coalesce(came_by, '') not in (
            'MONITOR', 'DISCONNECT', 'OUTBOUND', 'EXTERNAL_OUTBOUND'
        )
    group by contact_id
)

-- Every record comes back under the number of its chain: the last line stands for it.
select
    raw.line,
    sent.contact_id,
    coalesce(chain.started_at, sent.started_at) as started_at,
    chain.customer_id,
    chain.channel,
    case
        when chain.first_came_by = 'AGENT_REPLY' then 'out'
        when
            chain.first_came_by in (
                'INBOUND', 'TRANSFER', 'QUEUE_TRANSFER', 'CALLBACK', 'API', 'WEBRTC_API'
            )
            then 'in'
    end as direction,
    chain.team,
    chain.agent_id,
    chain.closed_at,
    chain.first_response_at,
    chain.wait_s,
    chain.handle_s,
    chain.hold_s,
    case
        when chain.was_answered then false
        when chain.was_queued and not chain.was_called_back then true
    end as abandoned,
    chain.transfers,
    [
        problem(
            'InitiationMethod',
            raw."InitiationMethod",
            case
                when
                    sent.came_by not in (
                        'MONITOR', 'DISCONNECT', 'OUTBOUND', 'EXTERNAL_OUTBOUND'
                    )
                    then sent.came_by
            end,
            'No customer came here: listening in, hanging up, or a call by the company.'
        ),
        problem(
            'InitiationTimestamp',
            raw."InitiationTimestamp",
            sent.started_at,
            'a date, year first'
        ),
        problem(
            'DisconnectTimestamp',
            raw."DisconnectTimestamp",
            sent.closed_at,
            'a date, year first'
        ),
        problem(
            'LastUpdateTimestamp',
            raw."LastUpdateTimestamp",
            moment_ymd(raw."LastUpdateTimestamp"),
            'a date, year first'
        ),
        problem(
            'Agent.ConnectedToAgentTimestamp',
            raw."Agent.ConnectedToAgentTimestamp",
            sent.answered_at,
            'a date, year first'
        ),
        problem(
            'Queue.Duration',
            raw."Queue.Duration",
            number(raw."Queue.Duration"),
            'a number of seconds'
        ),
        problem(
            'Agent.AgentInteractionDuration',
            raw."Agent.AgentInteractionDuration",
            number(raw."Agent.AgentInteractionDuration"),
            'a number of seconds'
        ),
        problem(
            'Agent.CustomerHoldDuration',
            raw."Agent.CustomerHoldDuration",
            number(raw."Agent.CustomerHoldDuration"),
            'a number of seconds'
        ),
        problem(
            'Agent.AfterContactWorkDuration',
            raw."Agent.AfterContactWorkDuration",
            number(raw."Agent.AfterContactWorkDuration"),
            'a number of seconds'
        )
    ] as problems
from raw
inner join sent on raw.line = sent.line
left join chain on sent.contact_id = chain.contact_id
