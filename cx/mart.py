"""Build one mart file from the uploads that count.  Runs as a process of its own.

    python -m cx.mart HOME TARGET UPLOAD_ID…

The file is written beside its target as `.tmp`, checkpointed, fsynced and renamed, so a
reader never sees half of it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb

from cx import catalog
from cx.register import upload_folders
from cx.working import AtWork

KEYS = {
    "contact": ("contact_id",),
    "answer": ("response_id", "question", "coalesce(touchpoint, '')"),
    "purchase": ("purchase_id",),
    "audit_item": ("visit_id", "coalesce(touchpoint, '')", "item"),
    "volume": (
        *("measure", "grain", "cast(period_start as varchar)", "coalesce(channel, '')"),
        *("coalesce(product, '')", "coalesce(team, '')", "coalesce(segment, '')"),
    ),
}
# Worked out when asked, and made of other marts without lines of their own.
VIEWS = ("episode",)
DERIVED = ("snowball",)
MOST_ATTRIBUTE_VALUES = 50
MEMORY = "1GB"
LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
}


def quoted(name: str) -> str:
    """A name as an SQL identifier (quotes inside it are doubled)."""
    return '"' + name.replace('"', '""') + '"'


def upload_files(home: Path, upload_ids: tuple[str, ...], table: str) -> list[str]:
    """The Parquet files of those uploads that hold this table."""
    folders = upload_folders(home, upload_ids)
    found = [folder / f"{table}.parquet" for folder in folders]
    return [str(path) for path in found if path.exists()]


def build(home: Path, target: Path, upload_ids: tuple[str, ...]) -> None:
    """Write the mart of these uploads to `target`, in one step that can be seen."""
    half_built = target.with_suffix(f".{os.getpid()}.tmp")
    spill = half_built.with_suffix(".spill")
    with AtWork(home, half_built.stem):
        half_built.unlink(missing_ok=True)
        try:
            _write(home, half_built, spill, upload_ids)
            half_built.replace(target)
        finally:
            # Of a build that failed; after one that did not there is nothing here.
            half_built.unlink(missing_ok=True)


def _write(home: Path, path: Path, spill: Path, upload_ids: tuple[str, ...]) -> None:
    con = duckdb.connect(
        str(path),
        config={**LOCKED, "memory_limit": MEMORY, "temp_directory": str(spill)},
    )
    try:
        _keep_newest(con, home, upload_ids)
        _load_attributes(con, home, upload_ids)
        for name, sql in catalog.mart_sql().items():
            con.execute(f"create {'view' if name in VIEWS else 'table'} {name} as {sql}")
            if name not in (*VIEWS, *DERIVED):
                _promote_attributes(con, name)
            # Only its own mart reads it; ten million rows would stand in the others' way.
            con.execute(f"drop table if exists kept_{name}")
        con.execute("checkpoint")
    finally:
        con.close()
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _keep_newest(
    con: duckdb.DuckDBPyConnection, home: Path, upload_ids: tuple[str, ...]
) -> None:
    """One row per key: the newest upload wins, within an upload the last line."""
    con.execute("create temp table loaded (upload_id varchar, position bigint)")
    for position, upload_id in enumerate(upload_ids):
        con.execute(
            "insert into loaded values ($id, $position)",
            {"id": upload_id, "position": position},
        )
    con.execute("create schema empty")
    con.execute("use empty")
    con.execute(catalog.schema_sql())
    con.execute("use main")
    for table, key in KEYS.items():
        files = upload_files(home, upload_ids, table)
        rows = f"empty.{table}"
        if files:
            # An upload from before a column existed says nothing in it.
            rows = (
                f"(from {rows} union all by name "
                "from read_parquet($files, union_by_name := true))"
            )
        key_list = ", ".join(key)
        row_id = " || ':' || ".join(("source", *key))
        con.execute(
            f"""create temp table kept_{table} as
            select * exclude (newest) from (
                select
                    given.*,
                    {row_id} as row_id,
                    row_number() over (
                        partition by source, {key_list}
                        order by loaded.position desc, given.line desc
                    ) as newest
                from {rows} as given
                join loaded using (upload_id)
            ) where newest = 1""",
            {"files": files} if files else {},
        )
    con.execute("drop schema empty cascade")


def _load_attributes(
    con: duckdb.DuckDBPyConnection, home: Path, upload_ids: tuple[str, ...]
) -> None:
    files = upload_files(home, upload_ids, "attribute")
    rows = (
        "read_parquet($files)"
        if files
        else ("(select '' as upload_id, 0 as line, '' as name, '' as value limit 0)")
    )
    con.execute(
        f"create temp table attribute as select * from {rows}",
        {"files": files} if files else {},
    )


def _promote_attributes(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """A column attr_… for each custom attribute with few values among a table's lines.

    Two exports may spell its name in capitals or not: it is the same attribute.
    """
    found = con.execute(
        f"""select lower(name), arg_min(name, name) from attribute
        join (select distinct upload_id, line from {table}) as lines
            using (upload_id, line)
        group by lower(name) having count(distinct value) <= $most
        order by lower(name)""",
        {"most": MOST_ATTRIBUTE_VALUES},
    ).fetchall()
    if not found:
        return
    wide = ", ".join(
        f"max(case when lower(name) = {_literal(folded)} then value end) "
        f"as {quoted('attr_' + name)}"
        for folded, name in found
    )
    con.execute(f"alter table {table} rename to unpromoted")
    con.execute(
        f"""create table {table} as
        select unpromoted.*, wide.* exclude (upload_id, line)
        from unpromoted
        left join (
            select upload_id, line, {wide} from attribute group by upload_id, line
        ) as wide using (upload_id, line)
        order by unpromoted.rowid"""
    )
    con.execute("drop table unpromoted")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), tuple(sys.argv[3:]))
