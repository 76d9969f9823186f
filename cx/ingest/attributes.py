"""Custom attributes: what a file's unmapped columns with few values say about a line."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import duckdb

from cx.catalog import Format, named, normalise_header
from cx.ingest.read import RawFile
from cx.mart import quoted, upload_files

MOST_ATTRIBUTE_VALUES = 50
MOST_ATTRIBUTES = 40


def attributes_before(
    con: duckdb.DuckDBPyConnection, fmt: Format, home: Path, active: tuple[str, ...]
) -> set[str]:
    """Lower-case names of the attributes that this source's earlier uploads have."""
    rows = upload_files(home, active, fmt.into)
    kept = upload_files(home, active, "attribute")
    if not rows or not kept:
        return set()
    found = con.execute(
        """select distinct lower(name) from read_parquet($kept)
        where upload_id in (
            select distinct upload_id from read_parquet($rows, union_by_name := true)
            where source = $source
        )""",
        {"kept": kept, "rows": rows, "source": fmt.id},
    ).fetchall()
    return {name for (name,) in found}


def find_attributes(
    con: duckdb.DuckDBPyConnection,
    raw: RawFile,
    fmt: Format,
    used: set[str],
    before: set[str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Unmapped columns with few values are custom attributes; the rest are ignored.

    What was one before stays one: in a file of a single row every column has one value,
    and that row must not lose what an earlier file said about it.
    """
    taken = used | {normalise_header(name) for name in fmt.never_attributes}
    patterns = [pattern.lower() for pattern in fmt.consumes]
    free = [
        name
        for ours, name in named(fmt, raw.header).items()
        if ours not in taken
        and not any(fnmatchcase(ours, pattern) for pattern in patterns)
    ]
    if not free:
        return (), ()
    distinct = ", ".join(f"count(distinct cell({quoted(name)}))" for name in free)
    counts = con.execute(f"select {distinct} from raw").fetchall()[0]
    most = min(MOST_ATTRIBUTE_VALUES, max(2, raw.whole_rows // 2))
    kept = [
        name
        for name, count in zip(free, counts, strict=True)
        if 2 <= count <= most or name.lower() in before
    ][:MOST_ATTRIBUTES]
    return tuple(kept), tuple(name for name in free if name not in kept)


def keep_attributes(
    con: duckdb.DuckDBPyConnection, attributes: tuple[str, ...], upload_id: str
) -> None:
    """One row for each line and attribute that has a value."""
    for name in attributes:
        con.execute(
            f"insert into attribute select $upload_id, line, $name, cell({quoted(name)}) "
            f"from raw where cell({quoted(name)}) is not null",
            {"upload_id": upload_id, "name": name},
        )
