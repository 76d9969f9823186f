/*
name = "Call and contact log of a Korean contact centre"
into = "contact"
detect = ["상담유형", "처리결과"]
optional = [
    "접수번호", "상담번호", "문의번호", "상담일시", "접수일시", "문의일시", "인입일시", "등록일시", "처리일시",
    "완료일시", "종료일시", "고객번호", "고객ID", "회원번호", "회원ID", "핸드폰", "휴대폰", "전화번호", "인입채널",
    "접수채널", "상담채널", "채널", "구분", "중분류", "소분류", "담당상담사", "상담사", "상담원", "부서", "팀",
    "대기시간", "통화시간", "후처리시간", "상담소요시간", "보류시간", "포기호", "포기여부", "이관횟수", "이관여부"
]
never_attributes = ["성명", "고객명", "이름", "상담내용", "문의내용", "메모", "주소", "이메일", "상담시간", "등록일"]
vendor_docs = "No vendor: words of Korean call-centre exports seen in public code, and the usual further ones."
note = "Known by 상담유형 and 처리결과; all other columns may be there or not, in several spellings, and most of those are the usual words and were not verified. Without 접수번호, 상담번호 or 문의번호 a line has no number of its own, and a line whose words changed looks new. A telephone number stands for the customer where no customer number does, unless part of it is hidden by stars. 처리결과 is resolved where it ends in 완료, 종결 or 해결 and speaks of neither transfer nor failure; other words say nothing. Handling time is 통화시간 and 후처리시간 together, else 상담소요시간; without a unit they are seconds. \"Map the columns by hand\" can name more."

[[example]]
why = "an afternoon; a number with and without its leading zero is one customer, hidden by stars it is nobody; transferred is not resolved, 부재 says nothing; an unreadable time is set aside"
raw = """
접수번호,상담일시,인입채널,구분,상담유형,처리결과,담당상담사,전화번호,통화시간,후처리시간,이관여부
A1,2024. 3. 14 오후 2:30:05,전화,인바운드,배송,처리완료,김,010-1234-5678,00:03:20,40,N
A2,2024-03-15 09:00,전화,인바운드,환불,이관완료,없음,1012345678,0:30,해당없음,Y
A3,2024-03-15 10:00,카카오톡,아웃바운드,해당없음,부재,이,010-****-5678,,,
A4,어제,전화,인바운드,배송,처리완료,김,010-1234-5678,10,0,N
"""
expect = { added = 3, duplicate = 0, set_aside = 1 }
rows = """
contact_id | started_at | customer_id | channel | direction | reason | agent_id | status | resolved | handle_s | transfers
A1 | 2024-03-14 14:30:05 | 1012345678 | phone | in | 배송 | 김 | 처리완료 | true | 240 | 0
A2 | 2024-03-15 09:00:00 | 1012345678 | phone | in | 환불 | | 이관완료 | false | 30 | 1
A3 | 2024-03-15 10:00:00 | | kakao | out | | 이 | 부재 | | |
"""

[[example]]
why = "other spellings; a line without a number is kept; a waiting time in words and a completion before the beginning are set aside"
raw = """
상담번호,접수일시,완료일시,접수채널,회원ID,상담유형,중분류,처리결과,상담사,팀,대기시간,상담소요시간,포기호,이관횟수
B1,20240314093000,2024-03-14 10:00,콜,m1,요금,할인,미해결,박,1팀,45초,"1,234초",아니오,2
B2,2024-03-14 11:00,2024-03-14 11:30,게시판,m2,요금,할인,상담완료,박,1팀,잠깐,60,,
B3,2024-03-14 11:00,2024-03-13 11:30,게시판,m2,요금,할인,종결,박,1팀,,60,,
,2024-03-14 11:00:00,,게시판,m2,요금,할인,종결,박,1팀,,60,,
"""
expect = { added = 2, duplicate = 0, set_aside = 2 }
rows = """
started_at | customer_id | channel | reason | subreason | team | resolved | closed_at | wait_s | handle_s | abandoned | transfers
2024-03-14 09:30:00 | m1 | phone | 요금 | 할인 | 1팀 | false | 2024-03-14 10:00:00 | 45 | 1234 | false | 2
2024-03-14 11:00:00 | m2 | web | 요금 | 할인 | 1팀 | true | | | 60 | |
"""
*/
with talk as (
    select
        *,
        coalesce(
            cell("상담일시"),
            cell("접수일시"),
            cell("문의일시"),
            cell("인입일시"),
            cell("등록일시")
        ) as began,
        case
            when cell("상담일시") is not null then '상담일시'
            when cell("접수일시") is not null then '접수일시'
            when cell("문의일시") is not null then '문의일시'
            when cell("인입일시") is not null then '인입일시'
            else '등록일시'
        end as began_in,
        coalesce(cell("완료일시"), cell("처리일시"), cell("종료일시")) as ended,
        case
            when cell("완료일시") is not null then '완료일시'
            when cell("처리일시") is not null then '처리일시'
            else '종료일시'
        end as ended_in,
        coalesce(cell("핸드폰"), cell("휴대폰"), cell("전화번호")) as telephone,
        coalesce(cell("포기호"), cell("포기여부")) as gave_up
    from raw
)

