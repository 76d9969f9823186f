"""Do two raters say the same: Cohen's kappa, plain and weighted, with intervals.

Half of the times two people agree by luck when they say yes half of the time.  Kappa is
how much of what luck leaves they agree on: 1 is always, 0 no more than luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.stats.intervals import Interval, normal_quantile, t_interval

# From here on raters count as calibrated (Landis & Koch 1977, "substantial").
GOOD_KAPPA = 0.6
WEIGHTS = ("none", "linear", "quadratic")


@dataclass(frozen=True)
class Agreement:
    """Kappa with its interval, the share on which raters agree, and luck's share.

    `kappa` is nan where everybody always said the same: then luck explains it all.
    """

    kappa: Interval
    agree: float
    by_luck: float
    pairs: int


def closeness(categories: int, kind: str = "none") -> NDArray[np.float64]:
    """How much two answers agree, 1 on the diagonal (Cohen 1968 for the weighted ones).

    >>> closeness(3, "linear").tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    if kind not in WEIGHTS:
        raise ValueError(f"Weights are one of {', '.join(WEIGHTS)}, not {kind}.")
    if categories < 2 or kind == "none":
        return np.eye(categories)
    at = np.arange(categories)
    apart = np.abs(at[:, None] - at[None, :]) / (categories - 1)
    return np.asarray(1 - apart**2 if kind == "quadratic" else 1 - apart)


def _parts(
    table: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    shares = table / table.sum()
    seen = float((weights * shares).sum())
    luck = float((weights * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum())
    return seen, luck


def _kappa(table: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    if table.sum() <= 0:
        return nan
    seen, luck = _parts(table, weights)
    return (seen - luck) / (1 - luck) if luck < 1 else nan


def cohen_kappa(
    table: ArrayLike, *, weights: str = "none", confidence: float = 0.95
) -> Agreement:
    """Cohen's kappa of a square table of pairs (Cohen 1960; 1968 weighted).

    Standard error of Fleiss, Cohen & Everitt 1969 (Psychological Bulletin 72:323), pairs
    taken as independent.  ValueError for a table that is not square or has no pairs.

    >>> found = cohen_kappa([[20, 5], [10, 15]])
    >>> round(found.kappa.value, 3), round(found.agree, 2), round(found.by_luck, 2)
    (0.4, 0.7, 0.5)
    """
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.sum() <= 0:
        raise ValueError("Agreement needs a square table with at least one pair.")
    how = closeness(len(counts), weights)
    seen, luck = _parts(counts, how)
    n = counts.sum()
    agree = float(np.trace(counts) / n)
    if luck >= 1:
        return Agreement(Interval(nan, nan, nan), agree, 1.0, int(n))
    value = (seen - luck) / (1 - luck)
    shares = counts / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    beside = (how @ columns)[:, None] + (how.T @ rows)[None, :]
    spread = (shares * (how - beside * (1 - value)) ** 2).sum()
    variance = (spread - (value - luck * (1 - value)) ** 2) / (n * (1 - luck) ** 2)
    half = normal_quantile(confidence) * sqrt(max(float(variance), 0.0))
    limits = Interval(value, max(value - half, -1.0), min(value + half, 1.0))
    return Agreement(limits, agree, luck, int(n))


def bucketed_kappa(
    tables: Sequence[ArrayLike], *, weights: str = "none", confidence: float = 0.95
) -> Agreement:
    """Kappa with whole visits as the unit: tables of buckets of visits, summed.

    Delete-a-bucket jackknife (Efron & Tibshirani 1993, 11), t with buckets - 1 degrees;
    never narrower than pairs taken as independent.  Empty buckets are dropped.
    """
    counts = np.asarray(tables, dtype=np.float64)
    counts = counts[counts.sum(axis=(1, 2)) > 0]
    plain = cohen_kappa(counts.sum(axis=0), weights=weights, confidence=confidence)
    buckets = len(counts)
    if buckets < 2 or isnan(plain.kappa.value):
        return Agreement(
            Interval(plain.kappa.value, nan, nan), plain.agree, plain.by_luck, plain.pairs
        )
    how = closeness(counts.shape[1], weights)
    whole = counts.sum(axis=0)
    without = np.array([_kappa(whole - one, how) for one in counts])
    without = without[~np.isnan(without)]
    error = sqrt((buckets - 1) / buckets * float(((without - without.mean()) ** 2).sum()))
    wide = t_interval(plain.kappa.value, error, buckets - 1, confidence=confidence)
    limits = Interval(
        plain.kappa.value,
        max(min(wide.low, plain.kappa.low), -1.0),
        min(max(wide.high, plain.kappa.high), 1.0),
    )
    return Agreement(limits, plain.agree, plain.by_luck, plain.pairs)
