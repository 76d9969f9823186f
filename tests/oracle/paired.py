"""The same customers asked twice: did the share of yes change, and by how much?"""

from __future__ import annotations

from math import inf, sqrt

from scipy.special import chdtrc

from cx.stats.compare import Difference
from cx.stats.intervals import normal_quantile

HALVINGS = 80


def mcnemar(to_no: float, to_yes: float) -> tuple[float, float]:
    """Chi-squared (1 degree) and p of a change, from those who changed (McNemar 1947).

    >>> chisq, p = mcnemar(10, 20)
    >>> round(chisq, 3), round(p, 3)
    (3.333, 0.068)
    """
    changed = to_no + to_yes
    if not changed:
        return 0.0, 1.0
    chisq = (to_no - to_yes) ** 2 / changed
    return chisq, float(chdtrc(1, chisq))


def _score(difference: float, to_no: float, to_yes: float, n: float) -> float:
    """How far to_yes - to_no lies above n x difference, in standard deviations then."""
    same, d = n - to_no - to_yes, difference
    # The share that changes to no and fits best if the difference is d: a quadratic.
    a = -2 * n
    b = to_no * (1 - 3 * d) + to_yes * (1 - d) - 2 * same * d
    root = sqrt(max(b * b - 4 * a * to_no * d * (1 - d), 0.0))
    share = (-b - root) / (2 * a)
    above, variance = to_yes - to_no - n * d, n * (2 * share + d - d * d)
    if variance <= 0:
        return 0.0 if above == 0 else inf * above
    return above / sqrt(variance)


def paired_difference(
    to_no: float, to_yes: float, n: float, *, confidence: float = 0.95
) -> Difference:
    """Share of yes the second time minus the first, with Tango's score limits (1998).

    `to_no` and `to_yes` changed, of `n` asked both times. The same limits hold for an NPS
    of `to_yes` promoters and `to_no` detractors. Statistics in Medicine 17:891.

    >>> found = paired_difference(9, 2, 44)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (-0.159, -0.312, -0.013)
    """
    value, quantile = (to_yes - to_no) / n, normal_quantile(confidence)
    ends = []
    for start, sign in ((-1.0, 1), (1.0, -1)):
        outside, inside = start, value
        for _ in range(HALVINGS):
            middle = (outside + inside) / 2
            if sign * _score(middle, to_no, to_yes, n) > quantile:
                outside = middle
            else:
                inside = middle
        ends.append((outside + inside) / 2)
    return Difference(value=value, low=ends[0], high=ends[1])
