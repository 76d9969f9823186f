"""What audits and volumes leave unsaid, guessed from their values: scales and periods.

A scale or a length is proposed only where the file itself says it; else a person has to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import permutations

from cx.errors import said
from cx.ingest.mapping_lines import LEFT_OUT
from cx.ingest.suggest_fields import Suggestion
from cx.ingest.suggest_values import Column

# "(1-5)", "0~10점", "[0 to 100]" in a header; or one end alone: "100점 만점", "out of 5".
FROM_TO = re.compile(r"(?<!\d)(\d{1,3})\s*점?\s*(?:-|–|~|to|에서)\s*(\d{1,3})(?!\d)")
MOST = re.compile(r"(?:out of|/|max\.?)\s*(\d{1,3})(?!\d)|(\d{1,3})\s*점?\s*만점")
NOT_APPLIED = re.compile(LEFT_OUT + "|-")
WEEK = re.compile(r"\d{4}-?[Ww]\d\d")
# Columns of marks beside each other that no item column explains.
LEAST_WIDE = 3
OF_A_VISIT = ("visit_id", "visited_at", "auditor", "instrument", "site")


def scale_from(column: Column) -> tuple[float, float] | None:
    """From where to where scores run, if header or words say it."""
    header = column.name.lower()
    if found := FROM_TO.search(header):
        low, high = (float(end) for end in found.groups())
        if low < high:
            return low, high
    if found := MOST.search(header):
        return 0.0, float(found[1] or found[2])
    words = [v for v in column.values if not NOT_APPLIED.fullmatch(v.text)]
    # A word that says neither is asked about.
    if words and all(v.number is None for v in words) and column.looks["yes_no"] >= 0.5:
        return 0.0, 1.0
    return None


def grain_from(column: Column) -> str | None:
    """How long periods are: None where days could as well begin weeks or months."""
    texts = [value.text for value in column.values]
    if not texts:
        return None
    if all(WEEK.fullmatch(text) for text in texts):
        return "week"
    parts = [[int(part) for part in re.findall(r"\d+", text)] for text in texts]
    if column.looks["moment"] < 0.5:
        return "month" if column.looks["period"] >= 0.8 else None
    read = False
    for year, month, day in permutations(range(3)):
        found = [_date(part, year, month, day) for part in parts]
        days = {one for one in found if one}
        if None in found:
            continue
        read = True
        if {one.day for one in days} == {1} or len({one.weekday() for one in days}) == 1:
            return None
    return "day" if read else None


def _date(parts: list[int], year: int, month: int, day: int) -> date | None:
    if len(parts) == 1 and len(str(parts[0])) == 8:
        text = str(parts[0])
        parts = [int(text[:4]), int(text[4:6]), int(text[6:])]
    try:
        return date(parts[year], parts[month], parts[day])
    except (IndexError, ValueError):
        return None


def line_doubts(
    table: str,
    columns: tuple[Column, ...],
    fields: tuple[Suggestion, ...],
    audit: tuple[Suggestion, ...],
) -> Iterator[str]:
    """What a mapping cannot take: a sheet with one column per item or measure."""
    named = {s.field for s in audit if s.column and s.named and s.confidence >= 0.5}
    like_a_visit = len(named & set(OF_A_VISIT)) >= 2 and named & {"visit_id", "auditor"}
    if "item" not in named and (table == "audit_item" or like_a_visit):
        taken = {s.column for s in audit if s.column and s.named and s.field != "score"}
        marks = [c.name for c in columns if c.name not in taken and _marks(c)]
        if len(marks) >= LEAST_WIDE:
            yield said(
                "This looks like an audit sheet with one column per item ({column} and "
                "{n} more). It cannot be mapped like this: export it with one line per "
                "item, with the visit, the item and its score.",
                column=marks[0],
                n=len(marks) - 1,
            )
    by_field = {s.field: s.column for s in fields if s.confidence >= 0.5}
    if table == "volume" and not by_field.get("measure"):
        taken = {s.column for s in fields if s.column and s.confidence >= 0.5}
        rest = [
            c.name for c in columns if c.name not in taken and c.looks["number"] >= 0.9
        ]
        if rest:
            yield said(
                "{columns} hold numbers too, and one mapping takes one column of them: "
                "export the file with one line per period and thing counted.",
                columns=", ".join(rest[:5]),
            )


def _marks(column: Column) -> bool:
    """Whether a column may hold the marks of one item: yes and no, or a few points."""
    if column.filled < 2 or column.looks["moment"] > 0.5:
        return False
    few = column.looks["whole"] >= 0.8 and column.distinct <= 11
    return column.looks["yes_no"] >= 0.8 or few
