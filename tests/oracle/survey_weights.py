"""Survey weights: made to fit known margins, and intervals of weighted shares."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from cx.stats.intervals import Interval, t_quantile

ROUNDS = 1000
CLOSE = 1e-10


def rake(cells: ArrayLike, margins: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """A weight for each cell, so that every margin comes out (Deming & Stephan 1940).

    `cells` counts answers by all margins at once, an axis a margin; weights are of one
    answer, 0 where a cell is empty. ValueError where nobody stands for a margin, or the
    margins cannot all be met.

    >>> rake([[1, 1], [1, 1]], [[2, 6], [4, 4]]).tolist()
    [[1.0, 1.0], [3.0, 3.0]]
    """
    counts = np.asarray(cells, dtype=np.float64)
    fitted = counts.copy()
    for _ in range(ROUNDS):
        moved = 0.0
        for axis, wanted in enumerate(margins):
            goal = np.asarray(wanted, dtype=np.float64)
            others = tuple(at for at in range(counts.ndim) if at != axis)
            now = fitted.sum(axis=others)
            if ((now == 0) & (goal > 0)).any():
                raise ValueError("Nobody answered for a part that has a known size.")
            factor = np.divide(goal, now, out=np.zeros_like(goal), where=now > 0)
            moved = max(moved, float(np.abs(factor[goal > 0] - 1).max(initial=0.0)))
            shape = [-1 if at == axis else 1 for at in range(counts.ndim)]
            fitted = fitted * factor.reshape(shape)
        if moved < CLOSE:
            return np.divide(fitted, counts, out=np.zeros_like(fitted), where=counts > 0)
    raise ValueError("The known sizes contradict one another: no weights meet them all.")


def korn_graubard(
    share: float,
    error: float,
    n: int,
    *,
    degrees: float | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Limits of a weighted share from its standard error (Korn & Graubard 1998).

    Clopper and Pearson's at the number of equally weighted answers that would be as sure,
    with t for `degrees` of freedom, n - 1 if not given (Survey Methodology 24:193).

    >>> found = korn_graubard(0.5, 0.05, 100)
    >>> round(found.low, 3), round(found.high, 3)
    (0.398, 0.602)
    """
    effective = share * (1 - share) / error**2 if error else float(n)
    if degrees is not None:
        usual = t_quantile(n - 1, confidence=confidence)
        effective *= (usual / t_quantile(int(degrees), confidence=confidence)) ** 2
    yes = share * effective
    no, tail = effective - yes, (1 - confidence) / 2
    return Interval(
        value=share,
        low=float(betaincinv(yes, no + 1, tail)) if yes > 0 else 0.0,
        high=float(betaincinv(yes + 1, no, 1 - tail)) if no > 0 else 1.0,
    )


def linearised_error(values: ArrayLike, weights: ArrayLike) -> float:
    """Standard error of a weighted mean, drawn with replacement: Taylor linearisation.

    >>> linearised_error([1, 3], [1, 1])
    1.0
    """
    y, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    part = w * (y - (w @ y) / w.sum()) / w.sum()
    return sqrt(len(y) / (len(y) - 1) * float((part**2).sum()))
