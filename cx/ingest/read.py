"""A file to a table of text: container, encoding, delimiter, header and source lines.

Everything is read as text; nothing is converted here, so nothing can be lost here.  A
large file stays on disk, and its rows do too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cx.catalog import normalise_header
from cx.errors import UploadError
from cx.ingest import large
from cx.ingest.archives import unpack_large
from cx.ingest.containers import Opened, is_delimited, open_container
from cx.ingest.delimited import Damaged
from cx.ingest.header import Table, find_table
from cx.ingest.large import Progress

CHUNK_ROWS = 50_000
LARGE_BYTES = 16 * 1024**2
# A workbook or JSON file has to be held in memory while it is read.
LARGEST_IN_MEMORY = 512 * 1024**2
MOST_RAGGED = 1_000_000


@dataclass(frozen=True)
class Ragged:
    """A line with more or fewer cells than the header.

    With `damaged` its cells cannot be told apart: its text is one of them, as it stands.
    """

    line: int
    cells: int
    text: str
    given: tuple[str, ...] = ()
    damaged: bool = False


@dataclass(frozen=True)
class Stored:
    """Rows kept on disk in `folder`: SQL that returns `line` and the columns."""

    sql: str
    num_rows: int
    folder: Path


@dataclass(frozen=True)
class RawFile:
    """An upload as text: a string column per header, plus `line` (the first is 1)."""

    name: str
    sha256: str
    header: tuple[str, ...]
    table: pa.Table | Stored
    ragged: tuple[Ragged, ...]
    opened: Opened
    left_out: tuple[tuple[int, str], ...] = ()
    # The upload whose set-aside lines these are, put right: see cx/ingest/fix.py.
    fixes: str = ""
    # The file has no header: its columns are named by position.
    unnamed: bool = False

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

    @property
    def folder(self) -> Path | None:
        """Where the rows are, if they are not in memory."""
        return self.table.folder if isinstance(self.table, Stored) else None

    def attach(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make the whole rows readable as `file_rows` (line, then the columns)."""
        if isinstance(self.table, Stored):
            con.execute(f"create or replace temp view file_rows as {self.table.sql}")
        else:
            con.register("file_rows", self.table)

    def first(self, most: int) -> pa.Table:
        """The first rows, line first."""
        if isinstance(self.table, Stored):
            with duckdb.connect() as con:
                return con.sql(
                    f"select * from ({self.table.sql}) order by line limit {int(most)}"
                ).to_arrow_table()
        return self.table.slice(0, most)

    @property
    def header_key(self) -> str:
        """The same for every file with this header, whatever its rows."""
        names = "\0".join(normalise_header(name) for name in self.header)
        return hashlib.sha256(names.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Wish:
    """What a person chose about a file, and where its rows may be kept if it is large."""

    encoding: str | None = None
    password: str | None = None
    sheet: str | None = None
    member: str | None = None
    folder: Path | None = None
    progress: Progress = large.untold


def read_file(
    name: str,
    content: bytes | Path,
    *,
    encoding: str | None = None,
    password: str | None = None,
    sheet: str | None = None,
    member: str | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> RawFile:
    """Read an export of any known kind as text; what it is, its content decides.

    With a `folder`, the rows of a file on disk of more than LARGE_BYTES are kept there;
    `progress` is told the share of the work that is done, from 0 to 1.
    """
    wish = Wish(encoding, password, sheet, member, folder)
    if progress:
        wish = replace(wish, progress=progress)
    if isinstance(content, bytes):
        return _read(name, content, wish)
    if folder is None or content.stat().st_size <= LARGE_BYTES:
        return _read(name, content.read_bytes(), wish)
    return _read_large(name, content, folder, wish)


def _read(name: str, content: bytes, wish: Wish) -> RawFile:
    opened = open_container(
        name,
        content,
        encoding=wish.encoding,
        password=wish.password,
        sheet=wish.sheet,
        member=wish.member,
    )
    table = find_table(opened.records, named=opened.named)
    return _collect(name, table, opened, _identity(content, opened), wish)


def _collect(name: str, table: Table, opened: Opened, sha256: str, wish: Wish) -> RawFile:
    """The rows that fit their header, and those that do not."""
    if not table.header:
        raise _no_header(name)
    ragged: list[Ragged] = []
    chunks = _chunks(name, table, opened.delimiter or ",", ragged)
    rows = _stored(chunks, wish.folder) if wish.folder else pa.concat_tables(chunks)
    return RawFile(
        name=name,
        sha256=sha256,
        header=table.header,
        table=rows,
        ragged=tuple(ragged),
        opened=opened,
        left_out=tuple(table.skipped),
        unnamed=table.unnamed,
    )


def _no_header(name: str) -> UploadError:
    return UploadError("{name} has no header row. Nothing was imported.", name=name)


def _chunks(
    name: str, table: Table, between: str, ragged: list[Ragged]
) -> Iterator[pa.Table]:
    yield _chunk(table.header, [], [])
    while rows := list(islice(table.rows, CHUNK_ROWS)):
        lines, whole = [], []
        for line, cells in rows:
            fitted = _fit(cells, len(table.header))
            if fitted is None:
                ragged.append(_ragged(line, cells, between))
            else:
                lines.append(line)
                whole.append(fitted)
        if len(ragged) > MOST_RAGGED:
            raise UploadError(
                "More than a million lines of {name} have another number of cells than "
                "its header, so it is no table that could be read. Nothing was imported.",
                name=name,
            )
        yield _chunk(table.header, lines, whole)


def _ragged(line: int, cells: list[str], between: str) -> Ragged:
    if isinstance(cells, Damaged):
        return Ragged(line, len(cells), "".join(cells)[:500], tuple(cells), damaged=True)
    return Ragged(line, len(cells), between.join(cells)[:500], tuple(cells))


def _stored(chunks: Iterator[pa.Table], folder: Path) -> Stored:
    target = folder / "rows.parquet"
    first = next(chunks)
    count = 0
    with pq.ParquetWriter(target, first.schema, compression="snappy") as writer:
        for chunk in chunks:
            writer.write_table(chunk)
            count += chunk.num_rows
    quoted_path = str(target).replace("'", "''")
    return Stored(f"select * from read_parquet('{quoted_path}')", count, folder)


def _read_large(name: str, path: Path, folder: Path, wish: Wish) -> RawFile:
    """A file that is too large to be held: unpacked, looked at and read from disk."""
    unpacked = unpack_large(name, path, folder, wish.member)
    if unpacked:
        raw = _read_large(unpacked.name, unpacked.path, folder, wish)
        opened = replace(raw.opened, inner_name=unpacked.name, members=unpacked.members)
        unpacked.path.unlink(missing_ok=True)
        part = unpacked.name if len(unpacked.members) > 1 else ""
        sha256 = large.sha256_of(path, part)
        return replace(raw, name=name, sha256=sha256, opened=opened)
    with path.open("rb") as opened_file:
        head = opened_file.read(LARGE_BYTES)
    if not is_delimited(head, wish.encoding):
        if path.stat().st_size > LARGEST_IN_MEMORY:
            raise UploadError(
                "{name} is too large for a file of its kind: only CSV files may have "
                "more than {megabytes} MB. Export it as CSV, or a shorter period at a "
                "time. Nothing was imported.",
                name=name,
                megabytes=LARGEST_IN_MEMORY // 1024**2,
            )
        return _read(name, path.read_bytes(), wish)
    return _read_text(name, path, folder, wish)


def _read_text(name: str, path: Path, folder: Path, wish: Wish) -> RawFile:
    text = large.look_at(path, wish.encoding)
    wish.progress(0.2)
    opened = Opened(
        "csv", iter(()), encoding=text.encoding, delimiter=text.dialect.delimiter
    )
    head = large.head_table(text)
    if not head.header:
        raise _no_header(name)
    fast = large.fast_rows(text, head.header, folder, wish.progress)
    if fast is None:
        return _collect(
            name,
            large.careful_table(name, text, wish.progress),
            opened,
            text.sha256,
            wish,
        )
    return RawFile(
        name=name,
        sha256=text.sha256,
        header=head.header,
        table=Stored(fast.sql, fast.count, folder),
        ragged=(),
        opened=opened,
        left_out=(*head.skipped, *fast.skipped),
        unnamed=head.unnamed,
    )


def _identity(content: bytes, opened: Opened) -> str:
    """The same bytes are the same upload; two sheets of one workbook are two."""
    part = opened.sheet if len(opened.sheets) > 1 else ""
    part += opened.inner_name if len(opened.members) > 1 else ""
    return hashlib.sha256(content + part.encode()).hexdigest()


def _fit(cells: list[str], width: int) -> list[str] | None:
    # Spreadsheets add empty cells at the end; other widths cannot be trusted.
    if (
        isinstance(cells, Damaged)
        or any(cell.strip() for cell in cells[width:])
        or len(cells) < width
    ):
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
