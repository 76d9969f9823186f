"""Bytes to a table of text: container, encoding, delimiter, header and source lines.

Everything is read as text; nothing is converted here, so nothing can be lost here.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from cx.catalog import normalise_header
from cx.errors import UploadError
from cx.ingest.encoding import decode

__all__ = ["Ragged", "RawFile", "decode", "find_delimiter", "read_file", "unique_names"]

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
SAMPLE_LETTERS = 500_000
CHUNK_ROWS = 50_000
csv.field_size_limit(16 * 1024 * 1024)


@dataclass(frozen=True)
class Ragged:
    """A line with more or fewer cells than the header."""

    line: int
    cells: int
    text: str


@dataclass(frozen=True)
class RawFile:
    """An upload as text: a string column per header, plus `line` (the first is 1)."""

    name: str
    sha256: str
    header: tuple[str, ...]
    table: pa.Table
    ragged: tuple[Ragged, ...]
    encoding: str
    delimiter: str

    @property
    def rows_read(self) -> int:
        """Rows below the header, blank lines left out."""
        return int(self.table.num_rows) + len(self.ragged)

    @property
    def header_key(self) -> str:
        """The same for every file with this header, whatever its rows."""
        names = "\0".join(normalise_header(name) for name in self.header)
        return hashlib.sha256(names.encode()).hexdigest()[:12]


def read_file(name: str, content: bytes, *, encoding: str | None = None) -> RawFile:
    """Read a CSV (any delimiter) or XLSX file as text."""
    if not content.strip():
        raise UploadError("{name} is empty. Nothing was imported.", name=name)
    if content.startswith(b"PK"):
        return _read_workbook(name, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UploadError(
            "{name} is an old or password-protected Excel file. Save it as .xlsx without "
            "a password, or as CSV, and load that. Nothing was imported.",
            name=name,
        )
    used, text = decode(content, encoding=encoding)
    delimiter = find_delimiter(text)
    records = _records(name, text, delimiter)
    return _table(name, content, records, encoding=used, delimiter=delimiter)


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


def _records(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
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


def _read_workbook(name: str, content: bytes) -> RawFile:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet_name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(sheet_name).to_python(skip_empty_area=False)
            if any(any(cell not in ("", None) for cell in row) for row in rows):
                records = (
                    (number, [_cell_text(cell) for cell in row])
                    for number, row in enumerate(rows, start=1)
                )
                return _table(
                    name, content, records, encoding="xlsx", delimiter=sheet_name
                )
    except (CalamineError, OSError, ValueError) as error:
        raise UploadError(
            "{name} cannot be opened as an Excel workbook ({error}). Open it in Excel, "
            "save it again as .xlsx or CSV, and load that. Nothing was imported.",
            name=name,
            error=error,
        ) from error
    raise UploadError("{name} has no rows in any sheet. Nothing was imported.", name=name)


def _cell_text(cell: object) -> str:
    """A workbook cell as the text a CSV export would hold."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(int(cell.total_seconds()))
    return str(cell)


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


def _table(
    name: str,
    content: bytes,
    records: Iterable[tuple[int, list[str]]],
    *,
    encoding: str,
    delimiter: str,
) -> RawFile:
    filled = (
        (line, cells) for line, cells in records if any(cell.strip() for cell in cells)
    )
    _first_line, first = next(filled, (0, []))
    while first and not first[-1].strip():
        first.pop()
    header = unique_names(first)
    if not header:
        raise UploadError("{name} has no header row. Nothing was imported.", name=name)
    ragged: list[Ragged] = []
    chunks: list[pa.Table] = []
    while rows := list(islice(filled, CHUNK_ROWS)):
        lines, whole = [], []
        for line, cells in rows:
            fitted = _fit(cells, len(header))
            if fitted is None:
                ragged.append(Ragged(line, len(cells), delimiter.join(cells)[:500]))
            else:
                lines.append(line)
                whole.append(fitted)
        chunks.append(_chunk(header, lines, whole))
    return RawFile(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        header=header,
        table=pa.concat_tables(chunks) if chunks else _chunk(header, [], []),
        ragged=tuple(ragged),
        encoding=encoding,
        delimiter=delimiter,
    )


def _fit(cells: list[str], width: int) -> list[str] | None:
    # Spreadsheets add empty cells at the end; other widths cannot be trusted.
    if any(cell.strip() for cell in cells[width:]) or len(cells) < width:
        return None
    return cells[:width]


def _chunk(header: tuple[str, ...], lines: list[int], whole: list[list[str]]) -> pa.Table:
    columns = list(zip(*whole, strict=True)) or [()] * len(header)
    numbers = pa.Array.from_buffers(
        pa.int64(), len(lines), [None, pa.py_buffer(np.array(lines, np.int64))]
    )
    return pa.Table.from_arrays(
        [numbers, *(_strings(column) for column in columns)], names=["line", *header]
    )


def _strings(cells: tuple[str, ...]) -> pa.Array:
    # What pa.array() does, without its import of pandas, which takes a second.
    encoded = [cell.encode() for cell in cells]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return pa.LargeStringArray.from_buffers(
        len(cells), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))
    )
