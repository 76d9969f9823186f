/*
name = "Survey answers line by line, this dashboard's own columns"
into = "answer"
detect = ["response_id", "question", "score"]
optional = [
    "responded_at", "touchpoint", "stage_order", "item", "dimension", "respondent_role",
    "scale_min", "scale_max", "customer_id", "contact_id", "channel", "reason", "product",
    "team", "segment", "weight", "comment"
]
vendor_docs = "The data dictionary of this dashboard; one line per answer, its columns in English or Korean."
note = "For surveys with many questions of one kind: importance, expectation, Kano pairs, staff surveys. question is the name this dashboard has for it. A rating needs scale_max beside it (scale_min is 1 where it is not given); recommendations run from 0 to 10, yes or no from 0 to 1. touchpoint says what was rated, item which item of a staff survey or of a list, dimension what that item belongs to. Answers of staff carry respondent_role and team; they are shown for eight people or more."

[also]
response_id = ["응답번호"]
question = ["질문"]
score = ["점수"]
responded_at = ["응답일시"]
touchpoint = ["접점"]
stage_order = ["접점순서"]
item = ["문항"]
dimension = ["영역"]
respondent_role = ["응답자역할"]
scale_min = ["최저점"]
scale_max = ["만점"]
customer_id = ["고객번호"]
contact_id = ["상담번호"]
channel = ["채널"]
reason = ["문의유형"]
product = ["상품"]
team = ["팀"]
segment = ["고객군"]
weight = ["가중치"]
comment = ["의견"]

[[example]]
why = "a rating, a Kano pair in words, yes, a touchpoint that was not used, and a question that was left out"
raw = """
response_id,responded_at,question,touchpoint,score,scale_max
B1,2024-03-14,importance,Delivery,5,5
B1,2024-03-14,kano_functional,Delivery,I like it,
B1,2024-03-14,kano_dysfunctional,Delivery,Dislike,
B1,2024-03-14,had_problem,,yes,
B1,2024-03-14,touchpoint,Returns,not used,5
B1,2024-03-14,nps,,,
"""
expect = { added = 6, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | touchpoint | state | score | label | scale_min | scale_max | higher_is_better
B1 | importance | Delivery | answered | 5 | | 1 | 5 | true
B1 | kano_functional | Delivery | answered | | like | | |
B1 | kano_dysfunctional | Delivery | answered | | dislike | | |
B1 | had_problem | | answered | 1 | | 0 | 1 | false
B1 | touchpoint | Returns | not_used | | | 1 | 5 | true
B1 | nps | | blank | | | 0 | 10 | true
"""

[[example]]
why = "a staff survey, with Korean names of the columns"
raw = """
응답번호,응답일시,질문,영역,문항,점수,만점,팀,응답자역할
T1,2024. 3. 14,staff,재량,스스로 판단해도 된다,4점,5,서울,상담사
T1,2024. 3. 14,enps,,,9,,서울,상담사
T1,2024. 3. 14,staff,재량,,4,5,서울,상담사
T1,2024. 3. 14,staff,재량,도움을 받는다,글쎄요,5,서울,상담사
"""
expect = { added = 2, duplicate = 0, set_aside = 2 }
rows = """
response_id | question | item | dimension | score | scale_min | scale_max | team | respondent_role
T1 | staff | 스스로 판단해도 된다 | 재량 | 4 | 1 | 5 | 서울 | 상담사
T1 | enps | | | 9 | 0 | 10 | 서울 | 상담사
"""

[[example]]
why = "no scale, above it, an unknown question, words that are no answer, no touchpoint, no number"
raw = """
response_id,responded_at,question,touchpoint,score,scale_max
B1,2024-03-14,importance,Delivery,4,5
B1,2024-03-14,importance,Website,4,
B1,2024-03-14,importance,Payment,6,5
B1,2024-03-14,mood,Delivery,4,5
B1,2024-03-14,kano_functional,Delivery,often,
B1,2024-03-14,expectation,,4,5
,2024-03-14,importance,Delivery,4,5
"""
expect = { added = 1, duplicate = 0, set_aside = 6 }
*/
select
    given.line,
    cell(given.response_id) as response_id,
    given.asked as question,
    cell(given.touchpoint) as touchpoint,
    whole(given.stage_order) as stage_order,
    cell(given.item) as item,
    cell(given.dimension) as dimension,
    cell(given.respondent_role) as respondent_role,
    case
        when given.unused then 'not_used'
        when cell(given.score) is null and given.answer is null then 'blank'
        when given.undecided then 'blank'
        else 'answered'
    end as state,
    given.rating as score,
    case when given.undecided then 'unknown' else given.answer end as label,
    given.low as scale_min,
    given.high as scale_max,
    case
        when given.asked in ('ces1', 'fcr_contacts', 'had_problem', 'repeat_info')
            then false
        when not given.in_words and given.asked <> 'wom_count' then true
    end as higher_is_better,
    moment_ymd(given.responded_at) as responded_at,
    cell(given.customer_id) as customer_id,
    cell(given.contact_id) as contact_id,
    channel_of(given.channel) as channel,
    cell(given.reason) as reason,
    cell(given.product) as product,
    cell(given.team) as team,
    cell(given.segment) as segment,
    number(given.weight) as weight,
    cell(given.comment) as comment,
    [
        problem(
            'question',
            given.question,
            case when list_contains(given.known, given.asked) then given.asked end,
            'a question known here'
        ),
        problem(
            'score',
            case when not given.unused and not given.undecided then given.score end,
            coalesce(given.rating::varchar, given.answer),
            'an answer to this question'
        ),
        problem(
            'scale_max',
            case
                when given.needs_scale
                    then coalesce(cell(given.scale_max), cell(given.score))
            end,
            number(given.scale_max),
            'the highest possible score'
        ),
        problem('scale_min', given.scale_min, number(given.scale_min), 'a number'),
        problem(
            'stage_order', given.stage_order, whole(given.stage_order), 'a whole number'
        ),
        problem(
            'responded_at',
            given.responded_at,
            moment_ymd(given.responded_at),
            'a date, year first'
        ),
        problem('weight', given.weight, number(given.weight), 'a number')
    ] as problems
