"""Where the table starts, what its columns are called, and which rows are no answers.

A plain table comes out as it is: every rule below needs proof that a row is furniture,
and every row it takes away is listed with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from cx.catalog import TABLES, normalise_header
from cx.ingest.body import body_rows
from cx.ingest.furniture import BLANK, is_value
from cx.ingest.headless import columns, is_data, without_hole
from cx.ingest.suggest_names import aliases, header_match

Record = tuple[int, list[str]]

HEAD_RECORDS = 200
DEEPEST_HEADER = 30
HEADER_SHARE = 0.6
LEGACY_ID = re.compile(r"V\d+")
IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']\s*:""")
ANSWER_WORDS = ("response", "open-ended response", "응답", "주관식 응답", "주관식 답변")
NO_OPTION = ("", *ANSWER_WORDS)

TITLE = "above the header"
SEPARATOR = "names the separator"
OPTIONS = "second header row"
QUESTIONS = "question texts"
IMPORT_IDS = "import ids"


def unique_names(cells: Iterable[str]) -> tuple[str, ...]:
    """Header names with repeats numbered by position, blanks named by position.

    >>> unique_names(["category", " category", ""])
    ('category', 'category.1', 'column 3')
    """
    # The engine adds columns of these names.
    taken, found = {"line", "cells", "row_key"}, []
    for position, cell in enumerate(cells, start=1):
        wanted = " ".join(cell.replace("\ufeff", "").split()) or f"column {position}"
        name, repeats = wanted, 0
        while normalise_header(name) in taken:
            repeats += 1
            name = f"{wanted}.{repeats}"
        taken.add(normalise_header(name))
        found.append(name)
    return tuple(found)


@dataclass(frozen=True)
class Table:
    """A header, its rows as they are in the file, and what was left out and why.

    `texts` holds the question behind a column where a second header row says it.
    `skipped` grows while `rows` is read, and is complete when `rows` is over.  With
    `unnamed` the file has no header: the columns are named by position.
    """

    header: tuple[str, ...]
    texts: dict[str, str]
    rows: Iterator[Record]
    skipped: list[tuple[int, str]]
    unnamed: bool = False


def find_table(records: Iterable[Record], *, named: bool = False) -> Table:
    """Find the header and leave out titles, second headers, footers and blank rows.

    With `named` the first record is the header without a doubt.

    >>> found = find_table(
    ...     [
    ...         (1, ["Report"]),
    ...         (2, []),
    ...         (3, ["a", "b", "c"]),
    ...         (4, ["x", "1", "2"]),
    ...         (5, ["y", "3", "4"]),
    ...     ]
    ... )
    >>> found.header, list(found.rows)
    (('a', 'b', 'c'), [(4, ['x', '1', '2']), (5, ['y', '3', '4'])])
    >>> found.skipped
    [(1, 'above the header'), (2, 'blank row')]
    """
    source = iter(records)
    skipped: list[tuple[int, str]] = []
    if named:
        _, names = next(source, (0, []))
        return Table(unique_names(names), {}, _filled(source, skipped), skipped)
    head = list(islice(source, HEAD_RECORDS))
    filled = [record for record in head if any(map(str.strip, record[1]))]
    if not filled:
        skipped += [(line, BLANK) for line, _ in head]
        return Table((), {}, iter(()), skipped)
    place, why = _header_place(filled)
    below = [cells for _, cells in filled[place + 1 :]]
    top, cells = filled[place]
    if not place and is_data(cells, below):
        header = unique_names([""] * columns(cells, below))
        skipped += [(line, BLANK) for line, _ in head if line < top]
        data = chain((record for record in head if record[0] >= top), source)
        rows = body_rows(data, list(header), skipped)
        return Table(header, {}, rows, skipped, unnamed=True)
    filled[place] = top, without_hole(cells, below)
    first = _Header(filled[place:])
    reasons = dict.fromkeys((line for line, _ in filled[:place]), why)
    reasons |= first.reasons
    for line, _ in head:
        if line in reasons:
            skipped.append((line, reasons[line]))
        elif line < first.last_line:
            skipped += [(line, BLANK)] if line not in first.lines else []
    body = chain((record for record in head if record[0] > first.last_line), source)
    rows = body_rows(body, first.cells, skipped)
    return Table(first.names, first.texts, rows, skipped)


def _filled(
    records: Iterator[Record], skipped: list[tuple[int, str]]
) -> Iterator[Record]:
    for line, cells in records:
        if any(map(str.strip, cells)):
            yield line, cells
        else:
            skipped.append((line, BLANK))


