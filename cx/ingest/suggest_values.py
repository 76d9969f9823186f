"""What the cells of a column look like: as dates, as numbers, as words.

Cells are judged with the importer's own macros, so what fits here can be read there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from cx import catalog
from cx.ingest.mapping_lines import grain_of, left_out, period
from cx.ingest.read import RawFile
from cx.ingest.values import CHANNELS
from cx.mart import LOCKED, quoted

MOST_ROWS = 5_000
MOST_VALUES = 130

# A day, a month or a week, and a score or that nothing applied; as a mapping reads them.
PERIOD = period("text", "case when moment > '1990-01-01' then moment end")
SCORE = "number is not null or yes_no(word) is not null or " + left_out("text")

# `cells` holds one row per column and text.
JUDGE = """
with judged as (
    select
        position,
        text,
        n,
        cell(text) is not null and text <> '?' as filled,
        length(text) <= 40 as short,
        case when short and regexp_matches(text, '\\d') then text end as dated,
        coalesce(moment_ymd(dated), moment_dmy(dated), moment_mdy(dated)) as moment,
        number(case when short then text end) as number,
        word,
        rating5(word) as rating5,
        rating7(word) as rating7
    from (
        select
            *,
            -- Columns of many values hold no words that are known here.
            case
                when length(text) > 40 then null
                when count(*) over (partition by position) <= {most_values} then text
            end as word
        from cells
    )
)
select
    position,
    coalesce(sum(n) filter (filled), 0)::bigint as filled,
    count(*) filter (filled) as distinct_count,
    coalesce(avg(length(text)) filter (filled), 0) as mean_length,
    min(text) filter (regexp_full_match(text, '\\d(\\.\\d+)?[eE]\\+\\d+')) as scientific,
    {shares},
    case
        when count(*) <= {most_values}
            then list((text, n, number, rating5, rating7) order by n desc, text)
    end as listed
from judged
group by position
order by position
"""
# Times of day and old stand-ins such as 1899 are no dates.
LOOKS_LIKE = {
    "moment": "moment between '1990-01-01' and '2100-01-01'",
    "period": f"short and {PERIOD} is not null",
    "grain": f"{grain_of('word')} is not null",
    "score": SCORE,
    # Seconds or thousandths since 1970: told apart by their digits.
    "epoch": "regexp_full_match(text, '[0-9]{10}([.][0-9]+)?|[0-9]{13}')",
    "cut": r"regexp_full_match(text, '\d([.,]\d+)?[eE]\+\d+')",
    "number": "number is not null",
    "whole": "number = floor(number) and number >= 0",
    "seconds": "seconds(case when short then text end) is not null",
    "yes_no": "yes_no(word) is not null",
    "code": r"regexp_full_match(text, '[\w.@+-]*\d[\w.@+-]*')",
    "address": r"regexp_full_match(text, '\S*[\d@]\S*')",
    "clock": r"regexp_full_match(text, '\d+:\d\d(:\d\d)?(\.\d+)?')",
    "channel_of": f"channel_of(word) in {CHANNELS}",
    "direction_of": "direction_of(word) is not null",
    "kind": "lower(cell(word)) in ('visit', 'order', 'renewal', 'cancel', 'return')",
    # "none" is an answer here and an empty cell elsewhere.
    "told": "filled and told_of(word) is not null or not filled and lower(word) = 'none'",
}


@dataclass(frozen=True)
class Value:
    """One text of a column, how often it stands there, and what it can be read as."""

    text: str
    count: int
    number: float | None
    rating5: float | None
    rating7: float | None


@dataclass(frozen=True)
class Column:
    """What a sample of a column's cells says; `looks` are shares of the filled cells."""

    name: str
    filled: int
    distinct: int
    mean_length: float
    scientific: str | None
    looks: dict[str, float]
    values: tuple[Value, ...]


def connection() -> duckdb.DuckDBPyConnection:
    """A database in memory that knows the importer's macros."""
    con = duckdb.connect(config={**LOCKED})
    con.execute(catalog.parse_sql())
    return con


def read_columns(raw: RawFile) -> tuple[Column, ...]:
    """Every column of a file, judged on about 5,000 rows spread over it."""
    with connection() as con:
        raw.attach(con)
        listed = ", ".join(quoted(name) for name in raw.header)
        con.execute(
            f"create temp table sampled as select {listed} from file_rows "
            f"where {spread(raw, MOST_ROWS)}"
        )
        con.execute(f"create temp table cells as {counted('sampled', raw.header)}")
        shares = ",\n    ".join(
            f"coalesce(sum(n) filter ((filled or '{name}' = 'told') and ({rule})), 0)"
            f" / greatest(sum(n) filter (filled or '{name}' = 'told'), 1) as {name}"
            for name, rule in LOOKS_LIKE.items()
        )
        found = con.execute(
            JUDGE.format(shares=shares, most_values=MOST_VALUES)
        ).fetchall()
    by_position = {row[0]: row[1:] for row in found}
    empty: tuple[Any, ...] = (0, 0, 0.0, None, *(0.0 for _ in LOOKS_LIKE), [])
    return tuple(
        _column(name, by_position.get(position, empty))
        for position, name in enumerate(raw.header)
    )


def spread(raw: RawFile, most: int) -> str:
    """A condition on file_rows that about so many rows meet, the same ones every time."""
    step = -(-raw.whole_rows // most)
    return "true" if step <= 1 else f"hash(line) % {step} = 0"


def counted(table: str, header: Iterable[str]) -> str:
    """SQL for (position, text, n): how often each text stands in each column."""
    return " union all ".join(
        f"select {position} as position, trim({quoted(name)}) as text, count(*) as n "
        f"from {table} where trim({quoted(name)}) <> '' group by all"
        for position, name in enumerate(header)
    )


def _column(name: str, row: tuple[Any, ...]) -> Column:
    filled, distinct, mean_length, scientific, *shares, listed = row
    values = tuple(
        Value(*(value.values() if isinstance(value, dict) else value))
        for value in listed or ()
    )
    looks = dict(zip(LOOKS_LIKE, (float(share or 0) for share in shares), strict=True))
    return Column(name, filled, distinct, float(mean_length), scientific, looks, values)
