"""Whether day or month comes first: decided over a whole file, never cell by cell."""

from __future__ import annotations

import re

from cx.errors import said
from cx.ingest.mapping import DATE_ORDERS
from cx.ingest.read import RawFile
from cx.ingest.suggest_values import connection
from cx.mart import quoted

# One order may be given up for a few mistyped dates, not for a file that mixes two.
MOST_ODD = 0.05
ODD = {
    "ymd": "In {names}, {odd} of {total} dates are not year first; their rows would be "
    "set aside.",
    "dmy": "In {names}, {odd} of {total} dates are not day first; their rows would be "
    "set aside.",
    "mdy": "In {names}, {odd} of {total} dates are not month first; their rows would be "
    "set aside.",
}
DAY_OF = {
    1: "{day} January",
    2: "{day} February",
    3: "{day} March",
    4: "{day} April",
    5: "{day} May",
    6: "{day} June",
    7: "{day} July",
    8: "{day} August",
    9: "{day} September",
    10: "{day} October",
    11: "{day} November",
    12: "{day} December",
}
COUNT_ORDERS = r"""
with parts as (
    select
        text,
        n,
        regexp_full_match(text, '\d{8}') as compact,
        regexp_extract(
            text,
            '^\D*?(\d{1,4})\s*[-/.년]\s*(\d{1,2})\s*[-/.월]\s*(\d{1,4})',
            ['a', 'b', 'c']
        ) as part
    from counted
),

dates as (
    select
        text,
        n,
        part.a as first_part,
        part.c as third_part,
        try_cast(part.a as integer) as a,
        try_cast(part.b as integer) as b,
        length(part.a) = 4 or compact as year_first
    from parts
    where part.a <> '' or compact
)

select
    (select coalesce(sum(n), 0)::bigint from counted where text = 'clock'),
    coalesce(sum(n), 0)::bigint,
    coalesce(sum(n) filter (year_first), 0)::bigint,
    coalesce(sum(n) filter (not year_first and a > 12 and b <= 12), 0)::bigint,
    coalesce(sum(n) filter (not year_first and a <= 12 and b > 12), 0)::bigint,
    count(distinct first_part) filter (length(third_part) = 2 and not year_first),
    count(distinct third_part) filter (length(third_part) = 2 and not year_first),
    min(text) filter (not year_first and a <= 12 and b <= 12 and a <> b),
    min(text) filter (not year_first and a > 12)
from dates
"""


def find_date_order(raw: RawFile, columns: list[str]) -> tuple[str | None, list[str]]:
    """The order of day, month and year in these columns (None: ask), and doubts."""
    if not columns:
        return DATE_ORDERS[0], []
    with connection() as con:
        raw.attach(con)
        con.execute(f"create temp table counted as {_dates(columns)}")
        row = con.execute(COUNT_ORDERS).fetchone() or (0,) * 9
    clock, total, year, day, month, firsts, thirds, open_example, day_example = row
    names = ", ".join(columns)
    if clock > total:
        return "epoch", []
    if year * 2 >= total:
        return "ymd", _unread(total - year, total, names, "ymd")
    if day and firsts < thirds:
        return None, [
            said(
                "{example} seems to begin with two digits of a year, which cannot be "
                "read: export the dates with a year of four digits.",
                example=day_example,
            )
        ]
    if day and month <= MOST_ODD * day:
        return "dmy", _unread(month + year, total, names, "dmy")
    if month and day <= MOST_ODD * month:
        return "mdy", _unread(day + year, total, names, "mdy")
    if day:
        return None, [
            said(
                "In {names}, {day} dates can only be read day first and {month} only "
                "month first: export the file again with one order.",
                names=names,
                day=f"{day:,}",
                month=f"{month:,}",
            )
        ]
    return None, [_either_way(open_example, names)]


def _dates(columns: list[str]) -> str:
    """(text, n): the date part of every cell of these columns, counted over all rows.

    Only days are kept apart, so that ten million moments are a few thousand texts.
    """
    parts = []
    for name in columns:
        cell = f"trim({quoted(name)})"
        parts.append(
            f"""select case
                when regexp_full_match({cell}, '[0-9]{{10}}([.][0-9]+)?|[0-9]{{13}}')
                    then 'clock'
                when regexp_full_match({cell}, '[0-9]{{8}}|[0-9]{{14}}')
                    then left({cell}, 8)
                else regexp_extract(
                    {cell},
                    '^\\D*?\\d{{1,4}}\\s*[-/.년]\\s*\\d{{1,2}}\\s*[-/.월]\\s*\\d{{1,4}}'
                )
            end as text, count(*) as n
            from file_rows where cell({cell}) is not null and {cell} <> '?'
            group by 1"""
        )
    return " union all ".join(parts)


def _unread(odd: int, total: int, names: str, order: str) -> list[str]:
    if not odd:
        return []
    return [said(ODD[order], names=names, odd=f"{odd:,}", total=f"{total:,}")]


def _either_way(example: str | None, names: str) -> str:
    if not example:
        return said(
            "Nothing in {names} shows whether day or month comes first: choose it.",
            names=names,
        )
    first, second = (int(part) for part in re.findall(r"\d+", example)[:2])
    return said(
        "{example} could be {one} or {other}: choose the order of day and month.",
        example=example.split()[0],
        one=said(DAY_OF[second], day=first),
        other=said(DAY_OF[first], day=second),
    )
