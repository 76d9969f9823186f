"""Ratings that `cx.rating_mart` has laid side by side, as something to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.measure import Question, dimension_columns, narrowing
from cx.store import Store

if TYPE_CHECKING:
    from cx.analyses.driver_outcomes import Outcome


@dataclass(frozen=True)
class Column:
    """A column of ratings laid side by side: one touchpoint at one place and scale."""

    name: str
    touchpoint: str
    stage_order: int | None
    scale_min: float | None
    scale_max: float | None
    whole: bool
    largest: float


@dataclass(frozen=True)
class Ready:
    """What `cx.rating_mart` has made of this data's ratings."""

    columns: tuple[Column, ...]

    def rating(self, touchpoint: str) -> str:
        """Its rating as SQL; a code below all ratings where there is none."""
        found = [one.name for one in self.columns if one.touchpoint == touchpoint]
        return found[0] if len(found) == 1 else f"greatest({', '.join(found)})"


def ready(store: Store, wanted: Outcome, question: Question) -> Ready | None:
    """The ratings laid side by side for this outcome; None where they were not."""
    if wanted.question not in questions_ready(store, question):
        return None
    rows = store.query(
        "select place, touchpoint, stage_order, scale_min, scale_max, whole, largest "
        f"from {store.mart(question.version)}.rating_column order by place"
    ).rows
    return Ready(
        tuple(
            Column(f"t{place}", name, stage, low, high, bool(whole), float(largest))
            for place, name, stage, low, high, whole, largest in rows
        )
    )


def questions_ready(store: Store, question: Question) -> set[str]:
    """Outcome questions whose answers have all ratings beside them."""
    alias = store.mart(question.version)
    if "rating_question" not in store.columns(alias):
        return set()
    rows = store.query(f"select question from {alias}.rating_question").rows
    return {row[0] for row in rows}


def ready_rows(
    store: Store, wanted: Outcome, question: Question
) -> tuple[str, dict[str, Any]]:
    """As `outcome_rows`, from the ratings laid side by side, which are columns here."""
    alias = store.mart(question.version)
    conditions, bound = narrowing(
        question, "responded_at", dimension_columns(store, alias, "answer"), "answer"
    )
    picked = ["question = $outcome_question", *conditions]
    if wanted.scale:
        low, high = wanted.scale
        picked.append(f"scale_min = {low} and scale_max = {high}")
    sql = (
        f"with outcome_row as (select made.*, {wanted.value} as y "
        f"from {alias}.outcome_rating as made where {' and '.join(picked)})"
    )
    return sql, {**bound, "outcome_question": wanted.question}


def counted_ready(
    store: Store, question: Question
) -> list[tuple[str, tuple[float, float], int]]:
    """Question, scale, and how many who answered it rated a touchpoint."""
    alias = store.mart(question.version)
    conditions, bound = narrowing(
        question, "responded_at", dimension_columns(store, alias, "answer"), "answer"
    )
    rows = store.query(
        f"select question, scale_min, scale_max, count(*) from {alias}.outcome_rating "
        f"where {' and '.join(['rated > 0', *conditions])} "
        "group by question, scale_min, scale_max",
        bound,
    ).rows
    return [(row[0], (row[1], row[2]), int(row[3])) for row in rows]
