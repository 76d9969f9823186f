/*
name = "Channel Talk chats (채널톡), workbook"
into = "contact"
detect = ["id", "userId", "state", "firstAskedAt", "operationWaitingTime"]
optional = [
    "userChatCaseCreatedAt", "createdAt", "firstOpenedAt", "openedAt", "mediumType",
    "tags", "assigneeId", "firstRepliedAtAfterOpen", "closedAt", "waitingTime",
    "replyCount", "priority"
]
never_attributes = [
    "name", "description", "source.page", "goalCheckedAt", "askedAt", "avgReplyTime",
    "totalReplyTime", "resolutionTime", "operationAvgReplyTime",
    "operationTotalReplyTime", "operationResolutionTime", "snoozedAt", "expiresAt",
    "firstAssigneeIdAfterOpen"
]
vendor_docs = "docs.channel.io/help, chat data download, sheet UserChat data"
note = "Keys as in the sheet UserChat data. Without the column userChatCaseCreatedAt a chat that was opened again is one contact, which flatters first-contact resolution; the first reply is then read only if it was never opened again. A tag such as 문의유형/배송/지연 gives the reason 배송 and the detailed reason 지연; only the first tag counts. The first reply is waited for since the chat was opened. The layout since 2026-01-29 and the names in mediumType were not verified. \"Map the columns by hand\" can name more."

[[example]]
why = "an afternoon; a wait in h, m and s; the second and third level of the first tag; 없음 is nobody; a time nobody can read and a wait without a unit are set aside"
raw = """
id,userId,state,mediumType,tags,assigneeId,firstAskedAt,firstOpenedAt,openedAt,firstRepliedAtAfterOpen,closedAt,waitingTime,operationWaitingTime,replyCount
c1,u1,closed,native,문의유형/배송/지연,m1,2024-03-14 14:30:05,2024-03-14 14:30:06,2024-03-14 14:30:06,2024-03-14 14:32:06,2024-03-14 15:00:00,0h 2m 0s,0h 2m 0s,4
c2,u2,opened,phone,"문의유형/환불, 등급/VIP",없음,2024. 3. 14 오후 2:30:05,2024-03-14 14:30:06,2024-03-14 16:00:00,2024-03-14 16:01:00,,1h 0m 5s,0h 0m 0s,
c3,u3,closed,native,,m1,방금,,,,,,0h 0m 0s,1
c4,u4,closed,native,,m1,2024-03-14 14:30:05,,,,,125000,0h 0m 0s,1
"""
expect = { added = 2, duplicate = 0, set_aside = 2 }
rows = """
contact_id | started_at | customer_id | channel | reason | subreason | agent_id | status | resolved | closed_at | first_response_at | wait_s | replies
c1 | 2024-03-14 14:30:05 | u1 | chat | 배송 | 지연 | m1 | closed | true | 2024-03-14 15:00:00 | 2024-03-14 14:32:06 | 120 | 4
c2 | 2024-03-14 14:30:05 | u2 | phone | 환불 | | | opened | false | | | 3605 |
"""

[[example]]
why = "where the file has cases, each case of a chat is a contact, and begins when the case does"
raw = """
id,userId,state,firstAskedAt,operationWaitingTime,userChatCaseCreatedAt
c1,u1,closed,2024-03-14 14:30:05,0h 2m 0s,2024-03-14 14:30:05
c1,u1,closed,2024-03-14 14:30:05,0h 5m 0s,2024-03-20 09:00:00
c2,u2,snoozed,2024-03-14 14:30:05,0h 5m 0s,해당없음
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
contact_id | started_at | customer_id | resolved
c1 2024-03-14 14:30:05 | 2024-03-14 14:30:05 | u1 | true
c1 2024-03-20 09:00:00 | 2024-03-20 09:00:00 | u1 | true
c2 | 2024-03-14 14:30:05 | u2 | false
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
        -- Seconds without a unit would be a guess.
        case when regexp_matches("waitingTime", '[hms:]') then seconds("waitingTime") end
            as wait_s,
        moment_ymd("userChatCaseCreatedAt") as case_at,
        coalesce(
            cell("userChatCaseCreatedAt"),
            cell("firstAskedAt"),
            cell("firstOpenedAt"),
            cell("createdAt")
        ) as began,
        case
            when cell("userChatCaseCreatedAt") is not null then 'userChatCaseCreatedAt'
            when cell("firstAskedAt") is not null then 'firstAskedAt'
            when cell("firstOpenedAt") is not null then 'firstOpenedAt'
            else 'createdAt'
        end as began_in
    from raw
)

select
    line,
    concat_ws(' ', cell(id), case_at::varchar) as contact_id,
    moment_ymd(began) as started_at,
    cell("userId") as customer_id,
    case lower(cell("mediumType"))
        when 'native' then 'chat'
        else channel_of("mediumType")
    end as channel,
    coalesce(nullif(tag_path[2], ''), nullif(tag_path[1], '')) as reason,
    nullif(tag_path[3], '') as subreason,
    cell("assigneeId") as agent_id,
    cell("state") as status,
    resolved_status("state") as resolved,
    case when resolved_status("state") then moment_ymd("closedAt") end as closed_at,
    case
        when "openedAt" = "firstOpenedAt" then moment_ymd("firstRepliedAtAfterOpen")
    end as first_response_at,
    wait_s,
    whole("replyCount") as replies,
    [
        problem(began_in, began, moment_ymd(began), 'a date, year first'),
        problem('closedAt', "closedAt", moment_ymd("closedAt"), 'a date, year first'),
        problem('waitingTime', "waitingTime", wait_s, 'a time as 0h 0m 0s'),
        problem('replyCount', "replyCount", whole("replyCount"), 'a whole number')
    ] as problems
from chat
