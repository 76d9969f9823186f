"""What goes with an outcome, how much, and how sure that and its order are.

Importance is association: it has no sign and does not say what a change would do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import fdtrc

from cx.analyses.driver_fit import Array, Fitted, fitted, parts_of, replicated
from cx.analyses.driver_outcomes import Outcome
from cx.analyses.driver_rows import Analysis, Cross, DriverRow, Suppressor
from cx.analyses.driver_sums import Gathered
from cx.errors import said
from cx.stats.driver_model import (
    conditional_dominance,
    first_share,
    inflation,
    weights,
)
from cx.stats.driver_ranks import (
    QUADRANTS,
    REPLICATES,
    SEED,
    SURE,
    Quadrant,
    apart,
    bars,
    limits,
    quadrants,
    r2_limits,
    rank_limits,
)
from cx.stats.drivers import EXACT, EXACT_UP_TO, JOHNSON, all_r2, complete_dominance

__all__ = [
    "Analysis",
    "Cross",
    "DriverRow",
    "Suppressor",
    "first_look",
    "fitted",
    "possible_without_ranks",
    "with_intervals",
]

HALO = 0.6
COLLINEAR = 5.0
# A slope against the correlation is worth a word from here, in standard deviations.
WORTH_A_WORD = 0.05
CHANCE = 0.05
NEEDED = 200
NEEDED_EACH = 20


def first_look(gathered: Gathered) -> Analysis:
    """Importance, slopes and warnings, without intervals: milliseconds."""
    return _described(gathered, fitted(gathered))[0]


def _described(gathered: Gathered, model: Fitted) -> tuple[Analysis, list[int]]:
    """The analysis without intervals, and the model's position of each of its rows."""
    of, layout, outcome = model.of, model.layout, gathered.base.outcome
    found = weights(of.correlation, layout.sizes)
    parts = parts_of(of, layout)
    share = _share_of_scale(gathered, model, of.level)
    vif = inflation(of.correlation)[parts["at"]]
    placed = quadrants(found.importance, share)
    ratings = of.correlation[np.ix_(parts["at"] + 1, parts["at"] + 1)]
    order = [int(j) for j in np.argsort(-found.importance, kind="stable")]
    rows = []
    for j in order:
        met = gathered.touchpoint(model.names[j])
        row = DriverRow(
            name=model.names[j],
            stage_order=met.stage_order,
            rated=met.answered,
            importance=float(found.importance[j]),
            share=float(found.importance[j] / found.r2) if found.r2 > 0 else 0.0,
            unique=max(float(found.unique[j]), 0.0),
            first=float(found.first[j]),
            slope=float(parts["slope"][j]),
            beta=float(parts["beta"][j]),
            spread=float(parts["spread"][j]),
            impact=float(parts["impact"][j]),
            reach=float(of.reach[j]),
            performance=float(of.level[j]),
            performance_share=float(share[j]),
            correlation=float(of.correlation[0, parts["at"][j] + 1]),
            vif=float(vif[j]),
            collinear=bool(vif[j] >= COLLINEAR),
            quadrant=_quadrant(placed[j]),
            met_effect=_or_none(parts["met"][j]),
        )
        rows.append(replace(row, suppressor=_suppressor(row, outcome, model, ratings, j)))
    exact = len(model.names) <= EXACT_UP_TO
    r2 = all_r2(of.correlation, layout.sizes) if exact else np.zeros(1)
    dominance = complete_dominance(r2) if exact else np.zeros((0, 0))
    halo = first_share(ratings)
    needed = max(NEEDED, NEEDED_EACH * len(layout.columns))
    analysis = Analysis(
        outcome=outcome,
        n=gathered.n,
        n_eff=gathered.n_eff,
        asked=gathered.base.asked,
        r2=float(found.r2),
        drivers=tuple(rows),
        method=EXACT if exact else JOHNSON,
        missing=gathered.missing,
        weighted=gathered.weighted,
        dropped=model.dropped,
        left_out=tuple(
            t for t in gathered.base.touchpoints if t.name not in gathered.names
        ),
        ranked=gathered.n_eff >= needed,
        needed=needed,
        halo=halo,
        halo_high=halo > HALO and len(rows) > 1,
        cross=Cross(float(found.importance.mean()), float(share.mean())),
        dominates=tuple(
            (model.names[i], model.names[j])
            for i in order
            for j in order
            if exact and i != j and dominance[i, j] == 1
        ),
        conditional=tuple(tuple(conditional_dominance(r2)[j].tolist()) for j in order)
        if exact
        else (),
        **_chance(float(found.r2), gathered.n_eff, len(layout.columns)),
    )
    return analysis, order


