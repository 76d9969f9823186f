"""How a delimited text is written, found by looking at its first rows.

Nothing is taken from the name of the file, and nobody has to know the answer.  The usual
delimiters with double quotes come first, as nearly every export is written so.  Only
where these leave the rows uneven, or quotes standing in the cells, are the rarer ways
looked at: apostrophes as quotes, a space after each comma, cells parted by spaces.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

USUAL = (",", ";", "\t", "|")
RARE = ("^", "~", "\x1f", "\x01")
SAMPLE_ROWS = 200
SAMPLE_LETTERS = 500_000
EVEN = 0.9
UNEVEN = 0.5
MUCH = 0.2
FEWEST_ROWS = 5
MOST_SHAPES = 4
SEPARATOR_LINE = re.compile(r"sep=([^\w\s\"]|\t)(?:\r\n?|\n)", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]+")
NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
ESCAPED = re.compile(r'\\(["\\])')

Rows = list[list[str]]


@dataclass(frozen=True)
class Dialect:
    r"""How cells are parted and quoted, and what the rows of the sample look like.

    `quote` is '' where quotes mean nothing, `escape` is '' where a quote within quotes is
    doubled and '\\' where a backslash stands before it.  `width` is how many cells a row
    has (0: the rows are too uneven to say), `shapes` the forms that the values of each
    column have: none where a column holds free text.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skip_space: bool = False
    width: int = 0
    shapes: tuple[frozenset[str], ...] = ()

    @property
    def plain(self) -> bool:
        """Whether this is RFC 4180 but for the letter between the cells."""
        one = len(self.delimiter) == 1
        return one and self.quote == '"' and not self.escape and not self.skip_space

    def reader(self, lines: Iterable[str], *, strict: bool) -> Reader:
        """Python's reader of such lines; `strict` fails where the quotes do not fit."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            skipinitialspace=self.skip_space,
            strict=strict,
        )

    def fits(self, cells: list[str]) -> bool:
        """Whether every cell is empty or looks like the other values of its column."""
        both = zip(cells, self.shapes, strict=False)
        return all(not cell or not seen or shape(cell) in seen for cell, seen in both)

    def belongs(self, cells: list[str]) -> bool:
        """Whether the values are where they should be; a header has none to judge by."""
        both = list(zip(cells, self.shapes, strict=False))
        seen = any(cell and forms and shape(cell) in forms for cell, forms in both)
        return not seen or self.fits(cells)


def shape(cell: str) -> str:
    """The form of a value: which kinds of letters, whatever they are.

    >>> shape("28/01/2018"), shape("MG-8769"), shape("$74.69")
    ('9/9/9', 'A-9', '$9')
    """
    return NUMBERS.sub("9", LETTERS.sub("A", cell))


def undouble(line: str) -> str:
    r"""A line with backslashes before its quotes, as RFC 4180 has it.

    >>> undouble('"5\\" pipe","C:\\\\x"')
    '"5"" pipe","C:\\x"'
    """
    if "\\" not in line:
        return line
    return ESCAPED.sub(lambda found: '""' if found[1] == '"' else "\\", line)


def stated_delimiter(text: str) -> str:
    r"""The delimiter of a first line `sep=;`, which Excel obeys and does not show.

    >>> stated_delimiter("sep=;\na;b")
    ';'
    """
    found = SEPARATOR_LINE.match(text)
    return found[1] if found else ""


def find_dialect(sample: str) -> Dialect:
    r"""The dialect that cuts the first rows into the same number of cells most often.

    >>> found = find_dialect("a;b\n1,5;2\n3,5;4")
    >>> found.delimiter, found.width, found.plain
    (';', 2, True)
    >>> find_dialect("a, b\n'x, y', 2\n'z', 3\n").quote
    "'"
    """
    text = sample[:SAMPLE_LETTERS].removeprefix("\ufeff")
    stated = stated_delimiter(text)
    if stated:
        text = text[len("sep=;") :].lstrip("\r\n")
    delimiters = (stated,) if stated else USUAL
    best = max((_Trial(text, Dialect(each)) for each in delimiters), key=_evenness)
    if best.even < EVEN or best.has_quotes_left():
        best = _rarer(text, best, (stated,) if stated else (*USUAL, *RARE))
    return _described(text, best)


class _Trial:
    """The first rows as one dialect cuts them."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.dialect = dialect
        self.rows = _rows(text, dialect)
        widths = Counter(map(len, self.rows))
        self.width, count = widths.most_common(1)[0] if widths else (0, 0)
        self.share = count / len(self.rows) if self.rows else 0.0
        # One cell in every row says nothing for a delimiter.
        self.even = self.share if self.width > 1 else 0.0

    def has_quotes_left(self) -> int:
        """In how many rows quotes stand around the text of a cell."""
        return sum(any(map(_is_quoted, row)) for row in self.rows)


