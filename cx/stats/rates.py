"""Counts divided by a fixed number of units: contacts per 100 orders, and their change.

What is divided by is a count that is known, not a sample: only the counted events vary.
"""

from __future__ import annotations

from math import exp, log, sqrt

from cx.stats.intervals import Interval, normal_quantile


def rate_interval(
    count: int, squares: int, units: float, *, confidence: float = 0.95
) -> Interval:
    """Events per unit; `squares` is the sum over customers of their events squared.

    Customers come independently and bring several events each (compound Poisson), so the
    variance of the count is `squares`, and that of its logarithm squares / count^2.  One
    event a customer is the usual interval of a Poisson rate on the log scale (Rothman,
    Greenland & Lash 2008, Modern Epidemiology, ch. 14).  Without any event the upper
    limit is the exact one of Poisson, -ln(alpha / 2) / units.  ValueError without units.

    >>> found = rate_interval(100, 100, 1_000)
    >>> round(found.low, 4), found.value, round(found.high, 4)
    (0.0822, 0.1, 0.1217)
    """
    if units <= 0 or count < 0 or squares < count:
        raise ValueError("A rate needs units, and squares no less than the count.")
    if not count:
        return Interval(0.0, 0.0, -log((1 - confidence) / 2) / units)
    value = count / units
    reach = exp(normal_quantile(confidence) * sqrt(squares) / count)
    return Interval(value, value / reach, value * reach)


def rate_ratio(
    now: tuple[int, int, float],
    before: tuple[int, int, float],
    *,
    confidence: float = 0.95,
) -> Interval:
    """How many times the rate of before; each side is (count, squares, units).

    The sides are taken as independent: a customer who came in both makes the interval a
    little too wide or too narrow, which is small where few came in both.  ValueError
    without an event on either side.

    >>> found = rate_ratio((100, 100, 1_000), (100, 100, 2_000))
    >>> round(found.low, 3), found.value, round(found.high, 3)
    (1.516, 2.0, 2.639)
    """
    (n, n_squares, units), (m, m_squares, m_units) = now, before
    if not (n and m and units > 0 and m_units > 0):
        raise ValueError("A ratio of rates needs events and units on both sides.")
    value = (n / units) / (m / m_units)
    error = sqrt(n_squares / n**2 + m_squares / m**2)
    reach = exp(normal_quantile(confidence) * error)
    return Interval(value, value / reach, value * reach)
