"""Which ratings go with an outcome, from sums alone: shares of R2 and slopes.

"Importance" is association: it has no sign and does not say what would happen if a
rating changed. Everything here is a function of n, sums and sums of products.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.errors import said

# 2 ** 18 submodels take a fifth of a second; each driver more doubles that.
EXACT_UP_TO = 18
# What is left of a driver's variance, of 1, below which the others already say it all.
SAME_AS_OTHERS = 1e-10

EXACT = "LMG (Shapley), exact"
JOHNSON = "Johnson relative weights"


@dataclass(frozen=True)
class Moments:
    """Sums over complete rows, the outcome first; whole numbers stay exact as int."""

    names: tuple[str, ...]
    n: int
    sums: tuple[float, ...]
    cross: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Driver:
    """One driver: its share of R2, what only it explains, its slope and its level."""

    name: str
    importance: float
    unique: float
    slope: float
    correlation: float
    mean: float
    low: float | None = None
    high: float | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Drivers:
    """Drivers in the order given; `dropped` has (name, reason)."""

    outcome: str
    n: int
    r2: float
    drivers: tuple[Driver, ...]
    method: str
    dropped: tuple[tuple[str, str], ...]
    ranked: bool


def _without_last(swept: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is left of a matrix once its last variable has explained all that it can."""
    column, left = swept[..., :-1, -1], swept[..., -1, -1]
    pivot = np.where(left > SAME_AS_OTHERS, left, np.inf)[..., None]
    within: NDArray[np.float64] = (
        swept[..., :-1, :-1] - column[..., :, None] * (column / pivot)[..., None, :]
    )
    return within


def all_r2(
    correlation: ArrayLike, sizes: Sequence[int] | None = None
) -> NDArray[np.float64]:
    """R2 of every set of drivers, from correlation matrices with the outcome first.

    Breadth-first sweep (Goodnight 1979, The American Statistician 33:149): each step
    doubles the matrices, with and without the last driver. Bit j of the last axis of
    the answer says whether driver j is in the model. Leading axes are replicates.
    `sizes` says how many columns, side by side, each driver has: one if not given.

    >>> all_r2([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]]).round(2).tolist()
    [0.0, 0.36, 0.09, 0.45]
    >>> all_r2([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]], [2]).round(2).tolist()
    [0.0, 0.45]
    """
    swept = np.asarray(correlation, dtype=np.float64)
    lead, width = swept.shape[:-2], swept.shape[-1]
    swept = swept.reshape((*lead, 1, width, width))
    for size in reversed([1] * (width - 1) if sizes is None else list(sizes)):
        within = swept
        for _ in range(size):
            within = _without_last(within)
        width -= size
        pair = np.stack([swept[..., :width, :width], within], axis=-3)
        swept = pair.reshape((*lead, 2 * swept.shape[-3], width, width))
    return 1 - swept[..., 0, 0]


def lmg(r2: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each driver's mean gain of R2 over all orders of entry; they add up to R2.

    sum_S k!(p-1-k)!/p! (R2(S+j) - R2(S)), k = |S| (Lindeman, Merenda & Gold 1980; Shapley
    1953). `r2` as all_r2 gives it, leading axes are replicates.

    >>> lmg(all_r2([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]])).round(2).tolist()
    [0.36, 0.09]
    """
    lead, subsets = r2.shape[:-1], r2.shape[-1]
    p = subsets.bit_length() - 1
    importance = np.zeros((*lead, p))
    if p == 0:
        return importance
    # Without bit j the other bits keep their order, so one vector of weights fits all.
    others = np.bitwise_count(np.arange(subsets // 2))
    weights = np.array([1 / (p * comb(p - 1, k)) for k in range(p)])[others]
    for j in range(p):
        pairs = r2.reshape((*lead, 2 ** (p - 1 - j), 2, 2**j))
        gains = pairs[..., 1, :] - pairs[..., 0, :]
        importance[..., j] = gains.reshape((*lead, subsets // 2)) @ weights
    return importance


def complete_dominance(r2: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cell i, j is 1 if driver i adds more than j to every model, 0 if less, else 0.5.

    The one honest "A matters more than B" (Azen & Budescu 2003, Psychological Methods
    8:129). `r2` as all_r2 gives it for one matrix.

    >>> complete_dominance(all_r2([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]])).tolist()
    [[0.5, 1.0], [0.0, 0.5]]
    """
    p = r2.shape[-1].bit_length() - 1
    dominance = np.full((p, p), 0.5)
    for i, j in combinations(range(p), 2):
        models = r2.reshape(2 ** (p - 1 - j), 2, 2 ** (j - i - 1), 2, 2**i)
        ahead = models[:, 0, :, 1] - models[:, 1, :, 0]
        if (ahead > SAME_AS_OTHERS).all():
            dominance[i, j], dominance[j, i] = 1, 0
        elif (ahead < -SAME_AS_OTHERS).all():
            dominance[i, j], dominance[j, i] = 0, 1
    return dominance


