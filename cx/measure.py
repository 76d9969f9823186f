"""From a metric and a question to estimates: the one place where SQL is put together.

    with <mart tables>, observation as (<metric> narrowed by the question) <estimator>

A value is withheld here and nowhere else, so no page can show a small cell by mistake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from cx import catalog
from cx.catalog import Metric
from cx.errors import QuestionError
from cx.mart import quoted
from cx.stats import intervals, survival
from cx.stats.intervals import ClusterSums, Interval
from cx.store import Answer, Store

PERIODS = ("day", "week", "month", "quarter", "year")
LOW_BASE = 30
BUCKETS = 200
MOST_GROUPS = 3
ATTRIBUTE = "attr_"
NOT_RECORDED = "~"


@dataclass(frozen=True)
class Question:
    """What a person asks of a metric: when, of whom, broken down how."""

    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()
    period: str | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parameters: tuple[tuple[str, int | str], ...] = ()
    version: int | None = None


@dataclass(frozen=True)
class Estimate:
    """One number with what it rests on.  `value` is None where it must not be shown."""

    group: dict[str, str | None]
    n: int
    value: float | None
    low: float | None
    high: float | None
    status: str = "ok"
    sums: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    @property
    def note(self) -> str:
        """In words, what to keep in mind; empty when nothing."""
        return NOTES[self.status]


NOTES = {
    "ok": "",
    "low": "Low base: fewer than 30. Read the interval, not the number.",
    "withheld": "Withheld: too few answers to say anything.",
    "empty": "No data for this selection.",
    "unknown": "Not enough history yet to know.",
}


def dimension_columns(store: Store, alias: str, table: str) -> dict[str, str]:
    """Dimensions this table can be broken down by: id -> column."""
    columns = store.columns(alias)[table]
    found = {name: name for name in catalog.dimensions() if name in columns}
    found |= {name: name for name in columns if name.startswith(ATTRIBUTE)}
    return found


def values(store: Store, alias: str, dimension: str) -> list[str]:
    """Every value of a dimension in any table, sorted; blanks are left out."""
    tables = [t for t in catalog.ROWS if dimension in store.columns(alias).get(t, [])]
    if not tables:
        return []
    union = " union ".join(
        f"select {quoted(dimension)} as found from {alias}.{table} where {quoted(dimension)} is not null"
        for table in tables
    )
    return [
        str(row[0])
        for row in store.query(
            f"select distinct found from ({union}) order by found"
        ).rows
    ]


def with_tables(store: Store, alias: str, extra: Iterable[tuple[str, str]]) -> str:
    tables = [
        (name, f"select * from {alias}.{name}")
        for name in catalog.ROWS
        if name in store.columns(alias)
    ]
    return "with " + ",\n".join(
        f"{name} as (\n{sql}\n)" for name, sql in [*tables, *extra]
    )


def narrowing(
    question: Question, anchor: str, columns: dict[str, str], rows: str
) -> tuple[list[str], dict[str, Any]]:
    """Conditions and bound values for the question's dates and filters."""
    conditions: list[str] = []
    bound: dict[str, Any] = {}
    if question.since:
        conditions.append(f"{anchor} >= $since")
        bound["since"] = question.since
    if question.until:
        conditions.append(f"{anchor} < $until")
        bound["until"] = question.until + timedelta(days=1)
    for number, (dimension, chosen) in enumerate(question.filters):
        if not chosen:
            continue
        if dimension not in columns:
            raise QuestionError(
                "This number cannot be filtered by {dimension}: its rows ({rows}) do not record it.",
                dimension=dimension_name(dimension),
                rows=rows,
            )
        names = [f"filter_{number}_{position}" for position in range(len(chosen))]
        bound |= dict(zip(names, chosen, strict=True))
        column = quoted(columns[dimension])
        listed = f"{column} in ({', '.join('$' + name for name in names)})"
        if NOT_RECORDED in chosen:
            listed = f"({listed} or {column} is null)"
        conditions.append(listed)
    return conditions, bound


def dimension_name(dimension: str) -> str:
    """A dimension in words (English; the key of its translation)."""
    if dimension.startswith(ATTRIBUTE):
        return dimension.removeprefix(ATTRIBUTE)
    return catalog.dimensions().get(dimension, dimension)


@dataclass(frozen=True)
class Composed:
    """SQL ready to run, with its bound values."""

    sql: str
    bound: dict[str, Any]


