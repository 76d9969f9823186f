"""One model of an outcome on its drivers, from second moments alone; many at once.

A driver that some people did not meet has two columns, "met it" and its rating about the
mean of those who met it (0 for the others): they enter a model together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cx.stats.drivers import EXACT_UP_TO, SAME_AS_OTHERS, all_r2, johnson_weights, lmg

Array = NDArray[np.float64]
# Replicates are taken in bites, so that all their submodels fit into this many numbers.
MOST_NUMBERS = 6_000_000


@dataclass(frozen=True)
class Layout:
    """Which columns each driver has, counted after the 1 and the outcome.

    `met[j]` is the column that says whether driver j was met, None where everybody met
    it; `rating[j]` that of its rating, None where all gave the same.  A driver's columns
    are side by side and drivers come in order.
    """

    met: tuple[int | None, ...]
    rating: tuple[int | None, ...]

    @property
    def columns(self) -> list[int]:
        """All columns in order."""
        both = zip(self.met, self.rating, strict=True)
        return [at for pair in both for at in pair if at is not None]

    @property
    def sizes(self) -> list[int]:
        """How many columns each driver has."""
        both = zip(self.met, self.rating, strict=True)
        return [sum(at is not None for at in pair) for pair in both]


@dataclass(frozen=True)
class Centred:
    """Correlations with the outcome first, and what takes them back to units.

    Leading axes are replicates. `mean` and `deviation` are of the outcome and the columns
    in the layout's order; `level` and `reach` of the drivers: mean rating of those who
    met it, and their share.
    """

    correlation: Array
    mean: Array
    deviation: Array
    level: Array
    reach: Array


def centred(moments: Array, layout: Layout) -> Centred:
    """Ratings about the mean of those who met the driver, then correlations.

    `moments` about nought as `cx.stats.moments.moments_of` gives them; a rating of 0
    stands for "not met".
    """
    mean = moments[..., 0, :]
    spread = moments - mean[..., :, None] * mean[..., None, :]
    levels, reaches = [], []
    for met, rating in zip(layout.met, layout.rating, strict=True):
        reach = np.ones(mean.shape[:-1]) if met is None else mean[..., met]
        some = np.where(reach > 0, reach, 1.0)
        nothing = np.full(mean.shape[:-1], np.nan)
        level = nothing if rating is None else mean[..., rating] / some
        if met is not None and rating is not None:
            spread[..., rating, :] -= level[..., None] * spread[..., met, :]
            spread[..., :, rating] -= level[..., None] * spread[..., :, met]
        levels.append(level)
        reaches.append(reach)
    at = np.array([1, *layout.columns])
    used = spread[..., at[:, None], at]
    variance = np.diagonal(used, axis1=-2, axis2=-1)
    # A replicate may have drawn nobody who differs: its column then explains nothing.
    floor = 1e-12 * np.maximum(np.diagonal(moments, axis1=-2, axis2=-1)[..., at], 1e-300)
    deviation = np.sqrt(np.where(variance > floor, variance, np.inf))
    correlation = used / (deviation[..., :, None] * deviation[..., None, :])
    where = np.arange(len(at))
    correlation[..., where, where] = 1.0
    return Centred(
        correlation=correlation,
        mean=mean[..., at],
        deviation=np.where(np.isinf(deviation), 0.0, deviation),
        level=np.stack(levels, axis=-1),
        reach=np.stack(reaches, axis=-1),
    )


@dataclass(frozen=True)
class Weights:
    """R2 and each driver's share of it, what only it and what it alone explains."""

    r2: Array
    importance: Array
    unique: Array
    first: Array


def standardised(correlation: Array) -> Array:
    """Slopes between standardised columns; the shortest where columns say the same."""
    inverse = np.linalg.pinv(
        correlation[..., 1:, 1:], rcond=SAME_AS_OTHERS, hermitian=True
    )
    slopes: Array = (inverse @ correlation[..., 1:, :1])[..., 0]
    return slopes


def slopes(of: Centred) -> Array:
    """Slopes in outcome units per unit of each column, in the layout's order."""
    deviation = np.where(of.deviation > 0, of.deviation, np.inf)
    found: Array = (
        standardised(of.correlation) * of.deviation[..., :1] / deviation[..., 1:]
    )
    return found


