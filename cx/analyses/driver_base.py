"""Who can be in a driver model: who has the outcome, and what they said of what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cx.analyses.driver_outcomes import Outcome, outcome, outcome_rows
from cx.analyses.driver_ready import Ready, ready, ready_rows
from cx.errors import QuestionError, said
from cx.measure import Question
from cx.rating_mart import NOT_MET
from cx.store import Store

SMALLEST_SHARE_SEEN = 0.5
# Fewer answers than this could be traced to persons.
SMALLEST_N = 10


# Scales of the outcome (one, as a rule): answers, weights, fractions, the largest.
_WHOLE = (
    "select scale_min, scale_max, count(*), count(weight), "
    "max(case when y <> floor(y) then 1 else 0 end), max(abs(y))"
)
_BY_SCALE = "from outcome_row group by scale_min, scale_max order by 1, 2"

# Rows by scale, a row a touchpoint in order, and how many said something of any.
Counted = tuple[list[tuple[Any, ...]], list[dict[str, Any]], int]


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
    made = ready(store, wanted, question)
    if made:
        whole, rows, responses = _counted_ready(store, wanted, question, made)
    else:
        whole, rows, responses = _counted(store, wanted, question)
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


def _counted(store: Store, wanted: Outcome, question: Question) -> Counted:
    sql, bound = outcome_rows(store, wanted, question)
    whole = store.query(f"{sql} {_WHOLE} {_BY_SCALE}", bound).rows
    if len(whole) != 1:
        return whole, [], 0
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
        where answer.question = 'touchpoint' and answer.touchpoint is not null
            and (answer.score is not null or answer.state = 'not_used')
        group by answer.touchpoint
        order by min(answer.stage_order) nulls last, answer.touchpoint""",
        bound,
    ).dicts()
    # Where one touchpoint was asked of all of them, nobody need be counted again.
    most = max((r["answered"] + int(r["not_used"]) for r in rows), default=0)
    asked = int(whole[0][2])
    return whole, rows, asked if most == asked else _responses(store, sql, bound)


def _counted_ready(
    store: Store, wanted: Outcome, question: Question, made: Ready
) -> Counted:
    """The same from ratings laid side by side: one pass."""
    sql, bound = ready_rows(store, wanted, question)
    counts = ", ".join(
        f"sum(case when {one.name} > {NOT_MET} then 1 else 0 end), "
        f"sum(case when {one.name} = {NOT_MET} then 1 else 0 end), "
        f"sum(case when {one.name} > {NOT_MET} then {one.name} else 0 end)"
        for one in made.columns
    )
    answer = store.query(
        f"{sql} {_WHOLE}, sum(case when touched > 0 then 1 else 0 end), {counts} "
        f"{_BY_SCALE}",
        bound,
    ).rows
    whole = [row[:6] for row in answer]
    if len(whole) != 1:
        return whole, [], 0
    rows: dict[str, dict[str, Any]] = {}
    for one, at in zip(made.columns, range(7, len(answer[0]), 3), strict=True):
        answered, not_used, total = (answer[0][at + part] or 0 for part in range(3))
        if not answered and not not_used:
            continue
        row = rows.setdefault(
            one.touchpoint,
            {"touchpoint": one.touchpoint, "stage_order": one.stage_order}
            | dict.fromkeys(("answered", "not_used", "total", "fractions", "largest"), 0)
            | dict.fromkeys(("scale_min", "scale_max")),
        )
        row["answered"] += int(answered)
        row["not_used"] += int(not_used)
        row["total"] += total
        row["fractions"] |= not one.whole
        row["largest"] = max(row["largest"], one.largest)
        row["scale_min"] = _known(min, row["scale_min"], one.scale_min)
        row["scale_max"] = _known(max, row["scale_max"], one.scale_max)
    for row in rows.values():
        row["mean"] = float(row["total"]) / row["answered"] if row["answered"] else None
    return whole, list(rows.values()), int(answer[0][6])


def _known(
    which: Callable[[float, float], float], first: float | None, second: float | None
) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    return which(first, second)


def _responses(store: Store, sql: str, bound: dict[str, Any]) -> int:
    return int(
        store.query(
            f"""{sql} select count(*) from outcome_row where (source, response_id) in (
                select (source, response_id) from answer
                where question = 'touchpoint' and touchpoint is not null
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
