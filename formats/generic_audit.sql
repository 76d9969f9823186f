/*
name = "Visits and audits, this dashboard's own columns"
into = "audit_item"
detect = ["visit_id", "visited_at", "item", "score"]
optional = [
    "site", "touchpoint", "stage_order", "scale_min", "scale_max", "applicable", "critical",
    "weight", "auditor", "instrument", "channel", "product", "team", "segment", "comment",
    "contact_id", "elapsed_s"
]
vendor_docs = "The data dictionary of this dashboard; one line per item that was looked at on a visit, its columns in English or Korean."
note = "Dates are year first. A score is a number, with scale_max beside it (scale_min is 0 where it is not given), or yes or no, which run from 0 to 1. N/A, or applicable = no, means that the item did not apply; it then counts on neither side. touchpoint is the stage of the visit, stage_order its place. An item named twice on one visit needs two touchpoints or two auditors, or the later line replaces the earlier. elapsed_s is a measured time in seconds or h:mm:ss."

[also]
visit_id = ["방문번호"]
visited_at = ["방문일시"]
item = ["점검항목"]
score = ["점수"]
site = ["매장"]
touchpoint = ["접점"]
stage_order = ["접점순서"]
scale_min = ["최저점"]
scale_max = ["만점"]
applicable = ["해당여부"]
critical = ["필수여부"]
weight = ["가중치"]
auditor = ["점검자"]
instrument = ["점검표"]
channel = ["채널"]
product = ["상품"]
team = ["팀"]
segment = ["고객군"]
comment = ["의견"]
contact_id = ["상담번호"]
elapsed_s = ["소요시간"]

[[example]]
why = "a number on its scale, yes and no from 0 to 1, an item that did not apply, said in both ways"
raw = """
visit_id,visited_at,site,auditor,touchpoint,stage_order,item,score,scale_max,applicable,critical,weight,comment
V1,2024-03-14 10:00,Gangnam,Kim,Arrival,1,Greeted within a minute,4,5,,no,2,Friendly
V1,2024-03-14 10:00,Gangnam,Kim,Arrival,1,Clean entrance,yes,,,yes,,
V1,2024-03-14 10:00,Gangnam,Kim,Payment,2,Receipt offered,No,,yes,,1.5,
V1,2024-03-14 10:00,Gangnam,Kim,Payment,2,Loyalty card,N/A,5,,,,
V2,2024-03-15,,,,,Clean entrance,,1,no,,,
"""
expect = { added = 5, duplicate = 0, set_aside = 0 }
rows = """
visit_id | visited_at | site | auditor | touchpoint | stage_order | item | applicable | score | scale_min | scale_max | critical | weight | comment
V1 | 2024-03-14 10:00:00 | Gangnam | Kim | Arrival | 1 | Greeted within a minute | true | 4 | 0 | 5 | false | 2 | Friendly
V1 | 2024-03-14 10:00:00 | Gangnam | Kim | Arrival | 1 | Clean entrance | true | 1 | 0 | 1 | true | |
V1 | 2024-03-14 10:00:00 | Gangnam | Kim | Payment | 2 | Receipt offered | true | 0 | 0 | 1 | | 1.5 |
V1 | 2024-03-14 10:00:00 | Gangnam | Kim | Payment | 2 | Loyalty card | false | | 0 | 5 | | |
V2 | 2024-03-15 00:00:00 | | | | | Clean entrance | false | | 0 | 1 | | |
"""

[[example]]
why = "two auditors of one visit are two rows; a time measured; a contact that was listened to"
raw = """
visit_id,visited_at,item,score,auditor,contact_id,elapsed_s
Q1,2024-03-14,Understood the question,yes,Kim,A7,
Q1,2024-03-14,Understood the question,no,Lee,A7,
Q1,2024-03-14,First greeting,yes,Kim,A7,0:14
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
visit_id | item | score | auditor | contact_id | elapsed_s
Q1 | Understood the question | 1 | Kim | A7 |
Q1 | Understood the question | 0 | Lee | A7 |
Q1 | First greeting | 1 | Kim | A7 | 14
"""

[[example]]
why = "a score without a scale, above it, in other words, left blank, or given though nothing applied; an unreadable date; the last line about an item counts"
raw = """
visit_id,visited_at,item,score,scale_min,scale_max,applicable
V1,2024-03-14,Greeting,4,1,5,
V1,2024-03-14,Greeting,5,1,5,
V1,2024-03-14,Smile,4,,,
V1,2024-03-14,Queue,6,1,5,
V1,2024-03-14,Tone,perfect,1,5,
V1,2024-03-14,Order,,1,5,
V1,2024-03-14,Thanks,4,1,5,no
V2,soon,Greeting,4,1,5,
"""
expect = { added = 1, duplicate = 1, set_aside = 6 }
rows = """
item | applicable | score | scale_min | scale_max
Greeting | true | 5 | 1 | 5
"""

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
    cell(given.contact_id) as contact_id,
    seconds(given.elapsed_s) as elapsed_s,
    [
        problem(
            'visited_at', given.visited_at, given.visited_at_read, 'a date, year first'
        ),
        problem(
            'score',
            given.score,
            coalesce(
                given.score_number::varchar,
                given.score_yes::varchar,
                case when given.is_left_out then 'left out' end
            ),
            'a number, yes, no or N/A'
        ),
        problem(
            'applicable', given.applicable, given.applicable_read, 'yes or no'
        ),
        problem(
            'stage_order', given.stage_order, whole(given.stage_order), 'a whole number'
        ),
        problem('scale_min', given.scale_min, number(given.scale_min), 'a number'),
        problem('scale_max', given.scale_max, number(given.scale_max), 'a number'),
        problem('weight', given.weight, number(given.weight), 'a number'),
        problem('critical', given.critical, yes_no(given.critical), 'yes or no'),
        problem(
            'elapsed_s', given.elapsed_s, seconds(given.elapsed_s), 'seconds, or h:mm:ss'
        )
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
    from raw
) as given