def _evenness(trial: _Trial) -> tuple[float, int]:
    return (trial.even, trial.width if trial.even else 0)


def _rows(text: str, dialect: Dialect) -> Rows:
    lines: Iterable[str] = StringIO(text, newline="")
    if dialect.escape:
        lines = map(undouble, lines)
    rows: Rows = []
    try:
        for row in dialect.reader(lines, strict=False):
            if row:
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        # A cell longer than any can be: what was read until there has to do.
        pass
    return rows


def _is_quoted(cell: str) -> bool:
    text = cell.strip()
    return len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"


def _rarer(text: str, usual: _Trial, delimiters: tuple[str, ...]) -> _Trial:
    """The best of all dialects, where the usual ones leave something to be desired."""
    best, best_score = usual, (usual.even + _fit(text, usual.dialect), 0)
    for delimiter in delimiters:
        for quote, skip in (('"', False), ('"', True), ("'", False), ("'", True)):
            trial = _Trial(text, Dialect(delimiter, quote, skip_space=skip))
            if not trial.even or (quote == "'" and not _are_quotes(text, trial, usual)):
                continue
            score = (trial.even + _fit(text, trial.dialect), trial.width)
            if score > best_score:
                best, best_score = trial, score
    spaced = _Trial(text, Dialect(" "))
    if best.even < UNEVEN and _is_spaced(text, spaced):
        # Texts of several words lengthen rows; none is shorter than the header.
        spaced.width, spaced.share = len(spaced.rows[0]), 1.0
        return spaced
    return best


def _are_quotes(text: str, trial: _Trial, usual: _Trial) -> bool:
    """Whether apostrophes hold cells together, rather than stand in words."""
    if _fit(text, trial.dialect) < UNEVEN:
        return False
    return trial.even > usual.even or 2 * usual.has_quotes_left() > len(usual.rows)


def _fit(text: str, dialect: Dialect) -> float:
    """Which share of the quotes stands at the edge of a cell, where there are some."""
    quote, between = re.escape(dialect.quote), re.escape(dialect.delimiter)
    single = text.replace(dialect.quote * 2, "")
    marks = single.count(dialect.quote)
    if marks < 4:
        return 0.0
    gap = " *" if dialect.skip_space else ""
    edges = f"(?:^|{between}{gap}){quote}|{quote}(?={between}|[\r\n]|$)"
    return len(re.findall(edges, single, re.MULTILINE)) / marks


def _is_spaced(text: str, trial: _Trial) -> bool:
    if len(trial.rows) < FEWEST_ROWS or len(trial.rows[0]) < 3:
        return False
    long = sum(len(row) >= len(trial.rows[0]) for row in trial.rows)
    quoted = text.count('"') >= len(trial.rows) and _fit(text, trial.dialect) >= EVEN
    return quoted and long >= 0.95 * len(trial.rows)


def _described(text: str, trial: _Trial) -> Dialect:
    """The dialect with what is known about its quotes, rows and columns."""
    best = trial
    if best.dialect.quote:
        bare = _Trial(text, replace(best.dialect, quote=""))
        if bare.even > best.even + MUCH:
            best = bare
    if best.dialect.quote == '"' and '\\"' in text:
        escaped = _Trial(text, replace(best.dialect, escape="\\"))
        if _breaks(text, escaped) < _breaks(text, best):
            escaped.width, escaped.share = best.width, best.share
            best = escaped
    if best.share < UNEVEN:
        return best.dialect
    rows = [row for row in best.rows if len(row) == best.width]
    shapes = _shapes(rows[1:]) if best.width > 1 else ()
    return replace(best.dialect, width=best.width, shapes=shapes)


def _breaks(text: str, trial: _Trial) -> int:
    """How many lines do not fit the dialect, or have another number of cells."""
    lines = list(islice(StringIO(text, newline=""), SAMPLE_ROWS))
    if trial.dialect.escape:
        lines = list(map(undouble, lines))
    found = 0
    for line in lines:
        try:
            row: list[str] = next(trial.dialect.reader([line], strict=True), [])
        except csv.Error:
            found += 1
        else:
            found += bool(row) and len(row) != trial.width
    return found


def _shapes(rows: Rows) -> tuple[frozenset[str], ...]:
    """For each column the forms its values have, where they are few and hold digits."""
    found = []
    for column in zip(*rows, strict=True):
        forms = Counter(shape(cell) for cell in column if cell)
        usual = frozenset(form for form, _ in forms.most_common(MOST_SHAPES))
        count = sum(forms[form] for form in usual)
        enough = forms.total() >= FEWEST_ROWS and count >= 0.95 * forms.total()
        typed = enough and all("9" in form for form in usual)
        found.append(usual if typed else frozenset())
    return tuple(found)
