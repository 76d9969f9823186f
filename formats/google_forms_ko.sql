/*
name = "Google Forms responses, in Korean"
into = "answer"
detect = ["타임스탬프"]
first = true
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*"
]
never_attributes = ["사용자 이름", "이메일 주소", "점수"]
vendor_docs = "support.google.com/docs, View & manage form responses; the header as public code that reads it gives it"
note = "Questions are known by their words alone: recommending (NPS only if somebody answered 0 or the question says 0 to 10; else a recommendation on another scale), satisfaction from 1 to 5 (the overall one, one other, or several as touchpoints in no order), and made it easy from 1 to 7. Scales that run from good to bad cannot be told. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. Responses have no number: identical ones are told apart by their place in the file, and a question added to the form makes earlier responses look new, so take the earlier upload back first. A zone in the time is dropped. Unzip the download first. How Korean forms and spreadsheets write dates was not verified: both 오후 2:30 and 2:30 오후 are read."

[[example]]
why = "afternoons before and after the time; noon and midnight; 0 was answered; 해당없음 in a grid is not used; an unreadable time is set aside"
raw = """
타임스탬프,이메일 주소,저희를 주변에 추천하시겠습니까?,단계별 만족도 [주문],단계별 만족도 [배송],이유를 적어 주세요
2024. 3. 14 오후 2:30:05,a@example.org,10,매우 만족,해당없음,빨라요
2024/03/14 12:05:00 오전 GMT+9,,0,3,불만족,없음
2024. 3. 15 오후 12:00:00,,7,,보통,
어제,,9,만족,만족,
"""
expect = { added = 3, set_aside = 1 }
rows = """
question | touchpoint | state | score | scale_min | scale_max | responded_at | comment
nps | | answered | 10 | 0 | 10 | 2024-03-14 14:30:05 | 빨라요
touchpoint | 주문 | answered | 5 | 1 | 5 | 2024-03-14 14:30:05 |
touchpoint | 배송 | not_used | | 1 | 5 | 2024-03-14 14:30:05 |
nps | | answered | 0 | 0 | 10 | 2024-03-14 00:05:00 |
touchpoint | 주문 | answered | 3 | 1 | 5 | 2024-03-14 00:05:00 |
touchpoint | 배송 | answered | 2 | 1 | 5 | 2024-03-14 00:05:00 |
nps | | answered | 7 | 0 | 10 | 2024-03-15 12:00:00 |
touchpoint | 주문 | blank | | 1 | 5 | 2024-03-15 12:00:00 |
touchpoint | 배송 | answered | 3 | 1 | 5 | 2024-03-15 12:00:00 |
"""

[[example]]
why = "words of seven points for effort, of five for the overall satisfaction; the one who recommended is no score; yes and no to satisfaction are left out"
raw = """
타임스탬프,문제를 쉽게 해결할 수 있었다,전반적으로 만족하십니까?,상담에 만족하셨나요?,추천인
2024. 3. 14 오전 9:00:00,약간 동의함,만족,예,김
2024. 3. 14 오전 9:01:00,매우 동의함,매우 만족,아니오,
"""
expect = { added = 2, set_aside = 0 }
rows = """
question | state | score | scale_min | scale_max | responded_at
ces2 | answered | 5 | 1 | 7 | 2024-03-14 09:00:00
overall_satisfaction | answered | 4 | 1 | 5 | 2024-03-14 09:00:00
ces2 | answered | 7 | 1 | 7 | 2024-03-14 09:01:00
overall_satisfaction | answered | 5 | 1 | 5 | 2024-03-14 09:01:00
"""
*/
with tool as (select false as numbers_are_codes),

moment as (
    select
        line,
        -- A download writes 오후 after the time, a spreadsheet before it.
        moment_ymd(
            regexp_replace(
                regexp_replace("타임스탬프", '(:\d\d)\s*오전', '\1 AM'),
                '(:\d\d)\s*오후',
                '\1 PM'
            )
        ) as responded_at
    from raw
),

response as (
    select
        raw.line,
        raw.row_key as response_id,
        moment.responded_at,
        cast(null as varchar) as customer_id,
        cast(null as varchar) as contact_id,
        cast(null as varchar) as channel,
        raw.cells,
        [
            problem(
                '타임스탬프', raw."타임스탬프", moment.responded_at, 'a date, year first'
            )
        ] as problems
    from raw
    inner join moment on raw.line = moment.line
),

-- Every line has the same headers.
column_header as (
    select
        unnest(map_keys(any_value(cells))) as header,
        generate_subscripts(map_keys(any_value(cells)), 1) as place,
        map_keys(any_value(cells)) as headers
    from response
),

-- What a column asks, by the words of its header.
asking as (
    select
        header,
        place,
        case
            when
                regexp_matches(lower(header), 'recommend|추천')
                and not regexp_matches(
                    lower(header), 'satisf|만족|how many|how often|몇|추천인|추천받'
                )
                then 'recommend'
            when regexp_matches(lower(header), 'made it easy|쉽게') then 'effort'
            when regexp_matches(lower(header), '(overall|전반|종합|전체).*(satisf|만족)')
                then 'overall'
            else 'satisfaction'
        end as asks,
        case
            when
                regexp_matches(header, '\.\d+$')
                and list_contains(headers, regexp_replace(header, '\.\d+$', ''))
                then regexp_replace(header, '\.\d+$', '')
            else header
        end as question_text,
        regexp_matches(header, '\b0\s*(점|\()?.{0,3}(-|–|~|to|에서|부터).{0,3}10') as from_zero
    from column_header
    where
        regexp_matches(
            lower(header), 'recommend|추천|made it easy|쉽게|satisf|만족'
        )
),

