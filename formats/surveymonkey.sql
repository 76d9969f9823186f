/*
name = "SurveyMonkey responses, condensed or expanded"
into = "answer"
detect = ["Respondent ID", "Collector ID", "Start Date", "End Date"]
optional = ["Custom Data 1"]
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*"
]
never_attributes = ["IP Address", "Email Address", "First Name", "Last Name"]
vendor_docs = "help.surveymonkey.com, Exports; the header as public code that reads it gives it"
note = "Questions are known by their words alone: recommending (NPS only if somebody answered 0 or the question says 0 to 10; else a recommendation on another scale), satisfaction from 1 to 5 (the overall one, one other, or several as touchpoints in no order), and made it easy from 1 to 7. Scales that run from good to bad cannot be told. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. Export the answers as text: numbers given for choices are codes in any order, so satisfaction and effort are read from words only. Custom Data 1 is taken as the contact number. Unfinished responses stay in. That dates are month first was not verified."

[[example]]
why = "the ends of the recommendation carry words; an afternoon; a matrix becomes touchpoints; not applicable is not used; day first is set aside"
raw = """
Respondent ID,Collector ID,Start Date,End Date,Custom Data 1,How likely is it that you would recommend us?,How satisfied are you with each? - Order,How satisfied are you with each? - Check-in,Comments
118000000001,400,03/14/2024 02:20:05 PM,03/14/2024 02:30:05 PM,A-7,Extremely likely - 10,Very satisfied,Dissatisfied,"Fine, thanks"
118000000002,400,03/15/2024 09:00:00 AM,03/15/2024 12:05:00 AM,없음,Not at all likely - 0,Neither satisfied nor dissatisfied,Not applicable,
118000000003,400,14/03/2024 09:00:00 AM,14/03/2024 09:05:00 AM,,5,Satisfied,Satisfied,
"""
expect = { added = 2, set_aside = 1 }
rows = """
response_id | question | touchpoint | state | score | scale_max | responded_at | contact_id | comment
118000000001 | nps | | answered | 10 | 10 | 2024-03-14 14:30:05 | A-7 | Fine, thanks
118000000001 | touchpoint | Order | answered | 5 | 5 | 2024-03-14 14:30:05 | A-7 |
118000000001 | touchpoint | Check-in | answered | 2 | 5 | 2024-03-14 14:30:05 | A-7 |
118000000002 | nps | | answered | 0 | 10 | 2024-03-15 00:05:00 | |
118000000002 | touchpoint | Order | answered | 3 | 5 | 2024-03-15 00:05:00 | |
118000000002 | touchpoint | Check-in | not_used | | 5 | 2024-03-15 00:05:00 | |
"""

[[example]]
why = "condensed, with codes: codes for satisfaction are not read; a recommendation nobody answered with 0 has no certain scale; a number for a row of a response is needed"
raw = """
Respondent ID,Collector ID,Start Date,End Date,How satisfied are you?,How likely are you to recommend us?,Age
1001,C1,2024-01-01,2024-01-01,4,8,28
1002,C1,2024-01-01,2024-01-02,5,7,35
,C1,2024-01-01,2024-01-03,5,10,22
"""
expect = { added = 2, set_aside = 1 }
rows = """
response_id | question | state | score | scale_min | scale_max | responded_at
1001 | recommend_other | answered | 8 | | | 2024-01-01
1002 | recommend_other | answered | 7 | | | 2024-01-02
"""
*/
with tool as (select true as numbers_are_codes),

response as (
    select
        line,
        cell("Respondent ID") as response_id,
        moment_mdy("End Date") as responded_at,
        cast(null as varchar) as customer_id,
        cell("Custom Data 1") as contact_id,
        cast(null as varchar) as channel,
        cells,
        [
            problem(
                'Respondent ID',
                "Respondent ID",
                -- A spreadsheet cuts long numbers: many responses would look like one.
                case
                    when not regexp_matches("Respondent ID", '^\d[.,]\d+E\+\d+$') then 1
                end,
                'a number that a spreadsheet has not shortened'
            ),
            problem('End Date', "End Date", moment_mdy("End Date"), 'a date, month first')
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
