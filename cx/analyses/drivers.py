"""Loyalty drivers for the command line: complete answers alone, every rating a number.

The page's model (`cx.analyses.driver_results`) also knows who did not meet a touchpoint
and fills in blanks; this one leaves both out, as published analyses of the same data do.
"""

from __future__ import annotations

from dataclasses import dataclass

from cx.analyses.driver_base import SMALLEST_N, Base, base
from cx.analyses.driver_outcomes import BY_ID, offered
from cx.analyses.driver_wide import wide_rows
from cx.errors import QuestionError, said
from cx.measure import NOTES, Question
from cx.stats.drivers import Driver, Moments, importance
from cx.store import Store

SMALLEST_SHARE_MET = 0.5
# Outcomes people compare: complete answers have all of these that were asked, so that the
# same people stand behind the importance for each of them.
COMPARED = ("nps", "overall_satisfaction")
MISSING = ("complete", "outcome")


@dataclass(frozen=True)
class DriverAnalysis:
    """Importance of touchpoints for an outcome, and what was left out of the model."""

    outcome: str
    n: int
    r2: float
    drivers: tuple[Driver, ...]
    rated: dict[str, int]
    means: dict[str, float]
    dropped: tuple[tuple[str, str], ...]
    method: str


def analyse(
    store: Store,
    outcome: str,
    question: Question | None = None,
    chosen: tuple[str, ...] = (),
    *,
    missing: str = "complete",
) -> DriverAnalysis:
    """Shapley shares of R² of touchpoints for an outcome, on complete cases.

    `missing="complete"`: people who rated every touchpoint used, and answered every
    outcome that is compared (NPS, overall satisfaction) where it was asked.
    `missing="outcome"`: every touchpoint used and this outcome.

    Source: Lindeman, Merenda & Gold (1980); Groemping (2007), The American Statistician
    61:139.
    """
    question = question or Question()
    known = [one.id for one, _ in offered(store, question)]
    if outcome in BY_ID and outcome not in known:
        raise QuestionError(
            "Nobody answered {outcome} here. Outcomes in this data: {known}.",
            outcome=outcome,
            known=", ".join(known) or said("none"),
        )
    of = base(store, outcome, question)
    used = _used(of, chosen)
    moments = _moments(store, of, question, used, missing)
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
    return DriverAnalysis(
        outcome=outcome,
        n=result.n,
        r2=result.r2,
        drivers=tuple(sorted(result.drivers, key=lambda d: -d.importance)),
        rated={t.name: t.answered for t in of.touchpoints},
        means={t.name: t.mean for t in of.touchpoints if t.mean is not None},
        dropped=result.dropped,
        method=result.method,
    )


def _used(of: Base, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Those chosen, else the journey's own where there is an order, rated by half."""
    rated = [t for t in of.touchpoints if t.answered]
    for name in chosen:
        if name not in {t.name for t in rated}:
            raise QuestionError(
                "There is no touchpoint {name} here. There are: {known}.",
                name=name,
                known=", ".join(t.name for t in rated),
            )
    staged = [t for t in rated if t.stage_order is not None]
    met = [t for t in staged or rated if t.answered >= SMALLEST_SHARE_MET * of.asked]
    return chosen or tuple(t.name for t in met or rated)


def _moments(
    store: Store, of: Base, question: Question, used: tuple[str, ...], missing: str
) -> Moments:
    wide = wide_rows(store, of, question, used, False)
    answers = f"{store.mart(question.version)}.answer"
    # Asked of some of these people, and so needed of all of them.
    asked = store.query(
        f"{wide.sql} select distinct other.question from wide inner join {answers} "
        "as other on wide.source = other.source "
        "and wide.response_id = other.response_id "
        f"where other.question in ({', '.join(repr(name) for name in COMPARED)}) "
        "and other.score is not null",
        wide.bound,
    ).rows
    needed = [
        str(name)
        for (name,) in asked
        if name != of.outcome.question and missing == "complete"
    ]
    complete = ["blanks = 0", *(f"met{j} = 1" for j in range(len(used)))]
    complete += [
        f"(source, response_id) in (select (source, response_id) from {answers} "
        f"where question = '{name}' and score is not null)"
        for name in needed
    ]
    columns = ["y", *(f"x{position}" for position in range(len(used)))]
    size = len(columns)
    pairs = [(i, j) for i in range(size) for j in range(i, size)]
    totals = [f"sum({name})" for name in columns]
    products = [f"sum({columns[i]} * {columns[j]})" for i, j in pairs]
    row = store.query(
        f"{wide.sql} select count(*), {', '.join(totals + products)} from wide "
        f"where {' and '.join(complete)}",
        wide.bound,
    ).rows[0]
    cross = [[0.0] * size for _ in columns]
    for (i, j), cell in zip(pairs, row[1 + size :], strict=True):
        cross[i][j] = cross[j][i] = float(cell or 0)
    return Moments(
        names=(of.outcome.id, *used),
        n=int(row[0]),
        sums=tuple(float(cell or 0) for cell in row[1 : 1 + size]),
        cross=tuple(tuple(line) for line in cross),
    )
