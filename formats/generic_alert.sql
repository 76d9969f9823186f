/*
name = "Alerts to customers, this dashboard's own columns"
into = "alert"
detect = ["alert_id", "sent_at", "customer_id"]
optional = ["reason", "channel", "product", "segment", "held_out", "incident"]
vendor_docs = "The data dictionary of this dashboard; one line per customer and alert, its columns in English or Korean."
note = "Dates are year first. An alert that went to many has one line for each of them, all with its number. held_out marks customers who were deliberately not told, with the moment at which they would have been: without such a group nothing can be said about what alerts prevent. reason is what the customers would have asked about, by the same names as the reasons of contacts."

[also]
alert_id = ["알림번호"]
sent_at = ["발송일시"]
customer_id = ["고객번호"]
reason = ["문의유형"]
channel = ["채널"]
product = ["상품"]
segment = ["고객군"]
held_out = ["미발송여부"]
incident = ["사건"]

[[example]]
why = "one alert to two customers, of whom one was held out"
raw = """
alert_id,sent_at,customer_id,reason,channel,held_out,incident
L1,2024-03-14 08:00,C7,Delivery delay,SMS,no,Snow in Gangwon
L1,2024-03-14 08:00,C8,Delivery delay,,yes,Snow in Gangwon
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
alert_id | sent_at | customer_id | reason | channel | held_out | incident
L1 | 2024-03-14 08:00:00 | C7 | Delivery delay | sms | false | Snow in Gangwon
L1 | 2024-03-14 08:00:00 | C8 | Delivery delay | | true | Snow in Gangwon
"""

[[example]]
why = "Korean names of the columns"
raw = """
알림번호,발송일시,고객번호,문의유형,미발송여부
L1,2024-03-14 08:00,C7,배송지연,아니오
L1,2024-03-14 08:00,C8,배송지연,모름
"""
expect = { added = 1, duplicate = 0, set_aside = 1 }
rows = """
alert_id | sent_at | customer_id | reason | held_out
L1 | 2024-03-14 08:00:00 | C7 | 배송지연 | false
"""

[[example]]
why = "nobody's alert, no moment, no number; the last line about a customer and alert counts"
raw = """
alert_id,sent_at,customer_id,held_out
L1,2024-03-14 08:00,C7,no
L1,2024-03-14 08:00,C7,yes
L1,2024-03-14 08:00,,no
L1,later,C9,no
,2024-03-14 08:00,C9,no
"""
expect = { added = 1, duplicate = 1, set_aside = 3 }
rows = """
alert_id | customer_id | held_out
L1 | C7 | true
"""
*/
select
    line,
    cell(alert_id) as alert_id,
    moment_ymd(sent_at) as sent_at,
    cell(customer_id) as customer_id,
    cell(reason) as reason,
    channel_of(channel) as channel,
    cell(product) as product,
    cell(segment) as segment,
    yes_no(held_out) as held_out,
    cell(incident) as incident,
    [
        problem('sent_at', sent_at, moment_ymd(sent_at), 'a date, year first'),
        problem('held_out', held_out, yes_no(held_out), 'yes or no')
    ] as problems
from raw
