/*
name = "Contacts, this dashboard's own columns"
into = "contact"
detect = ["contact_id", "started_at", "customer_id", "channel"]
optional = [
    "direction", "reason", "subreason", "product", "team", "segment", "agent_id",
    "issue_id", "order_id", "status", "resolved", "closed_at", "first_response_at",
    "wait_s", "handle_s", "hold_s", "abandoned", "transfers", "reopens", "replies",
    "outcome", "choice_offered", "repeat_info", "self_service_first", "proactive", "abuse",
    "abuse_kind", "flagged_by", "cost", "sale_amount", "promised_at", "bad_news_at"
]
vendor_docs = "The data dictionary of this dashboard; the columns are those of a contact."
note = "Dates are year first; waiting, handling and hold times are in seconds or h:mm:ss; amounts are in one currency. outcome is granted, refused or partial. abuse says that a person flagged the contact, flagged_by who; a flag is never worked out here."

[[example]]
why = "the status says resolved where no column does; a time may be seconds or h:mm:ss; blanks stay blank"
raw = """
contact_id,started_at,customer_id,channel,reason,status,resolved,wait_s,abandoned,transfers
A1,2024-03-14 09:30,C7,전화,Delivery,Solved,,0:45,no,1
A2,2024-03-14T10:00:00,,Live chat,,Closed,no,30,,
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
contact_id | started_at | customer_id | channel | reason | resolved | wait_s | abandoned | transfers
A1 | 2024-03-14 09:30:00 | C7 | phone | Delivery | true | 45 | false | 1
A2 | 2024-03-14 10:00:00 | | chat | | false | 30 | |
"""

[[example]]
why = "an unreadable date, a missing number, a negative wait and a closing before the start are set aside"
raw = """
contact_id,started_at,customer_id,channel,closed_at,wait_s
A1,2024-03-14,C7,email,2024-03-15,10
A2,yesterday,C7,email,,
,2024-03-14,C7,email,,
A4,2024-03-14,C7,email,,-5
A5,2024-03-14,C7,email,2024-03-13,
"""
expect = { added = 1, duplicate = 0, set_aside = 4 }

[[example]]
why = "words that are neither yes nor no, and a direction that is neither in nor out, are set aside"
raw = """
contact_id,started_at,customer_id,channel,direction,resolved,replies
A1,2024-03-14,C7,email,inbound,yes,2
A2,2024-03-14,C7,email,sideways,yes,2
A3,2024-03-14,C7,email,in,perhaps,2
A4,2024-03-14,C7,email,in,no,2.5
"""
expect = { added = 1, duplicate = 0, set_aside = 3 }
rows = """
contact_id | direction | resolved | replies
A1 | in | true | 2
"""

[[example]]
why = "a request refused with an alternative offered; a flag and who set it; a cost, a sale and a promise"
raw = """
contact_id,started_at,customer_id,channel,outcome,choice_offered,repeat_info,self_service_first,proactive,abuse,abuse_kind,flagged_by,cost,sale_amount,promised_at,bad_news_at
A1,2024-03-14,C7,phone,Refused,yes,no,yes,no,no,,,"₩2,400",,2024-03-16,2024-03-13
A2,2024-03-14,C8,phone,,,,,,yes,threat,Lead Kim,1800.5,12000,,
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
contact_id | outcome | choice_offered | repeat_info | self_service_first | proactive | abuse | abuse_kind | flagged_by | cost | sale_amount | promised_at | bad_news_at
A1 | refused | true | false | true | false | false | | | 2400.00 | | 2024-03-16 00:00:00 | 2024-03-13 00:00:00
A2 | | | | | | true | threat | Lead Kim | 1800.50 | 12000.00 | |
"""

[[example]]
why = "an outcome that is none of the three, a kind of abuse without a flag, a cost below nothing and a choice in words are set aside"
raw = """
contact_id,started_at,customer_id,channel,outcome,choice_offered,abuse,abuse_kind,cost
A1,2024-03-14,C7,phone,partial,no,,,
A2,2024-03-14,C7,phone,maybe,no,,,
A3,2024-03-14,C7,phone,,,no,threat,
A4,2024-03-14,C7,phone,,,,,-1
A5,2024-03-14,C7,phone,,two of them,,,
"""
expect = { added = 1, duplicate = 0, set_aside = 4 }
*/
select
    line,
    cell(contact_id) as contact_id,
    moment_ymd(started_at) as started_at,
    cell(customer_id) as customer_id,
    channel_of(channel) as channel,
    direction_of(direction) as direction,
    cell(reason) as reason,
    cell(subreason) as subreason,
    cell(product) as product,
    cell(team) as team,
    cell(segment) as segment,
    cell(agent_id) as agent_id,
    cell(issue_id) as issue_id,
    cell(order_id) as order_id,
    cell(status) as status,
    coalesce(yes_no(resolved), resolved_status(status)) as resolved,
    moment_ymd(closed_at) as closed_at,
    moment_ymd(first_response_at) as first_response_at,
    seconds(wait_s) as wait_s,
    seconds(handle_s) as handle_s,
    seconds(hold_s) as hold_s,
    yes_no(abandoned) as abandoned,
    whole(transfers) as transfers,
    whole(reopens) as reopens,
    whole(replies) as replies,
    lower(cell(outcome)) as outcome,
    yes_no(choice_offered) as choice_offered,
    yes_no(repeat_info) as repeat_info,
    yes_no(self_service_first) as self_service_first,
    yes_no(proactive) as proactive,
    yes_no(abuse) as abuse,
    cell(abuse_kind) as abuse_kind,
    cell(flagged_by) as flagged_by,
    try_cast(number(cost) as decimal(18, 2)) as cost,
    try_cast(number(sale_amount) as decimal(18, 2)) as sale_amount,
    moment_ymd(promised_at) as promised_at,
    moment_ymd(bad_news_at) as bad_news_at,
    [
        problem('started_at', started_at, moment_ymd(started_at), 'a date, year first'),
        problem('closed_at', closed_at, moment_ymd(closed_at), 'a date, year first'),
        problem(
            'first_response_at',
            first_response_at,
            moment_ymd(first_response_at),
            'a date, year first'
        ),
        problem('direction', direction, direction_of(direction), 'in or out'),
        problem('resolved', resolved, yes_no(resolved), 'yes or no'),
        problem('wait_s', wait_s, seconds(wait_s), 'seconds, or h:mm:ss'),
        problem('handle_s', handle_s, seconds(handle_s), 'seconds, or h:mm:ss'),
        problem('hold_s', hold_s, seconds(hold_s), 'seconds, or h:mm:ss'),
        problem('abandoned', abandoned, yes_no(abandoned), 'yes or no'),
        problem('transfers', transfers, whole(transfers), 'a whole number'),
        problem('reopens', reopens, whole(reopens), 'a whole number'),
        problem('replies', replies, whole(replies), 'a whole number'),
        problem('choice_offered', choice_offered, yes_no(choice_offered), 'yes or no'),
        problem('repeat_info', repeat_info, yes_no(repeat_info), 'yes or no'),
        problem(
            'self_service_first',
            self_service_first,
            yes_no(self_service_first),
            'yes or no'
        ),
        problem('proactive', proactive, yes_no(proactive), 'yes or no'),
        problem('abuse', abuse, yes_no(abuse), 'yes or no'),
        problem(
            'cost',
            cost,
            try_cast(number(cost) as decimal(18, 2)),
            'an amount of money'
        ),
        problem(
            'sale_amount',
            sale_amount,
            try_cast(number(sale_amount) as decimal(18, 2)),
            'an amount of money'
        ),
        problem(
            'promised_at', promised_at, moment_ymd(promised_at), 'a date, year first'
        ),
        problem(
            'bad_news_at', bad_news_at, moment_ymd(bad_news_at), 'a date, year first'
        )
    ] as problems
from raw
