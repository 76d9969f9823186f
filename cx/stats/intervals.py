"""How far a share, a net score, a mean or a ratio may be from the truth.

Rows of one customer resemble each other, so the `clustered_` functions take the customer
as the unit. None of them reports less uncertainty than independent rows would have: an
estimated design effect below 1 is mostly luck, and is treated as 1.
"""

from dataclasses import dataclass
from math import isnan, nan, sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Interval:
    """An estimate and the limits around it; limits are nan where none can be given."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ClusterSums:
    """Sums over customers c with at least one row, of their totals num_c and den_c.

    For a share or a mean, den_c is the number of rows of the customer. Whole numbers stay
    exact, so pass them as int.
    """

    numerator: float
    denominator: float
    numerator_squares: float
    cross: float
    denominator_squares: float
    clusters: int


def normal_quantile(confidence: float) -> float:
    """Two-sided standard normal quantile.

    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf((1 + confidence) / 2)


def t_quantile(degrees: float, *, confidence: float = 0.95) -> float:
    """Two-sided quantile of Student's t (1908, Biometrika 6:1).

    >>> round(t_quantile(9), 3)
    2.262
    """
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + confidence) / 2))


def _wilson(share: float, n: float, confidence: float) -> Interval:
    z = normal_quantile(confidence)
    shrink = 1 + z**2 / n
    centre = (share + z**2 / (2 * n)) / shrink
    half = z / shrink * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # The limits are never past the share itself; only floating point could say so.
    low = 0.0 if share == 0 else min(centre - half, share)
    high = 1.0 if share == 1 else max(centre + half, share)
    return Interval(value=share, low=low, high=high)


def wilson_interval(yes: float, n: float, *, confidence: float = 0.95) -> Interval:
    """Interval for a share, honest near 0 and 1 (Wilson 1927, JASA 22:209).

    >>> interval = wilson_interval(8, 10)
    >>> interval.value, round(interval.low, 3), round(interval.high, 3)
    (0.8, 0.49, 0.943)
    """
    if n <= 0 or not 0 <= yes <= n:
        raise ValueError(
            f"A share needs answers, and no more yes than answers: {yes} of {n}."
        )
    return _wilson(yes / n, n, confidence)


def net_interval(
    positive: float,
    negative: float,
    n: float,
    *,
    design_effect: float = 1.0,
    confidence: float = 0.95,
) -> Interval:
    """Interval for share positive minus share negative, on -1 to 1 (NPS / 100).

    Adjusted Wald (Rocks 2016, The American Statistician 70:365): 3 answers are added,
    3/4 positive, 3/2 neutral, 3/4 negative. The value is the raw net; the limits lie
    around the adjusted one, stay within -1 and 1 and always take in the value.

    >>> interval = net_interval(19, 7, 36)
    >>> round(interval.value, 3), round(interval.low, 3), round(interval.high, 3)
    (0.333, 0.062, 0.553)
    """
    value = net_value(positive, negative, n)
    centre = (positive - negative) / (n + 3)
    half = normal_quantile(confidence) * sqrt(
        design_effect * adjusted_net_variance(positive, negative, n)
    )
    return Interval(
        value=value,
        low=min(max(centre - half, -1.0), value),
        high=max(min(centre + half, 1.0), value),
    )


def net_value(positive: float, negative: float, n: float) -> float:
    """Share positive minus share negative.

    >>> net_value(5, 2, 10)
    0.3
    """
    if n <= 0 or min(positive, negative) < 0 or positive + negative > n:
        raise ValueError(
            "A net score needs at least one answer, and no more positive and negative "
            f"answers than answers: {positive} and {negative} of {n}."
        )
    return (positive - negative) / n


def adjusted_net_variance(positive: float, negative: float, n: float) -> float:
    """Squared standard error of a net score after adding 3 answers (Rocks 2016).

    (p + d - (p - d)^2) / (n + 3) with p, d after the addition.

    >>> round(adjusted_net_variance(19, 7, 36) ** 0.5, 4)
    0.1251
    """
    more = n + 3
    net = (positive - negative) / more
    return ((positive + negative + 1.5) / more - net**2) / more


def t_interval(
    value: float, standard_error: float, degrees: float, *, confidence: float = 0.95
) -> Interval:
    """Value plus and minus t times its standard error; limits nan without freedom.

    >>> interval = t_interval(4.0, 0.1, 9)
    >>> round(interval.low, 3), round(interval.high, 3)
    (3.774, 4.226)
    """
    if degrees <= 0 or isnan(standard_error):
        return Interval(value=value, low=nan, high=nan)
    half = t_quantile(degrees, confidence=confidence) * standard_error
    return Interval(value=value, low=value - half, high=value + half)


def _mean_standard_error(total: float, total_squares: float, n: float) -> float:
    if n < 2:
        return nan
    # Whole numbers stay exact up to here, so a constant column has exactly no spread.
    spread = max(n * total_squares - total * total, 0)
    return sqrt(spread / (n - 1)) / n


def mean_interval(
    total: float, total_squares: float, n: int, *, confidence: float = 0.95
) -> Interval:
    """Interval for a mean from the sum and the sum of squares (Student 1908).

    >>> interval = mean_interval(15, 55, 5)
    >>> interval.value, round(interval.low, 3), round(interval.high, 3)
    (3.0, 1.037, 4.963)
    """
    if n <= 0:
        raise ValueError("A mean needs at least one answer.")
    error = _mean_standard_error(total, total_squares, n)
    return t_interval(total / n, error, n - 1, confidence=confidence)


