"""What a programme changed that teams started one after the other.

Differences in differences with teams that had not started yet as the comparison
(Callaway & Sant'Anna 2021, J. Econometrics 225:200), from sums by bucket, team and
period.  Two-way fixed effects would compare with teams that had already started.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from cx.stats.intervals import Interval, normal_quantile

Sums = NDArray[np.float64]
# Periods before a start that are its base, and after it that are judged.
BEFORE = 6
AFTER = 6


@dataclass(frozen=True)
class Event:
    """The effect so many periods after the start; before it, what should be nought.

    `effect` is in the unit of the ratio; `n` the denominators of the teams that started.
    """

    step: int
    effect: Interval
    n: float
    teams: int


@dataclass(frozen=True)
class Staggered:
    """The effect of the periods after the start together, and each by itself.

    `effect` is None where no team that started can be compared with one that had not.
    `compared` and `without` are places of teams: judged, and started but not judgeable.
    `before` is the mean of the second half of the base less its first half, against the
    same of the comparison: what moved already before anybody started.
    """

    effect: Interval | None
    before: Interval | None
    events: tuple[Event, ...]
    compared: tuple[int, ...]
    without: tuple[int, ...]


@dataclass(frozen=True)
class _Cell:
    """One team in one period against those that had not started: places of the sums."""

    team: int
    period: int
    base: tuple[int, ...]
    others: tuple[int, ...]


def staggered(
    numerators: Sums,
    denominators: Sums,
    starts: Sequence[int | None],
    *,
    skipped: Sequence[int | None] | None = None,
    before: int = BEFORE,
    after: int = AFTER,
) -> Staggered:
    """Effects from sums of shape (buckets, teams, periods); customers share a bucket.

    `starts` is each team's first period of the programme, None for never; a period in
    which it began halfway is `skipped`.  Each team is set against its own periods
    before, and that change against the same change of teams not started by then, each
    with its weight of the base.  Standard errors leave out one bucket at a time, so they
    allow for chance among customers and not for what else befell a team.
    """
    total_up, total_down = numerators.sum(axis=0), denominators.sum(axis=0)
    buckets = numerators.shape[0]
    up = np.concatenate([total_up[None], total_up[None] - numerators])
    down = np.concatenate([total_down[None], total_down[None] - denominators])
    half = list(skipped or [None] * len(starts))
    begun = [
        start if one is None else min(one, start if start is not None else one)
        for start, one in zip(starts, half, strict=True)
    ]
    cells = _cells(total_down, starts, begun, before, after)
    if not any(cell.period >= _start(starts, cell) for cell in cells):
        tried = tuple(at for at, start in enumerate(starts) if start is not None)
        return Staggered(None, None, (), (), tried)
    changes = {cell: _change(up, down, cell) for cell in cells}
    later = [cell for cell in cells if cell.period >= _start(starts, cell)]
    steps = sorted({cell.period - _start(starts, cell) for cell in cells})
    events = []
    for step in steps:
        here = [cell for cell in cells if cell.period - _start(starts, cell) == step]
        n = sum(float(total_down[cell.team, cell.period]) for cell in here)
        effect = _interval(_mean(changes, here, down), buckets)
        events.append(Event(step, effect, n, len({cell.team for cell in here})))
    compared = tuple(sorted({cell.team for cell in later}))
    return Staggered(
        _interval(_mean(changes, later, down), buckets),
        _moved_before(changes, cells, starts, down, buckets),
        tuple(events),
        compared,
        tuple(
            at
            for at, start in enumerate(starts)
            if start is not None and at not in compared
        ),
    )


def _start(starts: Sequence[int | None], cell: _Cell) -> int:
    start = starts[cell.team]
    assert start is not None  # noqa: S101 - only teams that started have cells
    return start


def _cells(
    total: Sums,
    starts: Sequence[int | None],
    begun: Sequence[int | None],
    before: int,
    after: int,
) -> list[_Cell]:
    found = []
    periods = range(total.shape[1])
    for team, start in enumerate(starts):
        if start is None:
            continue
        first = begun[team]
        assert first is not None  # noqa: S101 - it has a start
        base = tuple(p for p in range(max(0, first - before), first) if total[team, p])
        # The same teams before and after: those without a base compare nothing.
        for period in (*base, *(p for p in periods if start <= p < start + after)):
            others = tuple(
                other
                for other, when in enumerate(begun)
                if other != team
                and (when is None or when > max(period, first - 1))
                and total[other, period]
                and base
                and total[other][list(base)].sum()
            )
            if base and others and total[team, period]:
                found.append(_Cell(team, period, base, others))
    return found


def _change(up: Sums, down: Sums, cell: _Cell) -> Sums:
    base = list(cell.base)

    def own(team: int) -> Sums:
        with np.errstate(divide="ignore", invalid="ignore"):
            now = up[:, team, cell.period] / down[:, team, cell.period]
            then = up[:, team, base].sum(axis=1) / down[:, team, base].sum(axis=1)
        return np.asarray(now - then)

    weights = np.array([down[0, other, base].sum() for other in cell.others])
    theirs = np.array([own(other) for other in cell.others])
    return np.asarray(own(cell.team) - weights @ theirs / weights.sum())


def _mean(changes: dict[_Cell, Sums], cells: Sequence[_Cell], down: Sums) -> Sums:
    weights = np.array([down[0, cell.team, cell.period] for cell in cells])
    every = np.array([changes[cell] for cell in cells])
    return np.asarray(weights @ every / weights.sum())


def _moved_before(
    changes: dict[_Cell, Sums],
    cells: Sequence[_Cell],
    starts: Sequence[int | None],
    down: Sums,
    buckets: int,
) -> Interval | None:
    early: list[_Cell] = []
    late: list[_Cell] = []
    for cell in cells:
        if cell.period < _start(starts, cell) and len(cell.base) > 1:
            half = cell.base[len(cell.base) // 2]
            (late if cell.period >= half else early).append(cell)
    if not early or not late:
        return None
    moved: Sums = np.subtract(_mean(changes, late, down), _mean(changes, early, down))
    return _interval(moved, buckets)


def _interval(values: Sums, buckets: int) -> Interval:
    """The value of all buckets, and a normal interval from leaving one out each time."""
    value = float(values[0])
    left_out = values[1:]
    if not isfinite(value) or not np.isfinite(left_out).all():
        return Interval(value if isfinite(value) else nan, nan, nan)
    spread = float(((left_out - left_out.mean()) ** 2).sum())
    error = ((buckets - 1) / buckets * spread) ** 0.5
    reach = normal_quantile(0.95) * error
    return Interval(value, value - reach, value + reach)
