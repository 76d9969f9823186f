"""What moved a number: the mix of its segments, or what happened within them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cx import catalog
from cx.analyses.compare import LINEAR, Side, sides, whole
from cx.catalog import Metric
from cx.measure import Question, compose
from cx.measure.floor import PRIVATE
from cx.stats import movement
from cx.stats.movement import Movement
from cx.store import Store

Array = NDArray[np.float64]
HISTOGRAM = {
    "quantile": "select g1, value as at, max(share_below) as level, 0 as over, "
    "count(*) as n, count(distinct cluster_id) as customers "
    "from observation group by g1, value",
    "time_to": "select g1, ceil(least(duration, 2678400) / 3600) as at, 0 as level, "
    "sum(case when duration < 2678400 then happened else 0 end) as over, "
    "count(*) as n, count(distinct cluster_id) as customers "
    "from observation group by g1, ceil(least(duration, 2678400) / 3600)",
}


@dataclass(frozen=True)
class Part:
    """One segment on both sides: its rows, its level where it has any."""

    name: str | None
    n: int
    n_before: int
    level: float | None
    level_before: float | None
    joined: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Moved:
    """Why a number moved: its parts in order, and the split that adds up to the total."""

    now: float
    before: float
    parts: tuple[Part, ...]
    split: Movement

    @property
    def total(self) -> float:
        """Now minus before."""
        return self.split.total.value


def moved(
    store: Store, metric_id: str, first: Question, second: Question, by: str
) -> Moved | None:
    """First minus second, split by segment; None where a side may not be shown.

    Segments with too few rows on a side are put together, so that no small group can be
    read off, nor be found by taking the others from the total.
    """
    metric = catalog.metric(metric_id)
    asked = [replace(one, by=(by,), period=None) for one in (first, second)]
    if metric.estimator not in LINEAR:
        return _moved_level(store, metric, asked)
    one, two = (sides(store, metric, question) for question in asked)
    counts = {name: tuple(_rows(s.get(name)) for s in (one, two)) for name in one | two}
    groups = together(counts, metric.min_n)
    if groups is None:
        return None
    now, was = (
        [whole({n: found[n] for n in g if n in found}) for g in groups]
        for found in (one, two)
    )
    if not (sum(s.below.sum() for s in now) > 0 < sum(s.below.sum() for s in was)):
        return None
    found = movement.split(
        np.array([s.above for s in now]),
        np.array([s.below for s in now]),
        np.array([s.above for s in was]),
        np.array([s.below for s in was]),
    )
    parts = tuple(
        _part(group, a.n, b.n, _level(a), _level(b))
        for group, a, b in zip(groups, now, was, strict=True)
    )
    return Moved(_level(_sum(now)) or 0.0, _level(_sum(was)) or 0.0, parts, found)


def _sum(found: Sequence[Side]) -> Side:
    return whole(dict(zip(map(str, range(len(found))), found, strict=True)))


def _level(side: Side) -> float | None:
    below = float(side.below.sum())
    return float(side.above.sum()) / below if below > 0 else None


def _rows(side: Side | None) -> tuple[int, int]:
    return (side.n, side.customers) if side else (0, 0)


def _part(
    group: tuple[str | None, ...],
    n: int,
    n_before: int,
    level: float | None,
    level_before: float | None,
) -> Part:
    joined = group if len(group) > 1 else ()
    return Part(group[0], n, n_before, level, level_before, joined)


def together(
    counts: Mapping[str | None, tuple[tuple[int, int], ...]], least: int
) -> list[tuple[str | None, ...]] | None:
    """Groups of segments, each with enough rows and customers on every side, or none.

    Those with too few are put together, with the next smallest until there are enough.
    None where even all together are too few on a side.

    >>> many, few = ((100, 90), (90, 80)), ((3, 3), (40, 40))
    >>> together({"a": many, "b": few, "c": ((20, 20), (30, 30))}, 10)
    [('a',), ('c', 'b')]
    """
    width = len(next(iter(counts.values()), ()))

    def enough(names: Sequence[str | None]) -> bool:
        for side in range(width):
            n = sum(counts[name][side][0] for name in names)
            customers = sum(counts[name][side][1] for name in names)
            if n and (n < least or customers < PRIVATE):
                return False
        return True

    ordered = sorted(
        counts, key=lambda name: (-sum(c[0] for c in counts[name]), name or "")
    )
    apart_ = [name for name in ordered if enough([name])]
    pool = [name for name in ordered if not enough([name])]
    while pool and (len(pool) == 1 or not enough(pool)) and apart_:
        pool.insert(0, apart_.pop())
    if pool and not enough(pool):
        return None
    whole = [sum(c[side][0] for c in counts.values()) for side in range(width)]
    if not all(whole):
        return None
    return [*((name,) for name in apart_), *([tuple(pool)] if pool else [])]


def _moved_level(store: Store, metric: Metric, asked: Sequence[Question]) -> Moved | None:
    """What is no ratio: quantiles and times, from counts by value."""
    found, level, days = [], 0.0, 0
    for question in asked:
        composed = compose(store, metric, question, select=HISTOGRAM[metric.estimator])
        rows = store.query(composed.sql, composed.bound).dicts()
        level = max([level, *(float(row["level"]) for row in rows)])
        days = int(composed.bound.get("window_days", 0))
        found.append(rows)
    names = sorted({row["g1"] for rows in found for row in rows}, key=str)
    counts = {
        name: tuple(
            (
                sum(int(r["n"]) for r in rows if r["g1"] == name),
                max((int(r["customers"]) for r in rows if r["g1"] == name), default=0),
            )
            for rows in found
        )
        for name in names
    }
    groups = together(counts, metric.min_n)
    if groups is None:
        return None
    values = sorted({float(row["at"]) for rows in found for row in rows})
    place = {value: at for at, value in enumerate(values)}
    of = {name: at for at, group in enumerate(groups) for name in group}
    tables = []
    for rows in found:
        table = np.zeros((len(groups), len(values), 2))
        for row in rows:
            over = float(row["over"])
            cell = of[row["g1"]], place[float(row["at"])]
            table[cell] += (float(row["n"]) - over, over)
        tables.append(table)
    read = (
        partial(_quantile, np.array(values), level)
        if metric.estimator == "quantile"
        else partial(_still_away, np.array(values), days)
    )
    now, before = (read(table.sum(axis=0)) for table in tables)
    parts = tuple(
        _part(
            group,
            *(int(table[at].sum()) for table in tables),
            *(read(t[at]) if t[at].sum() else None for t in tables),
        )
        for at, group in enumerate(groups)
    )
    return Moved(now, before, parts, movement.split_level(read, tables[0], tables[1]))


def _quantile(values: Array, level: float, counts: Array) -> float:
    upto = counts.sum(axis=1).cumsum()
    # As the estimator's SQL reads it, also of weights that add up to 1.
    slack = 1e-6 if upto[-1] > 1.5 else 1e-9
    return float(values[int(np.argmax(upto >= upto[-1] * level - slack))])


def _still_away(hours: Array, days: int, counts: Array) -> float:
    leaving = counts.sum(axis=1)
    at_risk = leaving.sum() - np.concatenate([[0.0], leaving.cumsum()[:-1]])
    known = (hours <= 24 * days) & (at_risk > 1e-12)
    stay = 1 - counts[known, 1] / at_risk[known]
    return float(np.prod(np.clip(stay, 0.0, 1.0)))
