"""How many times as often: one share divided by another, of the same customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, nan, sqrt
from statistics import NormalDist

from cx.stats.intervals import ClusterSums, Interval, effective_rows, t_quantile


@dataclass(frozen=True)
class FourSums:
    """Two shares a / b and c / d over the same customers.

    `totals` are a, b, c, d; `products` the sums over customers of each total of theirs
    times each other one (4 x 4); `customers` those with any of b or d.
    """

    totals: tuple[float, float, float, float]
    products: Sequence[Sequence[float]]
    customers: int


def ratio_of_shares(sums: FourSums, *, confidence: float = 0.95) -> Interval | None:
    """(a / b) / (c / d) with a t interval on its logarithm; None where a or c is 0.

    A customer's part is a_i / a - b_i / b - c_i / c + d_i / d, and SE^2 of the logarithm
    k / (k - 1) times the sum of its squares, never below that of independent rows,
    1/a - 1/b + 1/c - 1/d (Katz et al. 1978, Biometrics 34:469).  Limits are nan for one
    customer.

    >>> alone = FourSums(
    ...     (6, 10, 2, 8), [[6, 6, 0, 0], [6, 10, 0, 0], [0, 0, 2, 2], [0, 0, 2, 8]], 18
    ... )
    >>> found = ratio_of_shares(alone)
    >>> round(found.value, 3), round(found.low, 2), round(found.high, 2)
    (2.4, 0.57, 10.16)
    """
    a, b, c, d = sums.totals
    if a <= 0 or c <= 0:
        return None
    value = a * d / (b * c)
    if sums.customers < 2:
        return Interval(value, nan, nan)
    weights = (1 / a, -1 / b, -1 / c, 1 / d)
    spread = sum(
        first * second * product
        for first, row in zip(weights, sums.products, strict=True)
        for second, product in zip(weights, row, strict=True)
    )
    k = sums.customers
    independent = 1 / a - 1 / b + 1 / c - 1 / d
    error = sqrt(max(k / (k - 1) * spread, independent, 0.0))
    half = t_quantile(k - 1, confidence=confidence) * error
    return Interval(value, exp(log(value) - half), exp(log(value) + half))


def against_rest(part: ClusterSums, whole: ClusterSums) -> float | None:
    """Two-sided p value of a part's share against that of the rest of the whole.

    Score test of two shares (Pearson 1900) with as many rows as the customers' rows are
    worth; the rest is as much worth for each row as the whole.  None where nothing is
    left, or where all rows of both agree.

    >>> part = ClusterSums(30, 50, 30, 30, 50, 50)
    >>> whole = ClusterSums(70, 150, 70, 70, 150, 150)
    >>> round(against_rest(part, whole), 4)
    0.0206
    """
    others = whole.denominator - part.denominator
    if others <= 0 or part.denominator <= 0:
        return None
    share = part.numerator / part.denominator
    rest = (whole.numerator - part.numerator) / others
    n = effective_rows(part)
    m = others * effective_rows(whole) / whole.denominator
    return two_shares(share, n, rest, m)


def two_shares(first: float, n: float, second: float, m: float) -> float | None:
    """Two-sided p value of two shares of n and m independent rows; None without spread.

    >>> round(two_shares(0.6, 50, 0.4, 100), 4)
    0.0206
    """
    together = (first * n + second * m) / (n + m)
    spread = together * (1 - together) * (1 / n + 1 / m)
    if spread <= 0:
        return None
    return 2 * (1 - NormalDist().cdf(abs(first - second) / sqrt(spread)))
