/*
name = "Happytalk chats (해피톡)"
into = "contact"
detect = ["방번호", "고객식별번호", "상담원"]
optional = [
    "상담요청일시", "요청일시", "접수일시", "상담시작일시", "시작일시", "상담종료일시", "종료일시", "채널",
    "상담유형", "상담분류", "종료 주체", "종료주체", "상담상태", "상태"
]
never_attributes = ["고객명", "고객이름", "이름", "전화번호", "휴대폰", "상담내용", "메모"]
vendor_docs = "happybook.happytalk.io, 상담 내역"
note = "The exact header was not verified: 방번호, 고객식별번호, 상담원 and 종료 주체 are the words of the handbook, the names of the time columns are the usual ones. Where yours differ, \"Map the columns by hand\". A room is used again, so a room and its beginning are one contact. Ended by the agent or a manager counts as resolved; 자동 종료 (a timeout) and 고객 종료 say nothing. An agent called 로봇-… is the bot. The list is by day of request and the vendor's statistics by day of ending, so the two never agree."

[[example]]
why = "an afternoon; a timeout is not resolved; a room used again is two contacts; 해당없음 is blank; an unreadable time is set aside"
raw = """
방번호,고객식별번호,상담원,채널,상담요청일시,상담종료일시,상담유형,종료 주체
1001,SITE_c1,김상담,카카오톡,2024. 3. 14 오후 2:30:05,2024-03-14 15:00:00,배송,상담원 종료
1001,SITE_c1,로봇-SITE,카카오톡,2024-03-20 09:00:00,2024-03-20 09:30:00,해당없음,자동 종료
1002,SITE_c2,김상담,해피톡 웹채팅,오늘,2024-03-14 15:00:00,환불,고객 종료
"""
expect = { added = 2, duplicate = 0, set_aside = 1 }
rows = """
contact_id | started_at | customer_id | channel | reason | agent_id | status | resolved | closed_at
1001 2024-03-14 14:30:05 | 2024-03-14 14:30:05 | SITE_c1 | kakao | 배송 | 김상담 | 상담원 종료 | true | 2024-03-14 15:00:00
1001 2024-03-20 09:00:00 | 2024-03-20 09:00:00 | SITE_c1 | kakao | | 로봇-SITE | 자동 종료 | | 2024-03-20 09:30:00
"""

[[example]]
why = "another spelling of the times and of who ended it; 네이버톡톡 and web chat are chats; without a time, and ended before it began, lines are set aside"
raw = """
방번호,고객식별번호,상담원,채널,시작일시,종료일시,종료주체
1003,SITE_c3,박상담,네이버톡톡,2024-03-14 09:00,2024-03-14 09:10,매니저 종료
1004,SITE_c4,박상담,웹채팅,2024-03-14 09:00,,고객 종료
1005,SITE_c5,박상담,카카오톡,,2024-03-14 09:10,상담원 종료
1006,SITE_c6,박상담,카카오톡,2024-03-14 09:00,2024-03-14 08:10,상담원 종료
"""
expect = { added = 2, duplicate = 0, set_aside = 2 }
rows = """
contact_id | started_at | channel | status | resolved
1003 2024-03-14 09:00:00 | 2024-03-14 09:00:00 | chat | 매니저 종료 | true
1004 2024-03-14 09:00:00 | 2024-03-14 09:00:00 | chat | 고객 종료 |
"""
*/
with chat as (
    select
        *,
        coalesce(
            cell("상담요청일시"),
            cell("요청일시"),
            cell("접수일시"),
            cell("상담시작일시"),
            cell("시작일시")
        ) as began,
        case
            when cell("상담요청일시") is not null then '상담요청일시'
            when cell("요청일시") is not null then '요청일시'
            when cell("접수일시") is not null then '접수일시'
            when cell("상담시작일시") is not null then '상담시작일시'
            else '시작일시'
        end as began_in,
        coalesce(cell("상담종료일시"), cell("종료일시")) as ended,
        case
            when cell("상담종료일시") is not null then '상담종료일시' else '종료일시'
        end as ended_in,
        coalesce(
            cell("종료 주체"), cell("종료주체"), cell("상담상태"), cell("상태")
        ) as ending
    from raw
)

select
    line,
    cell("방번호") || ' ' || moment_ymd(began)::varchar as contact_id,
    moment_ymd(began) as started_at,
    cell("고객식별번호") as customer_id,
    case when "채널" like '%웹채팅' then 'chat' else channel_of("채널") end as channel,
    coalesce(cell("상담유형"), cell("상담분류")) as reason,
    cell("상담원") as agent_id,
    ending as status,
    case when regexp_matches(ending, '^(상담원|매니저)\s*종료$') then true end as resolved,
    moment_ymd(ended) as closed_at,
    [
        problem(began_in, began, moment_ymd(began), 'a date, year first'),
        problem(ended_in, ended, moment_ymd(ended), 'a date, year first')
    ] as problems
from chat