-- From here on, the survey tools without fixed questions are read the same way.
reading as (
    select
        response.line,
        asking.header,
        asking.place,
        asking.asks,
        asking.question_text,
        asking.from_zero,
        trim(response.cells[asking.header]) as words,
        lower(trim(response.cells[asking.header])) in (
            'not used', 'did not use', 'not applicable', 'n/a', '이용 안 함', '이용안함',
            '이용하지 않음', '해당없음', '해당 없음'
        ) as unused,
        cell(response.cells[asking.header]) is null
        or lower(trim(response.cells[asking.header])) in (
            '-99', 'don''t know', 'not sure', '모름', '잘 모름', '모르겠음', '잘 모르겠음'
        ) as left_out
    from response
    cross join asking
),

scored as (
    select
        reading.*,
        case
            when reading.unused or reading.left_out then null
            when reading.asks = 'recommend'
                then coalesce(
                    whole(reading.words),
                    -- "0 - Not at all likely", and "Extremely likely - 10".
                    try_cast(
                        regexp_extract(reading.words, '^(\d+)\s*[-.:)]', 1) as integer
                    ),
                    try_cast(
                        regexp_extract(reading.words, '\s-\s(\d+)$', 1) as integer
                    )
                )
            -- Bare numbers may be the tool's codes, in any order.
            when tool.numbers_are_codes and regexp_matches(reading.words, '^-?\d+$')
                then null
            when reading.asks = 'effort' then rating7(reading.words)
            else rating5(reading.words)
        end as score,
        case reading.asks when 'recommend' then 0 else 1 end as low,
        case reading.asks when 'recommend' then 10 when 'effort' then 7 else 5 end as high
    from reading
    cross join tool
),

judged as (
    select
        question_text,
        any_value(asks) as asks,
        min(place) as place,
        bool_or(from_zero)
        or (min(score) = 0 and max(score) > 5)
        or bool_or(lower(words) = 'extremely likely - 10') as zero_to_ten
    from scored
    group by question_text
    having
        -- A column is a question only if what stands in it are answers to that question.
        count(*) filter (where score between low and high and score = floor(score))
        >= 0.9 * count(*) filter (where not left_out and not unused)
        and count(score) > 0
        and (
            any_value(asks) = 'recommend'
            or (
                max(score) <= any_value(high)
                and min(score) >= 1
                -- Where the scale ends is certain only if somebody went there, or from
                -- words that no other scale has.
                and case any_value(asks)
                    when 'effort'
                        then bool_or(regexp_matches(lower(words), '^(7|somewhat |약간 )'))
                    else
                        max(score) = 5
                        or bool_or(score > 0 and not regexp_matches(words, '^\d'))
                end
            )
        )
),

placed as (
    select
        question_text,
        zero_to_ten,
        case
            when
                asks = 'overall'
                and place > min(place) over (partition by asks)
                then 'satisfaction'
            else asks
        end as asks,
        -- Of several that recommend or made it easy, the first.
        place = min(place) over (partition by asks) as is_first,
        coalesce(
            nullif(regexp_extract(question_text, '\[([^\]]+)\]$', 1), ''),
            nullif(regexp_extract(question_text, '^.*\s-\s(.+)$', 1), ''),
            question_text
        ) as row_name
    from judged
),

question as (
    select
        question_text,
        case
            when asks = 'recommend' and zero_to_ten then 'nps'
            when asks = 'recommend' then 'recommend_other'
            when asks = 'effort' then 'ces2'
            when asks = 'overall' then 'overall_satisfaction'
            when count(*) over (partition by asks) = 1 then 'csat'
            else 'touchpoint'
        end as question,
        case
            when count(*) over (partition by asks, row_name) = 1 then row_name
            else question_text
        end as row_name
    from placed
    where is_first or asks = 'satisfaction'
),

item as (
    select
        scored.line,
        scored.header,
        scored.words,
        scored.unused,
        scored.left_out,
        case
            when
                scored.score between scored.low and scored.high
                and scored.score = floor(scored.score)
                then scored.score
        end as score,
        question.question,
        case
            when question.question = 'touchpoint' then question.row_name
        end as touchpoint
    from scored
    inner join question on scored.question_text = question.question_text
    -- A question that was edited stands in the file twice, and is answered in one place.
    qualify
        row_number() over (
            partition by scored.line, scored.question_text
            order by scored.left_out, scored.place
        ) = 1
),

remark as (
    select min_by(header, place) as header
    from column_header
    where
        regexp_matches(
            lower(header), 'comment|feedback|\bwhy\b|reason for your|의견|이유'
        )
)

select
    response.line,
    response.response_id,
    item.question,
    item.touchpoint,
    case
        when item.unused and item.question = 'touchpoint' then 'not_used'
        when item.unused or item.left_out then 'blank'
        else 'answered'
    end as state,
    item.score,
    case
        when item.question = 'nps' then 0
        when item.question <> 'recommend_other' then 1
    end as scale_min,
    case item.question
        when 'nps' then 10
        when 'recommend_other' then null
        when 'ces2' then 7
        else 5
    end as scale_max,
    true as higher_is_better,
    response.responded_at,
    response.customer_id,
    response.contact_id,
    response.channel,
    case
        when item.question in ('nps', 'recommend_other')
            then cell(response.cells[remark.header])
    end as comment,
    list_concat(
        response.problems,
        [
            problem(
                item.header,
                case when not item.unused and not item.left_out then item.words end,
                item.score,
                'an answer to this question'
            ),
            problem(
                '',
                response.response_id,
                item.question,
                'No question is known by its words here: map the columns by hand.'
            )
        ]
    ) as problems
from response
cross join remark
left join item on response.line = item.line
