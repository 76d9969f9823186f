"""A large delimited file, from disk to disk: never more than a piece of it in memory.

Its rows become a Parquet file of text columns.  A regular file is taken apart by DuckDB's
reader; whatever is not regular goes through the same careful reader as a small file,
piece by piece.  Both give the same rows and line numbers: the tests hold them together.
"""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cx.ingest.delimited import records
from cx.ingest.dialect import SAMPLE_LETTERS, Dialect, find_dialect
from cx.ingest.encoding import cannot_be_read, find_encoding
from cx.ingest.furniture import FOOTER_ROW, furniture
from cx.ingest.header import HEAD_RECORDS, Table, find_table
from cx.ingest.scan import Scan, scan
from cx.mart import LOCKED, quoted

BLOCK_BYTES = 4 * 1024**2
HEAD_BYTES = 1024**2
# No cell of a file holds this: a file with a NUL in it is not read this way.
NEVER = "\0"
TOTAL_WORDS = "total|합\\s*계|총\\s*계|소\\s*계"
MEMORY = "500MB"
# Read a few times and thrown away; a short dictionary lets functions run once a value.
CHEAP = "parquet_version v2, dictionary_size_limit 2000"
LINES_TO_PROGRESS = 50_000
# Left to itself, the reader takes sixteen times this at once; longer goes the slow way.
LONGEST_LINE = 8 * 1024**2

Progress = Callable[[float], None]


def untold(_share: float) -> None:
    """Progress that nobody waits for."""


@dataclass(frozen=True)
class Text:
    """A delimited file on disk, its encoding and dialect, and its table's head."""

    path: Path
    encoding: str
    sha256: str
    dialect: Dialect
    head: str

    def lines(self, progress: Progress) -> Iterator[str]:
        """All its lines, with their ends."""
        size = self.path.stat().st_size
        with self.path.open("rb") as opened:
            text = io.TextIOWrapper(opened, encoding=self.encoding, newline="")
            for number, line in enumerate(text):
                if number % LINES_TO_PROGRESS == 0:
                    progress(opened.tell() / size)
                yield line


@dataclass(frozen=True)
class FastRows:
    """The rows of a regular file: SQL that returns `line` and the columns."""

    sql: str
    count: int
    skipped: tuple[tuple[int, str], ...]


