"""Who is called back after how many contacts, held against the limits of chance.

Small cells are summed here and never shown: a unit is shown by its own total, or not at
all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cx import catalog
from cx.measure import LOW_BASE, Estimate, Question, compose, withheld_status
from cx.stats import intervals
from cx.stats.funnel import Funnel, Point, expected_counts, funnel
from cx.store import Store

METRIC = "repeat_share"
Unit = Literal["reason", "team", "agent_id"]
UNITS: tuple[Unit, ...] = ("reason", "team", "agent_id")


@dataclass(frozen=True)
class Callbacks:
    """A funnel of units; `nobody` counts the contacts that name no unit."""

    plot: Funnel
    nobody: int


def units(store: Store, version: int | None = None) -> list[Unit]:
    """What contacts can be told apart by: two values at least."""
    counts = ", ".join(f"count(distinct {unit})" for unit in UNITS)
    alias = store.mart(version)
    (found,) = store.query(f"select {counts} from {alias}.contact").rows
    return [unit for unit, n in zip(UNITS, found, strict=True) if n > 1]


def callbacks(store: Store, question: Question, unit: Unit) -> Callbacks | None:
    """Share of contacts followed by another, for each unit; None where nothing is named.

    Teams and agents are adjusted for the reasons they were given: the whole's share of
    each reason says how many returns their mix alone would bring.
    """
    metric = catalog.metric(METRIC)
    adjusted = unit != "reason"
    composed = compose(
        store,
        metric,
        replace(question, by=("reason",) if adjusted else (), period=None),
        select=f"select {unit} as unit, g1 as stratum, count(*) as n, "
        "sum(value) as yes from observation group by 1, 2 order by 1, 2",
    )
    found = store.query(composed.sql, composed.bound).rows
    named = [row for row in found if row[0] is not None]
    if not named:
        return None
    units = expected_counts(
        [str(row[0]) for row in named],
        [str(row[1] or "") for row in named],
        [int(row[2]) for row in named],
        [int(row[3]) for row in named],
    )
    if not adjusted:
        units = [replace(one, expected=None, variance=None) for one in units]
    nobody = sum(int(row[2]) for row in found if row[0] is None)
    return Callbacks(funnel(units, minimum=LOW_BASE), nobody)


def drawn(point: Point) -> Estimate:
    """A unit as its dot: the adjusted share over the size it is judged by."""
    return _estimate(point, point.value, round(point.size))


def crude(point: Point) -> Estimate:
    """A unit's plain share over its own contacts."""
    return _estimate(point, point.crude, point.answers)


def _estimate(point: Point, value: float, n: int) -> Estimate:
    status = withheld_status(catalog.metric(METRIC), point.answers)
    group: dict[str, str | None] = {"unit": point.name}
    if status == "withheld":
        return Estimate(group, point.answers, None, None, None, status)
    # More returns than contacts: an adjusted share may pass 1.
    around = intervals.wilson_interval(min(value * n, n), n)
    return Estimate(group, n, value, around.low, around.high, status)
