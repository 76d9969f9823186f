"""The value below which a share of the rows lies, with an interval from order statistics.

Nothing is assumed about the shape of what is measured: waiting times have long tails, and
a mean with its standard error says little of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, nan

from cx.stats.intervals import ClusterSums, Interval, effective_rows


def rank_limits(n: int, level: float, *, confidence: float = 0.95) -> tuple[int, int]:
    """Ranks (1 to n) of the order statistics around a quantile; 0 or n + 1: none is.

    How many of n rows lie at or below the quantile is binomial (n, level): the lower rank
    is the highest l with P(B < l) <= alpha / 2, the upper one the lowest u with
    P(B < u) >= 1 - alpha / 2 (Conover 1999, Practical Nonparametric Statistics, 3.2).

    >>> rank_limits(100, 0.5)  # between the 40th and the 61st of 100
    (40, 61)
    >>> rank_limits(30, 0.9)  # the highest of 30 is not high enough: none bounds it
    (23, 31)
    """
    from scipy.special import bdtr

    tail = (1 - confidence) / 2
    spread = 6 * (n * level * (1 - level)) ** 0.5 + 6
    first = max(floor(n * level - spread), 0)
    last = min(ceil(n * level + spread), n)
    # bdtr(k, n, p) = P(B <= k)
    low = first
    while low < last and bdtr(low, n, level) <= tail:
        low += 1
    high = last
    while high > first and bdtr(high - 1, n, level) >= 1 - tail:
        high -= 1
    return low, high + 1


def quantile_interval(
    cells: Sequence[tuple[float, int, int]],
    level: float,
    sums: ClusterSums,
    *,
    confidence: float = 0.95,
) -> Interval:
    """The quantile and its limits; a limit is nan where the rows cannot give it.

    `cells` are (value, rows with it, rows at or below it), rising in value, at least
    those near the quantile.  `sums` are over customers c: num_c their rows at or below
    the quantile, den_c all their rows; the rows are worth as many independent ones as in
    a share (Woodruff 1952, JASA 47:635).

    >>> cells = [(float(v), 1, v) for v in range(1, 101)]
    >>> quantile_interval(cells, 0.5, ClusterSums(50, 100, 50, 50, 100, 100))
    Interval(value=50.0, low=40.0, high=61.0)
    """
    n = int(sums.denominator)
    worth = max(floor(effective_rows(sums)), 1)
    low, high = rank_limits(worth, level, confidence=confidence)
    if worth != n:
        # The same part of the rows, outwards.
        low = 0 if low == 0 else floor((low - 1) * n / worth) + 1
        high = n + 1 if high > worth else min(ceil(high * n / worth), n)
    at = ceil(n * level - 1e-6)
    return Interval(_at_rank(cells, at), _at_rank(cells, low), _at_rank(cells, high))


def _at_rank(cells: Sequence[tuple[float, int, int]], rank: int) -> float:
    for value, here, upto in cells:
        if upto - here < rank <= upto:
            return value
    return nan
