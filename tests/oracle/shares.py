"""Limits of shares and their differences, tests of tables, sample sizes, corrections."""

from math import sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaincinv, chdtrc, gammaln, nctdtr, ndtri, stdtrit


def wilson_corrected(x, n, z):
    """Wilson's with a correction for continuity (Newcombe 1998, method 4)."""
    p, q = x / n, 1 - x / n
    under = z * sqrt(z**2 - 2 - 1 / n + 4 * p * (n * q + 1))
    over = z * sqrt(z**2 + 2 - 1 / n + 4 * p * (n * q - 1))
    low = (2 * n * p + z**2 - 1 - under) / (2 * (n + z**2))
    high = (2 * n * p + z**2 + 1 + over) / (2 * (n + z**2))
    return (low if x else 0.0), (high if x < n else 1.0)


def clopper_pearson(x, n, tail):
    """Exact limits: beta quantiles."""
    low = betaincinv(x, n - x + 1, tail) if x else 0.0
    return low, betaincinv(x + 1, n - x, 1 - tail) if x < n else 1.0


def jeffreys(x, n, tail):
    """Equal tails under Jeffreys' prior; 0 where nobody, 1 where all."""
    low, high = betaincinv(x + 0.5, n - x + 0.5, [tail, 1 - tail])
    return (float(low) if x else 0.0), (float(high) if x < n else 1.0)


def agresti_coull(x, n, z):
    """Wald's about Wilson's centre."""
    more = n + z**2
    p = (x + z**2 / 2) / more
    return p - z * sqrt(p * (1 - p) / more), p + z * sqrt(p * (1 - p) / more)


def agresti_caffo(x1, n1, x2, n2, z):
    """Wald's after one success and one failure more in each group."""
    p, q = (x1 + 1) / (n1 + 2), (x2 + 1) / (n2 + 2)
    reach = z * sqrt(p * (1 - p) / (n1 + 2) + q * (1 - q) / (n2 + 2))
    return p - q - reach, p - q + reach


def score_difference(x1, n1, x2, n2, z, *, corrected):
    """Differences not refused by the score test (Mee 1984; Miettinen & Nurminen 1985)."""

    def score(d):
        # The share of the second group that fits best if the difference is d.
        lowest, highest = max(0.0, -d), min(1.0, 1 - d)

        def slope(p):
            first, second = p + d, p
            return (
                x1 / first
                - (n1 - x1) / (1 - first)
                + x2 / second
                - (n2 - x2) / (1 - second)
            )

        # Where the slope has no root inside, the best is at an end.
        inside = [lowest + 1e-14, highest - 1e-14]
        if slope(inside[0]) <= 0:
            p = lowest
        elif slope(inside[1]) >= 0:
            p = highest
        else:
            p = brentq(slope, *inside, xtol=1e-15)
        variance = (p + d) * (1 - p - d) / n1 + p * (1 - p) / n2
        if corrected:
            variance *= (n1 + n2) / (n1 + n2 - 1)
        return (x1 / n1 - x2 / n2 - d) / sqrt(max(variance, 1e-300))

    value = x1 / n1 - x2 / n2
    low, high = -1.0, 1.0
    if value > -1:
        low = brentq(lambda d: score(d) - z, -1 + 1e-12, min(value, 1 - 1e-12))
    if value < 1:
        high = brentq(lambda d: score(d) + z, max(value, -1 + 1e-12), 1 - 1e-12)
    return low, high


def chi_squared(x1, n1, x2, n2):
    """Pearson's of a table of four, and its p."""
    pooled = (x1 + x2) / (n1 + n2)
    z = (x1 / n1 - x2 / n2) / sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return z**2, float(chdtrc(1, z**2))


def fisher(x1, n1, x2, n2):
    """Exact two-sided p: tables no likelier than the one seen."""

    def log_ways(n, k):
        return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

    total = x1 + x2
    k = np.arange(max(0, total - n2), min(total, n1) + 1)
    chance = np.exp(log_ways(n1, k) + log_ways(n2, total - k) - log_ways(n1 + n2, total))
    return float(chance[chance <= chance[k == x1] * (1 + 1e-7)].sum())


def trend(yes, n, scores):
    """Chi-squared (1 degree) for a linear trend of shares (Armitage 1955), and its p."""
    x, n, s = (np.asarray(part, float) for part in (yes, n, scores))
    p, centred = x.sum() / n.sum(), s - (n @ s) / n.sum()
    found = (centred @ (x - n * p)) ** 2 / (p * (1 - p) * (n @ centred**2))
    return float(found), float(chdtrc(1, found))


def mantel_haenszel(a, b, c, d):
    """Common odds ratio, its 95 % limits (Robins et al. 1986), chi-squared and p.

    Cells of each table by stratum: a, b in the first row, c, d in the second.
    """
    a, b, c, d = (np.asarray(cell, float) for cell in (a, b, c, d))
    n = a + b + c + d
    r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    ratio = r.sum() / s.sum()
    error = sqrt(
        (p @ r) / (2 * r.sum() ** 2)
        + (p @ s + q @ r) / (2 * r.sum() * s.sum())
        + (q @ s) / (2 * s.sum() ** 2)
    )
    expected = (a + b) * (a + c) / n
    spread = (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))
    chisq = (a - expected).sum() ** 2 / spread.sum()
    reach = np.exp(ndtri(0.975) * error)
    return ratio, (ratio / reach, ratio * reach), chisq, float(chdtrc(1, chisq))


def answers_for_shares(first, second, power):
    """Answers a group to find this difference of shares at .05, two-sided."""
    mean = (first + second) / 2
    same = ndtri(0.975) * sqrt(2 * mean * (1 - mean))
    differ = ndtri(power) * sqrt(first * (1 - first) + second * (1 - second))
    return ((same + differ) / (first - second)) ** 2


def answers_for_means(delta, deviation, power):
    """The same for a difference of means, by the noncentral t."""

    def short(n):
        degrees = 2 * (n - 1)
        shift = sqrt(n / 2) * delta / deviation
        return 1 - nctdtr(degrees, shift, stdtrit(degrees, 0.975)) - power

    return brentq(short, 2, 1e6, xtol=1e-8)


def answers_for_net(promoters, detractors, half_width):
    """Answers for an NPS this sure at 95 %, by Wald."""
    variance = promoters + detractors - (promoters - detractors) ** 2
    return ndtri(0.975) ** 2 * variance / half_width**2


def corrected(p, how):
    """p-values for many questions at once, in the order given."""
    p = np.asarray(p, float)
    m, order = len(p), np.argsort(p)
    ordered, place = p[order], np.arange(1, len(p) + 1)
    harmonic = (1 / place).sum()
    factor = {
        "bonferroni": np.full(m, m),
        "holm": m - place + 1,
        "hochberg": m - place + 1,
        "BH": m / place,
        "BY": harmonic * m / place,
    }[how]
    raw = ordered * factor
    if how == "holm":
        raw = np.maximum.accumulate(raw)
    elif how != "bonferroni":
        raw = np.minimum.accumulate(raw[::-1])[::-1]
    found = np.empty(m)
    found[order] = np.minimum(raw, 1)
    return found
