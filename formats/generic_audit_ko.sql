/*
name = "Visits and audits, in Korean"
into = "audit_item"
detect = ["방문번호", "방문일시", "점검항목", "점수"]
optional = [
    "매장", "접점", "접점순서", "최저점", "만점", "해당여부", "필수여부", "가중치", "점검자",
    "점검표", "채널", "상품", "팀", "고객군", "의견"
]
vendor_docs = "The data dictionary of this dashboard, with Korean names for its columns; one line per item that was looked at on a visit."
note = "Dates are year first. 점수 is a number, with 만점 beside it (최저점 is 0 where it is not given), or 예 or 아니오, which run from 0 to 1. 해당없음, or 해당여부 = 아니오, means that the item did not apply; it then counts on neither side. 접점 is the stage of the visit, 접점순서 its place. An item named twice on one visit needs two touchpoints, or the later line replaces the earlier."

[[example]]
why = "a Korean date, a number with 점, yes and no from 0 to 1, an item that did not apply"
raw = """
방문번호,방문일시,매장,점검자,접점,접점순서,점검항목,점수,만점,필수여부,가중치,의견
V1,2024. 3. 14 오후 2:30,강남점,김점검,입점,1,1분 안에 인사,4점,5,아니오,2,친절함
V1,2024. 3. 14 오후 2:30,강남점,김점검,입점,1,입구 청결,예,,예,,
V1,2024. 3. 14 오후 2:30,강남점,김점검,계산,2,영수증 안내,아니오,,,,
V1,2024. 3. 14 오후 2:30,강남점,김점검,계산,2,포인트 안내,해당없음,5,,,
"""
expect = { added = 4, duplicate = 0, set_aside = 0 }
rows = """
visit_id | visited_at | site | touchpoint | stage_order | item | applicable | score | scale_min | scale_max | critical | weight
V1 | 2024-03-14 14:30:00 | 강남점 | 입점 | 1 | 1분 안에 인사 | true | 4 | 0 | 5 | false | 2
V1 | 2024-03-14 14:30:00 | 강남점 | 입점 | 1 | 입구 청결 | true | 1 | 0 | 1 | true |
V1 | 2024-03-14 14:30:00 | 강남점 | 계산 | 2 | 영수증 안내 | true | 0 | 0 | 1 | |
V1 | 2024-03-14 14:30:00 | 강남점 | 계산 | 2 | 포인트 안내 | false | | 0 | 5 | |
"""

[[example]]
why = "no scale, above the scale, words that are no score, no visit number"
raw = """
방문번호,방문일시,점검항목,점수,만점
V1,2024-03-14,인사,5,5
V1,2024-03-14,미소,4,
V1,2024-03-14,대기,6,5
V1,2024-03-14,말투,아주 좋음,5
,2024-03-14,인사,5,5
"""
expect = { added = 1, duplicate = 0, set_aside = 4 }
*/
select
    given.line,
    cell(given.visit_id) as visit_id,
    given.visited_at_read as visited_at,
    cell(given.item) as item,
    cell(given.touchpoint) as touchpoint,
    whole(given.stage_order) as stage_order,
    coalesce(given.applicable_read, not given.is_left_out) as applicable,
    -- Yes is the upper end of the scale, no the lower.
    case given.score_yes
        when true then coalesce(number(given.scale_max), 1)
        when false then coalesce(number(given.scale_min), 0)
        else given.score_number
    end as score,
    coalesce(number(given.scale_min), 0) as scale_min,
    case
        when cell(given.scale_max) is not null then number(given.scale_max)
        when given.score_number is null then 1
    end as scale_max,
    number(given.weight) as weight,
    yes_no(given.critical) as critical,
    cell(given.site) as site,
    cell(given.auditor) as auditor,
    cell(given.instrument) as instrument,
    channel_of(given.channel) as channel,
    cell(given.product) as product,
    cell(given.team) as team,
    cell(given.segment) as segment,
    cell(given.comment) as comment,
    [
        problem(
            '방문일시', given.visited_at, given.visited_at_read, 'a date, year first'
        ),
        problem(
            '점수',
            given.score,
            coalesce(
                given.score_number::varchar,
                given.score_yes::varchar,
                case when given.is_left_out then 'left out' end
            ),
            'a number, yes, no or N/A'
        ),
        problem(
            '해당여부', given.applicable, given.applicable_read, 'yes or no'
        ),
        problem(
            '접점순서', given.stage_order, whole(given.stage_order), 'a whole number'
        ),
        problem('최저점', given.scale_min, number(given.scale_min), 'a number'),
        problem('만점', given.scale_max, number(given.scale_max), 'a number'),
        problem('가중치', given.weight, number(given.weight), 'a number'),
        problem('필수여부', given.critical, yes_no(given.critical), 'yes or no')
    ] as problems
from (
    select
        *,
        moment_ymd(visited_at) as visited_at_read,
        number(score) as score_number,
        case when number(score) is null then yes_no(score) end as score_yes,
        yes_no(applicable) as applicable_read,
        coalesce(
            regexp_full_match(trim(score), '(?i)n/?a|not applicable|해당 ?(사항 ?)?없음'),
            false
        ) as is_left_out
    from (
        select
            line,
            "방문번호" as visit_id,
            "방문일시" as visited_at,
            "점검항목" as item,
            "점수" as score,
            "매장" as site,
            "접점" as touchpoint,
            "접점순서" as stage_order,
            "최저점" as scale_min,
            "만점" as scale_max,
            "해당여부" as applicable,
            "필수여부" as critical,
            "가중치" as weight,
            "점검자" as auditor,
            "점검표" as instrument,
            "채널" as channel,
            "상품" as product,
            "팀" as team,
            "고객군" as segment,
            "의견" as comment
        from raw
    ) as named
) as given
