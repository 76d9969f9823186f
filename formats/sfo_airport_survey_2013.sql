/*
name = "SFO airport customer survey 2013"
into = "answer"
detect = ["RESPNUM", "INTDATE", "GATE", "Q7O_WHOLE", "Q15_PROBLEMS", "WEIGHT"]
optional = [
    "Q7A_ART", "Q7B_FOOD", "Q7C_SHOPS", "Q7D_SIGNS", "Q7E_WALK", "Q7F_SCREENS",
    "Q7G_INFOARR", "Q7H_INFODEP", "Q7I_WIFI", "Q7J_ROAD", "Q7K_PARK",
    "Q7L_AIRTRAIN", "Q7M_LTPARK", "Q7N_RENTAL", "Q9A_CLNBOARD", "Q9B_CLNAIRTRAIN",
    "Q9C_CLNRENT", "Q9D_CLNFOOD", "Q9E_CLNBATH", "Q9F_CLNWHOLE", "Q10SAFE",
    "Q13_RATEGETTO", "Q14A_FIND", "Q14B_SECURITY"
]
never_attributes = [
    "CCGID", "RUN", "FLIGHT", "ARRTIME", "DEPTIME", "Q2PURP2", "Q2PURP3", "Q2PURP4",
    "Q2PURP5", "Q2PURP6", "Q3GETTO2", "Q3GETTO3", "Q3GETTO4", "Q3GETTO5",
    "Q3GETTO6", "Q8COM1", "Q8COM2", "Q8COM3", "Q9COM1", "Q9COM2", "Q9COM3",
    "Q10COM1", "Q10COM2", "Q10COM3", "Q12COM1", "Q12COM2", "Q12COM3", "Q15COM1",
    "Q15COM2", "Q15COM3", "Q17_CITY", "Q17_ZIP"
]
vendor_docs = "data.sfgov.org, 2013 SFO Customer Survey Data Set and Dictionary"
note = "The file gives only a day of the month; May 2013 is assumed, the month of the neighbouring years' surveys. The boarding area is read from the gate."

[[example]]
why = "rated with a problem met; then never used, a blank and a don't-know"
raw = """
RESPNUM,INTDATE,GATE,Q7O_WHOLE,Q9F_CLNWHOLE,Q15_PROBLEMS,WEIGHT
1,2,12,4,5,1,1.5
2,18,91,0,6,3,1.5
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | touchpoint | state | score | label | responded_at | segment
1 | overall_satisfaction | | answered | 4 | | 2013-05-02 00:00:00 | Boarding area A
1 | touchpoint | Q9ALL Overall cleanliness | answered | 5 | | 2013-05-02 00:00:00 | Boarding area A
1 | problem | | answered | 1 | | 2013-05-02 00:00:00 | Boarding area A
2 | overall_satisfaction | | blank | | | 2013-05-18 00:00:00 | Boarding area G
2 | touchpoint | Q9ALL Overall cleanliness | not_used | | | 2013-05-18 00:00:00 | Boarding area G
2 | problem | | blank | | unknown | 2013-05-18 00:00:00 | Boarding area G
"""

[[example]]
why = "May has no day 32, and a weight is a number: both lines are set aside"
raw = """
RESPNUM,INTDATE,GATE,Q7O_WHOLE,Q9F_CLNWHOLE,Q15_PROBLEMS,WEIGHT
1,2,12,4,5,1,1.5
2,32,12,4,5,2,1.5
3,2,12,4,5,2,heavy
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
    -- Gate ranges of the 2012 code book, so that boarding areas line up over the years.
    case
        when whole(raw."GATE") between 1 and 12 then 'Boarding area A'
        when whole(raw."GATE") between 20 and 39 then 'Boarding area B'
        when whole(raw."GATE") between 40 and 48 then 'Boarding area C'
        when whole(raw."GATE") between 50 and 59 then 'Boarding area D'
        when whole(raw."GATE") between 60 and 90 then 'Boarding area F'
        when whole(raw."GATE") between 91 and 102 then 'Boarding area G'
    end as segment,
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
    (null, 'Q7ART Artwork and exhibitions', null, 'Q7A_ART', raw."Q7A_ART"),
    (null, 'Q7FOOD Restaurants', 6, 'Q7B_FOOD', raw."Q7B_FOOD"),
    (null, 'Q7STORE Shops and concessions', null, 'Q7C_SHOPS', raw."Q7C_SHOPS"),
    (null, 'Q7SIGN Signs inside the airport', 5, 'Q7D_SIGNS', raw."Q7D_SIGNS"),
    (null, 'Q7WALKWAYS Escalators and walkways', null, 'Q7E_WALK', raw."Q7E_WALK"),
    (null, 'Q7SCREENS Information on screens', null, 'Q7F_SCREENS', raw."Q7F_SCREENS"),
    (null, 'Q7INFODOWN Info booths, lower level', null, 'Q7G_INFOARR', raw."Q7G_INFOARR"),
    (null, 'Q7INFOUP Info booths, upper level', null, 'Q7H_INFODEP', raw."Q7H_INFODEP"),
    (null, 'Q7WIFI Free WiFi', null, 'Q7I_WIFI', raw."Q7I_WIFI"),
    (null, 'Q7ROADS Signs on airport roads', null, 'Q7J_ROAD', raw."Q7J_ROAD"),
    (null, 'Q7PARK Airport parking', null, 'Q7K_PARK', raw."Q7K_PARK"),
    (null, 'Q7AIRTRAIN AirTrain', null, 'Q7L_AIRTRAIN', raw."Q7L_AIRTRAIN"),
    (null, 'Q7LTPARKING Parking lot shuttle', null, 'Q7M_LTPARK', raw."Q7M_LTPARK"),
    (null, 'Q7RENTAL Rental Car Center', null, 'Q7N_RENTAL', raw."Q7N_RENTAL"),
    ('overall_satisfaction', null, null, 'Q7O_WHOLE', raw."Q7O_WHOLE"),
    (null, 'Q9BOARDING Clean boarding areas', null, 'Q9A_CLNBOARD', raw."Q9A_CLNBOARD"),
    (null, 'Q9AIRTRAIN Clean AirTrain', null, 'Q9B_CLNAIRTRAIN', raw."Q9B_CLNAIRTRAIN"),
    (null, 'Q9RENTAL Clean Rental Car Center', null, 'Q9C_CLNRENT', raw."Q9C_CLNRENT"),
    (null, 'Q9FOOD Clean restaurants', null, 'Q9D_CLNFOOD', raw."Q9D_CLNFOOD"),
    (null, 'Q9RESTROOM Clean restrooms', null, 'Q9E_CLNBATH', raw."Q9E_CLNBATH"),
    (null, 'Q9ALL Overall cleanliness', 7, 'Q9F_CLNWHOLE', raw."Q9F_CLNWHOLE"),
    (null, 'Q10SAFE Feeling safe', 4, 'Q10SAFE', raw."Q10SAFE"),
    (null, 'Q13GETRATE Getting to the airport', 1, 'Q13_RATEGETTO', raw."Q13_RATEGETTO"),
    (null, 'Q14FIND Finding your way', 2, 'Q14A_FIND', raw."Q14A_FIND"),
    (null, 'Q14PASSTHRU Security and screening', 3, 'Q14B_SECURITY', raw."Q14B_SECURITY"),
    ('problem', null, null, 'Q15_PROBLEMS', raw."Q15_PROBLEMS")
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
cross join (values (moment_ymd('2013-05-' || raw."INTDATE"))) as interview (day)
where
    -- A question whose column was cut from the file was not asked.
    item.code is not null
    or list_contains(map_keys(raw.cells), item.heading)
