/*
name = "SFO airport customer survey 2011"
into = "answer"
detect = ["RESPNUM", "INTDATE", "GATE", "Q8N", "Q10F", "Q16"]
optional = [
    "Q8A", "Q8B", "Q8C", "Q8D", "Q8E", "Q8F", "Q8G", "Q8H", "Q8I", "Q8J", "Q8K",
    "Q8L", "Q8M", "Q10A", "Q10B", "Q10C", "Q10D", "Q10E", "Q11", "Q15A", "Q15B"
]
never_attributes = [
    "RUNID", "CCGID", "Q1MIL", "DEPTIME", "PASSTIME", "PASSMIN", "Q13A1", "Q13A2",
    "Q13A3", "Q18ZIP", "Q1"
]
vendor_docs = "data.sfgov.org, 2011 SFO Customer Survey and its data dictionary"
note = "The file gives only a day of the month; May 2011 is assumed, the month of the neighbouring years' surveys. The boarding area is read from the gate."

[[example]]
why = "rated with a problem met; then never used, a blank and a don't-know"
raw = """
RESPNUM,INTDATE,GATE,Q8N,Q10F,Q16
1,2,54,4,5,1
2,15,3,0,6,3
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | touchpoint | state | score | label | responded_at | segment
1 | overall_satisfaction | | answered | 4 | | 2011-05-02 00:00:00 | Boarding area D
1 | touchpoint | Q9RESTROOM Clean restrooms | answered | 5 | | 2011-05-02 00:00:00 | Boarding area D
1 | problem | | answered | 1 | | 2011-05-02 00:00:00 | Boarding area D
2 | overall_satisfaction | | blank | | | 2011-05-15 00:00:00 | Boarding area A
2 | touchpoint | Q9RESTROOM Clean restrooms | not_used | | | 2011-05-15 00:00:00 | Boarding area A
2 | problem | | blank | | unknown | 2011-05-15 00:00:00 | Boarding area A
"""

[[example]]
why = "May has no day 32: the line is set aside"
raw = """
RESPNUM,INTDATE,GATE,Q8N,Q10F,Q16
1,2,54,4,5,1
2,32,54,4,5,2
"""
expect = { added = 1, duplicate = 0, set_aside = 1 }
*/
select
    raw.line,
    raw."RESPNUM" as response_id,
    coalesce(item.question, 'touchpoint') as question,
    item.touchpoint,
    item.stage_order,
    answer.state,
    answer.score,
    case when item.question = 'problem' and item.code = '3' then 'unknown' end as label,
    case when item.question = 'problem' then 0 else 1 end as scale_min,
    case when item.question = 'problem' then 1 else 5 end as scale_max,
    coalesce(item.question, '') <> 'problem' as higher_is_better,
    interview.day as responded_at,
    -- Gate ranges of the 2012 code book, so that boarding areas line up over the years.
    case
        when whole(raw."GATE") between 1 and 12 then 'Boarding area A'
        when whole(raw."GATE") between 20 and 39 then 'Boarding area B'
        when whole(raw."GATE") between 40 and 48 then 'Boarding area C'
        when whole(raw."GATE") between 50 and 59 then 'Boarding area D'
        when whole(raw."GATE") between 60 and 90 then 'Boarding area F'
        when whole(raw."GATE") between 91 and 102 then 'Boarding area G'
    end as segment,
    [
        problem(
            item.heading,
            item.code,
            case when answer.state = 'answered' then answer.score else 0 end,
            'an answer code of this question'
        ),
        problem('INTDATE', raw."INTDATE", interview.day, 'a day of May')
    ] as problems
from raw
cross join (
    values
    (null, 'Q7ART Artwork and exhibitions', null, 'Q8A', raw."Q8A"),
    (null, 'Q7FOOD Restaurants', 6, 'Q8B', raw."Q8B"),
    (null, 'Q7STORE Shops and concessions', null, 'Q8C', raw."Q8C"),
    (null, 'Q7SIGN Signs inside the airport', 5, 'Q8D', raw."Q8D"),
    (null, 'Q7WALKWAYS Escalators and walkways', null, 'Q8E', raw."Q8E"),
    (null, 'Q7SCREENS Information on screens', null, 'Q8F', raw."Q8F"),
    (null, 'Q7INFODOWN Info booths, lower level', null, 'Q8G', raw."Q8G"),
    (null, 'Q7INFOUP Info booths, upper level', null, 'Q8H', raw."Q8H"),
    (null, 'Q7ROADS Signs on airport roads', null, 'Q8I', raw."Q8I"),
    (null, 'Q7PARK Airport parking', null, 'Q8J', raw."Q8J"),
    (null, 'Q7AIRTRAIN AirTrain', null, 'Q8K', raw."Q8K"),
    (null, 'Q7LTPARKING Parking lot shuttle', null, 'Q8L', raw."Q8L"),
    (null, 'Q7RENTAL Rental Car Center', null, 'Q8M', raw."Q8M"),
    ('overall_satisfaction', null, null, 'Q8N', raw."Q8N"),
    (null, 'Q9BOARDING Clean boarding areas', null, 'Q10A', raw."Q10A"),
    (null, 'Q9PARK Clean parking garage', null, 'Q10B', raw."Q10B"),
    (null, 'Q9AIRTRAIN Clean AirTrain', null, 'Q10C', raw."Q10C"),
    (null, 'Q9RENTAL Clean Rental Car Center', null, 'Q10D', raw."Q10D"),
    (null, 'Q9FOOD Clean restaurants', null, 'Q10E', raw."Q10E"),
    (null, 'Q9RESTROOM Clean restrooms', null, 'Q10F', raw."Q10F"),
    (null, 'Q10SAFE Feeling safe', 4, 'Q11', raw."Q11"),
    (null, 'Q14FIND Finding your way', 2, 'Q15A', raw."Q15A"),
    (null, 'Q14PASSTHRU Security and screening', 3, 'Q15B', raw."Q15B"),
    ('problem', null, null, 'Q16', raw."Q16")
) as item (question, touchpoint, stage_order, heading, code)
cross join (
    values
    (
        case
            when cell(item.code) is null then 'blank'
            -- 3 is "Don't know".
            when item.question = 'problem' and item.code in ('0', '3') then 'blank'
            when item.question = 'problem' then 'answered'
            when item.code = '0' then 'blank'
            -- Never used or visited, or not applicable.
            when item.code = '6' then 'not_used'
            else 'answered'
        end,
        case
            when item.question = 'problem'
                then case item.code when '1' then 1 when '2' then 0 end
            when whole(item.code) between 1 and 5 then whole(item.code)
        end
    )
) as answer (state, score)
cross join (values (moment_ymd('2011-05-' || raw."INTDATE"))) as interview (day)
where
    -- A question whose column was cut from the file was not asked.
    item.code is not null
    or list_contains(map_keys(raw.cells), item.heading)
