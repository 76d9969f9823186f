"""Two sides of one number: how far apart, and is it beyond chance.

Differences know that one customer can be on both sides, and a segment is held against
the rest, never against a total that contains it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cx import catalog
from cx.catalog import Metric
from cx.errors import QuestionError
from cx.measure import (
    BUCKETS,
    Estimate,
    Question,
    compose,
    estimate_from_sums,
    measure,
    together,
    withheld_status,
)
from cx.stats import compare as apart
from cx.stats import movement
from cx.stats.compare import Difference
from cx.stats.intervals import ClusterSums, Interval, clustered_mean, net_design_effect
from cx.store import Store

Array = NDArray[np.float64]
Verdict = Literal["up", "down", "same", "unjudged"]
LINEAR = ("proportion", "mean", "net", "ratio")
FALSE_FINDS = 0.10
# By customer first: to count customers as distinct ones takes ten times as long.
SUMS = (
    "select g1, bucket, sum(above) as above, sum(below) as below, "
    "sum(squares) as squares, sum(n) as n, count(*) as customers, "
    "sum(positive) as positive, sum(negative) as negative from ("
    "select g1, bucket, sum({above}) as above, sum({below}) as below, "
    "sum({above} * {above}) as squares, count(*) as n, "
    "sum(case when {above} > 0 then 1 else 0 end) as positive, "
    "sum(case when {above} < 0 then 1 else 0 end) as negative "
    "from observation group by g1, bucket, cluster_key) as customer group by g1, bucket"
)


@dataclass(frozen=True)
class Side:
    """Sums of one group by bucket of customers; every array has BUCKETS entries."""

    above: Array
    below: Array
    squares: Array
    n: int
    customers: int
    positive: int
    negative: int

    def __add__(self, other: Side) -> Side:
        """Two groups as one; they share no row."""
        return Side(
            self.above + other.above,
            self.below + other.below,
            self.squares + other.squares,
            self.n + other.n,
            self.customers + other.customers,
            self.positive + other.positive,
            self.negative + other.negative,
        )

    def sums(self) -> dict[str, float]:
        """As an estimator's SQL returns them, a bucket taking the place of a customer."""
        return {
            "numerator": float(self.above.sum()),
            "denominator": float(self.below.sum()),
            "numerator_squares": float((self.above**2).sum()),
            "cross_products": float((self.above * self.below).sum()),
            "denominator_squares": float((self.below**2).sum()),
            "clusters": int(((self.below != 0) | (self.above != 0)).sum()),
            "squares": float(self.squares.sum()),
            "positive": self.positive,
            "negative": self.negative,
        }


def nobody() -> Side:
    """A group without rows."""
    none = np.zeros(BUCKETS)
    return Side(none, none, none, 0, 0, 0, 0)


def sides(store: Store, metric: Metric, question: Question) -> dict[str | None, Side]:
    """Sums by group and bucket; the question is by one dimension, or by none."""
    columns = ("numerator", "denominator")
    above, below = columns if metric.estimator == "ratio" else ("value", "1")
    select = SUMS.format(above=above, below=below)
    composed = compose(store, metric, question, select=select)
    rows: dict[str | None, list[dict[str, float]]] = {}
    for row in store.query(composed.sql, composed.bound).dicts():
        group = None if row["g1"] is None else str(row["g1"])
        rows.setdefault(group, []).append(row)
    return {group: _side(found) for group, found in rows.items()}


def _side(rows: Sequence[Mapping[str, float]]) -> Side:
    at = [int(row["bucket"]) for row in rows]
    arrays = []
    for name in ("above", "below", "squares"):
        array = np.zeros(BUCKETS)
        array[at] = [float(row[name] or 0) for row in rows]
        arrays.append(array)
    # A customer is in one bucket only, so distinct customers add up over buckets.
    whole = [sum(int(r[k]) for r in rows) for k in ("n", "customers", "positive")]
    negative = sum(int(row["negative"]) for row in rows)
    above, below, squares = arrays
    return Side(above, below, squares, whole[0], whole[1], whole[2], negative)


@dataclass(frozen=True)
class Compared:
    """Two estimates of one metric and how far apart they are; None: not judged."""

    metric: Metric
    first: Estimate
    second: Estimate
    difference: Difference | None

    @property
    def verdict(self) -> Verdict:
        """Up, down, no clear change, or not judged."""
        return verdict(self.difference)


def verdict(difference: Difference | None) -> Verdict:
    """What a difference says, and no more.

    >>> verdict(Difference(0.1, 0.02, 0.2)), verdict(Difference(0.1, -0.02, 0.2))
    ('up', 'same')
    """
    if difference is None or difference.low != difference.low:
        return "unjudged"
    if not difference.clear:
        return "same"
    return "up" if difference.value > 0 else "down"


def compared(store: Store, metric_id: str, first: Question, second: Question) -> Compared:
    """One metric asked twice, of questions that share no row.

    QuestionError where they could: then the difference would be of a part and its whole.
    """
    check_apart(first, second)
    metric = catalog.metric(metric_id)
    plain = [replace(one, by=(), period=None) for one in (first, second)]
    one, two = (measure(store, metric_id, question)[0] for question in plain)
    if one.status != "ok" or two.status != "ok":
        return Compared(metric, one, two, None)
    alike = 0.0
    if metric.estimator in LINEAR:
        a, b = (_by_bucket(store, metric, question) for question in plain)
        alike = movement.correlation(*a, *b)
    return Compared(metric, one, two, difference(metric, one, two, alike))


