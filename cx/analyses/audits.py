"""Visits to a service: items, sites, auditors and steps, from the rows of metric files.

Nobody is ranked: an auditor is a number in the order of the codes, has an interval, and
is told only from eight visits on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cx import catalog
from cx.analyses.effort import composed
from cx.measure import Estimate, Question, withheld_status
from cx.measure.estimate import summed_estimate
from cx.measure.floor import PRIVATE
from cx.stats import icc
from cx.stats.edits import edit_distance
from cx.stats.icc import Between, Drawn
from cx.stats.intervals import Interval, mean_interval
from cx.store import Store

SCORE = "mystery_score"
RITUAL = "ritual_adherence"
# Fewer visits than this say more of one day than of an auditor.
LEAST_OF_AUDITOR = 8
_SUMMED = {"proportion": ("value",), "ratio": ("numerator", "denominator")}


@dataclass(frozen=True)
class ItemNumber:
    """A metric of one item of the form; `group` also names its stage and the column."""

    item: str
    stage: str | None
    column: str | None
    estimate: Estimate


def by_item(
    store: Store, metric_id: str, question: Question, *, column: str = ""
) -> list[ItemNumber]:
    """A metric by item of the form and, where given, by a column of the rows.

    In the order of the form: by place in the journey, then by name.  Withheld below the
    metric's smallest base and below five visits.
    """
    metric = catalog.metric(metric_id)
    summed = ", ".join(_SUMMED[metric.estimator])
    other = column or "cast(null as varchar)"
    estimator = catalog.estimator_sql(metric.estimator).replace(
        "from observation", "from by_item"
    )
    asked = composed(
        store,
        metric_id,
        question,
        f""",
by_item as (
    select {summed}, cluster_id, cluster_key, bucket, item as g1, {other} as g2,
        touchpoint as g3
    from observation
)
{estimator}""",
    )
    places = _places(store, metric_id, question)
    found = []
    for row in store.query(asked.sql, asked.bound).dicts():
        one = summed_estimate(metric, row, ["item", "column", "stage"])
        if one.value is not None and one.sums["clusters"] < PRIVATE:
            one = Estimate(one.group, one.n, None, None, None, "withheld")
        found.append(
            ItemNumber(str(row["g1"]), one.group["stage"], one.group["column"], one)
        )
    return sorted(
        found,
        key=lambda one: (
            places.get((one.item, one.stage), 0),
            one.item,
            one.column or "",
        ),
    )


def _places(
    store: Store, metric_id: str, question: Question
) -> dict[tuple[str, str | None], int]:
    asked = composed(
        store,
        metric_id,
        question,
        "select item, touchpoint, min(stage_order) as place, min(line) as line "
        "from observation group by item, touchpoint "
        "order by place, line, item, touchpoint",
    )
    rows = store.query(asked.sql, asked.bound).rows
    return {(str(row[0]), row[1]): at for at, row in enumerate(rows)}


def stages(store: Store, question: Question) -> list[str]:
    """Stages of the visits in the order of the journey."""
    found: dict[str, None] = {}
    for _item, stage in _places(store, SCORE, question):
        if stage is not None:
            found.setdefault(stage)
    return list(found)


@dataclass(frozen=True)
class Visit:
    """The score of one visit, 0 to 1; nobody sees it by itself."""

    site: str | None
    auditor: str | None
    score: float


def visits(store: Store, question: Question, metric_id: str = SCORE) -> list[Visit]:
    """A score for each visit: points of the most points, or steps of the required."""
    above, below = ("numerator", "denominator") if metric_id == SCORE else ("value", "1")
    asked = composed(
        store,
        metric_id,
        question,
        f"select site, auditor, sum({above}) as got, sum({below}) as most "
        "from observation group by source, visit_id, site, auditor "
        "order by source, visit_id, site, auditor",
    )
    return [
        Visit(row[0], row[1], float(row[2]) / float(row[3]))
        for row in store.query(asked.sql, asked.bound).rows
        if row[3]
    ]


@dataclass(frozen=True)
class AuditorEffect:
    """How far an auditor's visits lie from the mean of auditors, at equal sites."""

    number: int
    visits: int
    effect: Interval


