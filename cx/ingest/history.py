"""What became of each upload's rows since it was imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from cx.errors import CxError
from cx.ingest.check import SetAside
from cx.ingest.effects import Effect
from cx.ingest.left import reading
from cx.ingest.stage import ANCHORS
from cx.mart import KEYS, quoted, upload_files
from cx.measure import Estimate, Question, measure
from cx.register import Upload
from cx.store import Store


def counting(store: Store, version: int | None = None) -> dict[str, int]:
    """For each upload how many of its lines count: nothing newer replaced them."""
    mart = store.mart(version)
    lines = " union all ".join(
        f"select upload_id, count(distinct line) as lines from {mart}.{table} "
        "group by upload_id"
        for table in KEYS
    )
    return {upload_id: int(n) for upload_id, n in store.query(lines).rows}


@dataclass(frozen=True)
class Brought:
    """The first rows of an upload as they were read, and how many there are."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    count: int


def brought(
    store: Store, upload: Upload, *, most: int, within: tuple[str, date] | None = None
) -> Brought:
    """The canonical rows of one upload, in the order of its lines.

    The line comes first, custom attributes (`attr_…`) last; columns that are empty in
    all rows given are left out.  `within` is a step and the first day of a period, as
    `by_day` gives them: then only its rows are given and counted.
    """
    files = upload_files(store.home, (upload.id,), upload.table)
    told = upload_files(store.home, (upload.id,), "attribute")
    if not files:
        return Brought((), [], 0)
    with reading(store.home) as con:
        bound: dict[str, Any] = {"files": files}
        asked = "read_parquet($files)"
        if within:
            asked += f" where {_period(upload)} = $first_day"
            bound |= {"step": within[0], "first_day": within[1]}
        count = con.execute(f"select count(*) from {asked}", bound).fetchall()[0][0]
        con.execute(
            "create temp table shown as select line, * exclude (line, upload_id, source) "
            f"from {asked} order by line limit $most",
            {**bound, "most": most},
        )
        sql, bound = _with_attributes(con, told) if told else ("from shown", {})
        result = con.execute(f"{sql} order by line", bound)
        columns = [column[0] for column in result.description or ()]
        rows = result.fetchall()
    used = [i for i in range(len(columns)) if any(row[i] is not None for row in rows)]
    return Brought(
        tuple(columns[i] for i in used),
        [tuple(row[i] for i in used) for row in rows],
        count,
    )


def _with_attributes(
    con: duckdb.DuckDBPyConnection, told: list[str]
) -> tuple[str, dict[str, Any]]:
    """The rows of `shown` with a column for each custom attribute."""
    names = con.execute(
        "select distinct name from read_parquet($told) order by name", {"told": told}
    ).fetchall()
    wide = "".join(
        f", max(value) filter (where name = $name_{place}) as {quoted('attr_' + name)}"
        for place, (name,) in enumerate(names)
    )
    sql = f"""select * from shown left join (
            select line{wide} from read_parquet($told)
            where line <= (select max(line) from shown) group by line
        ) as said using (line)"""
    bound = {f"name_{place}": name for place, (name,) in enumerate(names)}
    return sql, {**bound, "told": told}


@dataclass(frozen=True)
class Dated:
    """How many rows of an upload lie in each period, and how many name no day.

    `step` is day, week (from Monday), month or year; `periods` are first days with
    their rows, in order, without those that have none.
    """

    step: str
    periods: tuple[tuple[date, int], ...]
    undated: int


def by_day(store: Store, upload: Upload) -> Dated:
    """All rows of one upload by the finest step that needs at most 60 periods."""
    files = upload_files(store.home, (upload.id,), upload.table)
    if not files:
        return Dated("day", (), 0)
    anchor = ANCHORS[upload.table]
    with reading(store.home) as con:
        first, last, undated = con.execute(
            f"select cast(min({anchor}) as date), cast(max({anchor}) as date), "
            f"count(*) - count({anchor}) from read_parquet($files)",
            {"files": files},
        ).fetchall()[0]
        if first is None:
            return Dated("day", (), undated)
        step = _step(first, last)
        periods = con.execute(
            f"select {_period(upload)} as first_day, count(*) from read_parquet($files) "
            f"where {anchor} is not null group by first_day order by first_day",
            {"files": files, "step": step},
        ).fetchall()
    return Dated(step, tuple(periods), undated)


def _step(first: date, last: date) -> str:
    """The finest step of which 60 periods hold both days.

    >>> _step(date(2024, 1, 1), date(2024, 2, 29))
    'day'
    >>> _step(date(2024, 1, 1), date(2024, 3, 1))
    'week'
    """
    # A week or month that is not whole may stand at either end.
    most = {"day": 60, "week": 58 * 7, "month": 58 * 30}
    days = (last - first).days + 1
    return next((step for step, limit in most.items() if days <= limit), "year")


def _period(upload: Upload) -> str:
    """The first day of a row's period, in SQL; `$step` is how long periods are."""
    return f"cast(date_trunc($step, {ANCHORS[upload.table]}) as date)"


@dataclass(frozen=True)
class Fixed:
    """Set-aside lines of an upload that corrected files brought in since."""

    lines: frozenset[int]
    files: tuple[Upload, ...]


def fixed(store: Store, uploads: list[Upload]) -> dict[str, Fixed]:
    """By upload: which of its set-aside lines later corrections that count put right."""
    by_original: dict[str, list[Upload]] = {}
    for upload in uploads:
        if upload.fixes and upload.active:
            by_original.setdefault(upload.fixes, []).append(upload)
    found: dict[str, Fixed] = {}
    if not by_original:
        return found
    with reading(store.home) as con:
        for upload in uploads:
            later = [
                fix
                for fix in by_original.get(upload.fixes or upload.id, [])
                if fix.version > upload.version
            ]
            aside = upload_files(store.home, (upload.id,), "set_aside")
            files = upload_files(store.home, tuple(fix.id for fix in later), "fixed")
            if not files or not aside:
                continue
            lines = con.execute(
                "select distinct line from read_parquet($files) "
                "where line in (select line from read_parquet($aside))",
                {"files": files, "aside": aside},
            ).fetchall()
            if lines:
                found[upload.id] = Fixed(
                    frozenset(line for (line,) in lines), tuple(later)
                )
    return found


def reasons(store: Store, upload_id: str, *, most: int) -> tuple[list[SetAside], int]:
    """Why lines of an upload were set aside: the first reasons, and their number."""
    files = upload_files(store.home, (upload_id,), "set_aside")
    if not files:
        return [], 0
    with reading(store.home) as con:
        count = con.execute(
            "select count(*) from read_parquet($files)", {"files": files}
        ).fetchall()[0][0]
        rows = con.execute(
            'select line, "column", "value", rule from read_parquet($files) '
            'order by line, "column", rule limit $most',
            {"files": files, "most": most},
        ).fetchall()
    return [SetAside(*row) for row in rows], int(count)


def moved(
    store: Store, before: int, after: int, metrics: tuple[str, ...]
) -> list[Effect]:
    """Metrics over all dates that differ between two versions."""
    effects = [
        Effect(metric, _one(store, metric, before), _one(store, metric, after))
        for metric in metrics
    ]
    return [effect for effect in effects if effect.moved]


def _one(store: Store, metric: str, version: int) -> Estimate:
    try:
        return measure(store, metric, Question(version=version))[0]
    except CxError:
        return Estimate({}, 0, None, None, None, "empty")
