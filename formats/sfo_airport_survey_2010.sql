/*
name = "SFO airport customer survey 2010"
into = "answer"
detect = ["RESPNUM", "INTDATE", "GATENUM", "Q6N", "Q14", "WEIGHT"]
optional = [
    "Q6A", "Q6B", "Q6C", "Q6D", "Q6E", "Q6F", "Q6G", "Q6H", "Q6I", "Q6J", "Q6K",
    "Q6L", "Q6M", "Q8A", "Q8B", "Q8C", "Q8D", "Q8E", "Q8F", "Q9", "Q13A", "Q13B"
]
never_attributes = [
    "CCGID", "Q2_2", "Q2_3", "Q2_4", "Q2_5", "Q2_6", "Q3_2", "Q3_3", "Q3_4", "Q3_5",
    "Q3_6", "Q5AVG", "Q7COM1", "Q7COM2", "Q7COM3", "Q7A1", "Q7A2", "Q7A3", "Q8COM1",
    "Q8COM2", "Q8COM3", "Q9APOS1", "Q9APOS2", "Q9APOS3", "Q9ANEG1", "Q9ANEG2",
    "Q9ANEG3", "Q9ANTR1", "Q9ANTR2", "Q9ANTR3", "Q11A1", "Q11A2", "Q11A3",
    "Q13_COM", "Q13COM1", "Q13COM2", "Q13COM3", "Q14A", "Q14A1", "Q14A2", "Q14A3",
    "SFFLAG", "AGE", "INC", "Location 1"
]
vendor_docs = "data.sfgov.org, 2010 Customer Survey, Code List and Field Guide"
note = "The file numbers its survey days; the code book says which day of September 2010 each number is, number 1 being the pre-test of 7 September. The boarding area is read from the gate."

[[example]]
why = "day 1 is the pre-test and day 2 is 12 September; then never used, a blank and a don't-know"
raw = """
RESPNUM,INTDATE,GATENUM,Q6N,Q9,Q14,WEIGHT
1,1,21,4,5,1,1.5
2,2,65,0,6,3,1.5
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | touchpoint | state | score | label | responded_at | segment
1 | overall_satisfaction | | answered | 4 | | 2010-09-07 00:00:00 | Boarding area B
1 | touchpoint | Q10SAFE Feeling safe | answered | 5 | | 2010-09-07 00:00:00 | Boarding area B
1 | problem | | answered | 1 | | 2010-09-07 00:00:00 | Boarding area B
2 | overall_satisfaction | | blank | | | 2010-09-12 00:00:00 | Boarding area E
2 | touchpoint | Q10SAFE Feeling safe | not_used | | | 2010-09-12 00:00:00 | Boarding area E
2 | problem | | blank | | unknown | 2010-09-12 00:00:00 | Boarding area E
"""

[[example]]
why = "day 99 is not in the code book, and a weight is a number: both lines are set aside"
raw = """
RESPNUM,INTDATE,GATENUM,Q6N,Q9,Q14,WEIGHT
1,1,21,4,5,1,1.5
2,99,21,4,5,2,1.5
3,1,21,4,5,2,heavy
"""
expect = { added = 1, duplicate = 0, set_aside = 2 }
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
    -- Gate ranges of the later code books, so that boarding areas line up over the years.
    case
        when whole(raw."GATENUM") between 1 and 12 then 'Boarding area A'
        when whole(raw."GATENUM") between 20 and 39 then 'Boarding area B'
        when whole(raw."GATENUM") between 40 and 48 then 'Boarding area C'
        when whole(raw."GATENUM") between 50 and 59 then 'Boarding area D'
        when whole(raw."GATENUM") between 60 and 69 then 'Boarding area E'
        when whole(raw."GATENUM") between 70 and 90 then 'Boarding area F'
        when whole(raw."GATENUM") between 91 and 102 then 'Boarding area G'
    end as segment,
    number(raw."WEIGHT") as weight,
    [
        problem(
            item.heading,
            item.code,
            case when answer.state = 'answered' then answer.score else 0 end,
            'an answer code of this question'
        ),
        problem(
            'INTDATE',
            case when interview.not_dated then null else raw."INTDATE" end,
            interview.day,
            'a survey day of the code book'
        ),
        problem('WEIGHT', raw."WEIGHT", number(raw."WEIGHT"), 'a number')
    ] as problems
from raw
cross join (
    values
    (null, 'Q7ART Artwork and exhibitions', null, 'Q6A', raw."Q6A"),
    (null, 'Q7FOOD Restaurants', 6, 'Q6B', raw."Q6B"),
    (null, 'Q7STORE Shops and concessions', null, 'Q6C', raw."Q6C"),
    (null, 'Q7SIGN Signs inside the airport', 5, 'Q6D', raw."Q6D"),
    (null, 'Q7WALKWAYS Escalators and walkways', null, 'Q6E', raw."Q6E"),
    (null, 'Q7SCREENS Information on screens', null, 'Q6F', raw."Q6F"),
    (null, 'Q7INFODOWN Info booths, lower level', null, 'Q6G', raw."Q6G"),
    (null, 'Q7INFOUP Info booths, upper level', null, 'Q6H', raw."Q6H"),
    (null, 'Q7ROADS Signs on airport roads', null, 'Q6I', raw."Q6I"),
    (null, 'Q7PARK Airport parking', null, 'Q6J', raw."Q6J"),
    (null, 'Q7AIRTRAIN AirTrain', null, 'Q6K', raw."Q6K"),
    (null, 'Q7LTPARKING Parking lot shuttle', null, 'Q6L', raw."Q6L"),
    (null, 'Q7RENTAL Rental Car Center', null, 'Q6M', raw."Q6M"),
    ('overall_satisfaction', null, null, 'Q6N', raw."Q6N"),
    (null, 'Q9BOARDING Clean boarding areas', null, 'Q8A', raw."Q8A"),
    (null, 'Q9PARK Clean parking garage', null, 'Q8B', raw."Q8B"),
    (null, 'Q9AIRTRAIN Clean AirTrain', null, 'Q8C', raw."Q8C"),
    (null, 'Q9RENTAL Clean Rental Car Center', null, 'Q8D', raw."Q8D"),
    (null, 'Q9FOOD Clean restaurants', null, 'Q8E', raw."Q8E"),
    (null, 'Q9RESTROOM Clean restrooms', null, 'Q8F', raw."Q8F"),
    (null, 'Q10SAFE Feeling safe', 4, 'Q9', raw."Q9"),
    (null, 'Q14FIND Finding your way', 2, 'Q13A', raw."Q13A"),
    (null, 'Q14PASSTHRU Security and screening', 3, 'Q13B', raw."Q13B"),
    ('problem', null, null, 'Q14', raw."Q14")
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
cross join (
    -- The survey days of September 2010, as the code book numbers them; 14 is "Other", 15 "Unknown".
    values
    (
        case
            when whole(raw."INTDATE") = 1 then timestamp '2010-09-07'
            when whole(raw."INTDATE") between 2 and 13
                then make_timestamp(2010, 9, whole(raw."INTDATE") + 10, 0, 0, 0)
            when whole(raw."INTDATE") = 16 then timestamp '2010-09-24'
        end,
        whole(raw."INTDATE") in (14, 15)
    )
) as interview (day, not_dated)
where
    -- A question whose column was cut from the file was not asked.
    item.code is not null
    or list_contains(map_keys(raw.cells), item.heading)