def compose(store: Store, metric: Metric, question: Question, *, select: str) -> Composed:
    """The metric's rows, narrowed and grouped by the question, under `select`."""
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, metric.rows)
    groups: list[str] = []
    if question.period:
        if question.period not in PERIODS:
            raise QuestionError(
                "A period is one of {known}, not {given}.",
                known=", ".join(PERIODS),
                given=question.period,
            )
        groups.append(f"cast(date_trunc('{question.period}', {metric.anchor}) as date)")
    for dimension in question.by:
        if dimension not in columns:
            raise QuestionError(
                "{metric} cannot be broken down by {dimension}. It can be broken down by: {known}.",
                metric=metric.id,
                dimension=dimension,
                known=", ".join(columns),
            )
        groups.append(quoted(columns[dimension]))
    if len(groups) > MOST_GROUPS:
        raise QuestionError(
            "A number can be broken down by at most {most} things at once.",
            most=MOST_GROUPS,
        )
    conditions, bound = narrowing(question, metric.anchor, columns, metric.rows)
    parameters = metric.read_parameters(dict(question.parameters))
    grouped = [
        f"{groups[position] if position < len(groups) else 'cast(null as varchar)'} as g{position + 1}"
        for position in range(MOST_GROUPS)
    ]
    narrowed = "\n    and ".join(conditions) or "true"
    observation = (
        f"select\n    counted.*,\n    {', '.join(grouped)},\n"
        f"    coalesce(customer_id, row_id) as cluster_id,\n"
        f"    md5_number_lower(coalesce(customer_id, row_id)) % {BUCKETS} as bucket\n"
        f"from counted\nwhere {narrowed}"
    )
    tables = with_tables(
        store, alias, [("counted", metric.sql), ("observation", observation)]
    )
    return Composed(f"{tables}\n{select}", {**bound, **parameters})


def measure(
    store: Store, metric_id: str, question: Question | None = None
) -> list[Estimate]:
    """Estimates of one metric, one for each group that has rows (one in all without groups)."""
    question = question or Question()
    metric = catalog.metric(metric_id)
    select = catalog.estimator_sql(metric.estimator)
    composed = compose(store, metric, question, select=select)
    answer = store.query(composed.sql, composed.bound)
    names = ([question.period] if question.period else []) + list(question.by)
    keys = ["period" if name == question.period else name for name in names]
    if metric.estimator == "time_to":
        found = _survival_estimates(metric, answer, keys, question)
    else:
        found = [_estimate(metric, row, keys) for row in answer.dicts()]
    if not keys and not found:
        found = [Estimate({}, 0, None, None, None, "empty")]
    return sorted(
        found, key=lambda e: tuple((v is None, v or "") for v in e.group.values())
    )


def _group(row: dict[str, Any], keys: list[str]) -> dict[str, str | None]:
    cells = [row["g1"], row["g2"], row["g3"]][: len(keys)]
    return {
        key: None if cell is None else str(cell)
        for key, cell in zip(keys, cells, strict=True)
    }


def withheld_status(metric: Metric, n: int) -> str:
    """Whether so many rows may be shown: ok, low (interval only) or withheld."""
    if n == 0:
        return "empty"
    if n < metric.min_n:
        return "withheld"
    return "low" if n < LOW_BASE else "ok"


def _estimate(metric: Metric, row: dict[str, Any], keys: list[str]) -> Estimate:
    group, n = _group(row, keys), int(row["n"])
    status = withheld_status(metric, n)
    if status in ("withheld", "empty"):
        return Estimate(group, n, None, None, None, status)
    sums = {name: float(row[name]) for name in row if name not in ("g1", "g2", "g3")}
    interval = estimate_from_sums(metric.estimator, sums)
    return Estimate(group, n, interval.value, interval.low, interval.high, status, sums)


def estimate_from_sums(estimator: str, sums: dict[str, float]) -> Interval:
    """The number and its interval, from the sums an estimator's SQL returned."""
    clusters = ClusterSums(
        numerator=sums["numerator"],
        denominator=sums["denominator"],
        numerator_squares=sums["numerator_squares"],
        cross=sums["cross_products"],
        denominator_squares=sums["denominator_squares"],
        clusters=int(sums["clusters"]),
    )
    if estimator == "proportion":
        return intervals.clustered_share(clusters)
    if estimator == "mean":
        return intervals.clustered_mean(clusters, sums["squares"])
    if estimator == "net":
        scaled = ClusterSums(
            numerator=clusters.numerator / 100,
            denominator=clusters.denominator,
            numerator_squares=clusters.numerator_squares / 10_000,
            cross=clusters.cross / 100,
            denominator_squares=clusters.denominator_squares,
            clusters=clusters.clusters,
        )
        net = intervals.clustered_net(sums["positive"], sums["negative"], scaled)
        return Interval(100 * net.value, 100 * net.low, 100 * net.high)
    return intervals.clustered_ratio(clusters)


@dataclass(frozen=True)
class GapCounts:
    """How many came back, and how many were last seen, by hour; rows are buckets of customers."""

    hours: np.ndarray
    events: np.ndarray
    censored: np.ndarray


def _gap_counts(rows: list[dict[str, Any]]) -> GapCounts:
    hours = np.array(sorted({float(row["hour_bin"]) for row in rows}))
    position = {hour: index for index, hour in enumerate(hours)}
    events = np.zeros((BUCKETS, len(hours)))
    censored = np.zeros((BUCKETS, len(hours)))
    for row in rows:
        cell = int(row["bucket"]), position[float(row["hour_bin"])]
        events[cell] += float(row["events"])
        censored[cell] += float(row["censored"])
    return GapCounts(hours, events, censored)


