/*
name = "Orders and visits, this dashboard's own columns"
into = "purchase"
detect = ["purchase_id", "customer_id", "occurred_at", "kind"]
optional = ["amount", "discount", "channel", "product", "segment", "acquisition_source"]
vendor_docs = "The data dictionary of this dashboard; the columns are those of a purchase."
note = "Dates are year first; amounts are in one currency."

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
        )
    ] as problems
from raw
