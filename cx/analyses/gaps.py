"""Expected and experienced, the company's view and the customers', said and derived.

Differences of ratings are paired where one response holds both; otherwise they are of two
groups of people, and the interval says so by being wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

from cx import catalog
from cx.measure import LOW_BASE, Estimate, Question, compose
from cx.stats.compare import Difference, difference_from_intervals
from cx.stats.correlation import correlation
from cx.stats.intervals import Interval
from cx.store import Store

PERCEIVED = "touchpoint_score"
# What goes with what: a verdict that stands in the same response.
VERDICTS = ("overall_satisfaction", "nps")
# Fewer people than this are in no number.
FEWEST_PEOPLE = 5

_PAIRED = """,
companion as (
    select
        observation.{name} as rated,
        answer.question as verdict,
        observation.cluster_id,
        cast(observation.score as decimal(9, 3)) as x,
        cast(answer.score as decimal(9, 3)) as y
    from observation
    inner join answer
        on
            observation.source = answer.source
            and observation.response_id = answer.response_id
    where
        answer.question in ('overall_satisfaction', 'nps')
        and answer.score is not null
        and observation.{name} is not null
)

select
    rated,
    verdict,
    count(*) as n,
    count(distinct cluster_id) as people,
    sum(x) as total_x,
    sum(y) as total_y,
    sum(x * x) as squares_x,
    sum(y * y) as squares_y,
    sum(x * y) as products
from companion
group by rated, verdict
"""


@dataclass(frozen=True)
class Gap:
    """One touchpoint: what customers rated, what it is held against, and the difference.

    `difference` is the first minus the second, None where one of them is withheld;
    `paired` whether the same responses hold both.
    """

    touchpoint: str
    perceived: Estimate
    other: Estimate
    difference: Difference | None
    paired: bool = False


def gaps(
    perceived: Sequence[Estimate],
    other: Sequence[Estimate],
    paired: Sequence[Estimate] = (),
) -> list[Gap]:
    """A gap for each touchpoint that both were asked about, the widest first."""
    against = {one.group["touchpoint"]: one for one in other}
    together = {one.group["touchpoint"]: one for one in paired}
    found = []
    for one in perceived:
        name = one.group["touchpoint"]
        if name is None or name not in against or not one.n or not against[name].n:
            continue
        pair = together.get(name)
        between = _known(pair) if pair and pair.status == "ok" else None
        if between is not None:
            found.append(Gap(name, one, against[name], between, paired=True))
            continue
        found.append(Gap(name, one, against[name], _apart(one, against[name])))
    return sorted(
        found,
        key=lambda gap: (
            gap.difference is None,
            -abs(gap.difference.value) if gap.difference else 0.0,
        ),
    )


def _known(one: Estimate) -> Difference | None:
    if one.value is None or one.low is None or one.high is None:
        return None
    return Difference(value=one.value, low=one.low, high=one.high)


def _apart(first: Estimate, second: Estimate) -> Difference | None:
    """The difference of two groups of people, from their intervals."""
    limits = [_known(one) for one in (first, second)]
    if limits[0] is None or limits[1] is None:
        return None
    ends = [Interval(one.value, one.low, one.high) for one in limits if one]
    return difference_from_intervals(*ends)


def derived(
    store: Store, question: Question, *, metric_id: str, name: str
) -> tuple[str, list[Estimate]]:
    """How strongly ratings go with a verdict of the same response, by `name`.

    `name` is "touchpoint" or "item".  Returns the verdict, the one with the most pairs of
    VERDICTS (empty where no response holds one), and a correlation for each.
    """
    metric = catalog.metric(metric_id)
    alone = replace(question, by=(), period=None, parameters=())
    asked = compose(store, metric, alone, select=_PAIRED.format(name=name))
    rows = store.query(asked.sql, asked.bound).dicts()
    pairs = {
        verdict: sum(int(row["n"]) for row in rows if row["verdict"] == verdict)
        for verdict in VERDICTS
    }
    verdict = max(VERDICTS, key=lambda one: pairs[one])
    if not pairs[verdict]:
        return "", []
    own = [row for row in rows if row["verdict"] == verdict]
    return verdict, [
        _associated(row, name, metric.min_n)
        for row in sorted(own, key=lambda row: str(row["rated"]))
    ]


def _associated(row: dict[str, Any], name: str, least: int) -> Estimate:
    group: dict[str, str | None] = {name: str(row["rated"])}
    n, people = int(row["n"]), int(row["people"])
    if n < least or people < FEWEST_PEOPLE:
        return Estimate(group, n, None, None, None, "withheld")
    sums = [
        float(row[one])
        for one in ("total_x", "total_y", "squares_x", "squares_y", "products")
    ]
    found = correlation(n, *sums, people=people)
    if isnan(found.value):
        return Estimate(group, n, None, None, None, "unknown")
    status = "low" if people < LOW_BASE else "ok"
    return Estimate(group, n, found.value, found.low, found.high, status)
