"""Loyalty drivers: sums gathered in SQL, importance computed from the sums.

The cost of the statistics does not grow with the number of answers: one pass makes n, the
totals and the cross products, and everything after that works on a small matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cx.errors import QuestionError, said
from cx.measure import (
    NOTES,
    Question,
    Rows,
    dimension_columns,
    narrowing,
    with_tables,
)
from cx.stats.drivers import Driver, Moments, importance
from cx.store import Store

SMALLEST_SHARE_MET = 0.5
# Fewer complete answers than this could be traced to persons.
SMALLEST_N = 10
# Outcomes people compare: complete answers have all of these that were asked, so that the
# same people stand behind the importance for each of them.
COMPARED = ("nps", "overall_satisfaction")
MISSING = ("complete", "outcome")


@dataclass(frozen=True)
class Touchpoint:
    """A touchpoint that may drive an outcome, and how many of those asked rated it."""

    name: str
    stage_order: int | None
    rated: int
    mean: float


@dataclass(frozen=True)
class DriverAnalysis:
    """Importance of touchpoints for an outcome, and what was left out of the model."""

    outcome: str
    n: int
    r2: float
    drivers: tuple[Driver, ...]
    rated: dict[str, int]
    means: dict[str, float]
    asked: int
    left_out: tuple[Touchpoint, ...]
    dropped: tuple[tuple[str, str], ...]
    method: str
    ranked: bool
    needed: int


def outcomes(store: Store, version: int | None = None) -> list[str]:
    """Scored questions that touchpoints may drive, the most answered first."""
    alias = store.mart(version)
    return [
        str(row[0])
        for row in store.query(
            f"""select question from {alias}.answer
            where question in (
                'nps', 'csat', 'ces2', 'ces1', 'overall_satisfaction', 'recommend_other',
                'intent_rebuy', 'intent_spend'
            ) and score is not null
            group by question order by count(*) desc, question"""
        ).rows
    ]


def _outcome_rows(
    store: Store, outcome: str, question: Question
) -> tuple[str, dict[str, Any]]:
    """CTEs up to `outcome_row`: one row for each response that answered the outcome."""
    alias = store.mart(question.version)
    conditions, bound = narrowing(
        question, "responded_at", dimension_columns(store, alias, "answer"), "answer"
    )
    narrowed = " and ".join(["question = $outcome", "score is not null", *conditions])
    sql = with_tables(
        store,
        alias,
        [
            (
                "outcome_row",
                "select source, response_id, score, scale_min, scale_max from answer "
                f"where {narrowed}",
            ),
            (
                "rating",
                "select source, response_id, touchpoint, stage_order, score from answer "
                "where question = 'touchpoint' and score is not null",
            ),
            (
                "companion",
                "select source, response_id, question from answer "
                f"where question in ({', '.join(repr(name) for name in COMPARED)}) "
                "and score is not null",
            ),
        ],
    )
    return sql, {**bound, "outcome": outcome}


def touchpoints(
    store: Store, outcome: str, question: Question
) -> tuple[int, list[Touchpoint]]:
    """How many answered the outcome, and how many of them rated each touchpoint."""
    sql, bound = _outcome_rows(store, outcome, question)
    scales = store.query(
        f"{sql} select distinct scale_min, scale_max from outcome_row order by 1, 2",
        bound,
    ).rows
    if len(scales) > 1:
        listed = ", ".join(f"{low:g}-{high:g}" for low, high in scales if low is not None)
        raise QuestionError(
            "{outcome} was asked on several scales here ({scales}). Filter by source, so "
            "that only one is left.",
            outcome=outcome,
            scales=listed,
        )
    asked = int(store.query(f"{sql} select count(*) from outcome_row", bound).rows[0][0])
    rows = store.query(
        f"""{sql} select touchpoint, min(stage_order) as stage_order, count(*) as rated,
            avg(rating.score) as mean
        from outcome_row join rating using (source, response_id)
        group by touchpoint order by min(stage_order) nulls last, touchpoint""",
        bound,
    ).dicts()
    return asked, [
        Touchpoint(r["touchpoint"], r["stage_order"], r["rated"], r["mean"]) for r in rows
    ]


def default_choice(asked: int, found: list[Touchpoint]) -> list[Touchpoint]:
    """The journey's own touchpoints, where there is an order, met by at least half."""
    staged = [t for t in found if t.stage_order is not None]
    met = [t for t in staged or found if t.rated >= SMALLEST_SHARE_MET * asked]
    return met or found


