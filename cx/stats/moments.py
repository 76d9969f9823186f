"""Sums of squares and products, by bucket of customers and by what was left blank.

Everything the driver page shows is a function of these few numbers, so its cost does not
grow with the number of answers once they are gathered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cx.errors import said

STEPS = 500
CLOSE = 1e-10
CLOSE_ENOUGH = 1e-6
# Of the largest, below which a direction holds no information.
SAME = 1e-12

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """Sums of products of (1, outcome, columns …), the answers being weighted by w.

    `second` is buckets x patterns x k x k, where k counts the 1, the outcome and the
    columns; cells of a blank column are 0. `rows` and `squares` (buckets x patterns)
    count answers and sum w squared. `blank` is patterns x k: true where a pattern lacks
    the column. Whole numbers are exact up to 2 ** 53.
    """

    second: Array
    rows: Array
    squares: Array
    blank: NDArray[np.bool_]

    @property
    def n(self) -> int:
        """Answers, unweighted."""
        return int(self.rows.sum())

    @property
    def n_effective(self) -> float:
        """(sum w)^2 / sum w^2: answers of equal weight that would say as much.

        Kish (1965), Survey Sampling.
        """
        total, squares = float(self.second[..., 0, 0].sum()), float(self.squares.sum())
        return total**2 / squares if squares else 0.0

    @property
    def filled(self) -> NDArray[np.bool_]:
        """Buckets in which there is anybody."""
        filled: NDArray[np.bool_] = self.rows.sum(axis=1) > 0
        return filled


def draws(buckets: int, replicates: int, seed: int) -> Array:
    """How often each bucket is drawn in each replicate: replicates x buckets.

    A fixed seed: the same data give the same interval every time.

    >>> draws(4, 2, 7).sum(axis=1).tolist()
    [4.0, 4.0]
    """
    random = np.random.default_rng(seed)
    drawn = random.multinomial(buckets, np.full(buckets, 1 / buckets), size=replicates)
    return drawn.astype(np.float64)


def without_each(buckets: int) -> Array:
    """All buckets but one, for each: the weights of a jackknife.

    >>> without_each(2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    return 1 - np.eye(buckets)


def totals(sums: Sums, drawn: Array | None = None) -> Array:
    """Sums over buckets by pattern; with `drawn` (replicates x filled buckets) of each.

    patterns x k x k, with replicates in front where there are any.
    """
    if drawn is None:
        whole: Array = sums.second.sum(axis=0)
        return whole
    used = sums.second[sums.filled]
    flat: Array = drawn @ used.reshape(len(used), -1)
    shape = (len(drawn), *used.shape[1:])
    by_replicate: Array = flat.reshape(shape)
    return by_replicate


def moments_of(sums: Sums, by_pattern: Array, start: Array | None = None) -> Array:
    """Second moments about nought, their [0, 0] being 1: of complete answers, or by EM.

    `by_pattern` as `totals` gives it.  With one pattern and nothing blank it is a
    division; otherwise the answers left blank at random given the others are filled in by
    expectation and maximisation (Dempster, Laird & Rubin 1977; Little & Rubin 2002,
    Statistical Analysis with Missing Data, 8.2).  `start` makes it begin there.
    """
    if not sums.blank.any():
        whole = by_pattern.sum(axis=-3)
        complete: Array = whole / whole[..., :1, :1]
        return complete
    return em_moments(by_pattern, sums.blank, start)


def em_moments(
    by_pattern: Array, blank: NDArray[np.bool_], start: Array | None = None
) -> Array:
    """Maximum likelihood moments of normal columns from sums by pattern of blanks.

    `by_pattern` is … x patterns x k x k with a 1 as first column and 0 where `blank`
    (patterns x k) is true.  Each step costs the same however many answers there are:
    what is blank is replaced by its regression on what is not.

    >>> sums = np.array([[[2, 3.0], [3, 5]], [[1, 0], [0, 0]]])
    >>> em_moments(sums, np.array([[False, False], [False, True]])).round(6).tolist()
    [[1.0, 1.5], [1.5, 2.5]]
    """
    rows = by_pattern[..., :, 0, 0].sum(axis=-1)[..., None, None]
    now = _available(by_pattern, blank) if start is None else start
    now = np.broadcast_to(now, (*by_pattern.shape[:-3], *by_pattern.shape[-2:]))
    scale = np.sqrt(np.diagonal(now, axis1=-2, axis2=-1))
    scale = np.where(scale > 0, scale, 1.0)[..., :, None]
    # A replicate begins near its end, and needs no more digits than it has noise.
    close = CLOSE if start is None else CLOSE_ENOUGH
    for _ in range(STEPS):
        after: Array = _filled(by_pattern, blank, _inverse(now)) / rows
        step = (after - now) / (scale * np.swapaxes(scale, -1, -2))
        now = after
        if float(np.abs(step).max()) < close:
            return now
    raise ValueError(
        said(
            "The answers left blank could not be filled in: too few people answered "
            "the same questions."
        )
    )


def _available(by_pattern: Array, blank: NDArray[np.bool_]) -> Array:
    """Means and variances of what is there, nothing going with anything."""
    whole = by_pattern.sum(axis=-3)
    there = (by_pattern[..., 0, 0][..., None] * ~blank).sum(axis=-2)
    there = np.where(there > 0, there, 1.0)
    mean = whole[..., 0, :] / there
    square = np.diagonal(whole, axis1=-2, axis2=-1) / there
    start: Array = mean[..., :, None] * mean[..., None, :]
    at = np.arange(start.shape[-1])
    start[..., at, at] = np.where(square > 0, square, 1.0)
    start[..., 0, 0] = 1.0
    return start


def _inverse(matrix: Array) -> Array:
    # Scaled first, so that "no information" means the same for any unit; the little that
    # is added keeps a column that says nothing new from dividing by nought.
    square = np.diagonal(matrix, axis1=-2, axis2=-1)
    scale = np.sqrt(np.where(square > 0, square, 1.0))
    whole = scale[..., :, None] * scale[..., None, :]
    padded = matrix / whole + SAME * np.eye(matrix.shape[-1])
    inverse: Array = np.linalg.inv(padded) / whole
    return inverse


def _filled(by_pattern: Array, blank: NDArray[np.bool_], precision: Array) -> Array:
    """Expected sums of products, blanks included, given moments with this inverse."""
    expected: Array = by_pattern.sum(axis=-3)
    for pattern, lacks in enumerate(blank):
        if not lacks.any():
            continue
        out, there = np.flatnonzero(lacks), np.flatnonzero(~lacks)
        # Regression of the blank on the rest, and what it leaves, from the inverse.
        left = np.linalg.inv(precision[..., out[:, None], out])
        slopes = -left @ precision[..., out[:, None], there]
        known = by_pattern[..., pattern, :, :][..., there[:, None], there]
        across = slopes @ known
        rows = by_pattern[..., pattern, 0, 0][..., None, None]
        expected[..., out[:, None], there] += across
        expected[..., there[:, None], out] += np.swapaxes(across, -1, -2)
        expected[..., out[:, None], out] += (
            across @ np.swapaxes(slopes, -1, -2) + rows * left
        )
    return expected


def sums_of_rows(
    table: Array, weights: Sequence[float] | None = None, buckets: Array | None = None
) -> Sums:
    """Sums of a small table (rows x outcome and columns, nan where blank).

    Without `buckets`, every row is its own.

    >>> sums = sums_of_rows(np.array([[1.0, 2.0], [3.0, np.nan]]))
    >>> sums.n, sums.second.sum(axis=0)[0].tolist(), sums.blank.tolist()
    (2, [[1.0, 1.0, 2.0], [1.0, 1.0, 2.0], [2.0, 2.0, 4.0]], [[False, False, False], \
[False, False, True]])
    """
    blank = np.column_stack([np.zeros(len(table), bool), np.isnan(table)])
    full = np.column_stack([np.ones(len(table)), np.nan_to_num(table)])
    w = np.ones(len(table)) if weights is None else np.asarray(weights, dtype=np.float64)
    bucket = np.arange(len(table)) if buckets is None else np.asarray(buckets, dtype=int)
    patterns, at = np.unique(blank, axis=0, return_inverse=True)
    shape = (int(bucket.max()) + 1, len(patterns))
    second = np.zeros((*shape, full.shape[1], full.shape[1]))
    products = w[:, None, None] * full[:, :, None] * full[:, None, :]
    np.add.at(second, (bucket, at.reshape(-1)), products)
    rows, squares = np.zeros(shape), np.zeros(shape)
    np.add.at(rows, (bucket, at.reshape(-1)), 1.0)
    np.add.at(squares, (bucket, at.reshape(-1)), w**2)
    return Sums(second, rows, squares, patterns)