def _width(cells: list[str]) -> int:
    """How many cells there are up to the last one with something in it."""
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _count(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _header_place(filled: list[Record]) -> tuple[int, str]:
    """Which of the filled records is the header, and why those before it are not."""
    first = filled[0][1]
    if re.fullmatch(r"sep=.?", "".join(first).strip(), re.IGNORECASE) and filled[1:]:
        return 1, SEPARATOR
    widths = Counter(_width(cells) for _, cells in filled)
    body = max(widths, key=lambda width: (widths[width] * width, width))
    if body < 2 or _is_import_ids(filled):
        return 0, ""
    for place, (_, cells) in enumerate(filled[:DEEPEST_HEADER]):
        if _is_two_rows(filled[place:]):
            return place, TITLE
        if _could_be_header(cells, body):
            proven = place and _is_header_of(cells, filled[place + 1 :])
            if body == 2 and filled[place][0] - filled[place - 1][0] < 2:
                # Two columns are little proof: a blank line has to part them too.
                proven = False
            return (place, TITLE) if proven else (0, "")
        if _count(cells) > body / 2:
            # Too full for a title: with a row like this, the first row has to do.
            return 0, ""
    return 0, ""


def _could_be_header(cells: list[str], body: int) -> bool:
    texts = [cell.strip() for cell in cells if cell.strip()]
    names = {text for text in texts if not is_value(text)}
    return len(names) >= HEADER_SHARE * body and len(names) >= HEADER_SHARE * len(texts)


def _is_header_of(cells: list[str], below: list[Record]) -> bool:
    """Proof that a row names columns: words we know, or words over numbers and dates."""
    known = sum(1 for cell in cells if cell.strip() and _is_known(cell))
    return known >= 2 or _stands_over_values(cells, below)


def _is_known(name: str) -> bool:
    groups = aliases()
    return any(
        header_match(name, group, field) >= 0.9
        for group in TABLES
        for field in groups.get(group, {})
    )


def _stands_over_values(cells: list[str], below: list[Record]) -> bool:
    for place, cell in enumerate(cells):
        if not cell.strip() or is_value(cell):
            continue
        under = [row[place] for _, row in below if len(row) > place]
        texts = [text for text in under if text.strip()]
        if texts and sum(map(is_value, texts)) >= 0.8 * len(texts):
            return True
    return False


def _is_two_rows(filled: list[Record]) -> bool:
    """Whether the second row holds the options of the questions in the first."""
    if len(filled) < 2:
        return False
    first, second = filled[0][1], filled[1][1]
    if _is_grouped(first, second, filled[2:]):
        return True
    if not second or second[0].strip() or not first[0].strip():
        return False
    return any(cell.strip().lower() in ANSWER_WORDS for cell in second) or (
        "respondent" in first[0].lower() and _fills_gaps(first, second)
    )


def _is_grouped(first: list[str], second: list[str], below: list[Record]) -> bool:
    """Whether the first row names groups of the columns in the second.

    Every gap has a name under it, none of the names is a value, and one of them stands
    over values: a first row of data would have a value there itself.
    """
    if _count(first) < 2 or not first[0].strip() or not _fills_gaps(first, second):
        return False
    if any(is_value(cell) for cell in (*first, *second) if cell.strip()):
        return False
    return _stands_over_values(second, below)


def _fills_gaps(first: list[str], second: list[str]) -> bool:
    """Whether every gap of the first row has an option in the second."""
    gaps = [place for place, cell in enumerate(first) if place and not cell.strip()]
    wide = [place for place in gaps if place < len(second)]
    return bool(wide) and all(second[place].strip() for place in wide)


def _is_import_ids(filled: list[Record]) -> int:
    """The place of the row of import ids among the first few, or 0."""
    for place, (_, cells) in enumerate(filled[1:4], start=1):
        texts = [cell for cell in cells if cell.strip()]
        if sum(1 for text in texts if IMPORT_ID.match(text)) > len(texts) / 2:
            return place
    return 0


class _Header:
    """The header rows at the top of a table, made into one name per column."""

    def __init__(self, filled: list[Record]) -> None:
        line, cells = filled[0]
        self.cells, self.lines, self.last_line = cells, {line}, line
        self.texts: dict[str, str] = {}
        self.reasons: dict[int, str] = {}
        named = cells[: _width(cells)]
        import_ids = _is_import_ids(filled)
        if import_ids:
            self.names = unique_names(named)
            for place in range(1, import_ids):
                self._take(filled[place], QUESTIONS)
            self._take(filled[import_ids], IMPORT_IDS)
            if import_ids > 1:
                self._say(filled[1][1])
        elif _is_legacy(filled):
            texts = filled[1][1]
            both = zip(named, texts, strict=False)
            self.names = unique_names(
                text if LEGACY_ID.fullmatch(name.strip()) else name for name, text in both
            )
            self._take(filled[1], QUESTIONS)
            self._say(texts)
        elif _is_two_rows(filled):
            self.names = unique_names(_joined(cells, filled[1][1]))
            self._take(filled[1], OPTIONS)
        else:
            self.names = unique_names(named)

    def _take(self, record: Record, reason: str) -> None:
        line, _ = record
        self.reasons[line] = reason
        self.last_line = line

    def _say(self, texts: list[str]) -> None:
        pairs = zip(self.names, texts, strict=False)
        self.texts = {
            name: " ".join(text.split())
            for name, text in pairs
            if text.strip() and text.strip() != name
        }


def _is_legacy(filled: list[Record]) -> bool:
    """Whether these are the two header rows of old Qualtrics exports (V1, V2, …)."""
    if len(filled) < 2:
        return False
    first, second = filled[0][1], filled[1][1]
    numbered = all(LEGACY_ID.fullmatch(cell.strip("\ufeff ")) for cell in first[:5])
    return len(first) > 5 and numbered and second[0].strip().lower() == "responseid"


def _joined(first: list[str], second: list[str]) -> list[str]:
    """One name per column: the question, and the option where there is one."""
    question, names = "", []
    for place in range(max(_width(first), _width(second))):
        above = first[place].strip() if place < len(first) else ""
        option = second[place].strip() if place < len(second) else ""
        question = above or question
        plain = option.lower() in NO_OPTION
        names.append(question if plain else f"{question} - {option}")
    return names