def blocks_of(path: Path, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The bytes of a file, a few megabytes at a time."""
    with path.open("rb") as opened:
        while block := opened.read(size):
            yield block


def sha256_of(path: Path, part: str = "") -> str:
    """The digest of a file, and of which part of it is meant."""
    digest = hashlib.sha256()
    for block in blocks_of(path):
        digest.update(block)
    digest.update(part.encode())
    return digest.hexdigest()


def head_table(text: Text) -> Table:
    """The header, and in `skipped` what is left out above the first row."""
    lines = io.StringIO(text.head, newline="")
    table = find_table(records("", lines, text.dialect))
    next(table.rows, None)
    return table


def look_at(path: Path, encoding: str | None) -> Text:
    """Find encoding and dialect; the whole file is decoded once, strictly."""
    used = encoding or find_encoding(lambda: blocks_of(path))
    try:
        decoder = codecs.getincrementaldecoder(used)()
        digest = hashlib.sha256()
        head = ""
        for block in blocks_of(path):
            digest.update(block)
            # What was found was held against every byte; what was chosen was not.
            if encoding or len(head) < HEAD_BYTES:
                text = decoder.decode(block)
                head += text if len(head) < HEAD_BYTES else ""
        if encoding:
            decoder.decode(b"", final=True)
    except (UnicodeDecodeError, LookupError) as error:
        raise cannot_be_read(used, error) from error
    cut = head.rfind("\n") + 1
    head = head[:cut] if cut else head
    return Text(path, used, digest.hexdigest(), find_dialect(head[:SAMPLE_LETTERS]), head)


def fast_rows(
    text: Text, header: tuple[str, ...], folder: Path, progress: Progress
) -> FastRows | None:
    """The rows by DuckDB's reader, or None where only the careful one is sure."""
    if not text.dialect.plain or not text.dialect.delimiter.isascii():
        return None
    first = _first_row(text)
    if first is None:
        return None
    line, cells, header_cells = first
    width = len(cells)
    if width < len(header):
        return None
    path = text.path
    if text.encoding not in ("utf-8", "utf-8-sig"):
        path = _as_utf8(text, folder / "text.csv")
    found = scan(_from_line(path, line), text.dialect.delimiter)
    progress(0.4)
    if found.why_not:
        return None
    place = _Place(line, width, header, header_cells)
    return _read_fast(text, path, folder, place, found)


@dataclass(frozen=True)
class _Place:
    """Where the rows begin, how many cells they have, and what the header says."""

    line: int
    width: int
    header: tuple[str, ...]
    cells: list[str]


def _first_row(text: Text) -> tuple[int, list[str], list[str]] | None:
    """Line and cells of the first row, and the cells of the header above it."""
    lines = io.StringIO(text.head, newline="")
    listed = list(islice(records("", lines, text.dialect), HEAD_RECORDS))
    table = find_table(iter(listed))
    first = next(table.rows, None)
    if first is None:
        return None
    above = [cells for line, cells in listed if line < first[0] and any(cells)]
    names = {name.split(".")[0] for name in table.header}
    best = max(above, key=lambda cells: len(names & set(cells)), default=[])
    return *first, best


def _from_line(path: Path, line: int) -> Iterator[bytes]:
    left = line - 1
    for block in blocks_of(path):
        start = 0
        while left:
            start = block.find(b"\n", start) + 1
            if not start:
                break
            left -= 1
        if not left:
            yield block[start:]
            left = 0


def _as_utf8(text: Text, target: Path) -> Path:
    """The file in the encoding that DuckDB reads."""
    decoder = codecs.getincrementaldecoder(text.encoding)()
    with target.open("wb") as written:
        for block in blocks_of(text.path):
            written.write(decoder.decode(block).encode())
    return target


def _read_fast(
    text: Text, path: Path, folder: Path, place: _Place, found: Scan
) -> FastRows | None:
    columns = [f"c{number}" for number in range(place.width)]
    kept, extra = columns[: len(place.header)], columns[len(place.header) :]
    target = folder / "rows.parquet"
    con = duckdb.connect(
        config={**LOCKED, "memory_limit": MEMORY, "temp_directory": str(folder / "spill")}
    )
    try:
        con.execute(
            f"""copy (
                select {", ".join(kept)}, {_odd(kept, place.cells)} as odd,
                    {" or ".join(f"{name} <> ''" for name in extra) or "false"} as wide
                from read_csv(
                    $path, auto_detect = false, header = false, skip = {place.line - 1},
                    columns = {{{", ".join(f"{c}: 'varchar'" for c in columns)}}},
                    delim = $delimiter, quote = '"', escape = '"', nullstr = $never,
                    strict_mode = true, null_padding = false, ignore_errors = false,
                    max_line_size = {LONGEST_LINE}, buffer_size = {4 * LONGEST_LINE}
                )
            ) to {_literal(target)} (format parquet, {CHEAP})""",
            {
                "path": str(path),
                "delimiter": text.dialect.delimiter,
                "never": NEVER,
            },
        )
        rows, wide = con.execute(
            "select count(*), count(*) filter (where wide) from read_parquet($path)",
            {"path": str(target)},
        ).fetchall()[0]
        if rows != found.records or wide:
            return None
        sql = _numbered(target, folder, place, found)
        odd = con.execute(
            f"select line, {', '.join(map(quoted, place.header))} from ({sql}) "
            "where odd order by line"
        )
        skipped = _furniture(odd, place.cells)
    except duckdb.Error:
        return None
    finally:
        con.close()
        if path != text.path:
            path.unlink(missing_ok=True)
    without = ""
    if skipped:
        without = f" where line not in ({', '.join(str(line) for line, _ in skipped)})"
    return FastRows(
        f"select * exclude (odd) from ({sql}){without}",
        int(rows) - len(skipped),
        tuple(skipped),
    )


def _odd(columns: list[str], header: list[str]) -> str:
    """SQL for rows that might be furniture: nearly empty, totals, or the header again.

    Nearly every row has something else in its first cell and something in the next.
    """
    filled = " + ".join(f"({name} > ' ')::int" for name in columns)
    texts = ", ".join(f"nullif(trim({name}), '')" for name in columns)
    first = f"coalesce({texts}, '')"
    again = f"{columns[0]} = {_literal(header[0])}" if header else "false"
    nearly_empty = f"""({filled}) <= {max(1, len(columns) // 2)} and (
        ({filled}) <= 1 or regexp_matches(lower({first}), {_literal(TOTAL_WORDS)}))"""
    usual = f"{columns[0]} > ' ' and {columns[min(1, len(columns) - 1)]} > ' '"
    total = f"regexp_matches(lower({columns[0]}), {_literal(TOTAL_WORDS)})"
    return f"""({again} or case
        when {usual} and not {total} then false else {nearly_empty} end)"""


def _furniture(
    odd: duckdb.DuckDBPyConnection, header: list[str]
) -> list[tuple[int, str]]:
    skipped, after_footer = [], False
    while row := odd.fetchone():
        reason = furniture(list(row[1:]), header, after_footer=after_footer)
        after_footer = after_footer or reason == FOOTER_ROW
        if reason:
            skipped.append((int(row[0]), reason))
    return skipped


def _numbered(target: Path, folder: Path, place: _Place, found: Scan) -> str:
    """SQL for the rows with their line numbers and the header's names."""
    named = ", ".join(
        f"c{number} as {quoted(name)}" for number, name in enumerate(place.header)
    )
    rows = f"read_parquet({_literal(target)}, file_row_number = true)"
    if not found.breaks:
        return f"select file_row_number + {place.line} as line, {named}, odd from {rows}"
    breaks = folder / "breaks.parquet"
    pq.write_table(
        pa.table(
            {
                "after": pa.array([record for record, _ in found.breaks], pa.int64()),
                "more": pa.array([more for _, more in found.breaks], pa.int64()),
            }
        ),
        breaks,
    )
    return f"""select
            file_row_number + {place.line} + coalesce(earlier.lines, 0)::bigint as line,
            {named}, odd
        from {rows} as rows
        asof left join (
            select after, sum(sum(more)) over (order by after) as lines
            from read_parquet({_literal(breaks)}) group by after
        ) as earlier on rows.file_row_number > earlier.after"""


def careful_table(name: str, text: Text, progress: Progress) -> Table:
    """The table by the reader that copes with anything, row by row."""
    return find_table(records(name, text.lines(progress), text.dialect))


def _literal(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