select
    line,
    coalesce(cell("접수번호"), cell("상담번호"), cell("문의번호"), row_key) as contact_id,
    moment_ymd(began) as started_at,
    coalesce(
        cell("고객번호"),
        cell("고객ID"),
        cell("회원번호"),
        cell("회원ID"),
        case
            -- A spreadsheet takes the leading zero away.
            when telephone not like '%*%'
                then nullif(ltrim(regexp_replace(telephone, '\D', '', 'g'), '0'), '')
        end
    ) as customer_id,
    channel_of(
        coalesce(cell("인입채널"), cell("접수채널"), cell("상담채널"), cell("채널"))
    ) as channel,
    direction_of("구분") as direction,
    cell("상담유형") as reason,
    coalesce(cell("중분류"), cell("소분류")) as subreason,
    coalesce(cell("팀"), cell("부서")) as team,
    coalesce(cell("담당상담사"), cell("상담사"), cell("상담원")) as agent_id,
    cell("처리결과") as status,
    case
        when regexp_matches(cell("처리결과"), '자동|부재|중복|통화') then null
        when
            regexp_matches(
                cell("처리결과"),
                '미완료|미처리|미해결|불가|진행|처리중|처리 중|보류|대기|접수|이관|예약'
            )
            then false
        when regexp_matches(cell("처리결과"), '(완료|종결|해결)$') then true
    end as resolved,
    moment_ymd(ended) as closed_at,
    seconds("대기시간") as wait_s,
    coalesce(
        seconds("통화시간") + coalesce(seconds("후처리시간"), 0), seconds("상담소요시간")
    ) as handle_s,
    seconds("보류시간") as hold_s,
    yes_no(gave_up) as abandoned,
    coalesce(whole("이관횟수"), yes_no("이관여부")::integer) as transfers,
    [
        problem(began_in, began, moment_ymd(began), 'a date, year first'),
        problem(ended_in, ended, moment_ymd(ended), 'a date, year first'),
        problem('대기시간', "대기시간", seconds("대기시간"), 'seconds, or h:mm:ss'),
        problem('통화시간', "통화시간", seconds("통화시간"), 'seconds, or h:mm:ss'),
        problem('후처리시간', "후처리시간", seconds("후처리시간"), 'seconds, or h:mm:ss'),
        problem('상담소요시간', "상담소요시간", seconds("상담소요시간"), 'seconds, or h:mm:ss'),
        problem('보류시간', "보류시간", seconds("보류시간"), 'seconds, or h:mm:ss'),
        problem('포기호', gave_up, yes_no(gave_up), 'yes or no'),
        problem('이관횟수', "이관횟수", whole("이관횟수"), 'a whole number'),
        problem('이관여부', "이관여부", yes_no("이관여부"), 'yes or no')
    ] as problems
from talk
