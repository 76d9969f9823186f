-- Survey answers out of responses whose questions have no fixed names: what a column asks is known
-- by its words, or by the score groups that a tool puts beside it.
--
-- A format with `questions = true` returns one row per response, the table `response` here:
-- line, response_id, responded_at, customer_id, contact_id, channel, cells, problems,
-- numbers_are_codes (bare numbers may be the tool's codes, not scores) and groups_scores
-- (a recommendation has a column <id>_NPS_GROUP beside it, and is known by that alone).
-- Every line has the same headers.
with shape as (
    select
        any_value(groups_scores) as groups_scores,
        map_keys(any_value(cells)) as headers
    from response
),

column_header as (
    select
        shape.headers,
        shape.groups_scores,
        unnest(shape.headers) as header,
        generate_subscripts(shape.headers, 1) as place,
        list_contains(shape.headers, unnest(shape.headers) || '_NPS_GROUP') as grouped
    from shape
),

-- What a column asks: by the group of scores that the tool puts beside it, or by words.
asking as (
    select
        header,
        place,
        case
            when grouped then 'recommend'
            when
                not groups_scores
                and regexp_matches(lower(header), 'recommend|추천')
                and not regexp_matches(
                    lower(header), 'satisf|만족|how many|how often|몇|추천인|추천받'
                )
                then 'recommend'
            when regexp_matches(lower(header), 'made.it.easy|쉽게') then 'effort'
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
        -- A question whose scores are grouped so runs from 0 to 10.
        grouped
        or regexp_matches(header, '\b0\s*(점|\()?.{0,3}(-|–|~|to|에서|부터).{0,3}10')
            as from_zero
    from column_header
    where
        grouped
        or (
            not ends_with(header, '_NPS_GROUP')
            and regexp_matches(lower(header), 'made.it.easy|쉽게|satisf|만족')
        )
        or (not groups_scores and regexp_matches(lower(header), 'recommend|추천'))
),

reading as (
    select
        response.line,
        response.numbers_are_codes,
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
            when reading.numbers_are_codes and regexp_matches(reading.words, '^-?\d+$')
                then null
            when reading.asks = 'effort' then rating7(reading.words)
            else rating5(reading.words)
        end as score,
        case reading.asks when 'recommend' then 0 else 1 end as low,
        case reading.asks when 'recommend' then 10 when 'effort' then 7 else 5 end as high
    from reading
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
        question.question,
        case
            when
                scored.score between scored.low and scored.high
                and scored.score = floor(scored.score)
                then scored.score
        end as score,
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
    item.score,
    true as higher_is_better,
    response.responded_at,
    response.customer_id,
    response.contact_id,
    response.channel,
    case
        when item.unused and item.question = 'touchpoint' then 'not_used'
        when item.unused or item.left_out then 'blank'
        else 'answered'
    end as state,
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
