/*
name = "Attempts at self-service, this dashboard's own columns"
into = "attempt"
detect = ["attempt_id", "started_at", "completed"]
optional = ["customer_id", "channel", "reason", "product", "segment", "solved"]
vendor_docs = "The data dictionary of this dashboard; one line per attempt to settle something without speaking to anybody, its columns in English or Korean."
note = "Dates are year first. reason is the task, by the same names as the reasons of contacts: whoever tried and got in touch about it afterwards is found by customer and reason. completed says that the last step was reached, solved what the customer said of it. A visit to a help page is no attempt."

[also]
attempt_id = ["시도번호"]
started_at = ["시작일시"]
completed = ["완료여부"]
customer_id = ["고객번호"]
channel = ["채널"]
reason = ["문의유형"]
product = ["상품"]
segment = ["고객군"]
solved = ["해결여부"]

[[example]]
why = "completed and solved, broken off, and nobody knows who"
raw = """
attempt_id,started_at,customer_id,channel,reason,completed,solved
S1,2024-03-14 09:30,C7,앱,Where is my order,yes,yes
S2,2024-03-14 09:40,C7,Chatbot,Return request,no,
S3,2024-03-14 10:00,,web,Return request,Y,no
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
attempt_id | started_at | customer_id | channel | reason | completed | solved
S1 | 2024-03-14 09:30:00 | C7 | app | Where is my order | true | true
S2 | 2024-03-14 09:40:00 | C7 | bot | Return request | false |
S3 | 2024-03-14 10:00:00 | | web | Return request | true | false
"""

[[example]]
why = "Korean names of the columns"
raw = """
시도번호,시작일시,고객번호,채널,문의유형,완료여부,해결여부
S1,2024. 3. 14 오후 2:30,C7,앱,배송조회,예,아니오
S2,2024. 3. 14 오후 2:30,C7,앱,배송조회,글쎄,
"""
expect = { added = 1, duplicate = 0, set_aside = 1 }
rows = """
attempt_id | started_at | customer_id | channel | reason | completed | solved
S1 | 2024-03-14 14:30:00 | C7 | app | 배송조회 | true | false
"""

[[example]]
why = "no number, no date, half completed, solved though not completed; the last line about an attempt counts"
raw = """
attempt_id,started_at,customer_id,completed,solved
S1,2024-03-14 09:30,C7,no,
S1,2024-03-14 09:30,C7,yes,
,2024-03-14 09:40,C7,no,
S3,soon,C7,no,
S4,2024-03-14 09:50,C7,half,
S5,2024-03-14 09:55,C7,no,yes
"""
expect = { added = 1, duplicate = 1, set_aside = 4 }
rows = """
attempt_id | completed
S1 | true
"""
*/
select
    line,
    cell(attempt_id) as attempt_id,
    moment_ymd(started_at) as started_at,
    cell(customer_id) as customer_id,
    channel_of(channel) as channel,
    cell(reason) as reason,
    cell(product) as product,
    cell(segment) as segment,
    yes_no(completed) as completed,
    yes_no(solved) as solved,
    [
        problem('started_at', started_at, moment_ymd(started_at), 'a date, year first'),
        problem('completed', completed, yes_no(completed), 'yes or no'),
        problem('solved', solved, yes_no(solved), 'yes or no')
    ] as problems
from raw
