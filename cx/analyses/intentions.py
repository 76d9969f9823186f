"""What people who found it easy, and people who found it hard, say they will do.

Both answers come from one response, so they share its mood: association, not cause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cx import catalog
from cx.analyses.effort import some_rows
from cx.errors import QuestionError, said
from cx.measure import (
    LOW_BASE,
    Composed,
    Estimate,
    Question,
    Rows,
    compose,
    estimate_from_sums,
)
from cx.store import Store

EASE = "ces2"
INTENTIONS = {
    "intent_rebuy": said("Intends to buy again"),
    "wom_told": said("Told something negative"),
    "nps": said("Would recommend (9 or 10)"),
}
# Dixon, Freeman & Toman (2010): shares after low and after high effort.  Intentions of
# the two ends of the scale; who answered in the middle is left out.
PUBLISHED = {"intent_rebuy": (0.94, 0.04), "wom_told": (0.01, 0.81)}

_JOINED = """,
companion as (
    select
        observation.*,
        answer.question as asked_too,
        case when observation.score >= 5 then 'easy' else 'hard' end as found_it,
        case
            when answer.question = 'nps'
                then case when answer.score >= 9 then 1 else 0 end
            when answer.question = 'wom_told'
                then case when answer.label in ('negative', 'both') then 1 else 0 end
            when
                answer.score - answer.scale_min
                >= 0.75 * (answer.scale_max - answer.scale_min)
                then 1
            else 0
        end as does
    from observation
    inner join answer
        on
            observation.source = answer.source
            and observation.response_id = answer.response_id
    where
        observation.score <> 4
        and answer.state = 'answered'
        and answer.question in ('intent_rebuy', 'wom_told', 'nps')
        and (answer.question <> 'intent_rebuy' or answer.scale_max > answer.scale_min)
)
"""
_SUMS = """,
by_customer as (
    select
        asked_too,
        found_it,
        sum(does) as ones,
        count(*) as rows_here
    from companion
    group by asked_too, found_it, cluster_id
)

select
    asked_too,
    found_it,
    sum(ones) as numerator,
    sum(rows_here) as denominator,
    sum(ones * ones) as numerator_squares,
    sum(ones * rows_here) as cross_products,
    sum(rows_here * rows_here) as denominator_squares,
    count(*) as clusters
from by_customer
group by asked_too, found_it
"""


@dataclass(frozen=True)
class Intention:
    """One question: the share among who found it easy (5-7) and hard (1-3)."""

    question: str
    easy: Estimate
    hard: Estimate


def intentions(store: Store, question: Question) -> list[Intention]:
    """Each question that was asked together with effort, in the published order."""
    asked = _joined(store, question, _SUMS)
    rows = store.query(asked.sql, asked.bound).dicts()
    found = {(row["asked_too"], row["found_it"]): _estimate(row) for row in rows}
    none = Estimate({}, 0, None, None, None, "empty")
    return [
        Intention(name, found.get((name, "easy"), none), found.get((name, "hard"), none))
        for name in INTENTIONS
        if (name, "easy") in found or (name, "hard") in found
    ]


def intention_rows(
    store: Store, question: Question, name: str, found_it: str, *, most: int
) -> Rows:
    """The effort answers behind one share: those that were asked this as well."""
    if name not in INTENTIONS or found_it not in ("easy", "hard"):
        raise QuestionError(
            "There is no intention {name} here. There are: {known}.",
            name=name,
            known=", ".join(INTENTIONS),
        )
    kept = f"from companion where asked_too = '{name}' and found_it = '{found_it}'"
    return some_rows(
        store,
        _joined(store, question, f"select count(*) as n {kept}"),
        _joined(store, question, f"select * {kept}"),
        EASE,
        most,
    )


def _joined(store: Store, question: Question, select: str) -> Composed:
    alone = replace(question, by=(), period=None, parameters=())
    return compose(store, catalog.metric(EASE), alone, select=_JOINED + select)


def _estimate(row: dict[str, Any]) -> Estimate:
    sums = {
        name: float(cell)
        for name, cell in row.items()
        if name not in ("asked_too", "found_it")
    }
    n = int(sums["denominator"])
    if n < catalog.metric(EASE).min_n:
        return Estimate({}, n, None, None, None, "withheld")
    one = estimate_from_sums("proportion", sums)
    status = "low" if n < LOW_BASE else "ok"
    return Estimate({}, n, one.value, one.low, one.high, status)
