"""What a version of the data holds: how many rows, and the journey's order."""

from __future__ import annotations

from cx.catalog import ROWS
from cx.errors import QuestionError
from cx.measure import (
    NOTES,
    Question,
    Rows,
    dimension_columns,
    narrowing,
)
from cx.store import Store

# Fewer contacts than this could be traced to persons.
SMALLEST_N = 10
NOT_SHOWN = ("data_start", "data_end", "in_history")


def count_rows(store: Store, mart: str, table: str) -> int:
    """Rows of a mart table."""
    if table not in ROWS:
        raise ValueError(table)
    return int(store.query(f"select count(*) from {mart}.{table}").rows[0][0])


def touchpoint_order(store: Store, mart: str) -> list[str]:
    """Touchpoints in journey order; those without a place come after, by name."""
    sql = f"""
        select touchpoint from {mart}.answer where question = 'touchpoint'
        group by touchpoint order by min(stage_order) nulls last, touchpoint"""
    return [str(row[0]) for row in store.query(sql).rows]


def undated_responses(store: Store, mart: str) -> int:
    """Responses without a date: no period can count them."""
    sql = f"select count(*) from {mart}.response where responded_at is null"
    return int(store.query(sql).rows[0][0])


def left_out(store: Store, question: Question) -> dict[str, int]:
    """Contacts by the rule that left them out of histories, most first; "" is no rule."""
    where, bound = _contacts(store, question)
    sql = f"""
        select coalesce(left_out, '') as rule, count(*) as n
        from {store.mart(question.version)}.contact where {where}
        group by rule order by n desc, rule"""
    return {str(rule): int(n) for rule, n in store.query(sql, bound).rows}


def left_out_rows(
    store: Store, question: Question, rule: str, *, most: int = 1_000
) -> Rows:
    """The contacts that one rule left out.  Refused where they are too few to show."""
    n = left_out(store, question).get(rule, 0)
    if 0 < n < SMALLEST_N:
        raise QuestionError(NOTES["withheld"])
    where, bound = _contacts(store, question)
    sql = f"""
        select * from {store.mart(question.version)}.contact
        where {where} and left_out = $rule
        order by started_at, row_id limit {int(most)}"""
    found = store.query(sql, {**bound, "rule": rule})
    kept = [i for i, name in enumerate(found.columns) if name not in NOT_SHOWN]
    return Rows(
        tuple(found.columns[i] for i in kept),
        [tuple(row[i] for i in kept) for row in found.rows],
        n,
    )


def _contacts(store: Store, question: Question) -> tuple[str, dict[str, object]]:
    columns = dimension_columns(store, store.mart(question.version), "contact")
    conditions, bound = narrowing(question, "started_at", columns, "contact")
    return " and ".join(conditions) or "true", bound
