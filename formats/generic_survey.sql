/*
name = "Survey answers, this dashboard's own columns"
into = "answer"
detect = ["response_id", "responded_at", "nps"]
optional = [
    "customer_id", "contact_id", "channel", "reason", "product", "team", "segment",
    "weight", "comment", "respondent_role"
]
consumes = [
    "nps", "overall", "overall_satisfaction", "csat", "ces2", "ces1", "fcr_resolved",
    "fcr_contacts", "wom_told", "wom_count", "experience", "touchpoint: *", "had_problem",
    "problem_contacted", "problem_resolved", "recovery_satisfaction", "repeat_info",
    "more_loyal", "intent_rebuy", "intent_spend"
]
vendor_docs = "The data dictionary of this dashboard; one line per response, one column per question."
note = "Dates are year first; each column named 'touchpoint: …' is a moment of the journey, in the order of the file, rated 1 to 5."

[[example]]
why = "one row per question the file has; touchpoints keep the file's order; blank and not used are told apart; the comment goes with the NPS"
raw = """
response_id,responded_at,customer_id,nps,csat,fcr_resolved,wom_told,touchpoint: Order,touchpoint: Delivery,comment
R1,2024-03-14,C1,9,good,yes,none,4,not used,Fine
R2,2024-03-15,,,4,don't know,,,이용 안 함,
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | touchpoint | stage_order | state | score | label | scale_min | scale_max | customer_id | comment
R1 | nps | | | answered | 9 | | 0 | 10 | C1 | Fine
R1 | csat | | | answered | 1 | good | 0 | 1 | C1 |
R1 | fcr_resolved | | | answered | 1 | | 0 | 1 | C1 |
R1 | wom_told | | | answered | | none | | | C1 |
R1 | touchpoint | Order | 1 | answered | 4 | | 1 | 5 | C1 |
R1 | touchpoint | Delivery | 2 | not_used | | | 1 | 5 | C1 |
R2 | nps | | | blank | | | 0 | 10 | |
R2 | csat | | | answered | 4 | | 1 | 5 | |
R2 | fcr_resolved | | | blank | | unknown | 0 | 1 | |
R2 | wom_told | | | blank | | | | | |
R2 | touchpoint | Order | 1 | blank | | | 1 | 5 | |
R2 | touchpoint | Delivery | 2 | not_used | | | 1 | 5 | |
"""

[[example]]
why = "effort on both scales, contacts until solved, people told, and an experience in words"
raw = """
response_id,responded_at,nps,ces2,ces1,overall,fcr_contacts,wom_count,experience,weight
R1,2024-03-14,10,7,1,매우 만족,2,3,bad,0.5
"""
expect = { added = 1, duplicate = 0, set_aside = 0 }
rows = """
question | state | score | label | scale_min | scale_max | higher_is_better | weight
nps | answered | 10 | | 0 | 10 | true | 0.5
ces2 | answered | 7 | | 1 | 7 | true | 0.5
ces1 | answered | 1 | | 1 | 5 | false | 0.5
overall_satisfaction | answered | 5 | | 1 | 5 | true | 0.5
fcr_contacts | answered | 2 | | 1 | | false | 0.5
wom_count | answered | 3 | | | | | 0.5
experience | answered | | bad | | | | 0.5
"""

[[example]]
why = "a date, a score and a weight that cannot be read or lie outside their scale are set aside"
raw = """
response_id,responded_at,nps,weight
R1,2024-03-14,0,1
R2,soon,9,1
R3,2024-03-14,11,1
R4,2024-03-14,nine,1
R5,2024-03-14,9,heavy
"""
expect = { added = 1, duplicate = 0, set_aside = 4 }

[[example]]
why = "a problem, what came of it, and what the customer means to do; a question that was not asked is no row"
raw = """
response_id,responded_at,nps,had_problem,problem_contacted,problem_resolved,recovery_satisfaction,more_loyal,intent_rebuy,intent_spend,repeat_info
R1,2024-03-14,3,yes,yes,no,2,less,1,,
R2,2024-03-14,9,no,,,,,5,4,no
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | state | score | label | scale_min | scale_max | higher_is_better
R1 | nps | answered | 3 | | 0 | 10 | true
R1 | had_problem | answered | 1 | | 0 | 1 | false
R1 | problem_contacted | answered | 1 | | 0 | 1 | true
R1 | problem_resolved | answered | 0 | | 0 | 1 | true
R1 | recovery_satisfaction | answered | 2 | | 1 | 5 | true
R1 | more_loyal | answered | | less | | |
R1 | intent_rebuy | answered | 1 | | 1 | 5 | true
R2 | nps | answered | 9 | | 0 | 10 | true
R2 | had_problem | answered | 0 | | 0 | 1 | false
R2 | intent_rebuy | answered | 5 | | 1 | 5 | true
R2 | intent_spend | answered | 4 | | 1 | 5 | true
R2 | repeat_info | answered | 0 | | 0 | 1 | false
"""
*/
select
    given.line,
    cell(given.response_id) as response_id,
    item.question,
    item.touchpoint,
    case
        when item.question = 'touchpoint'
            then row_number() over (
                partition by given.line, item.question
                order by given.place
            )
    end as stage_order,
    case
        when answer.label = 'not used' then 'not_used'
        when answer.label = 'unknown' then 'blank'
        when answer.label is null and cell(item.words) is null then 'blank'
        else 'answered'
    end as state,
    answer.score,
    nullif(answer.label, 'not used') as label,
    case
        when
            item.question in (
                'nps', 'fcr_resolved', 'had_problem', 'problem_contacted',
                'problem_resolved', 'repeat_info'
            )
            then 0
        when item.question = 'csat' and answer.label is not null then 0
        when item.question in ('wom_told', 'wom_count', 'experience', 'more_loyal')
            then null
        else 1
    end as scale_min,
    case
        when item.question = 'nps' then 10
        when item.question = 'ces2' then 7
        when
            item.question in (
                'fcr_resolved', 'had_problem', 'problem_contacted', 'problem_resolved',
                'repeat_info'
            )
            then 1
        -- Good or bad is a scale of its own.
        when item.question = 'csat' and answer.label is not null then 1
        when
            item.question in (
                'overall_satisfaction', 'csat', 'ces1', 'touchpoint',
                'recovery_satisfaction', 'intent_rebuy', 'intent_spend'
            )
            then 5
    end as scale_max,
    case
        -- Effort on the older scale, and contacts needed: less is better.
        when item.question in ('ces1', 'fcr_contacts', 'had_problem', 'repeat_info')
            then false
        when item.question not in ('wom_told', 'wom_count', 'experience', 'more_loyal')
            then true
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
    case when item.question = 'nps' then cell(given.comment) end as comment,
    cell(given.respondent_role) as respondent_role,
    [
        problem(
            given.heading,
            item.words,
            coalesce(answer.score::varchar, answer.label),
            'an answer to this question'
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
    -- One row for each cell; the map itself is left behind, or every row would carry it.
    select
        * exclude (cells),
        unnest(map_keys(cells)) as heading,
        unnest(map_values(cells)) as written,
        unnest(generate_series(1, cardinality(cells)::bigint)) as place
    from raw
) as given
cross join (
    values
    (
        case
            when lower(given.heading) like 'touchpoint:%' then 'touchpoint'
            when lower(given.heading) = 'overall' then 'overall_satisfaction'
            else lower(given.heading)
        end,
        case
            when lower(given.heading) like 'touchpoint:%'
                then nullif(trim(substr(given.heading, length('touchpoint:') + 1)), '')
        end,
        given.written
    )
) as item (question, touchpoint, words)
cross join (
    values
    (
        case
            when lower(trim(item.words)) = 'good' then true
            when lower(trim(item.words)) = 'bad' then false
            when item.question = 'experience' and trim(item.words) = '좋음' then true
            when item.question = 'experience' and trim(item.words) = '나쁨' then false
        end,
        lower(trim(item.words)) in (
            'not used', '이용 안 함', '이용안함', '해당없음', '해당 없음'
        ),
        lower(trim(item.words)) in (
            'don''t know', 'not sure', 'unknown', '모름', '모르겠음', '잘 모르겠음'
        )
    )
) as verdict (good, not_used, unknown)
cross join (
    values
    (
        case item.question
            when 'nps' then whole(item.words)
            when 'csat' then coalesce(verdict.good::integer, rating5(item.words))
            when 'ces2' then rating7(item.words)
            when 'fcr_resolved' then yes_no(item.words)::integer
            when 'had_problem' then yes_no(item.words)::integer
            when 'problem_contacted' then yes_no(item.words)::integer
            when 'problem_resolved' then yes_no(item.words)::integer
            when 'repeat_info' then yes_no(item.words)::integer
            when 'recovery_satisfaction' then rating5(item.words)
            when 'intent_rebuy' then rating5(item.words)
            when 'intent_spend' then rating5(item.words)
            when 'fcr_contacts' then whole(item.words)
            when 'wom_count' then whole(item.words)
            when 'overall_satisfaction' then rating5(item.words)
            when 'ces1' then rating5(item.words)
            when 'touchpoint' then rating5(item.words)
        end,
        case
            when item.question = 'wom_told' then told_of(item.words)
            when item.question = 'more_loyal' then loyal_of(item.words)
            when item.question in ('csat', 'experience')
                then case verdict.good when true then 'good' when false then 'bad' end
            when item.question = 'touchpoint' and verdict.not_used then 'not used'
            when item.question = 'fcr_resolved' and verdict.unknown then 'unknown'
        end
    )
) as answer (score, label)
where
    item.question in (
        'nps', 'overall_satisfaction', 'csat', 'ces2', 'ces1', 'fcr_resolved',
        'fcr_contacts', 'wom_told', 'wom_count', 'experience'
    )
    or lower(given.heading) like 'touchpoint:%'
    -- Asked of few: a blank here is a question that was not asked.
    or (
        item.question in (
            'had_problem', 'problem_contacted', 'problem_resolved', 'repeat_info',
            'recovery_satisfaction', 'more_loyal', 'intent_rebuy', 'intent_spend'
        )
        and cell(item.words) is not null
    )
