"""How far apart two independent estimates are, and what is left when many are compared.

Compare a group with the rest, never with a total that contains it: these formulas
take the two sides to share no customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, hypot, isnan, sqrt

from cx.stats.intervals import (
    Interval,
    adjusted_net_variance,
    net_value,
    normal_quantile,
    t_interval,
    wilson_interval,
)


@dataclass(frozen=True)
class Difference:
    """First minus second, and the limits around it."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0; never where there are no limits.

        >>> Difference(0.2, 0.05, 0.33).clear, Difference(0.2, -0.05, 0.4).clear
        (True, False)
        """
        return self.low > 0 or self.high < 0


def difference_from_intervals(
    first: Interval, second: Interval, *, correlation: float = 0.0
) -> Difference:
    """Difference of two estimates from their intervals and how they move together.

    MOVER: d - sqrt((v1-l1)^2 + (u2-v2)^2), d + sqrt((u1-v1)^2 + (v2-l2)^2), less
    2 r (v1-l1)(u2-v2) under the root where customers are on both sides (Zou & Donner
    2008, Statistics in Medicine 27:1693). Give both the same confidence.

    >>> d = difference_from_intervals(Interval(5, 2, 7), Interval(1, 0, 5))
    >>> d.value, d.low, round(d.high, 3)
    (4, -1.0, 6.236)
    """
    value = first.value - second.value

    def reach(one: float, two: float) -> float:
        if not correlation:
            return hypot(one, two)
        return sqrt(max(one**2 + two**2 - 2 * correlation * one * two, 0.0))

    return Difference(
        value=value,
        low=value - reach(first.value - first.low, second.high - second.value),
        high=value + reach(first.high - first.value, second.value - second.low),
    )


def difference_of_shares(
    yes1: float, n1: float, yes2: float, n2: float, *, confidence: float = 0.95
) -> Difference:
    """First share minus second (Newcombe 1998, Statistics in Medicine 17:873, method 10).

    >>> d = difference_of_shares(56, 70, 48, 80)
    >>> round(d.value, 4), round(d.low, 4), round(d.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    return difference_from_intervals(
        wilson_interval(yes1, n1, confidence=confidence),
        wilson_interval(yes2, n2, confidence=confidence),
    )


def difference_of_nets(
    positive1: float,
    negative1: float,
    n1: float,
    positive2: float,
    negative2: float,
    n2: float,
    *,
    design_effect1: float = 1.0,
    design_effect2: float = 1.0,
    correlation: float = 0.0,
    confidence: float = 0.95,
) -> Difference:
    """First net score minus second, on -2 to 2 (adjusted Wald, Rocks 2016).

    The value is the raw difference; the limits are d +- z sqrt(v1 + v2), d and v after
    adding 3 answers to each side (The American Statistician 70:365). Like those of one
    net score they are clipped, here to -2 and 2, and always take in the value.

    >>> d = difference_of_nets(50, 20, 100, 40, 30, 100)
    >>> round(d.value, 3), round(d.low, 3), round(d.high, 3)
    (0.2, -0.026, 0.414)
    """
    value = net_value(positive1, negative1, n1) - net_value(positive2, negative2, n2)
    centre = (positive1 - negative1) / (n1 + 3) - (positive2 - negative2) / (n2 + 3)
    one = design_effect1 * adjusted_net_variance(positive1, negative1, n1)
    two = design_effect2 * adjusted_net_variance(positive2, negative2, n2)
    shared = 2 * correlation * sqrt(one * two)
    half = normal_quantile(confidence) * sqrt(max(one + two - shared, 0.0))
    return Difference(
        value=value,
        low=min(max(centre - half, -2.0), value),
        high=max(min(centre + half, 2.0), value),
    )


def difference_of_means(
    mean1: float,
    variance1: float,
    n1: float,
    mean2: float,
    variance2: float,
    n2: float,
    *,
    confidence: float = 0.95,
) -> Difference:
    """First mean minus second, variances not pooled (Welch 1947, Biometrika 34:28).

    Variances are those of single answers (divided by n - 1). Limits are nan when a side
    has fewer than two answers; two sides without any spread leave no room around d.

    >>> d = difference_of_means(4.2, 1.0, 40, 3.9, 1.4, 25)
    >>> round(d.low, 3), round(d.high, 3)
    (-0.273, 0.873)
    """
    if min(n1, n2) <= 0:
        raise ValueError("A difference of means needs at least one answer on each side.")
    part1, part2 = variance1 / n1, variance2 / n2
    degrees = 0.0
    if min(n1, n2) >= 2:
        # Without spread the degrees multiply a standard error of 0: any will do.
        spread = part1**2 / (n1 - 1) + part2**2 / (n2 - 1)
        degrees = (part1 + part2) ** 2 / spread if spread else 1.0
    around = t_interval(
        mean1 - mean2, sqrt(part1 + part2), degrees, confidence=confidence
    )
    return Difference(value=around.value, low=around.low, high=around.high)


def p_value(difference: Difference, *, confidence: float = 0.95) -> float:
    """Two-sided p value that agrees with the interval: below .05 when it leaves out 0.

    z = z_alpha |d| / (distance from d to the limit that 0 lies behind).

    >>> round(p_value(Difference(1.96, 0.0, 4.0)), 3)
    0.05
    """
    value = difference.value
    reach = value - difference.low if value > 0 else difference.high - value
    if value == 0 or isnan(reach):
        return 1.0
    if reach <= 0:
        return 0.0
    z = normal_quantile(confidence) * abs(value) / reach
    return erfc(z / sqrt(2))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p values in the order given; those under q keep false finds under q.

    Step-up: min over larger p of p m / rank (Benjamini & Hochberg 1995, JRSS B 57:289).
    One family is what a person sees at once.

    >>> benjamini_hochberg([0.01, 0.5, 0.02, 0.04])
    [0.04, 0.5, 0.04, 0.05333333333333334]
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("A p value lies between 0 and 1.")
    adjusted = [1.0] * len(p_values)
    smallest = 1.0
    for rank, at in reversed(
        list(enumerate(sorted(range(len(p_values)), key=p_values.__getitem__), start=1))
    ):
        smallest = min(smallest, p_values[at] * len(p_values) / rank)
        adjusted[at] = smallest
    return adjusted
