"""Logistic regression on counts: what goes with the odds of a yes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.errors import said

STEPS = 30
CLOSE = 1e-9
# A log odds beyond this is a fitted share of 0 or 1: the data separate.
FARTHEST = 25.0
# Smallest to largest eigenvalue below which two columns say the same.
SAME = 1e-11


@dataclass(frozen=True)
class Fit:
    """Maximum likelihood logistic coefficients, log odds, in the order of the columns.

    `information` is the inverse of their covariances.
    """

    coefficients: NDArray[np.float64]
    standard_errors: NDArray[np.float64]
    information: NDArray[np.float64]
    log_likelihood: float
    iterations: int


def share_of(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares, on 0 to 1, of log odds.

    >>> share_of(np.array([0.0, np.log(3)])).round(2).tolist()
    [0.5, 0.75]
    """
    share: NDArray[np.float64] = 1 / (1 + np.exp(-log_odds))
    return share


def _log_likelihood(
    eta: NDArray[np.float64], n: NDArray[np.float64], x: NDArray[np.float64]
) -> float:
    return float((x * eta - n * np.logaddexp(0, eta)).sum())


def fit_logistic(
    design: ArrayLike,
    answers: ArrayLike,
    hard: ArrayLike,
) -> Fit:
    """Logistic regression on pattern counts by Newton's method, without a penalty.

    `design` is patterns x columns, the intercept one of them if there shall be one;
    `answers` and `hard` count each pattern (McCullagh & Nelder 1989, Generalized Linear
    Models, 4.4). ValueError, in words for the screen, if columns say the same, or if
    some column separates hard from easy, so that its odds ratio would be infinite.

    >>> fit = fit_logistic([[1, 0], [1, 1]], [100, 100], [20, 50])
    >>> fit.coefficients.round(4).tolist()  # log(20/80), log(50/50) - log(20/80)
    [-1.3863, 1.3863]
    """
    columns = np.asarray(design, dtype=np.float64)
    n, x = np.asarray(answers, dtype=np.float64), np.asarray(hard, dtype=np.float64)
    seen = n > 0
    columns, n, x = columns[seen], n[seen], x[seen]
    width = columns.shape[1]
    spread = np.linalg.eigvalsh(columns.T @ columns)
    if len(n) < width or spread[0] < SAME * spread[-1]:
        raise ValueError(
            said("Some drivers always occur together, so they cannot be told apart.")
        )
    beta = np.zeros(width)
    best = _log_likelihood(columns @ beta, n, x)
    for taken in range(1, STEPS + 1):
        eta = columns @ beta
        share = share_of(eta)
        information = (columns * (n * share * (1 - share))[:, None]).T @ columns
        try:
            step = np.linalg.solve(information, columns.T @ (x - n * share))
        except np.linalg.LinAlgError:
            break
        # Halve a step that overshoots: from far away Newton's may.
        reached = _log_likelihood(columns @ (beta + step), n, x)
        for _ in range(STEPS):
            if reached >= best - CLOSE * abs(best):
                break
            step = step / 2
            reached = _log_likelihood(columns @ (beta + step), n, x)
        beta, best = beta + step, reached
        if np.abs(columns @ beta).max() > FARTHEST:
            break
        if np.abs(step).max() < CLOSE * (1 + np.abs(beta).max()):
            errors = np.sqrt(np.diag(np.linalg.inv(information)))
            return Fit(beta, errors, information, best, taken)
    raise ValueError(
        said(
            "With some driver all answers are hard, or none is, so its effect has no "
            "limit and no regression can be made."
        )
    )


def mcfadden_r2(
    design: ArrayLike, sizes: Sequence[int], answers: ArrayLike, yes: ArrayLike
) -> NDArray[np.float64]:
    """1 - log likelihood / that without drivers, of every set of drivers.

    `design` is patterns x columns without the intercept, `sizes` how many columns side by
    side each driver has. Bit j says whether driver j is in the model, so `lmg` of
    `cx.stats.drivers` makes shares of it (Azen & Traxel 2009, Journal of Educational and
    Behavioral Statistics 34:319). ValueError as `fit_logistic`.
    """
    columns = np.asarray(design, dtype=np.float64)
    ends = np.cumsum(sizes)
    groups = [np.arange(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    reached = np.empty(2 ** len(groups))
    for model in range(len(reached)):
        chosen = [at for j, at in enumerate(groups) if model >> j & 1]
        used = columns[:, np.concatenate(chosen)] if chosen else columns[:, :0]
        whole = np.column_stack([np.ones(len(columns)), used])
        patterns, where = np.unique(whole, axis=0, return_inverse=True)
        n, x = (
            np.bincount(where.reshape(-1), weights=np.asarray(counts, dtype=np.float64))
            for counts in (answers, yes)
        )
        reached[model] = fit_logistic(patterns, n, x).log_likelihood
    share: NDArray[np.float64] = 1 - reached / reached[0]
    return share
