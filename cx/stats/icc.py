"""Is it the site or the visit: how much of the spread of scores lies between groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cx.stats.intervals import Interval, normal_quantile, t_quantile
from cx.stats.shrink import Shrunk, shrink


@dataclass(frozen=True)
class Between:
    """ICC(1), 0 to 1 (below 0: groups are more alike than chance makes them).

    `within` is the standard deviation inside groups, in the unit of the scores; `typical`
    the size of group that unequal ones are worth.
    """

    icc: Interval
    within: float
    typical: float
    groups: int
    scores: int


def _checked(groups: Sequence[Sequence[float]]) -> list[NDArray[np.float64]]:
    kept = [np.asarray(one, dtype=np.float64) for one in groups if len(one)]
    if len(kept) < 2 or sum(len(one) for one in kept) <= len(kept):
        raise ValueError("Needs two groups at least, and more scores than groups.")
    return kept


def icc1(groups: Sequence[Sequence[float]], *, confidence: float = 0.95) -> Between:
    """Share of the variance between groups, from a one-way analysis of variance.

    (MSB - MSW) / (MSB + (n0 - 1) MSW), n0 = (N - sum n^2 / N) / (k - 1); limits from F
    with n0 for n (Shrout & Fleiss 1979, Psychological Bulletin 86:420; Donner 1986 for
    groups of unequal size).  ValueError for fewer than two groups or no spare score.

    >>> found = icc1([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    >>> round(found.icc.value, 3), found.within, found.typical
    (0.897, 1.0, 3.0)
    """
    from scipy.special import fdtri

    kept = _checked(groups)
    sizes = np.array([len(one) for one in kept], dtype=np.float64)
    means = np.array([one.mean() for one in kept])
    n, k = float(sizes.sum()), len(kept)
    grand = float(np.concatenate(kept).mean())
    between = float((sizes * (means - grand) ** 2).sum()) / (k - 1)
    within = float(sum(((o - m) ** 2).sum() for o, m in zip(kept, means, strict=True)))
    within /= n - k
    typical = (n - float((sizes**2).sum()) / n) / (k - 1)

    def share(ratio: float) -> float:
        return (ratio - 1) / (ratio + typical - 1)

    if within <= 0:
        value = 1.0 if between > 0 else 0.0
        limits = Interval(value, value, value)
    else:
        ratio, tail = between / within, (1 + confidence) / 2
        low = share(ratio / float(fdtri(k - 1, n - k, tail)))
        high = share(ratio * float(fdtri(n - k, k - 1, tail)))
        limits = Interval(share(ratio), low, min(high, 1.0))
    return Between(limits, sqrt(within), typical, k, int(n))


@dataclass(frozen=True)
class Drawn:
    """Groups drawn towards their mean: each with its interval, and the widest gap."""

    shrunk: Shrunk
    groups: tuple[Interval, ...]
    raw_gap: float
    gap: float


def drawn_together(
    groups: Sequence[Sequence[float]], *, confidence: float = 0.95
) -> Drawn:
    """Group means by empirical Bayes, with the spread inside groups pooled.

    Interval: value -/+ z error sqrt(B), B as `shrink` keeps it (Morris 1983, JASA 78:47,
    without his correction for an estimated mean).  ValueError as for icc1.
    """
    kept = _checked(groups)
    within = icc1(groups).within
    means = [float(one.mean()) for one in kept]
    errors = [within / sqrt(len(one)) for one in kept]
    shrunk = shrink(means, errors)
    z = normal_quantile(confidence)
    limits = []
    for value, error, part in zip(shrunk.values, errors, shrunk.kept, strict=True):
        half = z * error * sqrt(part)
        limits.append(Interval(value, value - half, value + half))
    return Drawn(
        shrunk,
        tuple(limits),
        max(means) - min(means),
        max(shrunk.values) - min(shrunk.values),
    )


def adjusted_effects(
    values: Sequence[float],
    of: Sequence[str],
    beside: Sequence[str],
    *,
    confidence: float = 0.95,
) -> dict[str, Interval]:
    """How far each group of `of` lies from the mean of them, at equal `beside`.

    Least squares on both at once, effects summing to 0; t intervals from the pooled
    residual.  Empty where they cannot be told apart: each auditor saw one site only.

    >>> found = adjusted_effects([1, 3, 2, 4, 1, 3], list("ababab"), list("xxyyxx"))
    >>> round(found["a"].value, 6), round(found["b"].value, 6)
    (-1.0, 1.0)
    """
    names, others = sorted(set(of)), sorted(set(beside))
    if len(names) < 2:
        return {}
    mine = np.array([[one == name for name in names] for one in of], dtype=np.float64)
    rest = np.array([[one == name for name in others] for one in beside], np.float64)
    # Coded so that the effects of `of` sum to 0; the last is what the others leave.
    coded = mine[:, :-1] - mine[:, -1:]
    design = np.hstack([coded, rest])
    free = len(values) - design.shape[1]
    if free < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        return {}
    y = np.asarray(values, dtype=np.float64)
    solved, *_ = np.linalg.lstsq(design, y, rcond=None)
    left = y - design @ solved
    spread = float(left @ left) / free * np.linalg.inv(design.T @ design)
    places = len(names) - 1
    full = np.vstack([np.eye(places), -np.ones((1, places))])
    effects = full @ solved[:places]
    errors = np.sqrt(np.diag(full @ spread[:places, :places] @ full.T))
    t = t_quantile(free, confidence=confidence)
    return {
        name: Interval(float(at), float(at - t * error), float(at + t * error))
        for name, at, error in zip(names, effects, errors, strict=True)
    }
