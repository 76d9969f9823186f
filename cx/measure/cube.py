"""Numbers of any period out of counts by day: the same digits, without their interval.

The mart `score_day` says how often each score was given on each day, of everybody and by
one dimension at a time.  A metric's own SQL reads it in place of the answers, so nothing
is defined twice; sums of whole numbers are exact in either order.
"""

from __future__ import annotations

from dataclasses import dataclass

from cx import catalog
from cx.measure.question import PERIODS, Question, narrowing
from cx.store import Store

# Metrics that look at nothing of an answer but its question, its score and its scale.
FROM_COUNTS = (
    *("nps", "csat", "csat_very_satisfied", "overall_satisfaction"),
    *("overall_satisfaction_top2", "ces1", "ces2", "ces2_hard", "ces2_mean"),
)
DIMENSIONS = ("channel", "reason", "product", "team", "segment")


@dataclass(frozen=True)
class Slice:
    """One number of a group with how many answers it rests on; not yet fit to be shown.

    Whoever shows it withholds small cells as `measure` does: it knows `n`, no customers.
    """

    group: dict[str, str | None]
    n: int
    value: float


def slices(store: Store, metric_id: str, question: Question) -> list[Slice] | None:
    """The metric of each group, sorted; None where the counts by day cannot answer.

    They can where the question has at most one dimension, as a group or as a filter.
    """
    asked = {*question.by, *(name for name, chosen in question.filters if chosen)}
    if metric_id not in FROM_COUNTS or len(asked) > 1 or not asked <= {*DIMENSIONS}:
        return None
    if question.period and question.period not in PERIODS:
        return None
    metric = catalog.metric(metric_id)
    alias = store.mart(question.version)
    (dimension,) = asked or {""}
    conditions, bound = narrowing(
        question, metric.anchor, {dimension: "member"}, metric.rows
    )
    names = [question.period] if question.period else []
    groups = []
    if question.period:
        moment = f"date_trunc('{question.period}', {metric.anchor})"
        groups.append(f"cast(cast({moment} as date) as varchar)")
    if question.by:
        names.append(dimension)
        groups.append("member")
    keys = ["period" if name == question.period else name for name in names]
    listed = ", ".join([*groups, "sum(value * answers)", "sum(answers)"])
    narrowed = " and ".join(["dimension = $dimension", *conditions])
    grouped = f" group by {', '.join(groups)}" if groups else ""
    found = store.query(
        f"with answer as (select * from {alias}.score_day where {narrowed}),\n"
        f"counted as ({metric.sql})\nselect {listed} from counted{grouped}",
        {**bound, "dimension": dimension, **metric.read_parameters({})},
    ).rows
    return sorted(
        (
            Slice(
                dict(zip(keys, row[:-2], strict=True)),
                int(row[-1]),
                float(row[-2]) / int(row[-1]),
            )
            for row in found
            if row[-1]
        ),
        key=lambda s: tuple((v is None, v or "") for v in s.group.values()),
    )
