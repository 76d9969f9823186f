/*
name = "Channel Talk chats (채널톡), JSON"
into = "contact"
detect = [
    "id", "channelId", "userId", "state", "firstAskedAt", "operationWaitingTime"
]
optional = [
    "createdAt", "firstOpenedAt", "openedAt", "mediumType", "source.medium.mediumType",
    "tags", "assigneeId", "firstRepliedAtAfterOpen", "closedAt", "waitingTime",
    "replyCount", "priority"
]
never_attributes = [
    "name", "description", "source.page", "sourcePage", "goalCheckedAt", "askedAt",
    "avgReplyTime", "totalReplyTime", "resolutionTime", "operationAvgReplyTime",
    "operationTotalReplyTime", "operationResolutionTime", "snoozedAt", "expiresAt",
    "firstAssigneeIdAfterOpen", "version", "frontMessageId", "deskMessageId",
    "frontUpdatedAt", "deskUpdatedAt", "managerIds"
]
vendor_docs = "developers.channel.io, UserChat"
note = "Times are milliseconds since 1970, in UTC; waits are milliseconds too. A chat that was opened again is one contact, which flatters first-contact resolution; the first reply is read only if it was never opened again. A tag such as 문의유형/배송/지연 gives the reason 배송 and the detailed reason 지연; only the first tag counts. Known by the key channelId, which the workbook was not seen to have. The names in mediumType were not verified. \"Map the columns by hand\" can name more."

[[example]]
why = "milliseconds as times and as waits; the first of two tags; a chat opened again has no first reply; a date in words and seconds instead of milliseconds are set aside"
raw = """
id,channelId,userId,state,mediumType,tags,firstAskedAt,firstOpenedAt,openedAt,firstRepliedAtAfterOpen,closedAt,waitingTime,operationWaitingTime,replyCount
c1,9,u1,closed,native,"[""문의유형/배송/지연"", ""등급/VIP""]",1710394205000,1710394206000,1710394206000,1710394326000,1710397805000,120000,120000,4
c2,9,u2,opened,,[],1710394205000,1710394206000,1710399999000,1710400059000,,60000,60000,2
c3,9,u3,closed,native,,2024-03-14 14:30:05,,,,,,0,1
c4,9,u4,closed,native,,1710394205,,,,,,0,1
"""
expect = { added = 2, duplicate = 0, set_aside = 2 }
rows = """
contact_id | started_at | customer_id | channel | reason | subreason | resolved | closed_at | first_response_at | wait_s | replies
c1 | 2024-03-14 05:30:05 | u1 | chat | 배송 | 지연 | true | 2024-03-14 06:30:05 | 2024-03-14 05:32:06 | 120 | 4
c2 | 2024-03-14 05:30:05 | u2 | | | | false | | | 60 | 2
"""

[[example]]
why = "a tag of one level is the reason; the customer never asked, so the chat begins when it was opened; a wait in words is set aside"
raw = """
id,channelId,userId,state,tags,firstAskedAt,createdAt,waitingTime,operationWaitingTime
c1,9,u1,snoozed,"[""환불""]",,1710394205000,,
c2,9,u2,closed,null,1710394205000,1710394205000,0h 2m 0s,
"""
expect = { added = 1, duplicate = 0, set_aside = 1 }
rows = """
contact_id | started_at | reason | resolved
c1 | 2024-03-14 05:30:05 | 환불 | false
"""
*/
with chat as (
    select
        *,
        string_split(
            trim(
                split_part(
                    regexp_replace(cell("tags"), '[\[\]"]', '', 'g'),
                    ',',
                    1
                )
            ),
            '/'
        ) as tag_path,
        coalesce(
            cell("firstAskedAt"), cell("firstOpenedAt"), cell("createdAt")
        ) as began,
        case
            when cell("firstAskedAt") is not null then 'firstAskedAt'
            when cell("firstOpenedAt") is not null then 'firstOpenedAt'
            else 'createdAt'
        end as began_in,
        number("waitingTime") / 1000 as wait_s
    from raw
),

timed as (
    select
        *,
        epoch_ms(try_cast(regexp_extract(began, '^\d{13}$') as bigint)) as started_at,
        epoch_ms(try_cast(regexp_extract("closedAt", '^\d{13}$') as bigint)) as ended_at,
        epoch_ms(
            try_cast(regexp_extract("firstRepliedAtAfterOpen", '^\d{13}$') as bigint)
        ) as replied_at
    from chat
)

select
    line,
    cell(id) as contact_id,
    started_at,
    cell("userId") as customer_id,
    case lower(coalesce(cell("mediumType"), cell("source.medium.mediumType")))
        when 'native' then 'chat'
        else channel_of(coalesce(cell("mediumType"), "source.medium.mediumType"))
    end as channel,
    coalesce(nullif(tag_path[2], ''), nullif(tag_path[1], '')) as reason,
    nullif(tag_path[3], '') as subreason,
    cell("assigneeId") as agent_id,
    cell("state") as status,
    resolved_status("state") as resolved,
    case when resolved_status("state") then ended_at end as closed_at,
    case when "openedAt" = "firstOpenedAt" then replied_at end as first_response_at,
    wait_s,
    whole("replyCount") as replies,
    [
        problem(began_in, began, started_at, 'milliseconds since 1970'),
        problem('closedAt', "closedAt", ended_at, 'milliseconds since 1970'),
        problem('waitingTime', "waitingTime", wait_s, 'milliseconds'),
        problem('replyCount', "replyCount", whole("replyCount"), 'a whole number')
    ] as problems
from timed