def _chance(r2: float, n: float, columns: int) -> dict[str, Any]:
    """Whether R2 is more than unrelated columns would give: F test of all of them."""
    left = n - columns - 1
    if left <= 0 or r2 >= 1:
        return {"chance_r2": min(columns / max(n - 1, 1), 1.0), "above_chance": r2 >= 1}
    f = r2 / columns / ((1 - r2) / left)
    p = float(fdtrc(columns, left, f))
    return {"chance_r2": columns / (n - 1), "above_chance": p < CHANCE}


def _share_of_scale(gathered: Gathered, model: Fitted, level: Array) -> Array:
    """Levels as 0 to 1 of each touchpoint's own scale; as they are without a scale."""
    low, width = np.zeros(len(model.names)), np.ones(len(model.names))
    for j, name in enumerate(model.names):
        met = gathered.touchpoint(name)
        if met.scale_min is not None and met.scale_max is not None:
            low[j], width[j] = met.scale_min, met.scale_max - met.scale_min
    shares: Array = (level - low) / np.where(width > 0, width, 1.0)
    return shares


def _suppressor(
    row: DriverRow, outcome: Outcome, model: Fitted, ratings: Array, j: int
) -> Suppressor | None:
    along, against = row.correlation * outcome.better, row.beta * outcome.better
    if row.importance <= 0 or along <= 0 or against > -WORTH_A_WORD:
        return None
    others = ratings[j].copy()
    others[j] = -np.inf
    closest = int(np.argmax(others))
    alone = len(others) == 1
    return Suppressor(
        name=row.name,
        correlation=row.correlation,
        beta=row.beta,
        importance=row.importance,
        with_name=None if alone else model.names[closest],
        with_correlation=None if alone else float(others[closest]),
    )


def _quadrant(position: int) -> Quadrant:
    return QUADRANTS[int(position)]


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def with_intervals(
    gathered: Gathered, *, replicates: int = REPLICATES, seed: int = SEED
) -> Analysis:
    """The analysis with intervals of everything; ranks and ties on enough answers."""
    model = fitted(gathered)
    analysis, order = _described(gathered, model)
    again = replicated(gathered, model, replicates, seed)
    if again is None:
        return analysis
    of, found = again
    parts = parts_of(of, model.layout)
    share = _share_of_scale(gathered, model, of.level)
    places = quadrants(found.importance, share)
    spans = {
        "": limits(found.importance),
        "slope_": limits(parts["slope"]),
        "impact_": limits(parts["impact"]),
        "performance_": limits(of.level),
    }
    rank_low, rank_high, chances = rank_limits(found.importance)
    told_apart = apart(found.importance)
    rows = []
    for position, (j, row) in enumerate(zip(order, analysis.drivers, strict=True)):
        ends: dict[str, Any] = {}
        for name, (low, high) in spans.items():
            ends |= {f"{name}low": float(low[j]), f"{name}high": float(high[j])}
        if row.met_effect is not None:
            low, high = limits(parts["met"][:, [j]])
            ends |= {"met_low": float(low[0]), "met_high": float(high[0])}
        if row.suppressor:
            clear = ends["slope_low"] > 0 or ends["slope_high"] < 0
            ends["suppressor"] = replace(row.suppressor, clear=clear)
        if analysis.ranked:
            ends |= {
                "rank": position + 1,
                "rank_low": int(rank_low[j]),
                "rank_high": int(rank_high[j]),
                "rank_probability": tuple(chances[j].tolist()),
            }
        there = float((places[:, j] == QUADRANTS.index(row.quadrant)).mean())
        rows.append(
            replace(
                row,
                **ends,
                quadrant_share=there,
                quadrant_sure=analysis.ranked and there >= SURE,
            )
        )
    ties = bars(told_apart[np.ix_(order, order)])
    r2_low, r2_high = r2_limits(found.r2, analysis.r2)
    index = {name: j for j, name in enumerate(model.names)}
    return replace(
        analysis,
        drivers=tuple(rows),
        r2_low=r2_low,
        r2_high=r2_high,
        ties=ties if analysis.ranked else (),
        order_sure=analysis.ranked and not ties,
        replicates=len(found.importance),
        dominates=tuple(
            (a, b)
            for a, b in analysis.dominates
            if analysis.ranked and told_apart[index[a], index[b]]
        ),
    )


def possible_without_ranks(analysis: Analysis) -> tuple[str, ...]:
    """What can still be said where the answers are too few for an order; () elsewhere."""
    if analysis.ranked:
        return ()
    return (
        said("How each touchpoint is rated, with its interval."),
        said("Whether people who rate it higher also answer higher: its correlation."),
        said("How much all touchpoints together explain: R² with its interval."),
    )