def _by_bucket(store: Store, metric: Metric, question: Question) -> tuple[Array, Array]:
    """Numerator and denominator by bucket of customers, of a question without groups."""
    found = together.by_bucket(store, metric, question)
    if found is not None:
        return found
    side = whole(sides(store, metric, question))
    return side.above, side.below


def whole(found: Mapping[str | None, Side]) -> Side:
    """All groups as one side."""
    every = nobody()
    for side in found.values():
        every = every + side
    return every


def difference(
    metric: Metric, one: Estimate, two: Estimate, correlation: float = 0.0
) -> Difference | None:
    """First minus second with its own interval; None where a side has none."""
    intervals = [
        Interval(e.value, e.low, e.high)
        for e in (one, two)
        if e.value is not None and e.low is not None and e.high is not None
    ]
    if len(intervals) < 2:
        return None
    if metric.estimator == "net" and one.sums and two.sums:
        return _nets(one.sums, two.sums, correlation)
    return apart.difference_from_intervals(*intervals, correlation=correlation)


def _nets(
    one: Mapping[str, float], two: Mapping[str, float], correlation: float
) -> Difference:
    counts = [(s["positive"], s["negative"], s["denominator"]) for s in (one, two)]
    effects = [
        net_design_effect(s["positive"], s["negative"], _clusters(s)) for s in (one, two)
    ]
    found = apart.difference_of_nets(
        *counts[0],
        *counts[1],
        design_effect1=effects[0],
        design_effect2=effects[1],
        correlation=correlation,
    )
    return Difference(100 * found.value, 100 * found.low, 100 * found.high)


def _clusters(sums: Mapping[str, float]) -> ClusterSums:
    return ClusterSums(
        sums["numerator"] / 100,
        sums["denominator"],
        sums["numerator_squares"] / 10_000,
        sums["cross_products"] / 100,
        sums["denominator_squares"],
        int(sums["clusters"]),
    )


def check_apart(first: Question, second: Question) -> None:
    """Refuse two questions that can share rows."""
    one, two = dict(first.filters), dict(second.filters)
    for name in one.keys() & two.keys():
        if one[name] and two[name] and not set(one[name]) & set(two[name]):
            return
    ends = (first.until, second.until)
    starts = (first.since, second.since)
    if ends[0] and starts[1] and ends[0] < starts[1]:
        return
    if ends[1] and starts[0] and ends[1] < starts[0]:
        return
    raise QuestionError(
        "The two sides share rows, so their difference says nothing. Choose two periods "
        "without a day in common, or two different groups. Nothing was compared."
    )


@dataclass(frozen=True)
class AgainstRest:
    """One group, the rest of its breakdown, and what is left after many are compared.

    `adjusted` is the p value after Benjamini-Hochberg; None where it was not judged.
    """

    group: str | None
    difference: Difference | None
    p: float | None = None
    adjusted: float | None = None

    @property
    def stands_out(self) -> bool:
        """Whether it is still apart when all groups shown are looked at together."""
        return self.adjusted is not None and self.adjusted <= FALSE_FINDS


def against_rest(
    store: Store, metric_id: str, question: Question, by: str, shown: Sequence[Estimate]
) -> list[AgainstRest]:
    """Each group shown against all other rows of the breakdown, judged as one family."""
    metric = catalog.metric(metric_id)
    if metric.estimator not in LINEAR:
        return [AgainstRest(one.group[by], None) for one in shown]
    known = sides(store, metric, replace(question, by=(by,), period=None))
    everyone = whole(known)
    found = []
    for one in shown:
        group = one.group[by]
        side = known.get(group)
        if side is None or one.status != "ok":
            found.append(AgainstRest(group, None))
            continue
        rest = whole({name: s for name, s in known.items() if name != group})
        gap = _gap(metric, side, rest) if rest.n < everyone.n else None
        found.append(AgainstRest(group, gap, apart.p_value(gap) if gap else None))
    judged = [one.p for one in found if one.p is not None]
    adjusted = iter(apart.benjamini_hochberg(judged))
    return [
        one if one.p is None else replace(one, adjusted=next(adjusted)) for one in found
    ]


def _gap(metric: Metric, one: Side, two: Side) -> Difference | None:
    if withheld_status(metric, two.n) != "ok" or not two.below.sum() > 0:
        return None
    first, second = (_as_estimate(metric, side) for side in (one, two))
    together = movement.correlation(one.above, one.below, two.above, two.below)
    return difference(metric, first, second, together)


def _as_estimate(metric: Metric, side: Side) -> Estimate:
    sums = side.sums()
    if metric.estimator == "mean" and side.n != sums["denominator"]:
        found = clustered_mean(_clusters(sums), sums["squares"])
    else:
        found = estimate_from_sums(metric.estimator, sums)
    low, high = (None if x != x else x for x in (found.low, found.high))
    return Estimate({}, side.n, found.value, low, high, "ok", sums)
