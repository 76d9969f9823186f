"""What goes with a hard contact: a waterfall from "no driver" to the share as it is.

Drivers occur together, so each gets its share over all orders of switching them on
(Shapley). It is association: nobody has yet removed a driver to see what happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.errors import said
from cx.stats.logistic import Fit, fit_logistic, share_of
from cx.stats.patterns import Patterns, patterns_of, refitted, shared_out, strata_joined

SHAPLEY = said("Logistic regression, shared out over all orders (Shapley)")
DIFFERENCE = said(
    "Simple difference: how common it is × how much harder contacts with it are"
)

# 2^10 sets of drivers; more bars than this nobody reads.
DRIVERS_UP_TO = 10
# Answers of the rarer kind, for each driver, that a regression needs.
EVENTS_PER_DRIVER = 10


@dataclass(frozen=True)
class Step:
    """One driver: in how many answers, and what it adds to the share of hard ones.

    `exposed` is a count, the rest on 0 to 1; limits are None without buckets, and
    `odds_ratio` without a regression.
    """

    name: str
    exposed: int
    prevalence: float
    contribution: float
    low: float | None
    high: float | None
    odds_ratio: float | None


@dataclass(frozen=True)
class Waterfall:
    """From `base`, the share with every driver off, by `steps` to `actual`.

    With method SHAPLEY base + contributions = actual. With DIFFERENCE they do not add up,
    `base` is None and `reason` says why no regression was made. `dropped` has (name,
    reason); `replicates` is how many resamples are behind the limits.
    """

    method: str
    reason: str | None
    answers: int
    hard: int
    actual: float
    base: float | None
    steps: tuple[Step, ...]
    dropped: tuple[tuple[str, str], ...]
    replicates: int


def _differences(
    flags: NDArray[np.bool_], n: NDArray[np.float64], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Prevalence x (share with - share without), for each driver; leading axes replicate.

    The same as the share of all minus the share without the driver.
    """
    without = (~flags).astype(np.float64)
    asked = n @ without
    share = (x @ without) / np.where(asked > 0, asked, np.nan)
    found: NDArray[np.float64] = (x.sum(axis=-1) / n.sum(axis=-1))[..., None] - share
    return found


