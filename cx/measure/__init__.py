"""From a metric and a question to estimates, and to the rows behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cx import catalog
from cx.catalog import Metric
from cx.errors import QuestionError
from cx.mart import BUCKETS, quoted
from cx.measure import remembered, staff, together, told
from cx.measure.estimate import (
    LOW_BASE,
    NOTES,
    Estimate,
    Tally,
    estimate_from_sums,
    gap_counts,
    quantile_estimates,
    shown,
    still_away,
    summed_estimate,
    survival_estimates,
    withheld_status,
)
from cx.measure.question import (
    ATTRIBUTE,
    MOST_GROUPS,
    NOT_RECORDED,
    OF_THE_CLOCK,
    PERIODS,
    Composed,
    Question,
    check_filters,
    compose,
    dimension_columns,
    dimension_name,
    narrowing,
    values,
    with_tables,
)
from cx.measure.together import prepare
from cx.store import Store

__all__ = [
    "ATTRIBUTE",
    "BUCKETS",
    "LOW_BASE",
    "MOST_GROUPS",
    "NOTES",
    "NOT_RECORDED",
    "OF_THE_CLOCK",
    "PERIODS",
    "Composed",
    "Estimate",
    "Question",
    "Rows",
    "check_filters",
    "compose",
    "curve",
    "dimension_columns",
    "dimension_name",
    "estimate_from_sums",
    "measure",
    "narrowing",
    "period_bounds",
    "prepare",
    "rows_behind",
    "span",
    "values",
    "with_tables",
    "withheld_status",
]


def measure(
    store: Store, metric_id: str, question: Question | None = None
) -> list[Estimate]:
    """Estimates of one metric: one for each group that has rows, one in all without."""
    question = question or Question()
    metric = catalog.metric(metric_id)
    mart = store.mart(question.version)
    key = ("measure", mart, metric.id, metric.fingerprint, question)
    return [*remembered.once(store, key, lambda: _measured(store, metric, question))]


def _measured(store: Store, metric: Metric, question: Question) -> list[Estimate]:
    names = ([question.period] if question.period else []) + list(question.by)
    keys = ["period" if name == question.period else name for name in names]
    if metric.estimator == "time_to":
        parameters = metric.read_parameters(dict(question.parameters))
        days = int(parameters["window_days"])
        tally = _by_hour(store, metric, question, days, len(keys))
        found = survival_estimates(metric, tally, keys, days)
    elif metric.estimator == "quantile":
        found = quantile_estimates(metric, _summed(store, metric, question), keys)
    else:
        rows = together.rows(store, metric, question)
        if rows is None:
            rows = _summed(store, metric, question)
        found = [summed_estimate(metric, row, keys) for row in rows]
    if not keys and not found:
        found = [Estimate({}, 0, None, None, None, "empty")]
    found = told.kept(store, metric, question, found)
    return sorted(
        found, key=lambda e: tuple((v is None, v or "") for v in e.group.values())
    )


def _summed(store: Store, metric: Metric, question: Question) -> list[dict[str, Any]]:
    """What the metric's estimator returns."""
    select = catalog.estimator_sql(metric.estimator)
    composed = compose(store, metric, question, select=select)
    return store.query(composed.sql, composed.bound).dicts()


def _by_hour(
    store: Store, metric: Metric, question: Question, days: int, groups: int
) -> Tally:
    """Counts by hour for a curve that ends after so many days, groups as text.

    As columns: there can be a row for each hour of a month, bucket and group.  Whoever
    was watched for longer than the curve is one row a bucket.
    """
    select = catalog.estimator_sql(metric.estimator)
    named = "".join(f"cast(g{n} as varchar) as g{n}, " for n in range(1, groups + 1))
    listed = f"{named}bucket, hour_bin, events, censored, n"
    composed = compose(
        store, metric, question, select=f"select {listed} from ({select}) as tallied"
    )
    watched = {"watched_s": 3600 * (24 * days + 1)}
    return store.arrays(composed.sql, composed.bound | watched)


def curve(
    store: Store, metric_id: str, question: Question, days: Iterable[int]
) -> list[Estimate]:
    """A time-to metric at several days: a survival curve with its intervals."""
    metric = catalog.metric(metric_id)
    at = tuple(days)
    mart = store.mart(question.version)
    key = ("curve", mart, metric.id, metric.fingerprint, question, at)
    return [*remembered.once(store, key, lambda: _curve(store, metric, question, [*at]))]


def _curve(
    store: Store, metric: Metric, question: Question, days: list[int]
) -> list[Estimate]:
    tally = _by_hour(store, metric, question, max(days), 0)
    n = int(tally["n"].sum())
    status = withheld_status(metric, n)
    if told.untold(store, metric, question, n):
        n, status = 0, "withheld"
    if status in ("withheld", "empty"):
        return [Estimate({"day": str(day)}, n, None, None, None, status) for day in days]
    return [
        shown({"day": str(day)}, n, status, interval)
        for day, interval in zip(days, still_away(gap_counts(tally), days), strict=True)
    ]


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
    "cluster_key",
    "customer_key",
    "customer_bucket",
    "late",
    "bucket",
    "next_days",
    "history_days",
    "later_days",
    "said_resolved",
    "said_contacts",
    "agent_hour_contacts",
    "data_start",
    "data_end",
    "in_history",
    "window_days",
    "same",
    "last_row_id",
    "is_ripe",
    "is_over",
    # Whoever looked is never looked at.
    "auditor",
)


def rows_behind(
    store: Store,
    metric_id: str,
    question: Question,
    *,
    most: int = 1_000,
    only: tuple[str, str] | None = None,
) -> Rows:
    """The rows a number rests on.  Refused where the number itself is withheld.

    `only` narrows them to a column of theirs that no question can ask by, and its value:
    an agent, say, who is looked at and never compared by name.
    """
    metric = catalog.metric(metric_id)
    if metric.staff:
        raise QuestionError(staff.NO_ROWS)
    rows, picked = "observation", {}
    if only:
        rows = f"observation where {quoted(only[0])} = $only_value"
        picked = {"only_value": only[1]}
    counted = compose(store, metric, question, select=f"select count(*) as n from {rows}")
    n = int(store.query(counted.sql, {**counted.bound, **picked}).rows[0][0])
    if withheld_status(metric, n) == "withheld" or told.untold(
        store, metric, question, n
    ):
        raise QuestionError(NOTES["withheld"])
    listed = compose(
        store,
        metric,
        question,
        select=f"select * from {rows} order by {metric.anchor}, row_id limit {int(most)}",
    )
    answer = store.query(listed.sql, {**listed.bound, **picked})
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
    """The first and last day any dated row names.

    A volume names the first day of its period: it does not say whether the rest is over.
    """
    alias = store.mart(version)
    union = " union all ".join(
        f"select min({anchor}) as first, max({anchor}) as last from {alias}.{table}"
        for table, anchor in (
            ("contact", "started_at"),
            ("response", "responded_at"),
            ("purchase", "occurred_at"),
            ("audit_item", "visited_at"),
            ("volume", "period_start"),
            ("attempt", "started_at"),
            ("alert", "sent_at"),
            ("shift", "worked_on"),
        )
    )
    first, last = store.query(f"select min(first), max(last) from ({union})").rows[0]
    return (first.date(), last.date()) if first else None


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
