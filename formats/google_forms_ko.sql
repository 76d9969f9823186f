/*
name = "Google Forms responses, in Korean"
into = "answer"
questions = true
detect = ["타임스탬프"]
first = true
consumes = [
    "*recommend*", "*추천*", "*satisf*", "*만족*", "*made it easy*", "*쉽게*", "*comment*",
    "*feedback*", "*why*", "*reason for your*", "*의견*", "*이유*"
]
never_attributes = ["사용자 이름", "이메일 주소", "점수"]
vendor_docs = "support.google.com/docs, View & manage form responses; the header as public code that reads it gives it"
note = "Questions are known by their words alone: recommending (NPS only if somebody answered 0 or the question says 0 to 10; else a recommendation on another scale), satisfaction from 1 to 5 (the overall one, one other, or several as touchpoints in no order), and made it easy from 1 to 7. Scales that run from good to bad cannot be told. Everything else stays a custom attribute or is left out; \"Map the columns by hand\" can name more. Responses have no number: they are known by what they say, and identical ones are told apart by their place in the file. A zone in the time is dropped. How Korean forms and spreadsheets write dates was not verified: both 오후 2:30 and 2:30 오후 are read."

[[example]]
why = "afternoons before and after the time; noon and midnight; 0 was answered; 해당없음 in a grid is not used; an unreadable time is set aside"
raw = """
타임스탬프,이메일 주소,저희를 주변에 추천하시겠습니까?,단계별 만족도 [주문],단계별 만족도 [배송],이유를 적어 주세요
2024. 3. 14 오후 2:30:05,a@example.org,10,매우 만족,해당없음,빨라요
2024/03/14 12:05:00 오전 GMT+9,,0,3,불만족,없음
2024. 3. 15 오후 12:00:00,,7,,보통,
어제,,9,만족,만족,
"""
expect = { added = 3, duplicate = 0, set_aside = 1 }
rows = """
question | touchpoint | state | score | scale_min | scale_max | responded_at | comment
nps | | answered | 10 | 0 | 10 | 2024-03-14 14:30:05 | 빨라요
touchpoint | 주문 | answered | 5 | 1 | 5 | 2024-03-14 14:30:05 |
touchpoint | 배송 | not_used | | 1 | 5 | 2024-03-14 14:30:05 |
nps | | answered | 0 | 0 | 10 | 2024-03-14 00:05:00 |
touchpoint | 주문 | answered | 3 | 1 | 5 | 2024-03-14 00:05:00 |
touchpoint | 배송 | answered | 2 | 1 | 5 | 2024-03-14 00:05:00 |
nps | | answered | 7 | 0 | 10 | 2024-03-15 12:00:00 |
touchpoint | 주문 | blank | | 1 | 5 | 2024-03-15 12:00:00 |
touchpoint | 배송 | answered | 3 | 1 | 5 | 2024-03-15 12:00:00 |
"""

[[example]]
why = "words of seven points for effort, of five for the overall satisfaction; the one who recommended is no score; yes and no to satisfaction are left out"
raw = """
타임스탬프,문제를 쉽게 해결할 수 있었다,전반적으로 만족하십니까?,상담에 만족하셨나요?,추천인
2024. 3. 14 오전 9:00:00,약간 동의함,만족,예,김
2024. 3. 14 오전 9:01:00,매우 동의함,매우 만족,아니오,
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
question | state | score | scale_min | scale_max | responded_at
ces2 | answered | 5 | 1 | 7 | 2024-03-14 09:00:00
overall_satisfaction | answered | 4 | 1 | 5 | 2024-03-14 09:00:00
ces2 | answered | 7 | 1 | 7 | 2024-03-14 09:01:00
overall_satisfaction | answered | 5 | 1 | 5 | 2024-03-14 09:01:00
"""
*/
with moment as (
    select
        line,
        moment_ymd("타임스탬프") as responded_at
    from raw
)

select
    raw.line,
    raw.row_key as response_id,
    moment.responded_at,
    cast(null as varchar) as customer_id,
    cast(null as varchar) as contact_id,
    cast(null as varchar) as channel,
    raw.cells,
    false as numbers_are_codes,
    false as groups_scores,
    [
        problem(
            '타임스탬프', raw."타임스탬프", moment.responded_at, 'a date, year first'
        )
    ] as problems
from raw
inner join moment on raw.line = moment.line
