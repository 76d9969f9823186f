"""Who can be in a driver model: who has the outcome, and what they said of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cx.driver_outcomes import Outcome, outcome, outcome_rows
from cx.errors import QuestionError, said
from cx.measure import Question
from cx.store import Store

SMALLEST_SHARE_SEEN = 0.5
# Fewer answers than this could be traced to persons.
SMALLEST_N = 10


@dataclass(frozen=True)
class Met:
    """A touchpoint among those who have the outcome: who rated it, who did not meet it.

    `blank` also counts those who were not asked about it.
    """

    name: str
    stage_order: int | None
    answered: int
    not_used: int
    blank: int
    mean: float | None
    scale_min: float | None
    scale_max: float | None

    @property
    def reach(self) -> float | None:
        """Share who met it, of those who said."""
        seen = self.answered + self.not_used
        return self.answered / seen if seen else None


@dataclass(frozen=True)
class Base:
    """Who can be in the model: `asked` have the outcome, `responses` a touchpoint too."""

    outcome: Outcome
    asked: int
    responses: int
    touchpoints: tuple[Met, ...]
    weighted_possible: bool
    whole: bool
    largest: float


def base(store: Store, outcome_id: str, question: Question | None = None) -> Base:
    """Who has the outcome, and what they said of what; QuestionError if nobody has."""
    question = question or Question()
    wanted = outcome(outcome_id)
    sql, bound = outcome_rows(store, wanted, question)
    whole = store.query(
        f"""{sql} select scale_min, scale_max, count(*), count(weight),
            max(case when y <> floor(y) then 1 else 0 end), max(abs(y))
        from outcome_row group by scale_min, scale_max order by 1, 2""",
        bound,
    ).rows
    if not whole:
        raise QuestionError(
            "Nobody has answered this outcome here: {name}.", name=said(wanted.name)
        )
    if len(whole) > 1:
        raise QuestionError(
            "{outcome} was asked on several scales here ({scales}). Filter by source, so "
            "that only one is left.",
            outcome=said(wanted.name),
            scales=", ".join(
                f"{low:g}-{high:g}" for low, high, *_ in whole if low is not None
            ),
        )
    _low, _high, asked, weighted, fractions, largest = whole[0]
    rows = store.query(
        f"""{sql} select answer.touchpoint, min(answer.stage_order) as stage_order,
            count(answer.score) as answered,
            sum(case when answer.state = 'not_used' then 1 else 0 end) as not_used,
            avg(answer.score) as mean, min(answer.scale_min) as scale_min,
            max(answer.scale_max) as scale_max,
            max(case when answer.score <> floor(answer.score) then 1 else 0 end)
                as fractions,
            max(abs(answer.score)) as largest
        from outcome_row inner join answer on outcome_row.source = answer.source
            and outcome_row.response_id = answer.response_id
        where answer.question = 'touchpoint'
            and (answer.score is not null or answer.state = 'not_used')
        group by answer.touchpoint
        order by min(answer.stage_order) nulls last, answer.touchpoint""",
        bound,
    ).dicts()
    # Where one touchpoint was asked of all of them, nobody need be counted again.
    most = max((r["answered"] + int(r["not_used"]) for r in rows), default=0)
    responses = asked if most == asked else _responses(store, sql, bound)
    found = tuple(
        Met(
            r["touchpoint"],
            r["stage_order"],
            r["answered"],
            int(r["not_used"]),
            responses - r["answered"] - int(r["not_used"]),
            r["mean"],
            r["scale_min"],
            r["scale_max"],
        )
        for r in rows
    )
    return Base(
        outcome=wanted,
        asked=int(asked),
        responses=responses,
        touchpoints=found,
        weighted_possible=weighted > 0,
        whole=not fractions and not any(r["fractions"] for r in rows),
        largest=max([float(largest), *(float(r["largest"] or 0) for r in rows)]),
    )


def _responses(store: Store, sql: str, bound: dict[str, Any]) -> int:
    return int(
        store.query(
            f"""{sql} select count(*) from outcome_row where (source, response_id) in (
                select (source, response_id) from answer where question = 'touchpoint'
                and (score is not null or state = 'not_used'))""",
            bound,
        ).rows[0][0]
    )


def default_touchpoints(of: Base) -> tuple[str, ...]:
    """The journey's own touchpoints where there is an order, asked of at least half."""
    staged = [t for t in of.touchpoints if t.stage_order is not None]
    all_of_them = staged or list(of.touchpoints)
    seen = [
        t.name
        for t in all_of_them
        if t.answered + t.not_used >= SMALLEST_SHARE_SEEN * of.responses
        and t.answered >= SMALLEST_N
    ]
    return tuple(seen or [t.name for t in all_of_them])
