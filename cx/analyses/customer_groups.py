"""Groups of customers beside each other: rates, how far apart, and up to which day.

Rows come as patterns: sums of one customer, and how many customers have the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from cx.analyses.customers import nothing, status_of
from cx.measure import Estimate, Question, dimension_columns, narrowing
from cx.measure.estimate import shown
from cx.stats.compare import Difference, difference_from_intervals
from cx.stats.intervals import (
    ClusterSums,
    Interval,
    clustered_mean,
    clustered_net,
    clustered_share,
)
from cx.store import Store

BUYING = "kind in ('order', 'renewal')"
NAMED = "customer_id is not null and not coalesce(placeholder, false)"
Pattern = Mapping[str, Any]


def clusters(patterns: Sequence[Pattern], of: str, among: str) -> ClusterSums:
    """Sums over customers of two columns; `people` says how many have the pattern."""
    kept = [
        (float(one[of] or 0), float(one[among]), int(one["people"]))
        for one in patterns
        if one[among]
    ]
    return ClusterSums(
        numerator=sum(y * w for y, _, w in kept),
        denominator=sum(n * w for _, n, w in kept),
        numerator_squares=sum(y * y * w for y, _, w in kept),
        cross=sum(y * n * w for y, n, w in kept),
        denominator_squares=sum(n * n * w for _, n, w in kept),
        clusters=sum(w for _, _, w in kept),
    )


def share(
    group: Mapping[str, str | None], patterns: Sequence[Pattern], of: str, among: str
) -> Estimate:
    """A share of rows, with the customer as the unit of its interval."""
    sums = clusters(patterns, of, among)
    n = int(sums.denominator)
    status = status_of(n)
    if status in ("withheld", "empty"):
        return nothing(group, status, n)
    return shown(dict(group), n, status, clustered_share(sums))


def mean(
    group: Mapping[str, str | None],
    patterns: Sequence[Pattern],
    of: str,
    squares: str,
    among: str,
) -> Estimate:
    """A mean of rows; `squares` is the column with the sum of their squares."""
    sums = clusters(patterns, of, among)
    n = int(sums.denominator)
    status = status_of(n)
    if status in ("withheld", "empty"):
        return nothing(group, status, n)
    total = float(sum((one[squares] or 0) * one["people"] for one in patterns))
    return shown(dict(group), n, status, clustered_mean(sums, total))


def net(
    group: Mapping[str, str | None],
    patterns: Sequence[Pattern],
    up: str,
    down: str,
    among: str,
) -> Estimate:
    """Share up minus share down, in points from -100 to 100."""
    both = [{**one, "net": (one[up] or 0) - (one[down] or 0)} for one in patterns]
    sums = clusters(both, "net", among)
    n = int(sums.denominator)
    status = status_of(n)
    if status in ("withheld", "empty"):
        return nothing(group, status, n)
    ups, downs = (
        float(sum((one[name] or 0) * one["people"] for one in patterns))
        for name in (up, down)
    )
    found = clustered_net(ups, downs, sums)
    return shown(
        dict(group),
        n,
        status,
        Interval(100 * found.value, 100 * found.low, 100 * found.high),
    )


def apart(first: Estimate, second: Estimate) -> Difference | None:
    """First minus second; None where either is not told.

    A customer on both sides is taken for two: such customers resemble themselves, which
    makes the true interval a little narrower than this one, never wider.
    """
    ends = []
    for one in (first, second):
        if one.value is None or one.low is None or one.high is None:
            return None
        ends.append(Interval(one.value, one.low, one.high))
    return difference_from_intervals(*ends)


def up_to(store: Store, question: Question) -> tuple[datetime, datetime] | None:
    """The first moment of the orders, and the last one that counts; None without any.

    The last is the end of the reader's period, or of the orders where these end before.
    """
    alias = store.mart(question.version)
    first, last = store.query(
        f"select min(occurred_at), max(occurred_at) from {alias}.purchase"
    ).rows[0]
    if first is None:
        return None
    if question.until:
        last = min(last, datetime.combine(question.until, time.max))
    return (first, last) if last > first else None


def filtered(
    store: Store, question: Question, table: str, anchor: str, *, dated: bool
) -> tuple[str, dict[str, Any]]:
    """Conditions of a question on rows of a table, each behind an `and`; bound values."""
    asked = question if dated else Question(filters=question.filters)
    columns = dimension_columns(store, store.mart(question.version), table)
    conditions, bound = narrowing(asked, anchor, columns, table)
    return "".join(f" and {one}" for one in conditions), bound


def only_named(sql: str, bound: Mapping[str, Any]) -> dict[str, Any]:
    """Those bound values that the SQL names: it refuses others."""
    return {name: value for name, value in bound.items() if f"${name}" in sql}
