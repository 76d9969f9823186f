/*
name = "Volumes, this dashboard's own columns"
into = "volume"
detect = ["period", "measure", "value"]
optional = ["grain", "channel", "product", "team", "segment"]
vendor_docs = "The data dictionary of this dashboard; one line per period and thing counted, its columns in English or Korean."
note = "What contacts are divided by: orders, shipments, active customers, invoices. A period is a day (2024-03-14), a month (2024-03) or a week (2024-W11, or its first day with grain = week). Give either a whole or its parts by channel, product, team or segment: both would be counted twice. A later line about the same period, measure and part replaces the earlier."

[also]
period = ["기간"]
grain = ["기간단위"]
measure = ["지표"]
value = ["값"]
channel = ["채널"]
product = ["상품"]
team = ["팀"]
segment = ["고객군"]

[[example]]
why = "a day, a month and a week, each known by how it is written; thousands; a week by its first day"
raw = """
period,grain,measure,value,channel,segment
2024-03-14,,Orders,"1,250",앱,
2024-03,,Active customers,48200,,VIP
2024-W11,,orders,8000,,
2024-03-11,week,shipments,7900.5,,
2024-03-01,month,invoices,100,,
"""
expect = { added = 5, duplicate = 0, set_aside = 0 }
rows = """
period_start | grain | measure | value | channel | segment
2024-03-14 00:00:00 | day | orders | 1250 | app |
2024-03-01 00:00:00 | month | active customers | 48200 | | VIP
2024-03-11 00:00:00 | week | orders | 8000 | |
2024-03-11 00:00:00 | week | shipments | 7900.5 | |
2024-03-01 00:00:00 | month | invoices | 100 | |
"""

[[example]]
why = "a month that begins on its 14th, an unknown length, a negative and an unreadable number, a broken period; of two lines about one day the last counts"
raw = """
period,grain,measure,value
2024-03-14,day,orders,10
2024-03-14,day,orders,12
2024-03-14,month,orders,10
2024-03-14,fortnight,orders,10
2024-03-15,day,orders,-1
2024-03-15,day,returns,many
March,month,orders,10
2024-03-15,day,,10
"""
expect = { added = 1, duplicate = 1, set_aside = 6 }
rows = """
period_start | grain | measure | value
2024-03-14 00:00:00 | day | orders | 12
"""

[[example]]
why = "a day with dots, a month in Korean, a week by its first day, a number with 건"
raw = """
기간,기간단위,지표,값,채널,고객군
2024. 3. 14,,주문,"1,250건",앱,
2024년 3월,,활성 고객,48200,,VIP
2024-03-11,주,출고,7900,,
"""
expect = { added = 3, duplicate = 0, set_aside = 0 }
rows = """
period_start | grain | measure | value | channel | segment
2024-03-14 00:00:00 | day | orders | 1250 | app |
2024-03-01 00:00:00 | month | active customers | 48200 | | VIP
2024-03-11 00:00:00 | week | shipments | 7900 | |
"""

[[example]]
why = "half a year is no period, nor is a word; a number in words is none"
raw = """
기간,기간단위,지표,값
2024-03-14,일,주문,10
2024-01-01,반기,주문,10
삼월,월,주문,10
2024-03-15,일,주문,열
"""
expect = { added = 1, duplicate = 0, set_aside = 3 }
*/
select
    given.line,
    given.began_at as period_start,
    given.grain_read as grain,
    -- The same thing in two languages is one thing.
    coalesce(
        map_from_entries([
            ('주문', 'orders'), ('주문수', 'orders'), ('주문 수', 'orders'),
            ('주문건수', 'orders'),
            ('출고', 'shipments'), ('배송', 'shipments'), ('출고건수', 'shipments'),
            ('활성 고객', 'active customers'), ('활성고객', 'active customers'),
            ('청구', 'invoices'), ('청구서', 'invoices'), ('청구건수', 'invoices'),
            ('설치', 'installs')
        ])[lower(trim(given.measure))],
        lower(cell(given.measure))
    ) as measure,
    number(given.value) as value,
    channel_of(given.channel) as channel,
    cell(given.product) as product,
    cell(given.team) as team,
    cell(given.segment) as segment,
    [
        problem(
            'period',
            given.period,
            given.began_at,
            'a day, a month (2024-03) or a week (2024-W11)'
        ),
        problem('grain', given.grain, given.grain_read, 'day, week or month'),
        problem('value', given.value, number(given.value), 'a number')
    ] as problems
from (
    select
        *,
        coalesce(
            moment_ymd(period),
            moment_ymd(
                regexp_replace(
                    trim(period), '^(\d{4})\s*[-./년]\s*(\d{1,2})\s*[.월]?$', '\1-\2-1'
                )
            ),
            case
                when regexp_full_match(trim(period), '\d{4}-?W\d\d')
                    then try_strptime(
                        replace(replace(trim(period), '-', ''), 'W', '-W') || '-1',
                        '%G-W%V-%u'
                    )
            end
        ) as began_at,
        case
            when cell(grain) is not null
                then map_from_entries([
                    ('day', 'day'), ('daily', 'day'), ('일', 'day'), ('일별', 'day'),
                    ('일간', 'day'),
                    ('week', 'week'), ('weekly', 'week'), ('주', 'week'), ('주별', 'week'),
                    ('주간', 'week'),
                    ('month', 'month'), ('monthly', 'month'), ('월', 'month'),
                    ('월별', 'month'), ('월간', 'month')
                ])[lower(trim(grain))]
            when contains(period, 'W') then 'week'
            when moment_ymd(period) is not null then 'day'
            else 'month'
        end as grain_read
    from raw
) as given