def _survival_estimates(
    metric: Metric, answer: Answer, keys: list[str], question: Question
) -> list[Estimate]:
    """Kaplan-Meier at the window, one for each group."""
    horizon = 24 * int(metric.read_parameters(dict(question.parameters))["window_days"])
    by_group: dict[tuple[str | None, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in answer.dicts():
        by_group[tuple(_group(row, keys).values())].append(row)
    found = []
    for cells, rows in by_group.items():
        group = dict(zip(keys, cells, strict=True))
        n = int(sum(row["n"] for row in rows))
        status = withheld_status(metric, n)
        if status in ("withheld", "empty"):
            found.append(Estimate(group, n, None, None, None, status))
            continue
        counts = _gap_counts(rows)
        interval = survival.bucketed_survival(
            counts.hours, counts.events, counts.censored, horizon=horizon
        )
        if interval is None:
            found.append(Estimate(group, n, None, None, None, "unknown"))
        else:
            found.append(
                Estimate(group, n, interval.value, interval.low, interval.high, status)
            )
    return found


def curve(
    store: Store, metric_id: str, question: Question, days: Iterable[int]
) -> list[Estimate]:
    """A time-to metric at several days: a survival curve with its intervals."""
    metric = catalog.metric(metric_id)
    composed = compose(
        store, metric, question, select=catalog.estimator_sql(metric.estimator)
    )
    rows = store.query(composed.sql, composed.bound).dicts()
    n = int(sum(row["n"] for row in rows))
    status = withheld_status(metric, n)
    found = []
    counts = _gap_counts(rows) if status in ("ok", "low") else None
    for day in days:
        interval = counts and survival.bucketed_survival(
            counts.hours, counts.events, counts.censored, horizon=24 * day
        )
        shown = (
            (interval.value, interval.low, interval.high)
            if interval
            else (None, None, None)
        )
        said = status if interval or not counts else "unknown"
        found.append(Estimate({"day": str(day)}, n, *shown, said))
    return found


@dataclass(frozen=True)
class Rows:
    """The rows behind a number: all are counted, the first are shown."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    count: int


HIDDEN_COLUMNS = (
    "g1",
    "g2",
    "g3",
    "cluster_id",
    "bucket",
    "data_start",
    "data_end",
    "in_history",
)


def rows_behind(
    store: Store, metric_id: str, question: Question, *, most: int = 1_000
) -> Rows:
    """The rows a number rests on.  Refused where the number itself is withheld."""
    metric = catalog.metric(metric_id)
    counted = compose(
        store, metric, question, select="select count(*) as n from observation"
    )
    n = int(store.query(counted.sql, counted.bound).rows[0][0])
    if withheld_status(metric, n) == "withheld":
        raise QuestionError(NOTES["withheld"])
    listed = compose(
        store,
        metric,
        question,
        select=f"select * from observation order by {metric.anchor}, row_id limit {int(most)}",
    )
    answer = store.query(listed.sql, listed.bound)
    shown = [
        index
        for index, name in enumerate(answer.columns)
        if name not in HIDDEN_COLUMNS and not name.startswith(("previous_", "next_same"))
    ]
    return Rows(
        tuple(answer.columns[index] for index in shown),
        [tuple(row[index] for index in shown) for row in answer.rows],
        n,
    )


def span(store: Store, version: int | None = None) -> tuple[date, date] | None:
    """The first and last day any dated row covers."""
    alias = store.mart(version)
    union = " union all ".join(
        f"select min({anchor}) as first, max({anchor}) as last from {alias}.{table}"
        for table, anchor in (
            ("contact", "started_at"),
            ("response", "responded_at"),
            ("purchase", "occurred_at"),
        )
    )
    first, last = store.query(f"select min(first), max(last) from ({union})").rows[0]
    return (first.date(), last.date()) if first else None


def check_filters(store: Store, question: Question) -> None:
    """Refuse a filter that this data does not have, naming what it has."""
    alias = store.mart(question.version)
    every = {
        dimension
        for table in catalog.ROWS
        for dimension in dimension_columns(store, alias, table)
    }
    for dimension, chosen in question.filters:
        if dimension not in every:
            raise QuestionError(
                "This data has nothing called {dimension} to filter by. It has: {known}.",
                dimension=dimension,
                known=", ".join(sorted(every)),
            )
        known = values(store, alias, dimension)
        for value in chosen:
            if value != NOT_RECORDED and value not in known:
                raise QuestionError(
                    "{dimension} has no value {value} in this data. It has: {known}.",
                    dimension=dimension_name(dimension),
                    value=value,
                    known=", ".join(known[:20]) or "none",
                )


def period_bounds(start: str, period: str) -> tuple[date, date]:
    """First and last day of the period that begins on `start`.

    >>> period_bounds("2026-02-01", "month")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    first = date.fromisoformat(start[:10])
    if period == "day":
        return first, first
    if period == "week":
        return first, first + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    number = first.year * 12 + first.month - 1 + months
    return first, date(number // 12, number % 12 + 1, 1) - timedelta(days=1)
