"""From the sums an estimator's SQL returns to a number with its interval.

A value is withheld here and nowhere else, so no page can show a small cell by mistake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx.catalog import Metric
from cx.mart import BUCKETS
from cx.stats import intervals, quantiles, survival
from cx.stats.intervals import ClusterSums, Interval

LOW_BASE = 30


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
    "alone": "All from one customer: no interval can be given.",
}


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


def _limit(limit: float) -> float | None:
    return None if isnan(limit) else limit


def shown(
    group: dict[str, str | None],
    n: int,
    status: str,
    interval: Interval | None,
    sums: dict[str, float] | None = None,
) -> Estimate:
    """An estimate from what statistics say; what they cannot say is None, never nan."""
    if interval is None or isnan(interval.value):
        return Estimate(group, n, None, None, None, "unknown")
    low, high = _limit(interval.low), _limit(interval.high)
    if low is None or high is None:
        low, high, status = None, None, "alone"
    return Estimate(group, n, interval.value, low, high, status, sums or {})


def summed_estimate(metric: Metric, row: dict[str, Any], keys: list[str]) -> Estimate:
    """One row of an estimator's sums as an estimate."""
    group, n = _group(row, keys), int(row["n"])
    status = withheld_status(metric, n)
    if status in ("withheld", "empty"):
        return Estimate(group, n, None, None, None, status)
    sums = {name: float(row[name]) for name in row if name not in ("g1", "g2", "g3")}
    interval = estimate_from_sums(metric.estimator, sums) if sums["denominator"] else None
    return shown(group, n, status, interval, sums)


def _cluster_sums(sums: dict[str, Any]) -> ClusterSums:
    return ClusterSums(
        numerator=float(sums["numerator"]),
        denominator=float(sums["denominator"]),
        numerator_squares=float(sums["numerator_squares"]),
        cross=float(sums["cross_products"]),
        denominator_squares=float(sums["denominator_squares"]),
        clusters=int(sums["clusters"]),
    )


def estimate_from_sums(estimator: str, sums: dict[str, float]) -> Interval:
    """The number and its interval, from the sums an estimator's SQL returned."""
    clusters = _cluster_sums(sums)
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


def quantile_interval(rows: list[dict[str, Any]]) -> Interval:
    """The quantile of one group, from the rows the quantile estimator returned for it."""
    cells = sorted(
        (float(row["value"]), int(row["rows_here"]), int(row["upto"])) for row in rows
    )
    return quantiles.quantile_interval(
        cells, float(rows[0]["share_below"]), _cluster_sums(rows[0])
    )


def quantile_estimates(
    metric: Metric, rows: list[dict[str, Any]], keys: list[str]
) -> list[Estimate]:
    """A quantile for each group; withheld where no row bounds it on both sides."""
    found = []
    for group, cells in _by_group(rows, keys):
        n = int(cells[0]["n"])
        status = withheld_status(metric, n)
        interval = quantile_interval(cells)
        unbounded = isnan(interval.low) or isnan(interval.high)
        if unbounded and int(cells[0]["clusters"]) > 1:
            status = "withheld"
        if status in ("withheld", "empty"):
            found.append(Estimate(group, n, None, None, None, status))
        else:
            people = {"clusters": float(cells[0]["clusters"])} if metric.staff else None
            found.append(shown(group, n, status, interval, people))
    return found


def _by_group(
    rows: list[dict[str, Any]], keys: list[str]
) -> list[tuple[dict[str, str | None], list[dict[str, Any]]]]:
    by_group: dict[tuple[str | None, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_group[tuple(_group(row, keys).values())].append(row)
    return [
        (dict(zip(keys, cells, strict=True)), found) for cells, found in by_group.items()
    ]


@dataclass(frozen=True)
class GapCounts:
    """How many came back or were last seen, by hour; rows are buckets of customers."""

    hours: NDArray[np.float64]
    events: NDArray[np.float64]
    censored: NDArray[np.float64]


# Columns the time_to estimator returned, of equal length.
Tally = Mapping[str, NDArray[Any]]


def gap_counts(found: Tally) -> GapCounts:
    """What the time_to estimator returned of one group, hours as columns."""
    bins = found["hour_bin"].astype(int)
    seen = np.bincount(bins) > 0
    hours = np.flatnonzero(seen)
    cells = found["bucket"].astype(int) * len(hours) + (np.cumsum(seen) - 1)[bins]
    events, censored = (
        np.bincount(cells, found[name], BUCKETS * len(hours)).reshape(BUCKETS, -1)
        for name in ("events", "censored")
    )
    return GapCounts(hours.astype(float), events.astype(float), censored.astype(float))


def still_away(counts: GapCounts, days: list[int]) -> list[Interval | None]:
    """Kaplan-Meier after so many days, each; None where nobody was watched that long."""
    horizons = [24.0 * day for day in days]
    return survival.bucketed_curve(
        counts.hours, counts.events, counts.censored, horizons=horizons
    )


def _tallies(found: Tally, keys: list[str]) -> list[tuple[dict[str, str | None], Tally]]:
    """Each group with its part of the rows; there can be millions, so without a loop."""
    names = list(
        zip(*(found[f"g{at + 1}"].tolist() for at in range(len(keys))), strict=True)
    )
    groups = {name: number for number, name in enumerate(dict.fromkeys(names))}
    codes = np.fromiter(map(groups.__getitem__, names), int, len(names))
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(groups)))[:-1]
    counted = ("bucket", "hour_bin", "events", "censored", "n")
    return [
        (
            dict(zip(keys, name, strict=True)),
            {column: found[column][rows] for column in counted},
        )
        for name, rows in zip(groups, np.split(order, ends), strict=True)
    ]


def survival_estimates(
    metric: Metric, tally: Tally, keys: list[str], days: int
) -> list[Estimate]:
    """Kaplan-Meier at the window, one for each group."""
    found = []
    if not len(tally["n"]):
        return []
    for group, gaps in _tallies(tally, keys) if keys else [({}, tally)]:
        n = int(gaps["n"].sum())
        status = withheld_status(metric, n)
        if status in ("withheld", "empty"):
            found.append(Estimate(group, n, None, None, None, status))
        else:
            (interval,) = still_away(gap_counts(gaps), [days])
            found.append(shown(group, n, status, interval))
    return found