@dataclass(frozen=True)
class Auditors:
    """Effects in the order of the codes; `few` have too few visits to be told."""

    effects: tuple[AuditorEffect, ...]
    few: int
    # Told apart from site: False where each auditor saw a site of their own.
    apart: bool


def auditors(found: Sequence[Visit]) -> Auditors:
    """What auditors add, at equal sites; only those of eight visits and more."""
    counts: dict[str, int] = defaultdict(int)
    for one in found:
        if one.auditor is not None:
            counts[one.auditor] += 1
    enough = [name for name, n in counts.items() if n >= LEAST_OF_AUDITOR]
    kept = [one for one in found if one.auditor in enough]
    effects = icc.adjusted_effects(
        [one.score for one in kept],
        [str(one.auditor) for one in kept],
        [str(one.site) for one in kept],
    )
    numbers = {name: at for at, name in enumerate(sorted(counts), start=1)}
    return Auditors(
        tuple(
            AuditorEffect(numbers[name], counts[name], effect)
            for name, effect in effects.items()
        ),
        len(counts) - len(enough),
        bool(effects) or len(enough) < 2,
    )


@dataclass(frozen=True)
class Sites:
    """How much of the spread lies between sites, and each site drawn to their mean."""

    names: tuple[str, ...]
    counts: tuple[int, ...]
    between: Between
    drawn: Drawn


def sites(found: Sequence[Visit]) -> Sites | None:
    """Sites of five visits and more; None where fewer than two are left."""
    scores: dict[str, list[float]] = defaultdict(list)
    for one in found:
        if one.site is not None:
            scores[one.site].append(one.score)
    names = sorted(name for name, own in scores.items() if len(own) >= PRIVATE)
    if len(names) < 2:
        return None
    groups = [scores[name] for name in names]
    return Sites(
        tuple(names),
        tuple(len(own) for own in groups),
        icc.icc1(groups),
        icc.drawn_together(groups),
    )


@dataclass(frozen=True)
class Conformance:
    """1 - edit distance / steps, the mean over visits; `timed` visits had an order."""

    value: Estimate
    timed: int


def conformance(store: Store, question: Question) -> Conformance:
    """How close visits came to the required order of stages.

    Steps that were done stand in the order of the form; those with a measured time are
    put in the order of their times.
    """
    asked = composed(
        store,
        RITUAL,
        question,
        "select source, visit_id, coalesce(auditor, '') as auditor, stage_order, "
        "elapsed_s, "
        "case when 2 * score >= scale_min + scale_max then 1 else 0 end as done "
        "from observation order by source, visit_id, auditor, stage_order, line, row_id",
    )
    close, timed = [], 0
    rows = store.query(asked.sql, asked.bound).rows
    for _visit, lines in groupby(rows, key=lambda row: row[:3]):
        steps = [(int(row[3]), row[4], bool(row[5])) for row in lines]
        done = [(place, at) for place, at, did in steps if did]
        measured = [at for at, (_place, time) in enumerate(done) if time is not None]
        order = [place for place, _time in done]
        by_time = sorted(measured, key=lambda at: (done[at][1], done[at][0]))
        for slot, at in zip(measured, by_time, strict=True):
            order[slot] = done[at][0]
        timed += len(measured) > 1
        required = [place for place, _at, _did in steps]
        close.append(1 - edit_distance(required, order) / len(required))
    metric = catalog.metric(RITUAL)
    n = len(close)
    status = withheld_status(metric, n)
    if status in ("withheld", "empty"):
        return Conformance(Estimate({}, n, None, None, None, status), timed)
    mean = mean_interval(sum(close), sum(one * one for one in close), n)
    return Conformance(
        Estimate({}, n, mean.value, max(mean.low, 0.0), min(mean.high, 1.0), status),
        timed,
    )
