/*
name = "Typeform responses"
into = "answer"
detect = ["#", "Submit Date (UTC)"]
first = true
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*"
]
never_attributes = ["Start Date (UTC)", "Network ID"]
vendor_docs = "typeform.com/help, Export results; the header as public code that reads it gives it"
note = "Questions are known by their words alone: recommending (NPS only if somebody answered 0 or the question says 0 to 10; else a recommendation on another scale), satisfaction from 1 to 5 (the overall one, one other, or several as touchpoints in no order), and made it easy from 1 to 7. Scales that run from good to bad cannot be told. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. Times are UTC. The file does not say where a scale ends. Network ID is a hashed address, not a customer. The columns Response Type, Ending and Tags of newer files were not verified."

[[example]]
why = "# is the response and no number; 0 was answered, so it is the NPS; a question on satisfaction nobody gave a 5 is left out; a date that cannot be read is set aside"
raw = """
#,How likely are you to recommend us?,How satisfied are you with the app?,What is the main reason for your score?,Start Date (UTC),Submit Date (UTC),Network ID
068127e3,10,3,Quick,2024-03-14 09:05:14,2024-03-14 09:05:40,d356
1f2a9c0b,0,4,해당없음,2024-03-14 10:05:14,2024-03-14 10:05:40,d357
77aa01bc,7,2,,2024-03-14 11:05:14,soon,d358
9b3e55d1,,4,,2024-03-14 12:05:14,2024-03-14 12:05:40,d359
"""
expect = { added = 3, set_aside = 1 }
rows = """
response_id | question | state | score | scale_min | scale_max | responded_at | comment
068127e3 | nps | answered | 10 | 0 | 10 | 2024-03-14 09:05:40 | Quick
1f2a9c0b | nps | answered | 0 | 0 | 10 | 2024-03-14 10:05:40 |
9b3e55d1 | nps | blank | | 0 | 10 | 2024-03-14 12:05:40 |
"""

[[example]]
why = "effort on a scale somebody went to the end of; why people recommend is no score; the question says 0 to 10"
raw = """
#,The company made it easy to handle my issue,On a scale of 0 to 10 would you recommend us?,Would you recommend us to whom?,Overall how satisfied are you?,Submit Date (UTC)
a1,7,9,Friends,5,2024-03-14 09:05:40
a2,4,8,Family,4,2024-03-14 10:05:40
a3,1,6,,없음,14.3.24
"""
expect = { added = 2, set_aside = 1 }
rows = """
response_id | question | state | score | scale_min | scale_max
a1 | ces2 | answered | 7 | 1 | 7
a1 | nps | answered | 9 | 0 | 10
a1 | overall_satisfaction | answered | 5 | 1 | 5
a2 | ces2 | answered | 4 | 1 | 7
a2 | nps | answered | 8 | 0 | 10
a2 | overall_satisfaction | answered | 4 | 1 | 5
"""
*/
with tool as (select false as numbers_are_codes),

response as (
    select
        line,
        cell("#") as response_id,
        moment_ymd("Submit Date (UTC)") as responded_at,
        cast(null as varchar) as customer_id,
        cast(null as varchar) as contact_id,
        cast(null as varchar) as channel,
        cells,
        [
            problem(
                'Submit Date (UTC)',
                "Submit Date (UTC)",
                moment_ymd("Submit Date (UTC)"),
                'a date, year first'
            )
        ] as problems
    from raw
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
