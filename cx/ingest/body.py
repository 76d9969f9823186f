"""The rows under a header: without furniture, and where another table begins."""

from __future__ import annotations

from collections.abc import Iterator

from cx.ingest.furniture import (
    FOOTER_ROW,
    HEADER_AGAIN,
    SAME_ROWS,
    SECOND_TABLE,
    furniture,
    is_value,
)

Record = tuple[int, list[str]]

MOST_COMPARED = 10_000
FEWEST_SAME = 3
SAME_SHARE = 0.8
NAMES_SHARE = 0.6


def body_rows(
    records: Iterator[Record], header: list[str], skipped: list[tuple[int, str]]
) -> Iterator[Record]:
    """The rows of the table; what is none goes to `skipped` with the reason.

    A header that comes again with other columns begins a second table, whose cells belong
    elsewhere.  Rows under the same header again are rows, unless nearly all are the same
    as at the top: then the table is there twice, and only what is new in it is read.
    """
    names = {cell.strip() for cell in header if cell.strip()}
    first: list[list[str]] = []
    again: _Again | None = None
    after_footer = elsewhere = False
    for line, cells in records:
        reason = furniture(cells, header, after_footer=after_footer)
        if not reason and not names.isdisjoint(cells) and _names_columns(cells, names):
            reason = HEADER_AGAIN if _trimmed(cells) == _trimmed(header) else SECOND_TABLE
        if reason in (HEADER_AGAIN, SECOND_TABLE):
            if again:
                yield from again.rows(skipped)
            again = _Again(first)
            elsewhere = reason == SECOND_TABLE
            skipped.append((line, reason))
        elif elsewhere:
            skipped.append((line, SECOND_TABLE))
        elif reason:
            after_footer = after_footer or reason == FOOTER_ROW
            skipped.append((line, reason))
        elif again is None:
            if len(first) < MOST_COMPARED:
                first.append(cells)
            yield line, cells
        elif again.is_over:
            yield line, cells
        else:
            yield from again.add(line, cells)
    if again:
        yield from again.rows(skipped)


class _Again:
    """The rows under a repeated header, held while they may be those at the top."""

    def __init__(self, first: list[list[str]]) -> None:
        self.first = first
        self.held: list[Record] = []
        self.new: list[Record] = []
        self.is_over = len(first) < FEWEST_SAME or len(first[0]) < FEWEST_SAME

    def add(self, line: int, cells: list[str]) -> list[Record]:
        """Hold a row; all that are held, once they are too different or too many."""
        place = len(self.held)
        self.held.append((line, cells))
        if place >= len(self.first) or cells != self.first[place]:
            self.new.append((line, cells))
        few = FEWEST_SAME + 0.2 * len(self.held)
        if len(self.new) <= few and len(self.held) < MOST_COMPARED:
            return []
        self.is_over = True
        return self._let_go()

    def rows(self, skipped: list[tuple[int, str]]) -> list[Record]:
        """The rows that were held, without those that stand at the top as well."""
        lines = {line for line, _ in self.new}
        same = [record for record in self.held if record[0] not in lines]
        different = {tuple(cells) for _, cells in same}
        if len(different) < FEWEST_SAME or len(same) < SAME_SHARE * len(self.held):
            return self._let_go()
        skipped += [(line, SAME_ROWS) for line, _ in same]
        return self.new

    def _let_go(self) -> list[Record]:
        held, self.held, self.new = self.held, [], []
        return held


def _names_columns(cells: list[str], names: set[str]) -> bool:
    """Whether a row names most of the columns of the table, and holds no value."""
    texts = {cell.strip() for cell in cells if cell.strip()}
    known = len(texts & names)
    enough = known >= max(FEWEST_SAME, NAMES_SHARE * len(names))
    return enough and not any(map(is_value, texts))


def _trimmed(cells: list[str]) -> list[str]:
    texts = [cell.strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts
