"""Build one mart file from the uploads that count.  Runs as a process of its own.

    python -m cx.mart HOME TARGET UPLOAD_ID…

The file is written beside its target as `.tmp`, checkpointed, fsynced and renamed, so a
reader never sees half of it.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

import duckdb

from cx import catalog, rating_mart
from cx.register import upload_folders
from cx.working import AtWork

KEYS = {
    "contact": ("contact_id",),
    "answer": ("response_id", "question", "coalesce(touchpoint, item, '')"),
    "purchase": ("purchase_id",),
    "audit_item": (
        *("visit_id", "coalesce(touchpoint, '')", "item", "coalesce(auditor, '')"),
    ),
    "volume": (
        *("measure", "grain", "cast(period_start as varchar)", "coalesce(channel, '')"),
        *("coalesce(product, '')", "coalesce(team, '')", "coalesce(segment, '')"),
    ),
    "attempt": ("attempt_id",),
    # One alert goes to many.
    "alert": ("alert_id || ':' || coalesce(customer_id, '')",),
    "shift": ("agent_id", "cast(worked_on as varchar)", "coalesce(team, '')"),
}
# Worked out when asked, and made of other marts without lines of their own.
VIEWS = ("episode",)
DERIVED = ("snowball", "score_day")
MOST_ATTRIBUTE_VALUES = 50
# Customers fall into so many groups by their names; leaving out one at a time says how
# sure a number is.
BUCKETS = 200
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
        columns = [row[0] for row in con.execute("describe answer").fetchall()]
        rating_mart.build(
            lambda sql: con.execute(sql).fetchall(),
            tuple(
                quoted(name)
                for name in columns
                if name in catalog.dimensions() or name.startswith("attr_")
            ),
        )
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
    given = {table: _rows_of(home, upload_ids, table) for table in KEYS}
    number_customers(con, given)
    for table, key in KEYS.items():
        key_list = ", ".join(key)
        numbered, joined = "", ""
        if table in named_tables():
            numbered = "customer_number.* exclude (who),"
            joined = f"join customer_number on {who(table)} = customer_number.who"
        con.execute(
            f"""create temp table kept_{table} as
            select {numbered} kept.* exclude (newest) from (
                select
                    given.*,
                    {row_id(table)} as row_id,
                    row_number() over (
                        partition by source, {key_list}
                        order by loaded.position desc, given.line desc
                    ) as newest
                from {given[table]} as given
                join loaded using (upload_id)
                qualify newest = 1
            ) as kept {joined}"""
        )
    con.execute("drop table customer_number")
    con.execute("drop schema empty cascade")


def _rows_of(home: Path, upload_ids: tuple[str, ...], table: str) -> str:
    """All rows of a canonical table in these uploads, as something to select from."""
    files = upload_files(home, upload_ids, table)
    if not files:
        return f"empty.{table}"
    listed = ", ".join(_literal(file) for file in files)
    # An upload from before a column existed says nothing in it.
    return (
        f"(from empty.{table} union all by name "
        f"from read_parquet([{listed}], union_by_name := true))"
    )


def row_id(table: str) -> str:
    """What tells a row of a canonical table from all others, as SQL."""
    return " || ':' || ".join(("source", *KEYS[table]))


@cache
def named_tables() -> tuple[str, ...]:
    """Canonical tables that say whose row it is."""
    return tuple(t for t in KEYS if "customer_id" in catalog.column_comments()[t])


def who(table: str) -> str:
    """Whose row it is, as SQL: the answers of one response are one person's.

    Where nobody is named, each contact, order or response is somebody else's.
    """
    alone = "source || ':' || response_id" if table == "answer" else row_id(table)
    return f"coalesce(customer_id, {alone})"


def number_customers(con: duckdb.DuckDBPyConnection, rows: dict[str, str]) -> None:
    """A whole number for everybody, counted up by name: sums by customer read it.

    `rows` says where the rows of a table are.  The same rows give the same numbers.  A
    table `customer_number` is left behind: who, customer_key (from 1, without gaps) and
    customer_bucket (0 to BUCKETS - 1).
    """
    everybody = " union ".join(
        f"select {who(table)} as who from {rows[table]}"
        for table in named_tables()
        if table in rows
    )
    con.execute(
        f"""create temp table customer_number as
        select
            who,
            cast(row_number() over (order by who) as integer) as customer_key,
            cast(md5_number_lower(who) % {BUCKETS} as smallint) as customer_bucket
        from ({everybody})"""
    )


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
