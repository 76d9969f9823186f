"""Lows against highs: does a bad rating cost more than a good one gains?

What else the page offers beside importance is passed on from here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from cx.analyses.driver_change import WhatIf, what_if
from cx.analyses.driver_check import LogisticCheck, logistic_check
from cx.analyses.driver_fit import REPLICATES_EM, Array, fitted
from cx.analyses.driver_sums import Gathered
from cx.analyses.driver_wide import gathered_sums, wide_rows
from cx.errors import QuestionError, said
from cx.measure import Question
from cx.stats.compare import benjamini_hochberg
from cx.stats.driver_model import Layout, centred, slopes
from cx.stats.driver_ranks import FEWEST_BUCKETS, REPLICATES, SEED, limits, p_values
from cx.stats.moments import Sums, draws, moments_of, totals
from cx.store import Store

__all__ = [
    "Asymmetry",
    "LogisticCheck",
    "WhatIf",
    "asymmetry",
    "logistic_check",
    "what_if",
]

FALSE_DISCOVERIES = 0.10
# Ratings on one side of the point below which its slope is not judged.
FEWEST_SIDE = 30

Kind = Literal["basic", "delight", "even", "too_few"]


@dataclass(frozen=True)
class Asymmetry:
    """Slopes of the outcome below and above a rating of `point`, fixed in advance.

    `difference` is below minus above; "basic": bad ratings cost more than good ones gain,
    "delight": the other way round, "even": not told apart; `q` after Benjamini-Hochberg.
    """

    name: str
    point: float
    n_below: int
    n_above: int
    below: float
    above: float
    difference: float
    kind: Kind
    below_low: float | None = None
    below_high: float | None = None
    above_low: float | None = None
    above_high: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    q: float | None = None


def asymmetry(
    store: Store, gathered: Gathered, question: Question
) -> tuple[Asymmetry, ...]:
    """Hinge slopes of every touchpoint of the model, lows and highs apart.

    b- min(x - c, 0) + b+ max(x - c, 0), c the scale's middle, rounded down: a dummy for
    low and one for high ratings would find an asymmetry where there is none.
    QuestionError as the model itself, and for a share: cutting a score in two makes an
    asymmetry of its own.
    """
    if gathered.base.outcome.kind != "score":
        raise QuestionError(
            "Lows and highs can only be told apart for a score, not for: {name}. Choose "
            "the score itself.",
            name=said(gathered.base.outcome.name),
        )
    model = fitted(gathered)
    wide = wide_rows(store, gathered.base, question, gathered.names, gathered.weighted)
    points = [_middle(gathered, name) for name in gathered.names]
    sides = ", ".join(
        f"case when met{j} = 1 and x{j} < {c} then x{j} - {c} else 0 end as below{j}, "
        f"case when met{j} = 1 and x{j} > {c} then x{j} - {c} else 0 end as above{j}"
        for j, c in enumerate(points)
    )
    wide = replace(wide, sql=f"{wide.sql},\nhinged as (select wide.*, {sides} from wide)")
    columns, touchpoint = ["y"], [-1]
    for j, has_indicator in enumerate(gathered.met):
        columns += [f"met{j}"] * has_indicator + [f"below{j}", f"above{j}"]
        touchpoint += [j] * (2 + has_indicator)
    kept = list(gathered.patterns)
    sums = gathered_sums(
        store, wide, columns, touchpoint, kept, gathered.weighted, "hinged"
    )
    counted = store.query(
        f"{wide.sql} select "
        + ", ".join(
            f"sum(case when {side}{j} <> 0 then 1 else 0 end)"
            for j in range(len(points))
            for side in ("below", "above")
        )
        + f" from hinged where blanks in ({', '.join(map(str, kept))})",
        wide.bound,
    ).rows[0]
    return _sides(gathered, model.names, points, columns, sums, counted)


def _middle(gathered: Gathered, name: str) -> int:
    met = gathered.touchpoint(name)
    low, high = met.scale_min, met.scale_max
    if low is None or high is None:
        raise QuestionError(
            "The scale of {name} is not known, so it has no middle.", name=name
        )
    return int((low + high) // 2)


def _sides(
    gathered: Gathered,
    names: tuple[str, ...],
    points: list[int],
    columns: list[str],
    sums: Sums,
    counted: tuple[Any, ...],
) -> tuple[Asymmetry, ...]:
    moments = moments_of(sums, totals(sums))
    spread = np.diagonal(moments) - moments[0] ** 2
    used = [
        at
        for at in range(2, len(columns) + 1)
        if spread[at] > 1e-9 * max(moments[at, at], 1e-300)
    ]
    # Each column on its own: nothing is centred, nothing grouped.
    layout = Layout(tuple(None for _ in used), tuple(used))
    point = slopes(centred(moments.copy(), layout))
    filled = int(sums.filled.sum())
    drawn = None
    if filled >= FEWEST_BUCKETS:
        em = gathered.missing.method == "em"
        drawing = draws(filled, REPLICATES_EM if em else REPLICATES, SEED)
        drawn = slopes(centred(moments_of(sums, totals(sums, drawing), moments), layout))
    place = {columns[at - 1]: position for position, at in enumerate(used)}
    found: list[Asymmetry] = []
    replicates: list[Array] = []
    for j, name in enumerate(gathered.names):
        below, above = place.get(f"below{j}"), place.get(f"above{j}")
        n_below, n_above = int(counted[2 * j] or 0), int(counted[2 * j + 1] or 0)
        if name not in names or below is None or above is None:
            continue
        row = Asymmetry(
            name=name,
            point=points[j],
            n_below=n_below,
            n_above=n_above,
            below=float(point[below]),
            above=float(point[above]),
            difference=float(point[below] - point[above]),
            kind="too_few",
        )
        if drawn is not None and min(n_below, n_above) >= FEWEST_SIDE:
            row = _with_limits(row, drawn[:, below], drawn[:, above])
            replicates.append(drawn[:, below] - drawn[:, above])
        found.append(row)
    return _judged(found, replicates, gathered.base.outcome.better)


def _with_limits(row: Asymmetry, below: Array, above: Array) -> Asymmetry:
    ends = [float(end) for part in (below, above, below - above) for end in limits(part)]
    return replace(
        row,
        kind="even",
        below_low=ends[0],
        below_high=ends[1],
        above_low=ends[2],
        above_high=ends[3],
        difference_low=ends[4],
        difference_high=ends[5],
    )


def _judged(
    found: list[Asymmetry], replicates: list[Array], better: int
) -> tuple[Asymmetry, ...]:
    tested = [row for row in found if row.kind != "too_few"]
    if not tested:
        return tuple(found)
    p = p_values([row.difference for row in tested], np.stack(replicates, axis=1))
    q = dict(zip((r.name for r in tested), benjamini_hochberg(p.tolist()), strict=True))
    judged = []
    for row in found:
        kind = row.kind
        if row.name in q and q[row.name] <= FALSE_DISCOVERIES:
            kind = "basic" if row.difference * better > 0 else "delight"
        judged.append(replace(row, kind=kind, q=q.get(row.name)))
    return tuple(judged)
