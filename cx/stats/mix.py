"""Shares at an equal mix, and how much of a difference is only a difference of mix.

Chat gets the easy matters, so of course it scores better: compare at the same mix, or
the total can say the opposite of every part of it (Simpson's paradox).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.stats.compare import Difference, difference_of_shares
from cx.stats.intervals import Interval, normal_quantile, wilson_interval


@dataclass(frozen=True)
class Standardised:
    """Each group's share at the common mix and as it is; None where it cannot be given.

    `mix` is the weight of each segment, 0 if not `kept`, and adds up to 1; `coverage` the
    part of the whole mix, as asked for, that the kept segments are.
    """

    groups: tuple[Interval | None, ...]
    crude: tuple[Interval | None, ...]
    mix: tuple[float, ...]
    kept: tuple[bool, ...]
    coverage: float


@dataclass(frozen=True)
class Split:
    """A difference of two shares in its parts, `total` = `rate` + `mix` + `entered_left`.

    `rate` is what the segments' own shares make of it, `mix` their changed weights,
    `entered_left` the segments that only one side has. The lists have an entry a segment,
    measured against the middle of the two shares, so that gaining weight in a segment
    above it is a gain. `reversed` says that rate and total point to opposite sides,
    `simpson` that both do so beyond chance.
    """

    total: Difference
    rate: Difference
    mix: Difference
    entered_left: float
    rate_by_segment: tuple[float, ...]
    mix_by_segment: tuple[float, ...]
    entered_left_by_segment: tuple[float, ...]
    reversed: bool
    simpson: bool


def standardise(
    answers: ArrayLike,
    yes: ArrayLike,
    *,
    mix: Sequence[float] | None = None,
    minimum: int = 10,
    confidence: float = 0.95,
) -> Standardised:
    """Each group's share as it would be with one mix of segments for all.

    `answers` and `yes` are counts, groups by segments. Direct standardisation, sum_s
    w_s p_gs; `mix` holds the weights w, by default all groups' answers. Segments are kept
    if every group has `minimum` answers there, for otherwise groups would be compared
    over different matters. Limits from Wilson's for each segment, value - sqrt(sum
    w_s^2 (p_s - l_s)^2) and the same above (MOVER; Zou & Donner 2008, Statistics in
    Medicine 27:1693). ValueError for counts that are none, or shapes that differ.

    >>> found = standardise([[80, 20], [20, 80]], [[64, 8], [16, 32]])
    >>> [round(group.value, 3) for group in found.groups]
    [0.6, 0.6]
    >>> [round(group.value, 3) for group in found.crude]
    [0.72, 0.48]
    """
    n, x = _counts(answers, yes, dimensions=2)
    weights = n.sum(axis=0) if mix is None else np.asarray(mix, dtype=np.float64)
    if weights.shape != n.shape[1:] or (weights < 0).any():
        raise ValueError("A mix needs one weight, not below 0, for each segment.")
    kept = (n >= max(minimum, 1)).all(axis=0) & (weights > 0)
    used = np.where(kept, weights, 0.0)
    whole = float(used.sum())
    if whole > 0:
        used = used / whole
    return Standardised(
        groups=tuple(
            _weighted(n[g], x[g], used, confidence) if whole > 0 else None
            for g in range(len(n))
        ),
        crude=tuple(
            wilson_interval(float(x[g].sum()), float(n[g].sum()), confidence=confidence)
            if n[g].any()
            else None
            for g in range(len(n))
        ),
        mix=tuple(used.tolist()),
        kept=tuple(kept.tolist()),
        coverage=whole / float(weights.sum()) if weights.any() else 0.0,
    )


def _counts(
    answers: ArrayLike, yes: ArrayLike, *, dimensions: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    n, x = np.asarray(answers, dtype=np.float64), np.asarray(yes, dtype=np.float64)
    if n.shape != x.shape or n.ndim != dimensions or not ((x >= 0) & (x <= n)).all():
        raise ValueError("Each segment needs its answers, and no more yes than answers.")
    return n, x


def _weighted(
    n: NDArray[np.float64],
    x: NDArray[np.float64],
    weights: NDArray[np.float64],
    confidence: float,
) -> Interval:
    value = below = above = 0.0
    for asked, agreed, weight in zip(
        n.tolist(), x.tolist(), weights.tolist(), strict=True
    ):
        if weight:
            share = wilson_interval(agreed, asked, confidence=confidence)
            value += weight * share.value
            below = hypot(below, weight * (share.value - share.low))
            above = hypot(above, weight * (share.high - share.value))
    return Interval(
        value=value, low=max(value - below, 0.0), high=min(value + above, 1.0)
    )


def split_change(
    answers1: Sequence[float],
    yes1: Sequence[float],
    answers0: Sequence[float],
    yes0: Sequence[float],
    *,
    confidence: float = 0.95,
) -> Split:
    """First share minus second, in a part of rates and a part of mix.

    Counts by segment, in the same order on both sides, which share no customer. Kitagawa
    1955 (JASA 50:1168): rate sum (w1 + w0)/2 (r1 - r0), mix sum (r1 + r0)/2 (w1 - w0), w
    the segments' weights, r their shares. The total's limits are Newcombe's; those of the
    parts join Wilson's for each share (MOVER) with the multinomial error of the weights.
    ValueError where a side has no answers.

    >>> split = split_change([20, 80], [16, 32], [80, 20], [64, 8])
    >>> round(split.total.value, 3), round(split.rate.value, 3), round(split.mix.value, 3)
    (-0.24, 0.0, -0.24)
    """
    n1, x1 = _counts(answers1, yes1, dimensions=1)
    n0, x0 = _counts(answers0, yes0, dimensions=1)
    if n1.shape != n0.shape or not (n1.any() and n0.any()):
        raise ValueError("Both sides need answers, in the same segments.")
    both = (n1 > 0) & (n0 > 0)
    w1, w0 = n1 / n1.sum(), n0 / n0.sum()
    r1, r0 = x1 / np.where(n1 > 0, n1, 1), x0 / np.where(n0 > 0, n0, 1)
    middle = (x1.sum() / n1.sum() + x0.sum() / n0.sum()) / 2
    weight, level = (w1 + w0) / 2, (r1 + r0) / 2 - middle
    rate = np.where(both, weight * (r1 - r0), 0.0)
    mix = np.where(both, level * (w1 - w0), 0.0)
    entered = np.where(both, 0.0, w1 * (r1 - middle) - w0 * (r0 - middle))
    total = difference_of_shares(
        float(x1.sum()),
        float(n1.sum()),
        float(x0.sum()),
        float(n0.sum()),
        confidence=confidence,
    )
    none = np.zeros_like(w1)
    sides = (n1, x1, w1), (n0, x0, w0)
    # What a step of a side's share, and of its weight, does to each part.
    by_share = np.where(both, weight, none)
    of_rate = _part(
        float(rate.sum()),
        sides,
        (by_share, -by_share),
        np.where(both, (r1 - r0) / 2, none),
        confidence,
    )
    by_move = np.where(both, (w1 - w0) / 2, none)
    of_mix = _part(
        float(mix.sum()),
        sides,
        (by_move, by_move),
        np.where(both, level, none),
        confidence,
    )
    opposite = total.value * of_rate.value < 0
    return Split(
        total=total,
        rate=of_rate,
        mix=of_mix,
        entered_left=float(entered.sum()),
        rate_by_segment=tuple(rate.tolist()),
        mix_by_segment=tuple(mix.tolist()),
        entered_left_by_segment=tuple(entered.tolist()),
        reversed=opposite,
        simpson=opposite and total.clear and of_rate.clear,
    )


_Side = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def _part(
    value: float,
    sides: tuple[_Side, _Side],
    to_shares: tuple[NDArray[np.float64], NDArray[np.float64]],
    to_weights: NDArray[np.float64],
    confidence: float,
) -> Difference:
    """Limits of a part from what each share and each weight contributes to its error."""
    z = normal_quantile(confidence)
    below = above = 0.0
    for (n, x, weights), steps in zip(sides, to_shares, strict=True):
        for asked, agreed, step in zip(
            n.tolist(), x.tolist(), steps.tolist(), strict=True
        ):
            if not (asked and step):
                continue
            share = wilson_interval(agreed, asked, confidence=confidence)
            down, up = share.value - share.low, share.high - share.value
            if step < 0:
                down, up = up, down
            below, above = hypot(below, step * down), hypot(above, step * up)
        mean = float((weights * to_weights).sum())
        spread = float((weights * (to_weights - mean) ** 2).sum())
        error = z * sqrt(spread / float(n.sum()))
        below, above = hypot(below, error), hypot(above, error)
    return Difference(value=value, low=value - below, high=value + above)
