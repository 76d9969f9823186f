"""Which units differ from the whole by more than their size explains: a funnel plot.

A league table of shares puts the smallest units at both ends. Here each unit is held
against limits for its own size, after adjusting for what it was given to do.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

WARNING = 0.95
ALARM = 0.998
# Below so many units nothing can be said of how much they differ by themselves.
DISPERSION_FROM = 5
# Part of the units, at each end, whose z counts as the next one's (Spiegelhalter 2005).
WINSORISED = 0.1


@dataclass(frozen=True)
class Unit:
    """One team, agent or reason: its answers, how many said yes, and its case mix.

    `expected` is how many yes the whole's shares would give with this unit's mix and
    `variance` of that count; None is no adjustment. `alone` is the share of its answers
    in strata where no other unit has any, so that it is compared with itself there.
    """

    name: str
    answers: int
    yes: int
    expected: float | None = None
    variance: float | None = None
    alone: float = 0.0


@dataclass(frozen=True)
class Point:
    """A unit on the plot: `value` over `size`, and which limit it passes.

    `crude` is yes / answers; `value` the same after adjusting, observed / expected times
    the target; `size` the answers with the target's share that would be as certain.
    `side` is -2, -1, 0, 1 or 2: below the 99.8 % limit, below the 95 % one, inside, above
    95 %, above 99.8 %. `few` units are not judged. Limits are on 0 to 1.
    """

    name: str
    answers: int
    yes: int
    crude: float
    value: float
    size: float
    alone: float
    z: float
    few: bool
    side: int
    low95: float
    high95: float
    low998: float
    high998: float


@dataclass(frozen=True)
class Curves:
    """Limits over sizes, to draw."""

    sizes: tuple[float, ...]
    low95: tuple[float, ...]
    high95: tuple[float, ...]
    low998: tuple[float, ...]
    high998: tuple[float, ...]


@dataclass(frozen=True)
class Funnel:
    """The whole's share, the units around it, and how much more than chance they spread.

    `dispersion` is the factor on the variance as estimated, `widened` whether the limits
    have it, `adjusted` whether any unit was adjusted for its mix. Points as they came.
    """

    target: float
    dispersion: float
    widened: bool
    adjusted: bool
    points: tuple[Point, ...]

    def curves(self, points: int = 200) -> Curves:
        """Limits from the smallest to the largest unit, closest where they bend."""
        sizes = [point.size for point in self.points]
        at = np.geomspace(max(min(sizes), 1.0), max(*sizes, 2.0), points)
        factor = self.dispersion if self.widened else 1.0
        inner = funnel_limits(self.target, at, confidence=WARNING, dispersion=factor)
        outer = funnel_limits(self.target, at, confidence=ALARM, dispersion=factor)
        low95, high95, low998, high998 = (tuple(c.tolist()) for c in (*inner, *outer))
        return Curves(tuple(at.tolist()), low95, high95, low998, high998)


def funnel_limits(
    target: float,
    sizes: ArrayLike,
    *,
    confidence: float = WARNING,
    dispersion: float = 1.0,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high limits of a share around a target, one for each size.

    Exact binomial, interpolated: with r the smallest count for which P(X <= r) >= p, the
    low limit is (r - (P(X <= r) - p) / P(X = r)) / n (Spiegelhalter 2005, Statistics in
    Medicine 24:1185, appendix), the high one the same for "no": by chance a unit passes
    one with probability p = (1 - confidence) / 2 at most. Over-dispersion stretches the
    distance from the target by its root. Sizes need not be whole. Clipped to 0 and 1;
    ValueError for a target outside 0 to 1 or a size of 0.

    >>> low, high = funnel_limits(0.2, [50, 500])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.084, 0.164], [0.327, 0.237])
    """
    n = np.asarray(sizes, dtype=np.float64)
    if not 0 <= target <= 1 or not (n > 0).all():
        raise ValueError("A funnel needs a target between 0 and 1, and sizes above 0.")
    tail = (1 - confidence) / 2
    ends = _quantile(target, n, tail), 1 - _quantile(1 - target, n, tail)
    stretch = sqrt(max(dispersion, 0.0))
    low, high = (np.clip(target + stretch * (end - target), 0, 1) for end in ends)
    # On few answers the interpolated limit can fall on the other side of the target.
    return np.minimum(low, target), np.maximum(high, target)


def _quantile(target: float, n: NDArray[np.float64], p: float) -> NDArray[np.float64]:
    if target in (0, 1):
        return np.full_like(n, target)
    count = np.zeros_like(n)
    # Bisection: P(X <= r) rises with r, and it is below p at -1 and 1 at n.
    below, above = np.full_like(n, -1.0), np.ceil(n)
    for _ in range(ceil(np.log2(n.max() + 2)) + 1 if n.size else 0):
        count = np.floor((below + above) / 2)
        enough = _up_to(count, n, target) >= p
        below, above = np.where(enough, below, count), np.where(enough, count, above)
    reached = _up_to(above, n, target)
    step = reached - _up_to(above - 1, n, target)
    limit: NDArray[np.float64] = (above - (reached - p) / step) / n
    return limit


def _up_to(
    count: NDArray[np.float64], n: NDArray[np.float64], share: float
) -> NDArray[np.float64]:
    """P(X <= count), through the incomplete beta function so that n need not be whole."""
    from scipy.special import betainc

    inside = (count >= 0) & (count < n)
    at = np.where(inside, count, 0)
    value = betainc(np.where(inside, n - at, 1.0), at + 1, 1 - share)
    return np.where(inside, value, np.where(count < 0, 0.0, 1.0))