def johnson_weights(correlation: ArrayLike) -> NDArray[np.float64]:
    """Relative weights from a correlation matrix with the outcome first.

    L = R_xx^(1/2), b = L^-1 r, weight_j = sum_k L_jk^2 b_k^2 (Johnson 2000, Multivariate
    Behavioral Research 35:1). Directions without variance are left out of L^-1.

    >>> johnson_weights([[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]]).round(2).tolist()
    [0.36, 0.09]
    """
    whole = np.asarray(correlation, dtype=np.float64)
    lengths, axes = np.linalg.eigh(whole[1:, 1:])
    kept = lengths > SAME_AS_OTHERS * lengths.max()
    lengths, axes = lengths[kept], axes[:, kept]
    root = (axes * np.sqrt(lengths)) @ axes.T
    slopes = (axes / np.sqrt(lengths)) @ axes.T @ whole[1:, 0]
    weights: NDArray[np.float64] = root**2 @ slopes**2
    return weights


def _covariance(moments: Moments) -> NDArray[np.float64]:
    """n (n - 1) times the covariances; exact for whole numbers until the last step."""
    n, sums, cross = moments.n, moments.sums, moments.cross
    return np.array(
        [
            [float(n * cross[i][j] - sums[i] * sums[j]) for j in range(len(sums))]
            for i in range(len(sums))
        ]
    )


def _varies(moments: Moments, covariance: NDArray[np.float64], at: int) -> bool:
    squares = moments.cross[at][at]
    # Sums of fractions leave a rounding error where whole numbers leave exactly 0.
    rounding = 0.0 if isinstance(squares, int) else 1e-12 * moments.n * float(squares)
    return bool(covariance[at, at] > rounding)


def _standardised_slopes(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    inverse = np.linalg.pinv(correlation[1:, 1:], rcond=SAME_AS_OTHERS, hermitian=True)
    slopes: NDArray[np.float64] = inverse @ correlation[1:, 0]
    return slopes


def _explained(correlation: NDArray[np.float64]) -> float:
    return float(correlation[0, 1:] @ _standardised_slopes(correlation))


def _exact(correlation: NDArray[np.float64]) -> tuple[float, list[float], list[float]]:
    r2 = all_r2(correlation)
    full = len(r2) - 1
    unique = [float(r2[full] - r2[full - 2**j]) for j in range(full.bit_length())]
    return float(r2[full]), lmg(r2).tolist(), unique


def _johnson(correlation: NDArray[np.float64]) -> tuple[float, list[float], list[float]]:
    r2 = _explained(correlation)
    unique = []
    for j in range(1, len(correlation)):
        others = np.delete(np.delete(correlation, j, axis=0), j, axis=1)
        unique.append(r2 - _explained(others))
    return r2, johnson_weights(correlation).tolist(), unique


def _ranks(importance: Sequence[float]) -> list[int]:
    order = sorted(range(len(importance)), key=lambda j: -importance[j])
    return [order.index(j) + 1 for j in range(len(importance))]


def importance(moments: Moments) -> Drivers:
    """Share of R2, unique R2 and slope of each driver; ranks only on enough answers.

    LMG (Groemping 2007, The American Statistician 61:139) to 18 drivers, relative weights
    (Johnson 2000) beyond; the slope is the multiple regression's. Ranks need n of
    max(200, 20 p). Drivers that do not vary are dropped.

    >>> result = importance(Moments(("y", "x"), 4, (10, 6), ((30, 19), (19, 14))))
    >>> round(result.r2, 2), round(result.drivers[0].slope, 2), result.ranked
    (0.64, 0.8, False)
    """
    covariance = _covariance(moments)
    outcome = moments.names[0]
    indices = range(1, len(moments.names))
    kept = [at for at in indices if _varies(moments, covariance, at)]
    p = len(kept)
    if moments.n <= p + 1:
        raise ValueError(
            said(
                "{n} complete answers are too few for {count} drivers: at least {needed} "
                "are needed.",
                n=moments.n,
                count=p,
                needed=p + 2,
            )
        )
    if not _varies(moments, covariance, 0):
        raise ValueError(
            said(
                "Every answer to {outcome} is the same in this selection, so nothing can "
                "go with a difference in it.",
                outcome=outcome,
            )
        )
    used = covariance[np.ix_([0, *kept], [0, *kept])]
    scale = np.sqrt(np.diag(used))
    correlation = used / np.outer(scale, scale)
    np.fill_diagonal(correlation, 1.0)
    exact = p <= EXACT_UP_TO
    r2, shares, unique = (_exact if exact else _johnson)(correlation)
    slopes = _standardised_slopes(correlation) * scale[0] / scale[1:]
    ranked = moments.n >= max(200, 20 * p)
    ranks = _ranks(shares) if ranked else [None] * p
    return Drivers(
        outcome=outcome,
        n=moments.n,
        r2=r2,
        drivers=tuple(
            Driver(
                name=moments.names[at],
                importance=shares[j],
                unique=max(unique[j], 0.0),
                slope=float(slopes[j]),
                correlation=float(correlation[0, j + 1]),
                mean=float(moments.sums[at] / moments.n),
                rank=ranks[j],
            )
            for j, at in enumerate(kept)
        ),
        method=EXACT if exact else JOHNSON,
        dropped=tuple(
            (moments.names[at], said("constant in this selection"))
            for at in indices
            if at not in kept
        ),
        ranked=ranked,
    )
