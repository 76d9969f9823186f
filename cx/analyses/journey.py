"""Journeys: what each response rated, stage by stage, and what goes with the whole.

A journey is a response that rated three touchpoints or more, from 1 to 5, each with a
place of its own in the journey.  It stands on the same rules as the metric files
queries/journey_*.sql; only what is no metric is asked here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cx import catalog
from cx.errors import QuestionError
from cx.measure import (
    BUCKETS,
    Composed,
    Question,
    compose,
)
from cx.stats.journey import Moments
from cx.store import Store

STAGES = "journey_stage_score"
OUTCOMES = ("nps", "overall_satisfaction", "csat")
SUMMARIES = ("mean", "peak_end", "worst_end", "last", "first", "worst")
# Fewer journeys than this tell no correlation.
SMALLEST_N = 30
# A sign for each stage: bad, neither, good, not met.
BAD, NEITHER, GOOD, ABSENT = -1, 0, 1, None

_GATHERED = """,
staged as (
    select
        *,
        row_number() over (
            partition by source, response_id, cluster_id order by stage_order
        ) as place,
        count(*) over (partition by source, response_id, cluster_id) as stages,
        min(score) over (partition by source, response_id, cluster_id) as worst,
        max(score) over (partition by source, response_id, cluster_id) as best
    from observation
),

journey as (
    select
        source,
        response_id,
        bucket,
        count(*) as stages,
        sum(score) as total,
        max(case when place = stages then score end) as ending,
        max(case when place = 1 then score end) as opening,
        min(score) as lowest,
        arg_max(
            score,
            abs(score - 3) * 100000
            + case when score < 3 then 50000 else 0 end
            + stage_order
        ) as peak
    from staged
    group by source, response_id, cluster_id, bucket
)
"""


_WITH_OUTCOME = """, outcome as (
    select
        source,
        response_id,
        max(score) as y
    from answer
    where question = $outcome and score is not null
    group by source, response_id
    having count(distinct coalesce(scale_max, 0)) = 1
),

