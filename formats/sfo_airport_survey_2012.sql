/*
name = "SFO airport customer survey 2012"
into = "answer"
detect = ["RESPNUM", "INTDATE", "BAREA", "Q8N_WHOLE", "Q16_PROBLEM"]
optional = [
    "Q8A_ART", "Q8B_FOOD", "Q8C_SHOP", "Q8D_SIGNS", "Q8E_WALK", "Q8F_SCREENS",
    "Q8G_INFOARR", "Q8H_INFODEP", "Q8I_ROAD", "Q8J_PARK", "Q8K_AIRTRAIN",
    "Q8L_LTPARK", "Q8M_RENTAL", "Q10A_CLNBOARD", "Q10B_CLNPARK", "Q10C_CLNAIRTRAIN",
    "Q10D_CLNRENT", "Q10E_CLNFOOD", "Q10F_CLNBATH", "Q11SAFE", "Q14RATEGETTO",
    "Q15A_FIND", "Q15B_SECURITY"
]
never_attributes = ["CCGID", "FLIGHT", "ARRTIME", "DEPTIME", "MINUTES", "Q18ZIP"]
vendor_docs = "data.sfgov.org, 2012 Customer Survey, Code List and Field Guide"
note = "The file gives only a day; the code book says May 2012. Day code 19 is 'Other' there and 20 'Unknown', so those answers have no date."

[[example]]
why = "day 19 is 'Other', so there is no date; never used, a blank and a don't-know"
raw = """
RESPNUM,INTDATE,BAREA,Q8N_WHOLE,Q11SAFE,Q16_PROBLEM
1,1,D,4,5,1
2,19,G,0,6,3
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
response_id | question | touchpoint | state | score | label | responded_at | segment
1 | overall_satisfaction | | answered | 4 | | 2012-05-01 00:00:00 | Boarding area D
1 | touchpoint | Q10SAFE Feeling safe | answered | 5 | | 2012-05-01 00:00:00 | Boarding area D
1 | problem | | answered | 1 | | 2012-05-01 00:00:00 | Boarding area D
2 | overall_satisfaction | | blank | | |  | Boarding area G
2 | touchpoint | Q10SAFE Feeling safe | not_used | | |  | Boarding area G
2 | problem | | blank | | unknown |  | Boarding area G
"""

[[example]]
why = "day 40 is not in the code book: the line is set aside"
raw = """
RESPNUM,INTDATE,BAREA,Q8N_WHOLE,Q11SAFE,Q16_PROBLEM
1,1,D,4,5,1
2,40,D,4,5,2
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
    'Boarding area ' || cell(raw."BAREA") as segment,
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
        )
    ] as problems
from raw
cross join (
    values
    (null, 'Q7ART Artwork and exhibitions', null, 'Q8A_ART', raw."Q8A_ART"),
    (null, 'Q7FOOD Restaurants', 6, 'Q8B_FOOD', raw."Q8B_FOOD"),
    (null, 'Q7STORE Shops and concessions', null, 'Q8C_SHOP', raw."Q8C_SHOP"),
    (null, 'Q7SIGN Signs inside the airport', 5, 'Q8D_SIGNS', raw."Q8D_SIGNS"),
    (null, 'Q7WALKWAYS Escalators and walkways', null, 'Q8E_WALK', raw."Q8E_WALK"),
    (null, 'Q7SCREENS Information on screens', null, 'Q8F_SCREENS', raw."Q8F_SCREENS"),
    (null, 'Q7INFODOWN Info booths, lower level', null, 'Q8G_INFOARR', raw."Q8G_INFOARR"),
    (null, 'Q7INFOUP Info booths, upper level', null, 'Q8H_INFODEP', raw."Q8H_INFODEP"),
    (null, 'Q7ROADS Signs on airport roads', null, 'Q8I_ROAD', raw."Q8I_ROAD"),
    (null, 'Q7PARK Airport parking', null, 'Q8J_PARK', raw."Q8J_PARK"),
    (null, 'Q7AIRTRAIN AirTrain', null, 'Q8K_AIRTRAIN', raw."Q8K_AIRTRAIN"),
    (null, 'Q7LTPARKING Parking lot shuttle', null, 'Q8L_LTPARK', raw."Q8L_LTPARK"),
    (null, 'Q7RENTAL Rental Car Center', null, 'Q8M_RENTAL', raw."Q8M_RENTAL"),
    ('overall_satisfaction', null, null, 'Q8N_WHOLE', raw."Q8N_WHOLE"),
    (null, 'Q9BOARDING Clean boarding areas', null, 'Q10A_CLNBOARD', raw."Q10A_CLNBOARD"),
    (null, 'Q9PARK Clean parking garage', null, 'Q10B_CLNPARK', raw."Q10B_CLNPARK"),
    (null, 'Q9AIRTRAIN Clean AirTrain', null, 'Q10C_CLNAIRTRAIN', raw."Q10C_CLNAIRTRAIN"),
    (null, 'Q9RENTAL Clean Rental Car Center', null, 'Q10D_CLNRENT', raw."Q10D_CLNRENT"),
    (null, 'Q9FOOD Clean restaurants', null, 'Q10E_CLNFOOD', raw."Q10E_CLNFOOD"),
    (null, 'Q9RESTROOM Clean restrooms', null, 'Q10F_CLNBATH', raw."Q10F_CLNBATH"),
    (null, 'Q10SAFE Feeling safe', 4, 'Q11SAFE', raw."Q11SAFE"),
    (null, 'Q13GETRATE Getting to the airport', 1, 'Q14RATEGETTO', raw."Q14RATEGETTO"),
    (null, 'Q14FIND Finding your way', 2, 'Q15A_FIND', raw."Q15A_FIND"),
    (null, 'Q14PASSTHRU Security and screening', 3, 'Q15B_SECURITY', raw."Q15B_SECURITY"),
    ('problem', null, null, 'Q16_PROBLEM', raw."Q16_PROBLEM")
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
    -- Codes 1 to 18 are days of May; 19 is "Other", 20 "Unknown", and 21 stands for 19 May.
    values
    (
        case
            when whole(raw."INTDATE") between 1 and 18
                then make_timestamp(2012, 5, whole(raw."INTDATE"), 0, 0, 0)
            when whole(raw."INTDATE") = 21 then timestamp '2012-05-19'
        end,
        whole(raw."INTDATE") in (19, 20)
    )
) as interview (day, not_dated)
where
    -- A question whose column was cut from the file was not asked.
    item.code is not null
    or list_contains(map_keys(raw.cells), item.heading)