from (
    select
        *,
        case
            when in_words or asked = 'wom_count' then null
            when asked in ('nps', 'enps') or says_yes_or_no then 0
            else coalesce(number(scale_min), 1)
        end as low,
        case
            when in_words or asked in ('wom_count', 'fcr_contacts') then null
            when asked in ('nps', 'enps') then 10
            when asked = 'ces2' then 7
            when asked = 'ces1' then 5
            when says_yes_or_no then 1
            else number(scale_max)
        end as high,
        not in_words
        and not says_yes_or_no
        and asked not in ('nps', 'enps', 'ces1', 'ces2', 'wom_count', 'fcr_contacts')
            as needs_scale,
        case
            when in_words or unused then null
            when says_yes_or_no then yes_no(score)::integer
            when number(scale_max) = 5 or asked = 'ces1' then rating5(score)
            when number(scale_max) = 7 or asked = 'ces2' then rating7(score)
            else number(score)
        end as rating,
        case
            when asked = 'wom_told' then told_of(score)
            when asked = 'more_loyal' then loyal_of(score)
            when starts_with(asked, 'kano_') then kano_of(score)
            when asked <> 'experience' then null
            when lower(trim(score)) in ('good', '좋음') then 'good'
            when lower(trim(score)) in ('bad', '나쁨') then 'bad'
        end as answer
    from (
        select
            *,
            lower(cell(question)) as asked,
            [
                'nps', 'csat', 'ces2', 'ces1', 'overall_satisfaction', 'touchpoint',
                'recommend_other', 'intent_rebuy', 'fcr_resolved', 'fcr_contacts',
                'wom_told', 'wom_count', 'experience', 'had_problem',
                'problem_contacted', 'problem_resolved', 'recovery_satisfaction',
                'repeat_info', 'more_loyal', 'intent_spend', 'expectation',
                'importance', 'company_view', 'kano_functional', 'kano_dysfunctional',
                'etdbw', 'staff', 'enps', 'other'
            ] as known,
            lower(cell(question)) in (
                'wom_told', 'experience', 'more_loyal', 'kano_functional',
                'kano_dysfunctional'
            ) as in_words,
            lower(cell(question)) in (
                'fcr_resolved', 'had_problem', 'problem_contacted', 'problem_resolved',
                'repeat_info'
            ) as says_yes_or_no,
            coalesce(
                lower(trim(score)) in ('not used', '이용 안 함', '이용안함', '해당없음'),
                false
            ) as unused,
            coalesce(
                lower(trim(score)) in (
                    'don''t know', 'not sure', 'unknown', '모름', '잘 모르겠음'
                ),
                false
            ) as undecided
        from raw
    ) as read_once
) as given
