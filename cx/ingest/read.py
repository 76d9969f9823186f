"""Bytes to a table of text: container, encoding, delimiter, header and source lines.

Everything is read as text; nothing is converted here, so nothing can be lost here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from cx.catalog import normalise_header
from cx.errors import UploadError

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
CHUNK_ROWS = 50_000
HANGUL = re.compile("[\uac00-\ud7a3\u3131-\u318e]")
csv.field_size_limit(16 * 1024 * 1024)


@dataclass(frozen=True)
class Ragged:
    """A line with more or fewer cells than the header."""

    line: int
    cells: int
    text: str


@dataclass(frozen=True)
class RawFile:
    """An upload as text: one string column per header, plus `line` (1 is the file's first line)."""

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
            "{name} is an old or password-protected Excel file. Save it as .xlsx without a password, "
            "or as CSV, and load that. Nothing was imported.",
            name=name,
        )
    used, text = decode(content, encoding=encoding)
    delimiter = find_delimiter(text)
    records = _records(text, delimiter)
    return _table(name, content, records, encoding=used, delimiter=delimiter)


def decode(content: bytes, *, encoding: str | None = None) -> tuple[str, str]:
    """Decode the whole file strictly: BOM, UTF-8, then CP949, then Western European.

    >>> decode("고객".encode("cp949"))
    ('cp949', '고객')
    """
    if encoding:
        try:
            return encoding, content.decode(encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise UploadError(
                "The file cannot be read as {encoding}: {error}. Choose another encoding.",
                encoding=encoding,
                error=error,
            ) from error
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return codec, _strict(content, codec)
    if content[:2000].count(b"\0") > len(content[:2000]) // 4:
        little = content[:2000:2].count(b"\0") < content[1:2000:2].count(b"\0")
        codec = "utf-16-le" if little else "utf-16-be"
        return codec, _strict(content, codec)
    as_utf8 = _try(content, "utf-8")
    as_korean = _try(content, "cp949")
    if as_utf8 is not None:
        # Short Korean text in CP949 can pass for UTF-8, never the other way round with Hangul in it.
        if as_korean is not None and _all_hangul(as_korean) and not HANGUL.search(as_utf8):
            return "cp949", as_korean
        return "utf-8", as_utf8
    if as_korean is not None and _mostly_hangul(as_korean):
        return "cp949", as_korean
    as_western = _try(content, "cp1252")
    if as_western is not None:
        return "cp1252", as_western
    if as_korean is not None:
        return "cp949", as_korean
    # Every byte has a meaning in Latin-1: what Windows-1252 leaves undefined stays visible.
    return "latin-1", content.decode("latin-1")


def _try(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _strict(content: bytes, codec: str) -> str:
    text = _try(content, codec)
    if text is None:
        raise UploadError(
            "The file says it is {codec} and is not: it was cut or joined from two files. "
            "Export it again. Nothing was imported.",
            codec=codec,
        )
    return text


def _beyond_ascii(text: str) -> str:
    return "".join(letter for letter in text if letter > "\x7f")


def _all_hangul(text: str) -> bool:
    letters = _beyond_ascii(text)
    return bool(letters) and len(HANGUL.findall(letters)) == len(letters)


def _mostly_hangul(text: str) -> bool:
    letters = _beyond_ascii(text)
    return bool(letters) and len(HANGUL.findall(letters)) >= 0.6 * len(letters)


def find_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the same number of cells most often.

    >>> find_delimiter("a;b\\n1,5;2\\n3,5;4")
    ';'
    """
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        rows = [row for row in islice(csv.reader(io.StringIO(text), delimiter=delimiter), SAMPLE_ROWS) if row]
        if not rows:
            continue
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        score = (count / len(rows) if width > 1 else 0.0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; a record may span lines inside quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _read_workbook(name: str, content: bytes) -> RawFile:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet_name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(sheet_name).to_python(skip_empty_area=False)
            if any(any(cell not in ("", None) for cell in row) for row in rows):
                records = (
                    (number, [_cell_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)
                )
                return _table(name, content, records, encoding="xlsx", delimiter=sheet_name)
    except (CalamineError, OSError, ValueError) as error:
        raise UploadError(
            "{name} cannot be opened as an Excel workbook ({error}). Open it in Excel, save it again as "
            ".xlsx or CSV, and load that. Nothing was imported.",
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
    seen: Counter[str] = Counter({"line": 1, "cells": 1, "row_key": 1})
    found = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"column {position}"
        repeats = seen[normalise_header(name)]
        seen[normalise_header(name)] += 1
        found.append(f"{name}.{repeats}" if repeats else name)
    return tuple(found)


def _table(
    name: str, content: bytes, records: Iterable[tuple[int, list[str]]], *, encoding: str, delimiter: str
) -> RawFile:
    filled = ((line, cells) for line, cells in records if any(cell.strip() for cell in cells))
    _first_line, first = next(filled, (0, []))
    while first and not first[-1].strip():
        first.pop()
    header = unique_names(first)
    if not header:
        raise UploadError("{name} has no header row. Nothing was imported.", name=name)
    width = len(header)
    ragged: list[Ragged] = []
    chunks: list[pa.Table] = []
    schema = pa.schema([("line", pa.int64()), *((column, pa.string()) for column in header)])
    while True:
        rows = list(islice(filled, CHUNK_ROWS))
        if not rows:
            break
        whole = []
        for line, cells in rows:
            # Spreadsheets leave empty cells off the end, or add them; other widths cannot be trusted.
            extra = cells[width:]
            if len(cells) > width and not any(cell.strip() for cell in extra):
                cells = cells[:width]
            if len(cells) != width:
                ragged.append(Ragged(line, len(cells), delimiter.join(cells)[:500]))
            else:
                whole.append((line, cells))
        columns = list(zip(*(cells for _line, cells in whole), strict=True)) or [()] * width
        chunks.append(
            pa.Table.from_arrays(
                [pa.array([line for line, _cells in whole], pa.int64())]
                + [pa.array(column, pa.string()) for column in columns],
                schema=schema,
            )
        )
    table = pa.concat_tables(chunks) if chunks else schema.empty_table()
    return RawFile(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        header=header,
        table=table,
        ragged=tuple(ragged),
        encoding=encoding,
        delimiter=delimiter,
    )
