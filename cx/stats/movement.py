"""How far two sides are apart, and how much of that is only a different mix of segments.

Sides are sums of a numerator and a denominator by segment and by bucket of customers.
Leaving out one bucket at a time (the jackknife) gives errors that know that a customer
has many rows, in several segments and on both sides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.stats.compare import Difference
from cx.stats.intervals import t_quantile

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Movement:
    """A difference of two ratios, `total` = `within` + `mix` + `entered_left`.

    `within` is what the segments' own levels make of it, `mix` their changed weights,
    `entered_left` the segments that one side lacks; the lists have an entry a segment.
    `reversed`: every bit of the total comes from the mix, for within points the other
    way; `simpson`: both do so beyond chance.  Where only totals can be said, the lists
    are empty.
    """

    total: Difference
    within: Difference
    mix: Difference
    entered_left: float
    within_by_segment: tuple[Difference, ...] = ()
    mix_by_segment: tuple[float, ...] = ()
    entered_left_by_segment: tuple[float, ...] = ()

    @property
    def reversed(self) -> bool:
        """Whether the segments moved one way and their total the other."""
        return self.total.value * self.within.value < 0

    @property
    def simpson(self) -> bool:
        """Whether the reversal is beyond chance on both counts."""
        return self.reversed and self.total.clear and self.within.clear


def _parts(
    num1: Array, den1: Array, num0: Array, den0: Array
) -> tuple[Array, Array, Array]:
    """Kitagawa's parts along the first axis (segments); any further axes are kept."""
    with np.errstate(divide="ignore", invalid="ignore"):
        whole1, whole0 = den1.sum(axis=0), den0.sum(axis=0)
        both = (den1 > 0) & (den0 > 0)
        w1, w0 = den1 / whole1, den0 / whole0
        r1, r0 = num1 / np.where(den1 > 0, den1, 1), num0 / np.where(den0 > 0, den0, 1)
        # Against the middle: gaining weight in a segment above it is a gain.
        middle = (num1.sum(axis=0) / whole1 + num0.sum(axis=0) / whole0) / 2
        within = np.where(both, (w1 + w0) / 2 * (r1 - r0), 0.0)
        mix = np.where(both, ((r1 + r0) / 2 - middle) * (w1 - w0), 0.0)
        come = num1 / whole1 - num0 / whole0 - middle * (w1 - w0)
        return within, mix, np.where(both, 0.0, come)


def split(num1: ArrayLike, den1: ArrayLike, num0: ArrayLike, den0: ArrayLike) -> Movement:
    """First ratio minus second, in parts (Kitagawa 1955, JASA 50:1168).

    Arrays are segments by buckets of customers, the same on both sides.  Within is sum
    (w1 + w0)/2 (r1 - r0), mix sum ((r1 + r0)/2 - middle)(w1 - w0), w the segments' parts
    of the denominator.  ValueError where a side has nothing to divide by.

    >>> found = split([[16], [32]], [[20], [80]], [[64], [8]], [[80], [20]])
    >>> [round(part.value, 3) for part in (found.total, found.within, found.mix)]
    [-0.24, 0.0, -0.24]
    """
    sides = [np.asarray(side, dtype=np.float64) for side in (num1, den1, num0, den0)]
    if len({side.shape for side in sides}) != 1 or sides[0].ndim != 2:
        raise ValueError("Both sides need sums for the same segments and buckets.")
    sums = [side.sum(axis=1) for side in sides]
    if sums[1].sum() <= 0 or sums[3].sum() <= 0:
        raise ValueError("Both sides need something to divide by.")
    within, mix, entered = _parts(*sums)
    total = float(sums[0].sum() / sums[1].sum() - sums[2].sum() / sums[3].sum())
    used = (sides[1] != 0).any(axis=0) | (sides[3] != 0).any(axis=0)
    left = [sums[at][:, None] - side[:, used] for at, side in enumerate(sides)]
    far = _parts(*left)
    whole = sum(part.sum(axis=0) for part in far)

    def limits(value: float, without: Array) -> Difference:
        error, degrees = jackknife_error(without)
        half = t_quantile(degrees) * error if degrees > 0 else nan
        return Difference(value, value - half, value + half)

    return Movement(
        total=limits(total, np.asarray(whole)),
        within=limits(float(within.sum()), far[0].sum(axis=0)),
        mix=limits(float(mix.sum()), far[1].sum(axis=0)),
        entered_left=float(entered.sum()),
        within_by_segment=tuple(
            limits(float(value), far[0][at]) for at, value in enumerate(within)
        ),
        mix_by_segment=tuple(mix.tolist()),
        entered_left_by_segment=tuple(entered.tolist()),
    )


