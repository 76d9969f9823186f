/*
name = "SFO airport customer survey 2017"
into = "answer"
detect = [
    "RESPNUM", "INTDATE", "BAREA", "Q7ALL", "Q15PROBLEM", "NETPRO", "Q16LIVE",
    "WEIGHT"
]
optional = [
    "Q7ART", "Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS", "Q7INFODOWN",
    "Q7INFOUP", "Q7WIFI", "Q7ROADS", "Q7PARK", "Q7AIRTRAIN", "Q7LTPARKING",
    "Q7RENTAL", "Q9BOARDING", "Q9AIRTRAIN", "Q9RENTAL", "Q9FOOD", "Q9RESTROOM",
    "Q9ALL", "Q10SAFE", "Q13GETRATE", "Q14FIND", "Q14PASSTHRU"
]
never_attributes = [
    "CCGID", "RUNID", "DAY", "FLIGHT", "ARRTIME", "DEPTIME", "Q2PURP2", "Q2PURP3",
    "Q3GETTO2", "Q3GETTO3", "Q8COM1", "Q8COM2", "Q8COM3", "Q8COM4", "Q8COM5",
    "Q9COM1", "Q9COM2", "Q9COM3", "Q10COM1", "Q10COM2", "Q10COM3", "Q12COM1",
    "Q12COM2", "Q12COM3", "Q15COM1", "Q15COM2", "Q15COM3", "Q17ZIP", "Hi",
    "HOWLONG", "Q17CITY"
]
vendor_docs = "data.sfgov.org, 2017 Customer Survey, Code List and Field Guide"
note = "The file gives only a day of the month; May 2017 is assumed, and the weekdays in the file agree."

[[example]]
why = "rated; food never used; overall left blank, written as a word; NPS code 11 is a blank and 0 a score"
raw = """
RESPNUM,INTDATE,BAREA,Q7FOOD,Q7ALL,Q15PROBLEM,NETPRO,Q16LIVE,WEIGHT
1,13,G,3,4,2,0,3,0.28
2,13,F,6,Blank,3,11,1,0.94
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | touchpoint | stage_order | state | score | label | scale_min | scale_max | weight
1 | touchpoint | Q7FOOD Restaurants | 6 | answered | 3 | | 1 | 5 | 0.28
1 | overall_satisfaction | | | answered | 4 | | 1 | 5 | 0.28
1 | problem | | | answered | 0 | | 0 | 1 | 0.28
1 | nps | | | answered | 0 | | 0 | 10 | 0.28
2 | touchpoint | Q7FOOD Restaurants | 6 | not_used | | | 1 | 5 | 0.94
2 | overall_satisfaction | | | blank | | | 1 | 5 | 0.94
2 | problem | | | blank | | unknown | 0 | 1 | 0.94
2 | nps | | | blank | | | 0 | 10 | 0.94
"""

[[example]]
why = "a weight that is not a number, and a day May does not have: both lines are set aside, whole"
raw = """
RESPNUM,INTDATE,BAREA,Q7FOOD,Q7ALL,Q15PROBLEM,NETPRO,Q16LIVE,WEIGHT
1,13,G,3,4,2,9,3,0.28
2,13,F,3,4,2,9,1,heavy
3,32,F,3,4,2,9,1,0.94
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
    case when item.question in ('nps', 'problem') then 0 else 1 end as scale_min,
    case item.question when 'nps' then 10 when 'problem' then 1 else 5 end as scale_max,
    coalesce(item.question, '') <> 'problem' as higher_is_better,
    interview.day as responded_at,
    'Boarding area ' || cell(raw."BAREA") as segment,
    number(raw."WEIGHT") as weight,
    [
        problem(
            item.heading,
            item.code,
            case when answer.state = 'answered' then answer.score else 0 end,
            'an answer code of this question'
        ),
        problem('INTDATE', raw."INTDATE", interview.day, 'a day of May'),
        problem('WEIGHT', raw."WEIGHT", number(raw."WEIGHT"), 'a number')
    ] as problems
from raw
cross join (
    values
    (null, 'Q7ART Artwork and exhibitions', null, 'Q7ART', raw."Q7ART"),
    (null, 'Q7FOOD Restaurants', 6, 'Q7FOOD', raw."Q7FOOD"),
    (null, 'Q7STORE Shops and concessions', null, 'Q7STORE', raw."Q7STORE"),
    (null, 'Q7SIGN Signs inside the airport', 5, 'Q7SIGN', raw."Q7SIGN"),
    (null, 'Q7WALKWAYS Escalators and walkways', null, 'Q7WALKWAYS', raw."Q7WALKWAYS"),
    (null, 'Q7SCREENS Information on screens', null, 'Q7SCREENS', raw."Q7SCREENS"),
    (null, 'Q7INFODOWN Info booths, lower level', null, 'Q7INFODOWN', raw."Q7INFODOWN"),
    (null, 'Q7INFOUP Info booths, upper level', null, 'Q7INFOUP', raw."Q7INFOUP"),
    (null, 'Q7WIFI Free WiFi', null, 'Q7WIFI', raw."Q7WIFI"),
    (null, 'Q7ROADS Signs on airport roads', null, 'Q7ROADS', raw."Q7ROADS"),
    (null, 'Q7PARK Airport parking', null, 'Q7PARK', raw."Q7PARK"),
    (null, 'Q7AIRTRAIN AirTrain', null, 'Q7AIRTRAIN', raw."Q7AIRTRAIN"),
    (null, 'Q7LTPARKING Parking lot shuttle', null, 'Q7LTPARKING', raw."Q7LTPARKING"),
    (null, 'Q7RENTAL Rental Car Center', null, 'Q7RENTAL', raw."Q7RENTAL"),
    ('overall_satisfaction', null, null, 'Q7ALL', raw."Q7ALL"),
    (null, 'Q9BOARDING Clean boarding areas', null, 'Q9BOARDING', raw."Q9BOARDING"),
    (null, 'Q9AIRTRAIN Clean AirTrain', null, 'Q9AIRTRAIN', raw."Q9AIRTRAIN"),
    (null, 'Q9RENTAL Clean Rental Car Center', null, 'Q9RENTAL', raw."Q9RENTAL"),
    (null, 'Q9FOOD Clean restaurants', null, 'Q9FOOD', raw."Q9FOOD"),
    (null, 'Q9RESTROOM Clean restrooms', null, 'Q9RESTROOM', raw."Q9RESTROOM"),
    (null, 'Q9ALL Overall cleanliness', 7, 'Q9ALL', raw."Q9ALL"),
    (null, 'Q10SAFE Feeling safe', 4, 'Q10SAFE', raw."Q10SAFE"),
    (null, 'Q13GETRATE Getting to the airport', 1, 'Q13GETRATE', raw."Q13GETRATE"),
    (null, 'Q14FIND Finding your way', 2, 'Q14FIND', raw."Q14FIND"),
    (null, 'Q14PASSTHRU Security and screening', 3, 'Q14PASSTHRU', raw."Q14PASSTHRU"),
    ('problem', null, null, 'Q15PROBLEM', raw."Q15PROBLEM"),
    ('nps', null, null, 'NETPRO', raw."NETPRO")
) as item (question, touchpoint, stage_order, heading, code)
cross join (
    values
    (
        case
            when cell(item.code) is null or item.code = 'Blank' then 'blank'
            -- 11 is a blank; 0 is a score.
            when item.question = 'nps' and item.code = '11' then 'blank'
            when item.question = 'nps' then 'answered'
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
            when item.question = 'nps' and whole(item.code) between 0 and 10
                then whole(item.code)
            when whole(item.code) between 1 and 5 then whole(item.code)
        end
    )
) as answer (state, score)
cross join (values (moment_ymd('2017-05-' || raw."INTDATE"))) as interview (day)
where
    -- A question whose column was cut from the file was not asked.
    item.code is not null
    or list_contains(map_keys(raw.cells), item.heading)
