/*
name = "Orders and visits, this dashboard's own columns"
into = "purchase"
detect = ["purchase_id", "customer_id", "occurred_at", "kind"]
optional = [
    "amount", "discount", "channel", "product", "segment", "acquisition_source",
    "promised_at", "delivered_at", "complete", "undamaged", "documented", "margin", "offer"
]
vendor_docs = "The data dictionary of this dashboard; the columns are those of a purchase."
note = "Dates are year first; amounts are in one currency. complete, undamaged and documented say yes or no of what was delivered. offer marks the order with which a customer entered a test of an incentive: offered, or holdout."

[[example]]
why = "an order with a price, and a cancellation without one"
raw = """
purchase_id,customer_id,occurred_at,kind,amount,discount,channel,acquisition_source
P1,C1,2024-03-14 09:30,Order,"1,200.50",100,앱,Search
P2,C1,2024-04-01,cancel,,,,
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
purchase_id | customer_id | occurred_at | kind | amount | discount | channel | acquisition_source
P1 | C1 | 2024-03-14 09:30:00 | order | 1200.50 | 100 | app | Search
P2 | C1 | 2024-04-01 00:00:00 | cancel | | | |
"""

[[example]]
why = "an unknown kind, an unreadable amount, a negative discount and a missing customer are set aside"
raw = """
purchase_id,customer_id,occurred_at,kind,amount,discount
P1,C1,2024-03-14,visit,,
P2,C1,2024-03-14,browse,,
P3,C1,2024-03-14,order,much,
P4,C1,2024-03-14,order,10,-1
P5,,2024-03-14,order,10,
"""
expect = { added = 1, duplicate = 0, set_aside = 4 }

[[example]]
why = "a late and incomplete delivery, an order of a test that is on its way, a margin below nothing"
raw = """
purchase_id,customer_id,occurred_at,kind,amount,promised_at,delivered_at,complete,undamaged,documented,margin,offer
P1,C1,2024-03-14 09:30,order,1200,2024-03-16,2024-03-17,no,yes,yes,-80,
P2,C2,2024-03-14 09:30,order,1200,2024-03-16,2024-03-14,,,,300.5,Holdout
"""
expect = { added = 2, duplicate = 0, set_aside = 0 }
rows = """
purchase_id | promised_at | delivered_at | complete | undamaged | documented | margin | offer
P1 | 2024-03-16 00:00:00 | 2024-03-17 00:00:00 | false | true | true | -80.00 |
P2 | 2024-03-16 00:00:00 | 2024-03-14 00:00:00 | | | | 300.50 | holdout
"""

[[example]]
why = "delivered before it was ordered, part of a test that is neither, whole in words, a promise that is no date"
raw = """
purchase_id,customer_id,occurred_at,kind,promised_at,delivered_at,complete,offer
P1,C1,2024-03-14 09:30,order,2024-03-16,2024-03-13,,
P2,C1,2024-03-14 09:30,order,,,,perhaps
P3,C1,2024-03-14 09:30,order,,,nearly,
P4,C1,2024-03-14 09:30,order,soon,,,
P5,C1,2024-03-14 09:30,order,,,yes,offered
"""
expect = { added = 1, duplicate = 0, set_aside = 4 }
*/
select
    line,
    cell(purchase_id) as purchase_id,
    cell(customer_id) as customer_id,
    moment_ymd(occurred_at) as occurred_at,
    lower(cell(kind)) as kind,
    try_cast(number(amount) as decimal(18, 2)) as amount,
    try_cast(number(discount) as decimal(18, 2)) as discount,
    channel_of(channel) as channel,
    cell(product) as product,
    cell(segment) as segment,
    cell(acquisition_source) as acquisition_source,
    moment_ymd(promised_at) as promised_at,
    moment_ymd(delivered_at) as delivered_at,
    yes_no(complete) as complete,
    yes_no(undamaged) as undamaged,
    yes_no(documented) as documented,
    try_cast(number(margin) as decimal(18, 2)) as margin,
    lower(cell(offer)) as offer,
    [
        problem(
            'occurred_at',
            occurred_at,
            moment_ymd(occurred_at),
            'a date, year first'
        ),
        problem(
            'amount',
            amount,
            try_cast(number(amount) as decimal(18, 2)),
            'an amount of money'
        ),
        problem(
            'discount',
            discount,
            try_cast(number(discount) as decimal(18, 2)),
            'an amount of money'
        ),
        problem(
            'promised_at', promised_at, moment_ymd(promised_at), 'a date, year first'
        ),
        problem(
            'delivered_at', delivered_at, moment_ymd(delivered_at), 'a date, year first'
        ),
        problem('complete', complete, yes_no(complete), 'yes or no'),
        problem('undamaged', undamaged, yes_no(undamaged), 'yes or no'),
        problem('documented', documented, yes_no(documented), 'yes or no'),
        problem(
            'margin',
            margin,
            try_cast(number(margin) as decimal(18, 2)),
            'an amount of money'
        )
    ] as problems
from raw
