"""A file of corrected lines: known by its two last columns, read as what it corrects.

The two columns go, every row gets back the number of its line in the original file, and
what the export had disarmed for spreadsheets is armed again.  Rows of the file that are
no line of the original (somebody added them) are numbered on behind its last line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from cx.catalog import normalise_header
from cx.ingest.check import DAMAGED
from cx.ingest.left import HEADER_LINE, last_columns_anywhere, left_file, reading
from cx.ingest.read import Ragged, RawFile
from cx.mart import quoted, upload_files
from cx.register import Upload
from cx.store import Store

# What `cx.export` writes before a cell that a spreadsheet would run.
DISARMED = r"'^''[=+\-@\t\r]'"


@dataclass(frozen=True)
class Original:
    """The upload whose lines come back, and the header they had there."""

    upload: Upload
    header: tuple[str, ...]
    path: str


def put_back(store: Store, raw: RawFile) -> RawFile:
    """The file as it is, or, if it holds corrected lines, as lines of the original.

    `fixes` of what is returned names the upload whose lines these are.  Corrected lines
    of a file that is not known here are read as any file, without the two columns.
    """
    last = tuple(normalise_header(name) for name in raw.header[-2:])
    known = {tuple(map(normalise_header, pair)) for pair in last_columns_anywhere()}
    if len(raw.header) < 3 or last not in known:
        return raw
    with reading(store.home) as con:
        _given(con, raw)
        found = _original(con, store, raw)
        if found is None:
            return _without_last_columns(con, raw)
        return _as_original(con, store.home, raw, found)


def _given(con: duckdb.DuckDBPyConnection, raw: RawFile) -> None:
    """`given`: place (its line in this file), asked (the line it names), cells."""
    raw.attach(con)
    cells = ", ".join(f"coalesce({quoted(name)}, '')" for name in raw.header[:-2])
    con.execute(
        f"""create temp table given as
        select
            line as place,
            list_transform(
                [{cells}],
                lambda cell:
                    case when regexp_matches(cell, {DISARMED}) then cell[2:] else cell end
            ) as cells,
            -- A spreadsheet may have written 12 as 12.0.
            try_cast(try_cast({quoted(raw.header[-2])} as double) as bigint) as asked
        from file_rows"""
    )


def _original(
    con: duckdb.DuckDBPyConnection, store: Store, raw: RawFile
) -> Original | None:
    """Of uploads with this header, the one whose set-aside lines resemble these most.

    Corrected lines still share most of their cells with what they were.
    """
    ranked = []
    for upload in store.register.uploads():
        path = left_file(store.home, upload.id)
        # A second correction corrects the same original again.
        if not path or upload.fixes:
            continue
        header = _header_in(con, path)
        if not header or not _same_header(raw, header):
            continue
        lines, alike = con.execute(
            """select count(*), sum(list_sum(list_transform(
                list_zip(given.cells, kept.cells),
                lambda pair: case when pair[1] = pair[2] then 1 else 0 end
            )))
            from given join read_parquet($path) as kept on kept.line = given.asked
            where kept.line <> $header""",
            {"path": path, "header": HEADER_LINE},
        ).fetchall()[0]
        if lines:
            found = Original(upload, header, path)
            ranked.append((int(alike), upload.active, upload.version, found))
    return max(ranked, key=lambda each: each[:3])[3] if ranked else None


def _header_in(con: duckdb.DuckDBPyConnection, path: str) -> tuple[str, ...]:
    found = con.execute(
        "select cells from read_parquet($path) where line = $header",
        {"path": path, "header": HEADER_LINE},
    ).fetchall()
    return tuple(found[0][0]) if found else ()


def _same_header(raw: RawFile, header: tuple[str, ...]) -> bool:
    """Whether the file has these columns; further ones hold the ends of long lines."""
    names = [normalise_header(name).lstrip("'") for name in raw.header[: len(header)]]
    wanted = [normalise_header(name).lstrip("'") for name in header]
    return len(raw.header) - 2 >= len(header) and names == wanted


def _as_original(
    con: duckdb.DuckDBPyConnection, home: Path, raw: RawFile, found: Original
) -> RawFile:
    """The rows under the original's header and line numbers."""
    width = len(found.header)
    last = _last_line(con, home, found)
    con.execute(
        f"""create temp table back as
        select
            given.cells[:{width}] as cells,
            {_trimmed("given.cells")} as all_cells,
            kept.cells as original,
            case
                when row_number() over (partition by kept.line order by place) = 1
                    and kept.line is not null
                    then kept.line
                else place + $last
            end as line
        from given
        left join read_parquet($path) as kept
            on kept.line = given.asked and kept.line <> $header""",
        {"path": found.path, "header": HEADER_LINE, "last": last},
    )
    # Too long still; or too short, and nobody touched it: blanks at its end are ours.
    con.execute("alter table back add column ragged boolean")
    con.execute(
        f"""update back set ragged = len(all_cells) > {width} or coalesce(
            len(original) < {width} and all_cells = {_trimmed("original")}, false)"""
    )
    listed = ", ".join(
        f"cells[{place}] as {quoted(name)}" for place, name in enumerate(found.header, 1)
    )
    table = con.sql(
        f"select line, {listed} from back where not ragged order by line"
    ).to_arrow_table()
    between = raw.opened.delimiter or ","
    (reasons,) = upload_files(home, (found.upload.id,), "set_aside")
    # A damaged line that nobody touched is still one.
    ragged = [
        Ragged(line, len(cells), between.join(cells)[:500], tuple(cells), damaged)
        for line, cells, damaged in con.execute(
            f"""select
                line,
                case when len(original) < $width then original else all_cells end,
                coalesce(all_cells = {_trimmed("original")} and line in (
                    select line from read_parquet($reasons) where rule = $damaged
                ), false)
            from back where ragged order by line""",
            {"width": width, "reasons": reasons, "damaged": DAMAGED},
        ).fetchall()
    ]
    ragged += [replace(each, line=each.line + last) for each in raw.ragged]
    return replace(
        raw,
        header=found.header,
        table=table,
        ragged=tuple(ragged),
        fixes=found.upload.id,
    )