def _ratio(sums: ClusterSums) -> float:
    if sums.clusters <= 0 or sums.denominator <= 0:
        raise ValueError(
            "A ratio needs at least one customer and something to divide by."
        )
    return sums.numerator / sums.denominator


def ratio_standard_error(sums: ClusterSums) -> float:
    """Standard error of a ratio of totals over customers; nan for fewer than two.

    Linearised: SE^2 = k/(k-1) sum_c (num_c - R den_c)^2 / den^2, k customers
    (Cochran 1977, Sampling Techniques, 6.4 and 9A).

    >>> sums = ClusterSums(3, 4, 5, 6, 8, 2)  # two customers, 2 of 2 and 1 of 2
    >>> ratio_standard_error(sums)
    0.25
    """
    _ratio(sums)
    if sums.clusters < 2:
        return nan
    k, num, den = sums.clusters, sums.numerator, sums.denominator
    # sum_c (num_c - R den_c)^2 times den^2, so whole numbers do not cancel.
    spread = den * (den * sums.numerator_squares - 2 * num * sums.cross)
    spread += num * num * sums.denominator_squares
    return sqrt(k / (k - 1) * (max(spread, 0) / den**4))


def clustered_share(sums: ClusterSums, *, confidence: float = 0.95) -> Interval:
    """Wilson interval with as many answers as the customers' answers are worth.

    Effective n = p(1 - p) / SE^2 (Korn & Graubard 1998, Survey Methodology 24:193), never
    above n: see the top of this file. One row per customer is plain Wilson. Where all
    rows agree, or one customer gave them all, the number of customers is taken.

    >>> sums = ClusterSums(15, 20, 29, 30, 40, 10)  # ten customers, two rows each
    >>> wider, plain = clustered_share(sums), wilson_interval(15, 20)
    >>> round(wider.high - wider.low, 3), round(plain.high - plain.low, 3)
    (0.47, 0.357)
    """
    share = _ratio(sums)
    if not 0 <= share <= 1:
        raise ValueError(
            f"A share lies between 0 and 1: {sums.numerator} of {sums.denominator}."
        )
    return _wilson(share, effective_rows(sums), confidence)


def effective_rows(sums: ClusterSums) -> float:
    """How many independent rows a share over customers is worth; never more than it has.

    p(1 - p) / SE^2; the number of customers where that says nothing.

    >>> effective_rows(ClusterSums(4, 4, 8, 8, 8, 2))
    2
    """
    share, n, error = _ratio(sums), sums.denominator, ratio_standard_error(sums)
    if sums.clusters == n:
        return n
    if share in (0, 1) or isnan(error):
        return sums.clusters
    # Not a division by the error: it is 0 if all customers have the same share.
    binomial = share * (1 - share)
    return n if binomial >= n * error**2 else binomial / error**2


def clustered_mean(
    sums: ClusterSums, total_squares: float, *, confidence: float = 0.95
) -> Interval:
    """t interval for a mean with the customer as the unit, customers - 1 degrees.

    `total_squares` is over rows. The standard error is the larger of the linearised one
    and that of independent rows: see the top of this file.

    >>> sums = ClusterSums(15, 5, 55, 15, 5, 5)  # one row each: 1, 2, 3, 4, 5
    >>> clustered_mean(sums, 55) == mean_interval(15, 55, 5)
    True
    """
    value = _ratio(sums)
    error = _mean_standard_error(sums.numerator, total_squares, sums.denominator)
    if sums.clusters != sums.denominator:
        error = max(error, ratio_standard_error(sums))
    return t_interval(value, error, sums.clusters - 1, confidence=confidence)


def clustered_ratio(sums: ClusterSums, *, confidence: float = 0.95) -> Interval:
    """t interval for a ratio of totals, customers - 1 degrees (Cochran 1977).

    >>> interval = clustered_ratio(ClusterSums(3, 4, 5, 6, 8, 2))
    >>> interval.value, round(interval.high - interval.value, 3)
    (0.75, 3.177)
    """
    error = ratio_standard_error(sums)
    return t_interval(_ratio(sums), error, sums.clusters - 1, confidence=confidence)


def clustered_net(
    positive: float, negative: float, sums: ClusterSums, *, confidence: float = 0.95
) -> Interval:
    """Net score with the customer as the unit: adjusted Wald times the design effect.

    num_c is the customer's positive minus negative rows, den_c the rows.

    >>> sums = ClusterSums(12, 36, 26, 12, 36, 36)  # one row each
    >>> clustered_net(19, 7, sums) == net_interval(19, 7, 36)
    True
    """
    effect = net_design_effect(positive, negative, sums)
    n = sums.denominator
    return net_interval(
        positive, negative, n, design_effect=effect, confidence=confidence
    )


def net_design_effect(positive: float, negative: float, sums: ClusterSums) -> float:
    """How much wider, squared, customers' repeated rows make a net score; at least 1.

    SE^2 by customer / SE^2 of independent rows (Kish 1965, Survey Sampling, 5.4). Where
    all rows agree, or one customer gave them all: rows per customer.

    >>> net_design_effect(4, 0, ClusterSums(4, 4, 8, 8, 8, 2))
    2.0
    """
    net, n = net_value(positive, negative, sums.denominator), sums.denominator
    if sums.clusters == n:
        return 1.0
    variance = (positive + negative) / n - net**2
    error = ratio_standard_error(sums)
    if variance <= 0 or isnan(error):
        return n / sums.clusters
    return max(1.0, error**2 / (variance / (n - 1)))