gathered as (
    select
        journey.*,
        outcome.y
    from journey
    inner join outcome
        on
            journey.source = outcome.source
            and journey.response_id = outcome.response_id
)
"""


@dataclass(frozen=True)
class Stage:
    """A touchpoint with a place in the journey."""

    name: str
    place: int


@dataclass(frozen=True)
class Spread:
    """How the ratings of one stage lie: counts of 1 to 5."""

    touchpoint: str
    counts: tuple[int, ...]

    def quantile(self, share: float) -> float:
        """The smallest rating that at least this share of people gave or went below."""
        needed, seen = share * sum(self.counts), 0
        for score, count in enumerate(self.counts, start=1):
            seen += count
            if seen >= needed:
                return float(score)
        raise ValueError("no ratings")


@dataclass(frozen=True)
class Pattern:
    """Journeys that were good and bad at the same stages."""

    signs: tuple[int | None, ...]
    n: int


def _composed(store: Store, question: Question, select: str) -> Composed:
    metric = catalog.metric(STAGES)
    known = {parameter.name for parameter in metric.parameters}
    kept = tuple(one for one in question.parameters if one[0] in known)
    asked = replace(question, by=(), period=None, parameters=kept)
    return compose(store, metric, asked, select=_GATHERED + select)


def _rows(store: Store, question: Question, select: str) -> list[tuple[Any, ...]]:
    made = _composed(store, question, select)
    return store.query(made.sql, made.bound).rows


def stages(store: Store, version: int | None = None) -> list[Stage]:
    """Touchpoints with a place in the surveyed journey, in its order.

    Audits count the stages of a visit by themselves, so theirs are not mixed in.
    """
    alias = store.mart(version)
    found = store.query(
        f"""select touchpoint, min(stage_order) from {alias}.answer
        where question = 'touchpoint' and stage_order is not null
        group by touchpoint order by min(stage_order), touchpoint"""
    ).rows
    return [Stage(str(name), int(place)) for name, place in found]


def outcome_moments(store: Store, question: Question, outcome: str) -> Moments:
    """Cross products of the outcome and the summaries of each journey, by bucket.

    QuestionError where fewer than thirty journeys have that outcome, or it was asked on
    several scales.
    """
    if outcome not in OUTCOMES:
        raise QuestionError(
            "There is no outcome {name} here. There are: {known}.",
            name=outcome,
            known=", ".join(OUTCOMES),
        )
    names = ("1", "y", "total", "ending", "opening", "lowest", "peak")
    pairs = [(i, j) for i in range(len(names)) for j in range(i, len(names))]
    products = ", ".join(f"sum({names[i]} * {names[j]})" for i, j in pairs)
    made = _composed(
        store,
        question,
        f"{_WITH_OUTCOME} select bucket, stages, {products} from gathered "
        "group by bucket, stages order by bucket, stages",
    )
    rows = store.query(made.sql, {**made.bound, "outcome": outcome}).rows
    # From (1, y, total, ending, opening, lowest, peak) of T stages to the summaries.
    out = np.zeros((BUCKETS, 2 + len(SUMMARIES), 2 + len(SUMMARIES)))
    for bucket, count, *cells in rows:
        whole = np.zeros((len(names), len(names)))
        for (i, j), cell in zip(pairs, cells, strict=True):
            whole[i, j] = whole[j, i] = float(cell)
        step = np.zeros((2 + len(SUMMARIES), len(names)))
        step[0, 0] = step[1, 1] = 1
        step[2, 2] = 1 / count
        step[3, [6, 3]] = 0.5
        step[4, [5, 3]] = 0.5
        step[5, 3] = step[6, 4] = step[7, 5] = 1
        out[int(bucket)] += step @ whole @ step.T
    found = Moments((outcome, *SUMMARIES), out)
    if found.n < SMALLEST_N:
        raise QuestionError(
            "{n} journeys also answered this question; {needed} are needed to say what "
            "goes with it.",
            n=found.n,
            needed=SMALLEST_N,
        )
    return found


def spreads(store: Store, question: Question) -> list[Spread]:
    """Counts of 1 to 5 at each stage, in journey order; too few are left out."""
    columns = ", ".join(
        f"sum(case when score >= {s} - 0.5 and score < {s} + 0.5 then 1 else 0 end)"
        for s in range(1, 6)
    )
    rows = _rows(
        store,
        question,
        f"select touchpoint, {columns} from staged group by touchpoint "
        "order by min(stage_order), touchpoint",
    )
    found = [Spread(str(name), tuple(int(c) for c in counts)) for name, *counts in rows]
    return [one for one in found if sum(one.counts) >= catalog.metric(STAGES).min_n]


def worst_places(store: Store, question: Question, bins: int = 5) -> list[float]:
    """How many journeys have their worst stage in each part, from the first to the last.

    Stages that tie for the worst share one journey evenly; journeys whose ratings are all
    the same have none.
    """
    rows = _rows(
        store,
        question,
        """, lowest as (
            select *, count(*) over (partition by source, response_id, cluster_id) as ties
            from staged where score = worst and worst < best
        ) select place, stages, ties, count(*) from lowest
        group by place, stages, ties order by place, stages, ties""",
    )
    counts = [0.0] * bins
    for place, count, ties, n in rows:
        part = (place - 1) / (count - 1)
        counts[min(int(part * bins), bins - 1)] += n / ties
    return counts


def patterns(store: Store, question: Question, names: list[str]) -> list[Pattern]:
    """Journeys by which stages were bad, neither or good; the most frequent first."""
    signs = ", ".join(
        f"max(case when touchpoint = $sign_{at} then case when score <= 2 then -1 "
        f"when score >= 4 then 1 else 0 end end) as s{at}"
        for at in range(len(names))
    )
    keys = ", ".join(f"s{at}" for at in range(len(names)))
    made = _composed(
        store,
        question,
        f", signed as (select {signs} from staged "
        "group by source, response_id, cluster_id) "
        f"select {keys}, count(*) from signed group by {keys} "
        f"order by count(*) desc, {keys}",
    )
    bound = {**made.bound, **{f"sign_{at}": name for at, name in enumerate(names)}}
    found = [
        Pattern(tuple(row[:-1]), int(row[-1]))
        for row in store.query(made.sql, bound).rows
    ]
    return [one for one in found if one.n >= catalog.metric(STAGES).min_n]
