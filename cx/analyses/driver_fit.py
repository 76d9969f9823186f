"""One model fitted to gathered sums, and again to each draw of customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx.analyses.driver_sums import Gathered
from cx.errors import QuestionError, said
from cx.stats.driver_model import Centred, Layout, Weights, centred, slopes, weights
from cx.stats.driver_ranks import FEWEST_BUCKETS
from cx.stats.moments import draws, moments_of, totals

Array = NDArray[np.float64]
# Filling in blanks again for each replicate takes longer.
REPLICATES_EM = 200


@dataclass(frozen=True)
class Fitted:
    """One model, and which of the gathered touchpoints are in it."""

    names: tuple[str, ...]
    layout: Layout
    moments: Array
    of: Centred
    dropped: tuple[tuple[str, str], ...]


def fitted(gathered: Gathered) -> Fitted:
    """Moments of the gathered sums, and the columns that vary; QuestionError if none."""
    try:
        moments = moments_of(gathered.sums, totals(gathered.sums))
    except ValueError as error:
        raise _impossible(gathered, error.args[0]) from error
    spread = np.diagonal(moments) - moments[0] ** 2
    varies = spread > 1e-9 * np.maximum(np.diagonal(moments), 1e-300)
    if not varies[1]:
        raise _impossible(
            gathered,
            said(
                "Every answer to {outcome} is the same in this selection, so nothing can "
                "go with a difference in it.",
                outcome=said(gathered.base.outcome.name),
            ),
        )
    names, dropped = [], list(gathered.dropped)
    met: list[int | None] = []
    rating: list[int | None] = []
    at = 2
    for name, has_indicator in zip(gathered.names, gathered.met, strict=True):
        indicator = at if has_indicator and varies[at] else None
        at += int(has_indicator)
        reach = moments[0, indicator] if indicator is not None else 1.0
        level = moments[0, at] / reach if reach > 0 else 0.0
        # The ratings' own spread among those who met it: of nobody but the same, none.
        within = moments[at, at] - reach * level**2
        if within > 1e-9 * max(moments[at, at], 1e-300):
            names.append(name)
            met.append(indicator)
            rating.append(at)
        else:
            dropped.append((name, said("constant in this selection")))
        at += 1
    layout = Layout(tuple(met), tuple(rating))
    if not names:
        raise _impossible(gathered, said("No touchpoint's ratings differ."))
    if gathered.n <= len(layout.columns) + 1:
        raise _impossible(
            gathered,
            said(
                "{n} complete answers are too few for {count} drivers: at least {needed} "
                "are needed.",
                n=gathered.n,
                count=len(layout.columns),
                needed=len(layout.columns) + 2,
            ),
        )
    of = centred(moments, layout)
    return Fitted(tuple(names), layout, moments, of, tuple(dropped))


def _impossible(gathered: Gathered, why: str) -> QuestionError:
    return QuestionError(
        "Importance cannot be computed from {n} complete answers: {why}",
        why=why,
        n=gathered.n,
    )


def parts_of(of: Centred, layout: Layout) -> dict[str, Array | Any]:
    """Slope, impact and effect of meeting each driver; replicates in front."""
    columns = layout.columns
    at = np.array([columns.index(rating) for rating in layout.rating if rating])
    slope = slopes(of)[..., at]
    spread = of.deviation[..., at + 1] / np.sqrt(np.maximum(of.reach, 1e-12))
    met = np.full(slope.shape, np.nan)
    every = slopes(of)
    for j, indicator in enumerate(layout.met):
        if indicator is not None:
            met[..., j] = every[..., columns.index(indicator)]
    scale = np.where(of.deviation[..., :1] > 0, of.deviation[..., :1], 1.0)
    return {
        "at": at,
        "slope": slope,
        "beta": slope * of.deviation[..., at + 1] / scale,
        "spread": spread,
        "impact": slope * spread,
        "met": met,
    }


def replicated(
    gathered: Gathered, model: Fitted, replicates: int, seed: int
) -> tuple[Centred, Weights] | None:
    """The model again for each draw of buckets; None where customers are too few."""
    filled = int(gathered.sums.filled.sum())
    if filled < FEWEST_BUCKETS:
        return None
    if gathered.missing.method == "em":
        replicates = min(replicates, REPLICATES_EM)
    drawn = draws(filled, replicates, seed)
    by_pattern = totals(gathered.sums, drawn)
    moments = moments_of(gathered.sums, by_pattern, model.moments)
    of = centred(moments, model.layout)
    return of, weights(of.correlation, model.layout.sizes)
