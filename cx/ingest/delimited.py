"""Delimited text to records, each with the line it starts on."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from cx.errors import UploadError

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
SAMPLE_LETTERS = 500_000
csv.field_size_limit(16 * 1024 * 1024)

SEPARATOR_LINE = re.compile(r"sep=([^\w\s\"]|\t)\r?\n", re.IGNORECASE)


def stated_delimiter(text: str) -> str:
    """The delimiter of a first line `sep=;`, which Excel obeys and does not show.

    >>> stated_delimiter("sep=;\\na;b")
    ';'
    """
    found = SEPARATOR_LINE.match(text)
    return found[1] if found else ""


def find_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the same number of cells most often.

    >>> find_delimiter("a;b\\n1,5;2\\n3,5;4")
    ';'
    """
    sample = text[:SAMPLE_LETTERS]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        rows = [row for row in islice(reader, SAMPLE_ROWS) if row]
        if not rows:
            continue
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        score = (count / len(rows) if width > 1 else 0.0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def records(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; a record may span lines inside quotes."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            # A record that still waits for its end when the text is over.
            if lines.at_end:
                raise _never_closed(name, line)
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _never_closed(name, line) from error


class _Lines:
    """The lines of a text, and whether a reader asked for one after the last."""

    def __init__(self, text: str) -> None:
        self._lines = iter(io.StringIO(text, newline=""))
        self.at_end = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            return next(self._lines)
        except StopIteration:
            self.at_end = True
            raise


def _never_closed(name: str, line: int) -> UploadError:
    return UploadError(
        "In {name} a quotation mark is opened on line {line} and never closed, so the "
        "rest of the file reads as one cell. Close it, or export the file again. "
        "Nothing was imported.",
        name=name,
        line=line,
    )
