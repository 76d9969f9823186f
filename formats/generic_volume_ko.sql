/*
name = "Volumes, in Korean"
into = "volume"
detect = ["기간", "지표", "값"]
optional = ["기간단위", "채널", "상품", "팀", "고객군"]
vendor_docs = "The data dictionary of this dashboard, with Korean names for its columns; one line per period and thing counted."
note = "What contacts are divided by: orders, shipments, active customers, invoices. A period is a day (2024-03-14), a month (2024년 3월) or a week (2024-W11, or its first day with 기간단위 = 주). Give either a whole or its parts by channel, product, team or segment: both would be counted twice. A later line about the same period, measure and part replaces the earlier."

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
            '기간',
            given.period,
            given.began_at,
            'a day, a month (2024-03) or a week (2024-W11)'
        ),
        problem('기간단위', given.grain, given.grain_read, 'day, week or month'),
        problem('값', given.value, number(given.value), 'a number')
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
    from (
        select
            line,
            "기간" as period,
            "기간단위" as grain,
            "지표" as measure,
            "값" as value,
            "채널" as channel,
            "상품" as product,
            "팀" as team,
            "고객군" as segment
        from raw
    ) as named
) as given