def analyse(
    store: Store,
    outcome: str,
    question: Question | None = None,
    chosen: tuple[str, ...] = (),
    *,
    missing: str = "complete",
) -> DriverAnalysis:
    """Shapley shares of R² of touchpoints for an outcome, on complete cases.

    `missing="complete"`: people who answered every touchpoint used, and every outcome
    that is compared (NPS, overall satisfaction) where it was asked.  `missing="outcome"`:
    every touchpoint used and this outcome.

    Source: Lindeman, Merenda & Gold (1980); Groemping (2007), The American Statistician
    61:139.
    """
    question = question or Question()
    asked, found = touchpoints(store, outcome, question)
    if not asked:
        raise QuestionError(
            "Nobody answered {outcome} here. Outcomes in this data: {known}.",
            outcome=outcome,
            known=", ".join(outcomes(store, question.version)) or said("none"),
        )
    known = {t.name: t for t in found}
    for name in chosen:
        if name not in known:
            raise QuestionError(
                "There is no touchpoint {name} here. There are: {known}.",
                name=name,
                known=", ".join(known),
            )
    used = [known[name] for name in chosen] or default_choice(asked, found)
    if not used:
        raise QuestionError(
            "No touchpoint was rated by the people who answered {outcome}.",
            outcome=outcome,
        )
    moments = _moments(store, outcome, question, used, missing)
    if moments.n < SMALLEST_N:
        raise QuestionError(
            "{why} {n} people answered {outcome} and rated every touchpoint used; "
            "{needed} are needed.",
            why=said(NOTES["withheld"]),
            n=moments.n,
            outcome=outcome,
            needed=SMALLEST_N,
        )
    try:
        result = importance(moments)
    except ValueError as error:
        raise QuestionError(
            "Importance cannot be computed from {n} complete answers: {why}",
            why=error.args[0],
            n=moments.n,
        ) from error
    by_name = {driver.name: driver for driver in result.drivers}
    return DriverAnalysis(
        outcome=outcome,
        n=result.n,
        r2=result.r2,
        drivers=tuple(sorted(by_name.values(), key=lambda d: -d.importance)),
        rated={t.name: t.rated for t in found},
        means={t.name: t.mean for t in found},
        asked=asked,
        left_out=tuple(t for t in found if t not in used),
        dropped=result.dropped,
        method=result.method,
        ranked=result.ranked,
        needed=max(200, 20 * len(used)),
    )


def _complete_rows(
    store: Store,
    outcome: str,
    question: Question,
    used: tuple[str, ...],
    missing: str,
) -> tuple[str, dict[str, Any]]:
    """CTEs up to `complete_row`: y, x0, x1, … of each response that is complete."""
    sql, bound = _outcome_rows(store, outcome, question)
    joined = f"{sql} select distinct question from outcome_row join companion"
    asked = [
        str(row[0])
        for row in store.query(f"{joined} using (source, response_id)", bound).rows
    ]
    needed = [name for name in asked if name != outcome and missing == "complete"]
    names = [f"x{position}" for position in range(len(used))]
    wide = ",\n        ".join(
        f"max(case when rating.touchpoint = $touchpoint_{position} "
        f"then rating.score end) as {name}"
        for position, name in enumerate(names)
    )
    answered = [
        "(source, response_id) in (select (source, response_id) from companion "
        f"where question = $needed_{position})"
        for position in range(len(needed))
    ]
    complete = " and ".join([*(f"{name} is not null" for name in names), *answered])
    sql = f"""{sql},
wide as (
    select outcome_row.source, outcome_row.response_id, max(outcome_row.score) as y,
        {wide}
    from outcome_row join rating using (source, response_id)
    group by outcome_row.source, outcome_row.response_id
),
complete_row as (select * from wide where {complete})"""
    return sql, {
        **bound,
        **{f"touchpoint_{position}": name for position, name in enumerate(used)},
        **{f"needed_{position}": name for position, name in enumerate(needed)},
    }


def _moments(
    store: Store, outcome: str, question: Question, used: list[Touchpoint], missing: str
) -> Moments:
    names = tuple(touchpoint.name for touchpoint in used)
    sql, bound = _complete_rows(store, outcome, question, names, missing)
    columns = ["y", *(f"x{position}" for position in range(len(names)))]
    size = len(columns)
    pairs = [(i, j) for i in range(size) for j in range(i, size)]
    totals = [f"sum({name})" for name in columns]
    products = [f"sum({columns[i]} * {columns[j]})" for i, j in pairs]
    row = store.query(
        f"{sql} select count(*), {', '.join(totals + products)} from complete_row", bound
    ).rows[0]
    cross = [[0.0] * size for _ in columns]
    for (i, j), cell in zip(pairs, row[1 + size :], strict=True):
        cross[i][j] = cross[j][i] = float(cell or 0)
    return Moments(
        names=(outcome, *names),
        n=int(row[0]),
        sums=tuple(float(cell or 0) for cell in row[1 : 1 + size]),
        cross=tuple(tuple(line) for line in cross),
    )


def rows_behind(
    store: Store,
    analysis: DriverAnalysis,
    question: Question,
    *,
    missing: str,
    most: int,
) -> Rows:
    """The complete answers an analysis rests on, one row for each response."""
    names = tuple(driver.name for driver in analysis.drivers)
    names += tuple(name for name, _why in analysis.dropped)
    sql, bound = _complete_rows(store, analysis.outcome, question, names, missing)
    answer = store.query(
        f"{sql} select * from complete_row order by source, response_id "
        f"limit {int(most)}",
        bound,
    )
    columns = ("source", "response_id", analysis.outcome, *names)
    return Rows(columns, answer.rows, analysis.n)
