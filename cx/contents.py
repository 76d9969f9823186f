"""What a version of the data holds: how many rows, and the journey's order."""

from __future__ import annotations

from cx.catalog import ROWS
from cx.store import Store


def count_rows(store: Store, mart: str, table: str) -> int:
    """Rows of a mart table."""
    if table not in ROWS:
        raise ValueError(table)
    return int(store.query(f"select count(*) from {mart}.{table}").rows[0][0])  # noqa: S608 - names of ours


def touchpoint_order(store: Store, mart: str) -> list[str]:
    """Touchpoints in journey order; those without a place come after, by name."""
    sql = f"""
        select touchpoint from {mart}.answer where question = 'touchpoint'
        group by touchpoint order by min(stage_order) nulls last, touchpoint"""  # noqa: S608 - names of ours
    return [str(row[0]) for row in store.query(sql).rows]


def undated_responses(store: Store, mart: str) -> int:
    """Responses without a date: no period can count them."""
    sql = f"select count(*) from {mart}.response where responded_at is null"  # noqa: S608 - names of ours
    return int(store.query(sql).rows[0][0])
