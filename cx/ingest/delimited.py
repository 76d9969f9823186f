"""Delimited text to records, each with the line it starts on.

Well-formed rows go through Python's reader as they are.  A line that breaks the rules is
read where there is only one way to read it; else it comes out as it stands, as damaged,
and reading goes on with the next line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, count, islice

from cx.ingest.dialect import Dialect, undouble
from cx.ingest.repair import is_shifted, joined, natural_reading, pieces, readings

Record = tuple[int, list[str]]

CHUNK_LINES = 500
MOST_LINES = 500
MOST_LETTERS = 1_000_000
MOST_JOINED = 20
csv.field_size_limit(16 * 1024 * 1024)


class Damaged(list[str]):
    """A line whose cells cannot be told apart: its text as it stands, in one cell.

    Never as wide as a row of the table, so that it can pass for none.
    """


def records(
    _name: str, lines: Iterable[str], dialect: Dialect
) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; a record may span lines inside quotes.

    `lines` keep their line ends.  No more than a few thousand of them are held at once.
    """
    source = iter(lines)
    if dialect.escape:
        source = map(undouble, source)
    reader = _Reader(dialect)
    first, kept = 1, list[str]()
    while True:
        fresh = list(islice(source, CHUNK_LINES))
        chunk = kept + fresh
        found, taken = reader.read(chunk, first, last=len(fresh) < CHUNK_LINES)
        yield from found
        if len(fresh) < CHUNK_LINES:
            return
        first, kept = first + taken, chunk[taken:]


class _Reader:
    """The records of one file; `doubt` is the line until which a quote may be open."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.doubt = 0

    def read(
        self, chunk: list[str], first: int, *, last: bool
    ) -> tuple[list[Record], int]:
        """The records that end in the chunk, and how many of its lines they take."""
        found: list[Record] = []
        at = 0
        while at < len(chunk):
            at, reached = self._sound(chunk, at, first, found)
            if not reached:
                continue
            if reached == len(chunk) and not last and _is_short(chunk[at:]):
                break
            self.doubt = max(self.doubt, first + reached)
            cells, taken = self._mend(chunk[at:reached])
            found.append((first + at, cells))
            at += taken
        return found, at

    def _sound(
        self, chunk: list[str], at: int, first: int, found: list[Record]
    ) -> tuple[int, int]:
        """Add records up to a broken one: where it starts, and how far it goes, or 0."""
        width, quote = self.dialect.width, self.dialect.quote
        rest = chunk[at:] if at else chunk
        rows = self._plain_rows(rest) if first + at >= self.doubt else []
        if rows:
            found += zip(count(first + at), rows, strict=False)
            return len(chunk), 0
        reader, done = self.dialect.reader(rest, strict=True), at
        try:
            for cells in reader:
                end = at + reader.line_num
                if (
                    len(cells) == width
                    and end == done + 1
                    and first + done >= self.doubt
                    and (not quote or quote not in "".join(cells))
                ):
                    found.append((first + done, cells))
                else:
                    sure, taken = self._weigh(cells, chunk[done:end], first + done)
                    found.append((first + done, sure))
                    if taken < end - done:
                        self.doubt = max(self.doubt, first + end)
                        return done + taken, 0
                done = end
        except csv.Error:
            return done, at + reader.line_num
        return done, 0

    def _plain_rows(self, lines: list[str]) -> list[list[str]]:
        """The cells of the lines, if every line is a row without anything to look at."""
        try:
            rows = list(self.dialect.reader(lines, strict=True))
        except csv.Error:
            return []
        if len(rows) < len(lines) or set(map(len, rows)) != {self.dialect.width}:
            return []
        quote = self.dialect.quote
        if quote and quote in "".join(lines) and quote in "".join(chain(*rows)):
            return []
        return rows

    def _weigh(
        self, cells: list[str], lines: list[str], line: int
    ) -> tuple[list[str], int]:
        """A record of a strange width, with quotes in its cells, or of several lines."""
        taken = len(lines)
        if not cells or not self.dialect.width:
            return cells, taken
        if taken > 1:
            if self._swallows(cells, lines):
                return self._mend(lines[:1])
            return cells, taken
        text, in_doubt = lines[0].rstrip("\r\n"), line < self.doubt
        if self._has_loose_quotes(text, in_doubt=in_doubt):
            return self._damaged(text), taken
        surplus = len(cells) - self.dialect.width
        if surplus < 0:
            return cells, taken
        if not surplus:
            sound = self.dialect.fits if in_doubt else self.dialect.belongs
            return cells if sound(cells) else self._damaged(text), taken
        if any(cell.strip() for cell in cells[-surplus:]):
            return joined(cells, text, self.dialect) or cells, taken
        if not is_shifted(cells, self.dialect):
            return cells, taken
        return joined(cells, text, self.dialect) or self._damaged(text), taken

    def _swallows(self, cells: list[str], lines: list[str]) -> bool:
        """Whether a quote that was left open took whole rows into its cell."""
        rows = [row for row in map(self._alone, lines[1:]) if row]
        for row in rows:
            both = zip(row, self.dialect.shapes, strict=False)
            if any(c and forms for c, forms in both) and self.dialect.fits(row):
                return True
        return len(cells) != self.dialect.width > 2 and 2 * len(rows) >= len(lines)

    def _alone(self, line: str) -> list[str]:
        """The cells of a line by itself, if there are as many as in a row."""
        try:
            cells: list[str] = next(self.dialect.reader([line], strict=True), [])
        except csv.Error:
            return []
        return cells if len(cells) == self.dialect.width else []

    def _has_loose_quotes(self, text: str, *, in_doubt: bool) -> bool:
        """Whether quotes stand in cells that are not quoted, as ends of a lost pair."""
        quote = self.dialect.quote
        if not quote or quote not in text:
            return False
        cut = pieces(text, self.dialect, doubled=True)
        loose = [each for each, quoted in cut if not quoted and each.count(quote) % 2]
        return len(loose) > (0 if in_doubt else 1)

    def _mend(self, lines: list[str]) -> tuple[list[str], int]:
        """The only way to read a broken record, or its first line as damaged."""
        for read in (natural_reading, readings):
            found = []
            for taken in range(1, min(len(lines), MOST_JOINED) + 1):
                text = "".join(lines[:taken]).rstrip("\r\n")
                found += [
                    (cells, taken)
                    for cells in read(text, self.dialect)
                    if self.dialect.belongs(cells)
                    and not self._swallows(cells, lines[:taken])
                ]
            if len(found) == 1:
                return found[0]
            if found:
                break
        return self._damaged(lines[0].rstrip("\r\n")), 1

    def _damaged(self, text: str) -> Damaged:
        return Damaged(["", text] if self.dialect.width == 1 else [text])


def _is_short(lines: list[str]) -> bool:
    """Whether a record may still go on: no cell of an export is longer than this."""
    return len(lines) < MOST_LINES and sum(map(len, lines)) < MOST_LETTERS
