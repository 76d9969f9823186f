"""What a better level of one touchpoint goes with: an association, never a forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np

from cx.analyses.driver_fit import REPLICATES_EM, Array, fitted
from cx.analyses.driver_outcomes import outcome_rows
from cx.analyses.driver_sums import Gathered
from cx.errors import QuestionError, said
from cx.measure import Question, dimension_columns
from cx.stats.driver_model import Layout, centred, slopes
from cx.stats.driver_ranks import FEWEST_BUCKETS, REPLICATES, SEED, limits
from cx.stats.moments import draws, moments_of, totals
from cx.stats.what_if import fewest_moved
from cx.store import Store

# Ratings of a quarter or a segment below which its mean is no level reached.
FEWEST = 30
FEWEST_CELLS = 5
HIGH_SEGMENT = 90


@dataclass(frozen=True)
class WhatIf:
    """What a better level of one touchpoint goes with, in the outcome of everybody.

    `delta` is slope x reach x (target - now), all other ratings as they are; an
    association. `share_moved` is of all in the model, the lowest ratings raised first.
    """

    name: str
    now: float
    target: float
    target_from: Literal["best_quarter", "given", "cap"]
    quarter: date | None
    cap: float
    slope: float
    reach: float
    n: int
    unit: str
    possible: bool
    delta: float | None = None
    low: float | None = None
    high: float | None = None
    share_moved: float | None = None
    why: str | None = None


def what_if(
    store: Store,
    gathered: Gathered,
    question: Question,
    name: str,
    target: float | None = None,
) -> WhatIf:
    """If this touchpoint rose to its best quarter's level, or to `target`.

    Quarters of all dates with 30 ratings or more count.  Never beyond the 90th
    percentile of the segments' means (where there are five or more), nor beyond the best
    rating seen.
    """
    model = fitted(gathered)
    if name not in model.names:
        raise QuestionError("{name} is not in this model.", name=name)
    at = model.names.index(name)
    rating = model.layout.columns.index(model.layout.rating[at] or 0)
    scores, counts = _ratings(store, gathered, question, name)
    total = sum(counts)
    now = sum(s * c for s, c in zip(scores, counts, strict=True)) / total
    quarter, best = _best_quarter(store, gathered, question, name)
    cap = min(_high_segment(store, gathered, question, name), max(scores))
    wanted = target if target is not None else best
    origin: Literal["best_quarter", "given", "cap"] = (
        "given" if target is not None else "best_quarter"
    )
    reach = float(model.of.reach[at])
    slope = float(slopes(model.of)[rating])
    answer = WhatIf(
        name=name,
        now=now,
        target=now if wanted is None else min(wanted, cap),
        target_from=origin if wanted is None or wanted <= cap else "cap",
        quarter=quarter,
        cap=cap,
        slope=slope,
        reach=reach,
        n=gathered.n,
        unit=gathered.base.outcome.unit,
        possible=False,
    )
    if wanted is None:
        why = said("No quarter has 30 ratings of it, so there is no best one.")
        return replace(answer, why=why)
    if answer.target <= now:
        why = said("It is already at that level, or at the highest reached by segments.")
        return replace(answer, why=why)
    step = reach * (answer.target - now)
    low, high = _slope_limits(gathered, model.moments, model.layout, rating)
    return replace(
        answer,
        possible=True,
        delta=slope * step,
        low=None if low is None else low * step,
        high=None if high is None else high * step,
        share_moved=reach * fewest_moved(scores, counts, answer.target),
    )


def _slope_limits(
    gathered: Gathered, moments: Array, layout: Layout, rating: int
) -> tuple[float | None, float | None]:
    filled = int(gathered.sums.filled.sum())
    if filled < FEWEST_BUCKETS:
        return None, None
    em = gathered.missing.method == "em"
    drawn = draws(filled, REPLICATES_EM if em else REPLICATES, SEED)
    again = moments_of(gathered.sums, totals(gathered.sums, drawn), moments)
    low, high = limits(slopes(centred(again, layout))[:, [rating]])
    return float(low[0]), float(high[0])


def _of_touchpoint(
    store: Store, gathered: Gathered, question: Question, name: str, select: str
) -> list[tuple[Any, ...]]:
    sql, bound = outcome_rows(store, gathered.base.outcome, question)
    return store.query(
        f"{sql}, rated as (select answer.* from outcome_row inner join answer "
        "on outcome_row.source = answer.source "
        "and outcome_row.response_id = answer.response_id "
        "where answer.question = 'touchpoint' and answer.score is not null "
        f"and answer.touchpoint = $touchpoint) {select}",
        {**bound, "touchpoint": name},
    ).rows


def _ratings(
    store: Store, gathered: Gathered, question: Question, name: str
) -> tuple[list[float], list[int]]:
    rows = _of_touchpoint(
        store,
        gathered,
        question,
        name,
        "select score, count(*) from rated group by score order by score",
    )
    return [float(row[0]) for row in rows], [int(row[1]) for row in rows]


def _best_quarter(
    store: Store, gathered: Gathered, question: Question, name: str
) -> tuple[date | None, float | None]:
    rows = _of_touchpoint(
        store,
        gathered,
        replace(question, since=None, until=None),
        name,
        "select cast(date_trunc('quarter', responded_at) as date), avg(score) from rated "
        f"where responded_at is not null group by 1 having count(*) >= {FEWEST} "
        "order by 2 desc, 1",
    )
    return (rows[0][0], float(rows[0][1])) if rows else (None, None)


def _high_segment(
    store: Store, gathered: Gathered, question: Question, name: str
) -> float:
    """90th percentile of segments' means; the best rating possible without segments."""
    columns = dimension_columns(store, store.mart(question.version), "answer")
    means: list[float] = []
    for dimension in ("segment", "product", "channel"):
        if dimension in columns:
            rows = _of_touchpoint(
                store,
                gathered,
                question,
                name,
                f"select {dimension}, avg(score) from rated "
                f"where {dimension} is not null group by {dimension} "
                f"having count(*) >= {FEWEST}",
            )
            means += [float(row[1]) for row in rows]
    if len(means) < FEWEST_CELLS:
        return float("inf")
    return float(np.percentile(means, HIGH_SEGMENT))
