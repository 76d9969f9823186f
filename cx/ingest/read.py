"""Bytes to a table of text: container, encoding, delimiter, header and source lines.

Everything is read as text; nothing is converted here, so nothing can be lost here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice

import duckdb
import numpy as np
import pyarrow as pa

from cx.catalog import normalise_header
from cx.errors import UploadError
from cx.ingest.containers import Opened, open_container
from cx.ingest.header import find_table

CHUNK_ROWS = 50_000


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
    opened: Opened
    left_out: tuple[tuple[int, str], ...] = ()

    @property
    def encoding(self) -> str:
        """How the text was read, or what kind of file it is."""
        return self.opened.encoding or self.opened.kind

    @property
    def delimiter(self) -> str:
        """What stands between the cells, or the sheet they are on."""
        return self.opened.delimiter or self.opened.sheet

    @property
    def rows_read(self) -> int:
        """Rows below the header, without blank lines, titles and footers."""
        return int(self.table.num_rows) + len(self.ragged)

    @property
    def whole_rows(self) -> int:
        """Rows with as many cells as the header."""
        return int(self.table.num_rows)

    def attach(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make the whole rows readable as `file_rows` (line, then the columns)."""
        con.register("file_rows", self.table)

    def first(self, most: int) -> pa.Table:
        """The first rows, line first."""
        return self.table.slice(0, most)

    @property
    def header_key(self) -> str:
        """The same for every file with this header, whatever its rows."""
        names = "\0".join(normalise_header(name) for name in self.header)
        return hashlib.sha256(names.encode()).hexdigest()[:12]


def read_file(
    name: str,
    content: bytes,
    *,
    encoding: str | None = None,
    password: str | None = None,
    sheet: str | None = None,
    member: str | None = None,
) -> RawFile:
    """Read an export of any known kind as text; what it is, its content decides."""
    opened = open_container(
        name,
        content,
        encoding=encoding,
        password=password,
        sheet=sheet,
        member=member,
    )
    table = find_table(opened.records, named=opened.named)
    header = table.header
    if not header:
        raise UploadError("{name} has no header row. Nothing was imported.", name=name)
    between = opened.delimiter or ","
    ragged: list[Ragged] = []
    chunks: list[pa.Table] = []
    while rows := list(islice(table.rows, CHUNK_ROWS)):
        lines, whole = [], []
        for line, cells in rows:
            fitted = _fit(cells, len(header))
            if fitted is None:
                ragged.append(Ragged(line, len(cells), between.join(cells)[:500]))
            else:
                lines.append(line)
                whole.append(fitted)
        chunks.append(_chunk(header, lines, whole))
    return RawFile(
        name=name,
        sha256=_identity(content, opened),
        header=header,
        table=pa.concat_tables(chunks) if chunks else _chunk(header, [], []),
        ragged=tuple(ragged),
        opened=opened,
        left_out=tuple(table.skipped),
    )


def _identity(content: bytes, opened: Opened) -> str:
    """The same bytes are the same upload; two sheets of one workbook are two."""
    part = opened.sheet if len(opened.sheets) > 1 else ""
    part += opened.inner_name if len(opened.members) > 1 else ""
    return hashlib.sha256(content + part.encode()).hexdigest()


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