def jackknife_error(without: Array) -> tuple[float, int]:
    """Standard error and degrees of freedom from estimates that each leave out a bucket.

    SE^2 = (B - 1)/B sum (e_b - mean)^2 (Efron 1982, The Jackknife, the Bootstrap and
    Other Resampling Plans, 3.1).  nan where leaving one out leaves nothing.

    >>> error, degrees = jackknife_error(np.array([1.0, 2.0, 3.0]))
    >>> round(error, 4), degrees
    (1.1547, 2)
    """
    count = len(without)
    if count < 2 or not np.isfinite(without).all():
        return nan, 0
    spread = float(((without - without.mean()) ** 2).sum())
    return sqrt((count - 1) / count * spread), count - 1


def correlation(num1: Array, den1: Array, num2: Array, den2: Array) -> float:
    """How far two ratios move together, -1 to 1, from sums by bucket of customers.

    0 where no bucket has both, or nothing varies.

    >>> ones = np.ones(4)
    >>> correlation(np.array([1.0, 0, 1, 0]), ones, np.array([1.0, 0, 1, 0]), ones)
    1.0
    """
    if not ((den1 != 0) & (den2 != 0)).any() or not (den1.sum() > 0 < den2.sum()):
        return 0.0
    one = (num1 - num1.sum() / den1.sum() * den1) / den1.sum()
    two = (num2 - num2.sum() / den2.sum() * den2) / den2.sum()
    size = sqrt(float((one**2).sum() * (two**2).sum()))
    found = float((one * two).sum()) / size if size > 0 else 0.0
    return round(min(max(found, -1.0), 1.0), 12)


def split_level(
    level: Callable[[Array], float],
    first: ArrayLike,
    second: ArrayLike,
) -> Movement:
    """The same for what is no ratio: a quantile, or a share of Kaplan-Meier.

    `first` and `second` are counts by segment, of the same shape; `level` reads a number
    off counts.  Segments that one side lacks are taken out first, the rest is reweighted:
    mix is the mean, over both sides' own distributions, of changing the weights only
    (DiNardo, Fortin & Lemieux 1996, Econometrica 64:1001, averaged over both orders).
    Parts have no limits, and segments no part of their own.
    """
    one, two = (np.asarray(side, dtype=np.float64) for side in (first, second))
    flat = tuple(range(1, one.ndim))
    n1, n0 = one.sum(axis=flat), two.sum(axis=flat)
    both = (n1 > 0) & (n0 > 0)
    total = level(one.sum(axis=0)) - level(two.sum(axis=0))
    if not both.any():
        none = Difference(0.0, nan, nan)
        return Movement(Difference(total, nan, nan), none, none, total)

    def at(weights: Array, shapes: Array, of: Array) -> float:
        part = (weights / of)[(...,) + (None,) * len(flat)] * shapes
        return level(part.sum(axis=0))

    a, b, na, nb = one[both], two[both], n1[both], n0[both]
    wa, wb = na / na.sum(), nb / nb.sum()
    aa, ab, ba, bb = at(wa, a, na), at(wa, b, nb), at(wb, a, na), at(wb, b, nb)
    within, mix = ((aa - ab) + (ba - bb)) / 2, ((aa - ba) + (ab - bb)) / 2
    return Movement(
        Difference(total, nan, nan),
        Difference(within, nan, nan),
        Difference(mix, nan, nan),
        total - within - mix,
    )
