/*
name = "Contacts, this dashboard's own columns"
into = "contact"
detect = ["contact_id", "started_at", "customer_id", "channel"]
optional = [
    "direction", "reason", "subreason", "product", "team", "segment", "agent_id",
    "issue_id", "order_id", "status", "resolved", "closed_at", "first_response_at",
    "wait_s", "handle_s", "hold_s", "abandoned", "transfers", "reopens", "replies"
]
vendor_docs = "The data dictionary of this dashboard; the columns are those of a contact."
note = "Dates are year first; waiting, handling and hold times are in seconds or h:mm:ss."

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
        problem('replies', replies, whole(replies), 'a whole number')
    ] as problems
from raw
