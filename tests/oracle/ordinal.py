"""Two or more groups of ratings compared by order alone, from counts of each rating.

A mean takes 1 to 2 for as much as 4 to 5; these do not. Free at any number of answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isinf, sqrt

import numpy as np
from scipy.special import chdtrc, stdtr, stdtrit

from cx.stats.intervals import Interval


@dataclass(frozen=True)
class Ordered:
    """Chance that an answer of the first group beats one of the second, ties as half.

    `cliff` is 2 A - 1, from -1 to 1; `p` is of Brunner & Munzel's test of A = 1/2.
    """

    chance: Interval
    cliff: float
    statistic: float
    degrees: float
    p: float


def brunner_munzel(
    first: Sequence[float], second: Sequence[float], *, confidence: float = 0.95
) -> Ordered:
    """Compare two groups by order (Brunner & Munzel 2000, Biometrical Journal 42:17).

    `first` and `second` count each rating, from the lowest up. Unlike Mann and Whitney's
    it is a test of A, whatever the spreads. The interval may leave 0 to 1. ValueError
    with fewer than two answers in a group.

    >>> found = brunner_munzel([2, 1, 1], [1, 1, 2])
    >>> found.chance.value, found.cliff
    (0.34375, -0.3125)
    """
    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    n, m = float(x.sum()), float(y.sum())
    if min(n, m) < 2:
        raise ValueError("Each group needs two answers.")
    beaten_by_x = np.cumsum(y) - y / 2
    beaten_by_y = np.cumsum(x) - x / 2
    chance = float((x * beaten_by_x).sum()) / (n * m)
    # Variances of the placements of each group among the other.
    of_x = float((x * (beaten_by_x - (x @ beaten_by_x) / n) ** 2).sum()) / (n - 1)
    of_y = float((y * (beaten_by_y - (y @ beaten_by_y) / m) ** 2).sum()) / (m - 1)
    parts = of_x / (n * m**2), of_y / (m * n**2)
    error = sqrt(sum(parts))
    if error == 0:
        sure = chance == 0.5
        return Ordered(
            Interval(chance, chance, chance),
            2 * chance - 1,
            0.0 if sure else inf,
            inf,
            1.0 if sure else 0.0,
        )
    degrees = sum(parts) ** 2 / (parts[0] ** 2 / (n - 1) + parts[1] ** 2 / (m - 1))
    statistic = (chance - 0.5) / error
    reach = float(stdtrit(degrees, (1 + confidence) / 2)) * error
    return Ordered(
        chance=Interval(chance, chance - reach, chance + reach),
        cliff=2 * chance - 1,
        statistic=statistic,
        degrees=degrees,
        p=1.0 if isinf(degrees) else 2 * float(stdtr(degrees, -abs(statistic))),
    )


def kruskal_wallis(groups: Sequence[Sequence[float]]) -> tuple[float, int, float]:
    """H, its degrees and p: whether some group's ratings lie higher than another's.

    Groups x counts of each rating from the lowest up; corrected for ties (Kruskal &
    Wallis 1952, JASA 47:583).

    >>> h, degrees, p = kruskal_wallis([[5, 0], [0, 5]])
    >>> round(h, 3), degrees, round(p, 4)
    (9.0, 1, 0.0027)
    """
    counts = np.asarray(groups, dtype=np.float64)
    counts = counts[counts.sum(axis=1) > 0]
    level, sizes = counts.sum(axis=0), counts.sum(axis=1)
    n = float(sizes.sum())
    rank = np.cumsum(level) - (level - 1) / 2
    ties = 1 - float((level**3 - level).sum()) / (n**3 - n)
    if ties == 0 or len(sizes) < 2:
        return 0.0, max(len(sizes) - 1, 0), 1.0
    between = float(((counts @ rank) ** 2 / sizes).sum())
    h = (12 / (n * (n + 1)) * between - 3 * (n + 1)) / ties
    degrees = len(sizes) - 1
    return h, degrees, float(chdtrc(degrees, h))
