"""Which summary of a journey goes with what people say of the whole?

Peak-end, worst-end, the end, the start or the plain mean: whichever it is, the data say.
Everything is a function of sums of products, bucket of customers by bucket.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.stats.compare import Difference
from cx.stats.intervals import Interval

REPLICATES = 1000


@dataclass(frozen=True)
class Moments:
    """Cross products of (1, outcome, summaries …), one square matrix for each bucket.

    `names` are those of the columns after the 1, the outcome first.  Buckets hold whole
    customers, so that leaving one out leaves out people, not answers.
    """

    names: tuple[str, ...]
    products: NDArray[np.float64]

    @property
    def n(self) -> int:
        """How many journeys."""
        return int(self.products[:, 0, 0].sum())


@dataclass(frozen=True)
class Features:
    """What one journey of ratings comes to."""

    mean: float
    first: float
    last: float
    worst: float
    best: float
    slope: float
    peak: float

    @property
    def peak_end(self) -> float:
        """Half of the peak and the end."""
        return (self.peak + self.last) / 2

    @property
    def worst_end(self) -> float:
        """Half of the lowest and the end."""
        return (self.worst + self.last) / 2


def features(ratings: Sequence[float], *, middle: float = 3) -> Features:
    """Summaries of one journey, its ratings in order.

    The peak is the rating furthest from the middle of the scale; of two as far the one
    below it, then the later.  The slope is per stage, by least squares.

    >>> one = features([4, 5, 2, 5, 4])
    >>> one.peak_end, one.mean, one.worst_end, one.slope
    (4.5, 4.0, 3.0, 0.0)
    """
    count = len(ratings)
    if count < 2:
        raise ValueError("A journey needs at least two ratings.")
    peak = max(
        enumerate(ratings), key=lambda at: (abs(at[1] - middle), at[1] < middle, at[0])
    )[1]
    centre = (count - 1) / 2
    tilt = sum((at - centre) * rating for at, rating in enumerate(ratings))
    return Features(
        mean=sum(ratings) / count,
        first=ratings[0],
        last=ratings[-1],
        worst=min(ratings),
        best=max(ratings),
        slope=12 * tilt / (count * (count**2 - 1)),
        peak=peak,
    )


def moments(names: Sequence[str], rows: ArrayLike, buckets: ArrayLike) -> Moments:
    """Moments of rows (n x names, the outcome first), each in a bucket."""
    table = np.asarray(rows, dtype=np.float64)
    with_one = np.column_stack([np.ones(len(table)), table])
    own = np.unique(np.asarray(buckets), return_inverse=True)[1]
    size = with_one.shape[1]
    products = np.zeros((int(own.max()) + 1, size, size))
    np.add.at(products, own, with_one[:, :, None] * with_one[:, None, :])
    return Moments(tuple(names), products)


def correlations(products: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the outcome with each summary; nan where one of them never differs."""
    n = products[..., 0, 0][..., None]
    sums, squares = products[..., 0, 1:], np.diagonal(products, axis1=-2, axis2=-1)
    spread = n * squares[..., 1:] - sums**2
    # What rounding leaves of a column that is constant is no spread.
    spread = np.where(spread > 1e-9 * n * np.abs(squares[..., 1:]), spread, np.nan)
    shared = n * products[..., 1, 2:] - sums[..., :1] * sums[..., 1:]
    found: NDArray[np.float64] = shared / np.sqrt(spread[..., :1] * spread[..., 1:])
    return found


@dataclass(frozen=True)
class Remembered:
    """Correlations of each summary with the outcome, and the first less each other."""

    n: int
    correlations: dict[str, Interval]
    differences: dict[str, Difference]


def remembered(
    given: Moments, *, replicates: int = REPLICATES, seed: int = 0
) -> Remembered:
    """How each summary goes with the outcome, with intervals by buckets of customers.

    The correlations share their people, so their difference has an interval of its own:
    buckets are drawn anew, all summaries together (percentile bootstrap over customers;
    Efron & Tibshirani 1993).  ValueError where fewer than ten buckets hold anybody, or a
    summary never differs.
    """
    kept = given.products[given.products[:, 0, 0] > 0]
    if len(kept) < 10:
        raise ValueError("Ten groups of customers are needed for an interval.")
    value = correlations(kept.sum(axis=0))
    if np.isnan(value).any():
        raise ValueError("A summary that never differs goes with nothing.")
    draws = np.random.default_rng(seed).multinomial(
        len(kept), np.full(len(kept), 1 / len(kept)), size=replicates
    )
    again = correlations(np.tensordot(draws.astype(np.float64), kept, axes=1))
    names = given.names[1:]
    ends = np.nanpercentile(again, [2.5, 97.5], axis=0)
    apart = np.nanpercentile(again[:, :1] - again, [2.5, 97.5], axis=0)
    return Remembered(
        n=given.n,
        correlations={
            name: Interval(float(value[at]), float(ends[0, at]), float(ends[1, at]))
            for at, name in enumerate(names)
        },
        differences={
            name: Difference(
                float(value[0] - value[at]), float(apart[0, at]), float(apart[1, at])
            )
            for at, name in enumerate(names)
            if at
        },
    )


def _columns(given: Moments, predictors: Sequence[str]) -> list[int]:
    return [0, *(given.names.index(name) + 1 for name in predictors)]


def explained(given: Moments, predictors: Sequence[str]) -> tuple[float, list[float]]:
    """R2 and coefficients (the constant first) of the outcome on some summaries."""
    whole, used = given.products.sum(axis=0), _columns(given, predictors)
    slopes = np.linalg.lstsq(whole[np.ix_(used, used)], whole[used, 1], rcond=None)[0]
    total = whole[1, 1] - whole[0, 1] ** 2 / whole[0, 0]
    left = whole[1, 1] - slopes @ whole[used, 1]
    return float(1 - left / total), slopes.tolist()


def nested_test(
    given: Moments, fewer: Sequence[str], more: Sequence[str]
) -> tuple[float, float]:
    """F and p of what `more` explains beyond `fewer`, which it contains."""
    from scipy.special import fdtrc

    small, large = explained(given, fewer)[0], explained(given, more)[0]
    added, free = len(more) - len(fewer), given.n - len(more) - 1
    f = ((large - small) / added) / ((1 - large) / free)
    return f, float(fdtrc(added, free, f))


def prediction_error(given: Moments, predictors: Sequence[str]) -> float:
    """Root mean square error for people left out, one bucket at a time.

    Where every bucket is one journey this is leave-one-out.
    """
    whole, used = given.products.sum(axis=0), _columns(given, predictors)
    wrong = 0.0
    for bucket in given.products:
        rest = whole - bucket
        slopes = np.linalg.lstsq(rest[np.ix_(used, used)], rest[used, 1], rcond=None)[0]
        wrong += float(
            bucket[1, 1]
            - 2 * slopes @ bucket[used, 1]
            + slopes @ bucket[np.ix_(used, used)] @ slopes
        )
    return sqrt(max(wrong, 0.0) / given.n)
