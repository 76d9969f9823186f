/*
name = "Qualtrics responses"
into = "answer"
detect = ["StartDate", "EndDate", "RecordedDate", "ResponseId"]
optional = [
    "Status", "ExternalReference", "Finished", "Progress", "TicketID", "ticket_id",
    "DistributionChannel"
]
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*", "*_nps_group"
]
never_attributes = [
    "IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail",
    "LocationLatitude", "LocationLongitude", "Duration (in seconds)"
]
vendor_docs = "qualtrics.com/support, Data & Analysis, Understanding Your Data Set"
note = "Previews, tests and spam are set aside; unfinished responses stay in, Finished and Progress can be filtered. A question Q1 is the NPS where a column Q1_NPS_GROUP stands beside it; the score is read, never the group. Other questions are known only where their ids say satisfaction, or made it easy, and only from answers exported as words: numbers are codes in any order. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. The column names TicketID and ticket_id for the contact are a guess; yours may differ."

[[example]]
why = "the score counts and its group does not; a preview and spam are set aside; an unfinished response stays; -99 is a blank"
raw = """
StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,ExternalReference,Q1_NPS_GROUP,Q1,Q2
2024-03-14 09:00:00,2024-03-14 09:02:00,IP Address,100,True,2024-03-14 09:02:01,R_1,C1,Promoter,9,Web
2024-03-14 09:10:00,2024-03-14 09:12:00,Survey Preview,100,True,2024-03-14 09:12:01,R_2,,Detractor,0,Web
2024-03-14 10:00:00,2024-03-14 10:02:00,0,50,False,2024-03-15 10:02:01,R_3,없음,3,-99,
2024-03-14 11:00:00,2024-03-14 11:02:00,8,100,True,2024-03-14 11:02:01,R_4,,1,2,
2024-03-14 12:00:00,2024-03-14 12:02:00,Imported,100,True,2024-03-14 12:02:01,R_5,C5,2,8,App
"""
expect = { added = 3, set_aside = 2 }
rows = """
response_id | question | state | score | scale_min | scale_max | responded_at | customer_id
R_1 | nps | answered | 9 | 0 | 10 | 2024-03-14 09:02:01 | C1
R_3 | nps | blank | | 0 | 10 | 2024-03-15 10:02:01 |
R_5 | nps | answered | 8 | 0 | 10 | 2024-03-14 12:02:01 | C5
"""

[[example]]
why = "satisfaction in words is read and in codes is not; a date that is not year first and a score of 11 are set aside"
raw = """
StartDate,EndDate,Status,RecordedDate,ResponseId,NPS_NPS_GROUP,NPS,Satisfaction_1,Satisfaction_2
2024-03-14 09:00,2024-03-14 09:02,IP Address,2024-03-14 09:02,R_1,Promoter,10,Very satisfied,1
2024-03-14 09:00,2024-03-14 09:02,IP Address,14/03/2024 09:02,R_2,Promoter,10,Satisfied,5
2024-03-14 09:00,2024-03-14 09:02,Offline,2024-03-14 09:03,R_3,Detractor,6,Dissatisfied,4
2024-03-14 09:00,2024-03-14 09:02,16,2024-03-14 09:04,R_4,Passive,7,N/A,4
2024-03-14 09:00,2024-03-14 09:02,4,2024-03-14 09:05,R_5,Passive,7,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:06,R_6,Passive,8,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:07,R_7,Passive,8,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:08,R_8,Passive,8,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:09,R_9,Passive,8,,4
2024-03-14 09:00,2024-03-14 09:02,0,2024-03-14 09:10,R_10,,11,,4
"""
expect = { added = 8, set_aside = 2 }
*/
with tool as (select true as numbers_are_codes),

response as (
    select
        line,
        cell("ResponseId") as response_id,
        moment_ymd("RecordedDate") as responded_at,
        cell("ExternalReference") as customer_id,
        coalesce(cell("TicketID"), cell(ticket_id)) as contact_id,
        cast(null as varchar) as channel,
        cells,
        [
            problem(
                'Status',
                "Status",
                case
                    when
                        lower(cell("Status")) in (
                            '0', '4', '16', 'ip address', 'imported', 'offline'
                        )
                        then true
                end,
                'This is a preview or test answer, or spam.'
            ),
            problem(
                'RecordedDate',
                "RecordedDate",
                moment_ymd("RecordedDate"),
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

-- What a column asks: by the group of scores beside it, or by the words of its id.
asking as (
    select
        header,
        place,
        case
            when list_contains(headers, header || '_NPS_GROUP') then 'recommend'
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
        -- A question that Qualtrics groups so runs from 0 to 10.
        list_contains(headers, header || '_NPS_GROUP') as from_zero
    from column_header
    where
        not ends_with(header, '_NPS_GROUP')
        and (
            list_contains(headers, header || '_NPS_GROUP')
            or regexp_matches(lower(header), 'made.it.easy|쉽게|satisf|만족')
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
