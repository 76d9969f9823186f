"""How two numbers go together, from sums, with an interval."""

from __future__ import annotations

from math import atanh, nan, sqrt, tanh

from cx.stats.intervals import Interval, normal_quantile


def correlation(
    n: int,
    total_x: float,
    total_y: float,
    squares_x: float,
    squares_y: float,
    products: float,
    *,
    people: int | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Pearson's r with Fisher's interval, tanh(atanh r ± z / √(n - 3)) (1921, Metron 1).

    `people` are those who gave the n pairs, where some gave several: the interval is then
    as wide as so many pairs make it.  The limits are nan for fewer than four of them, all
    three numbers where one side never differs.

    >>> found = correlation(10, 55, 55, 385, 385, 370)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.818, 0.389, 0.956)
    """
    if n <= 0:
        raise ValueError("A correlation needs at least one pair of answers.")
    spread_x = n * squares_x - total_x * total_x
    spread_y = n * squares_y - total_y * total_y
    if spread_x <= 0 or spread_y <= 0:
        return Interval(value=nan, low=nan, high=nan)
    shared = n * products - total_x * total_y
    r = min(max(shared / sqrt(spread_x * spread_y), -1.0), 1.0)
    worth = min(people or n, n)
    if worth < 4:
        return Interval(value=r, low=nan, high=nan)
    if abs(r) == 1:
        return Interval(value=r, low=r, high=r)
    half = normal_quantile(confidence) / sqrt(worth - 3)
    return Interval(value=r, low=tanh(atanh(r) - half), high=tanh(atanh(r) + half))
