"""Worked examples of metric files: from a pipe table to a number, by the real SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby

import duckdb
import numpy as np

from cx import catalog
from cx.catalog import Example, Metric
from cx.frontmatter import table
from cx.mart import named_tables, quoted
from cx.measure import BUCKETS, estimate_from_sums
from cx.measure.estimate import gap_counts, quantile_interval, still_away

# Made from the contacts of an example by their own SQL.
COUNTED = ("bucket", "hour_bin", "events", "censored")
FROM_CONTACTS = ("contact", "snowball", "episode")


@dataclass(frozen=True)
class Worked:
    """What a metric makes of a few rows."""

    value: float | None
    n: int


@cache
def _empty() -> duckdb.DuckDBPyConnection:
    """Every mart without rows; some are views, so that rows go through their marts."""
    con = duckdb.connect()
    con.execute("create schema canonical")
    con.execute("use canonical")
    con.execute(catalog.schema_sql())
    con.execute("use main")
    for name in catalog.TABLES:
        con.execute(f"create table kept_{name} as select * from canonical.{name} limit 0")
        con.execute(f"alter table kept_{name} add column row_id varchar")
        if name in named_tables():
            con.execute(f"alter table kept_{name} add column customer_key integer")
            con.execute(f"alter table kept_{name} add column customer_bucket smallint")
    for name, sql in catalog.mart_sql().items():
        kind = "view" if _stored(name) != name else "table"
        con.execute(f"create {kind} {name} as {sql}")
    return con


def columns_of(rows: str) -> dict[str, str]:
    """Columns of a mart table and their types, from the SQL that builds it."""
    found = _empty().execute(f"describe {rows}").fetchall()
    return {name: kind for name, kind, *_ in found}


def _stored(table: str) -> str:
    """Where rows of a mart are put: before it, where it works out something of each."""
    if table == "purchase":
        return "kept_purchase"
    return "kept_contact" if table in FROM_CONTACTS else table


def _insert(con, name: str, rows: list[dict]) -> None:
    # Rows of the same columns at once: one by one took a third of all the time.
    for columns, alike in groupby(rows, tuple):
        names = ", ".join(quoted(column) for column in columns)
        values = [row.values() for row in alike]
        marks = ", ".join("?" for _ in columns)
        places = ", ".join(f"({marks})" for _ in values)
        con.execute(f"insert into {name} ({names}) values {places}", [*chain(*values)])


def cells_of(given: str) -> list[dict[str, str | None]]:
    """The rows of a pipe table, each with a number of its own."""
    header, lines = table(given)
    rows = []
    for number, line in enumerate(lines, start=1):
        cells = [*line, *[None] * (len(header) - len(line))]
        row = dict(zip(header, cells, strict=True))
        rows.append({"row_id": f"r{number}", "source": "example", **row})
    return rows


@contextmanager
def prepared(metric: Metric, rows: list[dict]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in which these are the metric's rows."""
    table = _stored(metric.rows)
    # Where rows name their table, those of others are joined to the metric's own.
    others: dict[str, list[dict]] = {}
    if any("table" in row for row in rows):
        for row in rows:
            name = _stored(row.get("table") or metric.rows)
            held = columns_of(name)
            others.setdefault(name, []).append({k: row[k] for k in row if k in held})
        rows = others.pop(table, [])
    for row in rows:
        if metric.rows == "answer" and row.get("state") is None:
            answered = row.get("score") is not None or row.get("label") is not None
            row["state"] = "answered" if answered else "blank"
    if table.startswith("kept_"):
        somebody = [row.get("customer_id") or row["row_id"] for row in rows]
        numbers = {name: number for number, name in enumerate(sorted(set(somebody)))}
        rows = [
            {**row, "customer_key": numbers[name]}
            for row, name in zip(rows, somebody, strict=True)
        ]
    con = _empty()
    _insert(con, table, rows)
    for name, found in others.items():
        _insert(con, name, found)
    try:
        yield con
    finally:
        for name in (table, *others):
            con.execute(f"delete from {name}")


def rows_counted(metric: Metric, rows: list[dict], parameters: dict) -> list[dict]:
    """The metric's own rows, with what it adds."""
    with prepared(metric, rows) as con:
        result = con.execute(metric.sql, metric.read_parameters(parameters))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def work_out(metric: Metric, rows: list[dict], parameters: dict | None = None) -> Worked:
    """The point estimate of a metric on these rows, whatever their number."""
    chosen = metric.read_parameters(parameters or {})
    longer_than_any_curve = {"watched_s": 3600 * 24 * 31}
    watched = longer_than_any_curve if metric.estimator == "time_to" else {}
    named = "customer_id" in columns_of(metric.rows)
    somebody = "coalesce(customer_id, row_id)" if named else "row_id"
    with prepared(metric, rows) as con:
        result = con.execute(
            f"""with counted as ({metric.sql}),
            observation as (
                select counted.*, cast(null as varchar) as g1,
                    cast(null as varchar) as g2, cast(null as varchar) as g3,
                    {somebody} as cluster_id,
                    {somebody} as cluster_key,
                    md5_number_lower({somebody}) % {BUCKETS} as bucket
                from counted
            ) {catalog.estimator_sql(metric.estimator)}""",
            chosen | watched,
        )
        names = [column[0] for column in result.description]
        found = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    if found and metric.estimator == "quantile":
        return Worked(quantile_interval(found).value, int(found[0]["n"]))
    n = int(sum(row["n"] for row in found))
    if not n:
        return Worked(None, 0)
    if metric.estimator == "time_to":
        tally = {name: np.array([float(row[name]) for row in found]) for name in COUNTED}
        (interval,) = still_away(gap_counts(tally), [int(chosen["window_days"])])
        return Worked(interval and interval.value, n)
    sums = {k: float(v) for k, v in found[0].items() if k not in ("g1", "g2", "g3")}
    return Worked(estimate_from_sums(metric.estimator, sums).value, n)


def example_rows(example: Example) -> list[dict]:
    """An example's rows, ready to be worked out."""
    return cells_of(example.given)
