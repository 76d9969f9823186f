"""The first lines of a file as they will be read, one row for each line."""

from __future__ import annotations

from typing import Any

from cx.ingest.stage import Staged
from cx.mart import quoted

MOST_ANSWERS_ABREAST = 40


def preview(
    staged: Staged, most: int = 20
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Column names and rows; columns that are empty everywhere are left out."""
    if staged.format.into == "answer":
        return _filled(staged, _wide_sql(staged), most)
    return _filled(
        staged, "select * exclude (upload_id, source) from staged order by line", most
    )


def _filled(
    staged: Staged, sql: str, most: int
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    result = staged.con.execute(f"{sql} limit {int(most)}")
    names = [column[0] for column in result.description or ()]
    rows = result.fetchall()
    used = [i for i in range(len(names)) if any(row[i] is not None for row in rows)]
    return tuple(names[i] for i in used), [tuple(row[i] for i in used) for row in rows]


def _wide_sql(staged: Staged) -> str:
    """A line's answers side by side: score, words, or a dash where it was not used."""
    asked = staged.con.execute(
        """
        select question, touchpoint from staged group by question, touchpoint
        order by
            question = 'touchpoint', question, min(stage_order) nulls last, touchpoint
        """
    ).fetchall()[:MOST_ANSWERS_ABREAST]
    score = "regexp_replace(score::varchar, '\\.0$', '')"
    shown = f"case state when 'not_used' then '–' else coalesce(label, {score}) end"
    answers = []
    for question, touchpoint in asked:
        this = f"question = {_text(question)}"
        if touchpoint is not None:
            this += f" and touchpoint = {_text(touchpoint)}"
        name = quoted(touchpoint or question)
        answers.append(f"max(case when {this} then {shown} end) as {name}")
    columns = ("response_id", "responded_at", "customer_id", "contact_id", "channel")
    about = [f"max({column}) as {column}" for column in columns]
    listed = ", ".join([*about, *answers])
    return f"select line, {listed} from staged group by line order by line"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