def _trimmed(cells: str) -> str:
    """A list without the blank cells at its end."""
    return (
        f"{cells}[:coalesce(list_max(list_transform({cells}, "
        "lambda cell, place: case when trim(cell) <> '' then place end)), 0)]"
    )


def _last_line(con: duckdb.DuckDBPyConnection, home: Path, found: Original) -> int:
    """The last line of the original that is known: kept or set aside."""
    files = upload_files(home, (found.upload.id,), found.upload.table)
    line = con.execute(
        "select max(line) from read_parquet($files)", {"files": [found.path]}
    ).fetchall()[0][0]
    if files:
        kept = con.execute(
            "select max(line) from read_parquet($files)", {"files": files}
        ).fetchall()[0][0]
        line = max(line, kept or 0)
    return int(line)


def _without_last_columns(con: duckdb.DuckDBPyConnection, raw: RawFile) -> RawFile:
    header = raw.header[:-2]
    listed = ", ".join(
        f"cells[{place}] as {quoted(name)}" for place, name in enumerate(header, 1)
    )
    table = con.sql(
        f"select place as line, {listed} from given order by place"
    ).to_arrow_table()
    return replace(raw, header=header, table=table)


def keep_fixed(con: duckdb.DuckDBPyConnection, raw: RawFile, home: Path) -> None:
    """Make `fixed` (line): lines of the original that pass now.  After `passed` is."""
    con.execute("create table fixed (line bigint)")
    if path := raw.fixes and left_file(home, raw.fixes):
        con.execute(
            "insert into fixed select distinct line from passed where line in "
            "(select line from read_parquet($path))",
            {"path": path},
        )


def count_fixed(con: duckdb.DuckDBPyConnection) -> int:
    """How many lines of the original a staged file puts right."""
    return int(con.execute("select count(*) from fixed").fetchall()[0][0])