def effort_drivers(
    names: Sequence[str],
    flags: ArrayLike,
    answers: ArrayLike,
    hard: ArrayLike,
    *,
    strata: Sequence[str] | None = None,
    replicates: int = 200,
    seed: int = 0,
    confidence: float = 0.95,
) -> Waterfall:
    """Waterfall of the share of hard answers over up to 10 drivers.

    `flags` is patterns x drivers of 0 and 1; `answers` and `hard` count each pattern, or
    buckets of whole customers x patterns, which gives percentile limits from resampled
    buckets. `strata` names one stratum a pattern (reason and channel), each with its own
    level in the regression. A driver's contribution is its Shapley share of the mean
    predicted share, drivers off to drivers as they are (Shapley 1953). With under 10 hard
    or easy answers a driver, or data that separate, prevalence x (share hard with - share
    hard without) stands in, and `method` says so. ValueError for no answers, too many
    drivers, or counts that are none.

    >>> found = effort_drivers(["repeat"], [[0], [1]], [300, 100], [30, 40])
    >>> [round(x, 3) for x in (found.base, found.steps[0].contribution, found.actual)]
    [0.1, 0.075, 0.175]
    """
    table = np.asarray(flags, dtype=np.float64)
    asked = np.atleast_2d(np.asarray(answers, dtype=np.float64))
    agreed = np.atleast_2d(np.asarray(hard, dtype=np.float64))
    _check(names, table, asked, agreed, strata)
    n, x = asked.sum(axis=0), agreed.sum(axis=0)
    seen = n > 0
    n, x, asked, agreed = n[seen], x[seen], asked[:, seen], agreed[:, seen]
    every = table[seen] > 0
    levels = (
        np.asarray(strata, dtype=object)[seen] if strata is not None else [""] * len(n)
    )
    exposed = n @ every
    varies = (exposed > 0) & (exposed < n.sum())
    kept = [int(at) for at in np.flatnonzero(varies)]
    on = every[:, kept]
    fitted: tuple[Fit, Patterns] | None = None
    reason: str | None = None
    if min(x.sum(), (n - x).sum()) < EVENTS_PER_DRIVER * max(len(kept), 1):
        reason = said(
            "{hard} hard and {other} other answers are too few for {count} drivers: a "
            "regression needs {needed} of each.",
            hard=int(x.sum()),
            other=int((n - x).sum()),
            count=len(kept),
            needed=EVENTS_PER_DRIVER * max(len(kept), 1),
        )
    else:
        patterns = patterns_of(on, strata_joined(list(levels), n, x))
        try:
            fitted = fit_logistic(patterns.design, n, x), patterns
        except ValueError as why:
            reason = why.args[0]
    buckets = (asked.sum(axis=1) > 0).sum()
    draws = _resampled(asked, agreed, replicates if buckets > 1 else 0, seed)
    base: float | None = None
    if fitted:
        fit, patterns = fitted
        contributions = shared_out(patterns, fit.coefficients[None], n[None])[0]
        off = patterns.design.copy()
        off[:, : len(kept)] = 0
        base = float(n @ share_of(off @ fit.coefficients) / n.sum())
        betas, reached = refitted(patterns, fit.coefficients, fit.information, *draws)
        again = shared_out(patterns, betas, draws[0])[reached]
        odds = np.exp(fit.coefficients)
    else:
        contributions, again = _differences(on, n, x), _differences(on, *draws)
    again = again[np.isfinite(again).all(axis=1)]
    # Where most resamples cannot be fitted, the rest are no fair picture of chance.
    enough = len(again) > max(replicates / 2, 1) and len(kept) > 0
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    limits = np.quantile(again, ends, axis=0) if enough else None
    return Waterfall(
        method=SHAPLEY if fitted else DIFFERENCE,
        reason=reason,
        answers=int(n.sum()),
        hard=int(x.sum()),
        actual=float(x.sum() / n.sum()),
        base=base,
        steps=tuple(
            Step(
                name=names[at],
                exposed=int(exposed[at]),
                prevalence=float(exposed[at] / n.sum()),
                contribution=float(contributions[j]),
                low=None if limits is None else float(limits[0, j]),
                high=None if limits is None else float(limits[1, j]),
                odds_ratio=float(odds[j]) if fitted else None,
            )
            for j, at in enumerate(kept)
        ),
        dropped=tuple(
            (names[at], said("constant in this selection"))
            for at in range(len(names))
            if at not in kept
        ),
        replicates=len(again) if enough else 0,
    )


def _check(
    names: Sequence[str],
    flags: NDArray[np.float64],
    asked: NDArray[np.float64],
    agreed: NDArray[np.float64],
    strata: Sequence[str] | None,
) -> None:
    if len(names) > DRIVERS_UP_TO:
        raise ValueError(f"At most {DRIVERS_UP_TO} drivers: {len(names)} were given.")
    fits = flags.shape == (asked.shape[1], len(names)) and asked.shape == agreed.shape
    if not fits or (strata is not None and len(strata) != len(flags)):
        raise ValueError(
            "Each pattern needs its flags, its answers and its hard answers."
        )
    if not np.isin(flags, (0, 1)).all() or not ((agreed >= 0) & (agreed <= asked)).all():
        raise ValueError("Flags are 0 or 1, and no more answers are hard than there are.")
    if not asked.any():
        raise ValueError("A waterfall needs at least one answer.")


def _resampled(
    asked: NDArray[np.float64], agreed: NDArray[np.float64], replicates: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pattern counts of resampled buckets, replicates x patterns; empty ones stay out."""
    filled = asked.sum(axis=1) > 0
    count = int(filled.sum())
    times = np.random.default_rng(seed).multinomial(
        count, np.full(count, 1 / count), replicates
    )
    return times @ asked[filled], times @ agreed[filled]
