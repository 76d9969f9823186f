"""First rows that are not what they seem: data without a header, a header with a hole."""

from __future__ import annotations

import re
from collections import Counter

from cx.ingest.dialect import shape
from cx.ingest.furniture import is_value

FEWEST_ROWS = 3
ALIKE = 0.8
DATED = re.compile(r"9[-/]9[-/]9.*|9:9(:9)?.*|[$€£₩¥]\s?9|\S+@\S+")


def is_data(first: list[str], below: list[list[str]]) -> bool:
    """Proof that the first row is data: values of the kinds that stand below it.

    At least two columns look alike, one of them with dates, times, amounts of money or
    mail addresses: years and numbers also make names.  No cell is a name over values.

    >>> rows = [["a1", "2024-03-02", "x"], ["b2", "2024-03-03", "y"], ["c3", "", "z"]]
    >>> is_data(["d4", "2024-03-01", "w"], rows), is_data(["id", "day", "x"], rows)
    (True, False)
    """
    if len(below) < FEWEST_ROWS:
        return False
    alike = dated = 0
    for place, cell in enumerate(first):
        under = [row[place] for row in below if len(row) > place and row[place].strip()]
        if not cell.strip() or not under:
            continue
        form = shape(cell.strip())
        if not is_value(cell) and sum(map(is_value, under)) >= ALIKE * len(under):
            return False
        same = sum(shape(text.strip()) == form for text in under)
        if same >= ALIKE * len(under) and ("9" in form or "@" in form):
            alike += 1
            dated += bool(DATED.fullmatch(form))
    return alike >= 2 and dated >= 1


def columns(first: list[str], below: list[list[str]]) -> int:
    """How many columns a table without a header has: as most of its rows."""
    return Counter(map(len, [first, *below])).most_common(1)[0][0]


def without_hole(header: list[str], below: list[list[str]]) -> list[str]:
    """A header with one blank cell too many is read without it.

    >>> without_hole(["", "a", "b"], [["1", "2"], ["3", "4"], ["5", "6"]])
    ['a', 'b']
    """
    blank = [place for place, cell in enumerate(header[:-1]) if not cell.strip()]
    if len(blank) != 1 or not header[-1].strip() or len(below) < FEWEST_ROWS:
        return header
    short = sum(len(cells) == len(header) - 1 for cells in below)
    if len(header) < FEWEST_ROWS or short < 0.9 * len(below):
        return header
    return [*header[: blank[0]], *header[blank[0] + 1 :]]