def exact_weights(correlation: Array, sizes: list[int]) -> Weights:
    """LMG over groups of columns; leading axes are replicates.

    >>> found = exact_weights(np.array([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]]), [1, 1])
    >>> found.importance.round(2).tolist(), found.unique.round(2).tolist()
    ([0.36, 0.09], [0.36, 0.09])
    """
    lead = correlation.shape[:-2]
    flat = correlation.reshape(-1, *correlation.shape[-2:])
    bite = max(1, MOST_NUMBERS // (8 * 2 ** len(sizes)))
    parts = []
    for start in range(0, len(flat), bite):
        r2 = all_r2(flat[start : start + bite], sizes)
        full = r2.shape[-1] - 1
        bits = 2 ** np.arange(len(sizes))
        alone = r2[:, bits]
        unique = r2[:, [full]] - r2[:, full - bits]
        parts.append((r2[:, full], lmg(r2), unique, alone))
    whole, shares, unique, first = (
        np.concatenate([part[at] for part in parts]) for at in range(4)
    )
    p = len(sizes)
    return Weights(
        whole.reshape(lead),
        shares.reshape((*lead, p)),
        unique.reshape((*lead, p)),
        first.reshape((*lead, p)),
    )


def relative_weights(correlation: Array, sizes: list[int]) -> Weights:
    """Johnson's weights, added up within groups; leading axes are replicates."""
    lead, p = correlation.shape[:-2], len(sizes)
    ends = np.cumsum(sizes)
    groups = [np.arange(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    found = Weights(
        np.zeros(lead), np.zeros((*lead, p)), np.zeros((*lead, p)), np.zeros((*lead, p))
    )
    for at in np.ndindex(*lead):
        one = correlation[at]
        by_column = johnson_weights(one)
        r2 = _explained(one, np.arange(len(one) - 1))
        found.r2[at] = r2
        for j, group in enumerate(groups):
            others = np.delete(np.arange(len(one) - 1), group)
            found.importance[(*at, j)] = by_column[group].sum()
            found.unique[(*at, j)] = r2 - _explained(one, others)
            found.first[(*at, j)] = _explained(one, group)
    return found


def _explained(correlation: Array, columns: NDArray[np.int_]) -> float:
    at = np.concatenate([[0], columns + 1])
    one = correlation[np.ix_(at, at)]
    return float(one[0, 1:] @ standardised(one))


def weights(correlation: Array, sizes: list[int]) -> Weights:
    """LMG up to 18 drivers, Johnson's weights beyond."""
    exact = len(sizes) <= EXACT_UP_TO
    return (exact_weights if exact else relative_weights)(correlation, sizes)


def conditional_dominance(r2: Array) -> Array:
    """Mean gain of R2 of each driver over models of each size: drivers x sizes.

    `r2` as `all_r2` gives it for one matrix (Azen & Budescu 2003, Psychological Methods
    8:129); size 0 is "alone", the last size "after all others".

    >>> conditional_dominance(all_r2([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]])).round(
    ...     2
    ... ).tolist()
    [[0.36, 0.36], [0.09, 0.09]]
    """
    p = r2.shape[-1].bit_length() - 1
    size = np.bitwise_count(np.arange(len(r2) // 2))
    models = np.bincount(size, minlength=p)
    gains = np.zeros((p, p))
    for j in range(p):
        pairs = r2.reshape(2 ** (p - 1 - j), 2, 2**j)
        gain = (pairs[:, 1, :] - pairs[:, 0, :]).reshape(-1)
        gains[j] = np.bincount(size, weights=gain, minlength=p) / models
    return gains


def inflation(correlation: Array) -> Array:
    """Variance inflation of each column: 1 means that no other column goes with it.

    >>> inflation(np.array([[1, 0, 0], [0, 1, 0.6], [0, 0.6, 1]])).round(4).tolist()
    [1.5625, 1.5625]
    """
    inverse = np.linalg.pinv(correlation[1:, 1:], rcond=SAME_AS_OTHERS, hermitian=True)
    factors: Array = np.diagonal(inverse).copy()
    # A column that is another's copy is inflated without limit.
    own = np.diagonal(inverse @ correlation[1:, 1:])
    return np.where(own < 1 - 1e-6, np.inf, factors)


def first_share(correlation: Array) -> float:
    """First eigenvalue's share: how far ratings are one mood. 1/p means not at all.

    >>> first_share(np.array([[1, 0.5], [0.5, 1]]))
    0.75
    """
    lengths = np.linalg.eigvalsh(correlation)
    return float(lengths[-1] / len(lengths))
