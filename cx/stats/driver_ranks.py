"""How sure a driver's weight and place are: replicates made of buckets of customers.

Limits are percentiles of 500 bootstrap replicates of the buckets' sums (Davison & Hinkley
1997, Bootstrap Methods and their Application, 3.8); customers who answer more than once
stay together in one bucket.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
REPLICATES = 500
SEED = 20240229
# With fewer buckets a percentile is a matter of luck.
FEWEST_BUCKETS = 20
SURE = 0.9
Quadrant = Literal["improve", "keep", "low", "spare"]
QUADRANTS: tuple[Quadrant, ...] = ("improve", "keep", "low", "spare")


def limits(replicates: Array, confidence: float = 0.95) -> tuple[Array, Array]:
    """Percentile limits over the first axis; nan is left out.

    >>> low, high = limits(np.arange(101.0)[:, None])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([2.5], [97.5])
    """
    tail = 50 * (1 - confidence)
    low, high = np.nanpercentile(replicates, [tail, 100 - tail], axis=0)
    return low, high


def r2_limits(replicates: Array, point: float) -> tuple[float, float]:
    """Limits of R2, whose replicates lie above it as it lies above the truth itself.

    Drawn anew, customers that say nothing new explain more: the mean of the replicates
    less `point` is that bias (Efron & Tibshirani 1993, An Introduction to the Bootstrap,
    10.2).  Both limits are freed of it; the lower one once more, of the bias that `point`
    has, so that it reaches 0 where nothing goes with the outcome.

    >>> low, high = r2_limits(np.array([0.5, 0.6, 0.7, 0.8]), 0.6)
    >>> round(low, 4), round(high, 4)
    (0.4075, 0.7425)
    """
    bias = float(np.nanmean(replicates)) - point
    low, high = limits(replicates)
    lowest = float(low) - bias - max(bias, 0.0)
    return max(lowest, 0.0), min(max(float(high) - bias, point), 1.0)


def ranks(importance: Array) -> NDArray[np.int_]:
    """Place of each driver, 1 the most important, within each row.

    >>> ranks(np.array([[0.2, 0.5, 0.1]])).tolist()
    [[2, 1, 3]]
    """
    order = np.argsort(-importance, axis=-1, kind="stable")
    return np.argsort(order, axis=-1, kind="stable") + 1


def rank_limits(
    importance: Array, confidence: float = 0.95
) -> tuple[NDArray[np.int_], NDArray[np.int_], Array]:
    """Lowest and highest place of each driver, and the share of each place.

    `importance` is replicates x drivers; the shares are drivers x places.
    """
    placed = ranks(importance)
    tail = 50 * (1 - confidence)
    low, high = np.percentile(placed, [tail, 100 - tail], axis=0, method="inverted_cdf")
    places = np.arange(1, placed.shape[1] + 1)
    shares: Array = (placed[:, :, None] == places).mean(axis=0)
    return low.astype(int), high.astype(int), shares


def apart(importance: Array, confidence: float = 0.95) -> NDArray[np.bool_]:
    """Pairs of drivers whose difference's interval leaves out 0: drivers x drivers.

    Shares of one R2 go against each other, so that overlapping intervals say nothing.
    """
    p = importance.shape[1]
    found = np.zeros((p, p), dtype=bool)
    for i, j in combinations(range(p), 2):
        low, high = limits(importance[:, i] - importance[:, j], confidence)
        found[i, j] = found[j, i] = bool(low > 0 or high < 0)
    return found


def bars(told_apart: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """Longest runs of drivers, in order, of which no two can be told apart.

    Rows and columns in the order shown; positions of the first and last of each run.

    >>> bars(np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=bool))
    ((0, 1), (1, 2))
    """
    found: list[tuple[int, int]] = []
    p = len(told_apart)
    for first in range(p):
        last = first
        while last + 1 < p and not told_apart[first : last + 1, last + 1].any():
            last += 1
        if last > first and not any(last <= end for _, end in found):
            found.append((first, last))
    return tuple(found)


def quadrants(importance: Array, performance: Array) -> NDArray[np.int_]:
    """Position in QUADRANTS, the cross at the means of the drivers; replicates in front.

    Martilla & James (1977), Journal of Marketing 41:77.

    >>> quadrants(np.array([0.4, 0.3, 0.1, 0.0]), np.array([1, 4, 1, 4])).tolist()
    [0, 1, 2, 3]
    """
    weighty = importance >= importance.mean(axis=-1, keepdims=True)
    good = performance >= np.nanmean(performance, axis=-1, keepdims=True)
    placed: NDArray[np.int_] = np.where(weighty, 0, 2) + good
    return placed


def jackknife_errors(without: Array, point: Array) -> Array:
    """Standard errors from estimates without each bucket: sqrt(sum (t_b - t)^2).

    With each row its own bucket this is HC3 for the slopes of a regression (MacKinnon &
    White 1985, Journal of Econometrics 29:305); with customers in buckets, its clustered
    version.

    >>> jackknife_errors(np.array([[1.0], [3.0]]), np.array([2.0])).round(4).tolist()
    [1.4142]
    """
    error: Array = np.sqrt(((without - point) ** 2).sum(axis=0))
    return error


def p_values(difference: Sequence[float] | Array, replicates: Array) -> Array:
    """Two-sided normal p of differences from 0, their errors from replicates."""
    from scipy.special import ndtr

    error = np.nanstd(replicates, axis=0, ddof=1)
    z = np.abs(np.asarray(difference)) / np.where(error > 0, error, np.inf)
    found: Array = 2 * ndtr(-z)
    return found