def expected_counts(
    units: Sequence[str],
    strata: Sequence[str],
    answers: Sequence[int],
    yes: Sequence[int],
) -> list[Unit]:
    """Units with the yes that the shares of all units together would give to their mix.

    Four columns, a row for each unit and stratum. Indirect standardisation: E_u =
    sum_s n_us p_s, p_s the share of stratum s over all units (Breslow & Day 1987,
    Statistical Methods in Cancer Research II, 2.3); variance sum_s n_us p_s (1 - p_s).
    They add up to the observed. Units come in the order in which they first appear.

    >>> a, b = expected_counts(["a", "a", "b"], ["x", "y", "x"], [10, 10, 10], [2, 6, 4])
    >>> a.yes, a.expected, a.alone, b.expected
    (8, 9.0, 0.5, 3.0)
    """
    in_stratum: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    present: dict[str, set[str]] = defaultdict(set)
    for unit, stratum, n, x in zip(units, strata, answers, yes, strict=True):
        if not 0 <= x <= n:
            raise ValueError("Each row needs its answers, and no more yes than answers.")
        in_stratum[stratum][0] += n
        in_stratum[stratum][1] += x
        if n:
            present[stratum].add(unit)
    found: dict[str, Unit] = {}
    for unit, stratum, n, x in zip(units, strata, answers, yes, strict=True):
        before = found.get(unit, Unit(unit, 0, 0, 0.0, 0.0))
        asked, said_yes = in_stratum[stratum]
        share = said_yes / asked if asked else 0.0
        found[unit] = replace(
            before,
            answers=before.answers + n,
            yes=before.yes + x,
            expected=(before.expected or 0.0) + n * share,
            variance=(before.variance or 0.0) + n * share * (1 - share),
            alone=before.alone + (n if present[stratum] == {unit} else 0),
        )
    return [
        replace(unit, alone=unit.alone / unit.answers if unit.answers else 0.0)
        for unit in found.values()
    ]


def funnel(
    units: Sequence[Unit],
    *,
    target: float | None = None,
    minimum: int = 10,
    widened: bool = True,
) -> Funnel:
    """Each unit against limits for its size around a target, else the whole's share.

    A unit with an expected count is judged by observed / expected times the target, over
    the size (1 - target) E^2 / (target V) whose binomial variance is that of the adjusted
    share; without, by its share over its answers. Over-dispersion: phi = mean of z^2, z
    winsorised at 10 % a side, over units not `few`; it widens the limits only if above 1,
    if `widened`, and from 5 units on (Spiegelhalter 2005, Quality and Safety in Health
    Care 14:347). Units under `minimum` answers are neither judged nor in phi. Units
    without answers are left out. ValueError if none has any.

    >>> plot = funnel([Unit("a", 100, 15), Unit("b", 100, 50), Unit("c", 4, 3)])
    >>> [point.side for point in plot.points], [point.few for point in plot.points]
    ([-2, 2, 0], [False, False, True])
    """
    asked = [unit for unit in units if unit.answers > 0]
    if not asked:
        raise ValueError("A funnel needs at least one unit with answers.")
    if target is None:
        target = sum(unit.yes for unit in asked) / sum(unit.answers for unit in asked)
    placed = [_placed(unit, target) for unit in asked]
    values = np.array([value for value, _ in placed])
    sizes = np.array([size for _, size in placed])
    spread = np.sqrt(target * (1 - target) / sizes)
    z = (values - target) / np.where(spread > 0, spread, np.inf)
    few = [unit.answers < minimum for unit in asked]
    dispersion = _dispersion(z[~np.array(few)])
    used = widened and dispersion > 1
    factor = dispersion if used else 1.0
    low95, high95 = funnel_limits(target, sizes, confidence=WARNING, dispersion=factor)
    low998, high998 = funnel_limits(target, sizes, confidence=ALARM, dispersion=factor)
    over = (values > high95).astype(int) + (values > high998)
    under = (values < low95).astype(int) + (values < low998)
    return Funnel(
        target=target,
        dispersion=dispersion,
        widened=used,
        adjusted=any(unit.expected is not None for unit in asked),
        points=tuple(
            Point(
                name=unit.name,
                answers=unit.answers,
                yes=unit.yes,
                crude=unit.yes / unit.answers,
                value=float(values[at]),
                size=float(sizes[at]),
                alone=unit.alone,
                z=float(z[at]),
                few=few[at],
                side=0 if few[at] else int(over[at] - under[at]),
                low95=float(low95[at]),
                high95=float(high95[at]),
                low998=float(low998[at]),
                high998=float(high998[at]),
            )
            for at, unit in enumerate(asked)
        ),
    )


def _placed(unit: Unit, target: float) -> tuple[float, float]:
    """A unit's share after adjusting, and the size that it is judged by."""
    expected, variance = unit.expected, unit.variance
    if expected is None or variance is None or target in (0, 1):
        return unit.yes / unit.answers, float(unit.answers)
    if expected <= 0 or variance <= 0:
        # Its strata say yes always or never, for everyone: nothing to hold against it.
        return target, float(unit.answers)
    return unit.yes / expected * target, (1 - target) * expected**2 / (target * variance)


def _dispersion(z: NDArray[np.float64]) -> float:
    if len(z) < DISPERSION_FROM:
        return 1.0
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return float((np.clip(z, low, high) ** 2).mean())
