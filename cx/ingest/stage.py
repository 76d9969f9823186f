"""From a table of text to canonical rows: mapped, checked, set aside with reasons, compared.

    raw --[format's SELECT]--> mapped --[rules of schema.sql]--> staged + set aside
        --[rows already loaded]--> new / changed / duplicate

Every line of the file ends in exactly one of: new, changed, duplicate, set aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from cx import catalog
from cx.catalog import Format, normalise_header
from cx.errors import DefinitionError, UploadError
from cx.ingest.read import RawFile
from cx.mart import KEYS, LOCKED, quoted, upload_files

ADDED = ("upload_id", "source")
MOST_ATTRIBUTE_VALUES = 50
MOST_ATTRIBUTES = 40
ANCHORS = {"contact": "started_at", "answer": "responded_at", "purchase": "occurred_at"}


@dataclass(frozen=True)
class SetAside:
    """One cell that kept its line from being imported."""

    line: int
    column: str
    value: str
    rule: str


@dataclass(frozen=True)
class Staged:
    """What a file will do, before anything is written."""

    raw: RawFile
    format: Format
    con: duckdb.DuckDBPyConnection
    upload_id: str
    new: int
    changed: int
    duplicate: int
    set_aside: int
    reasons: tuple[SetAside, ...]
    attributes: tuple[str, ...]
    ignored: tuple[str, ...]
    since: str | None
    until: str | None
    rows: int

    def preview(self, most: int = 20) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The first canonical rows as they will be read, without columns that are empty everywhere."""
        result = self.con.execute(
            f"select * exclude (upload_id, source) from staged order by line limit {int(most)}"
        )
        names = [column[0] for column in result.description or ()]
        rows = result.fetchall()
        used = [i for i in range(len(names)) if any(row[i] is not None for row in rows)]
        return tuple(names[i] for i in used), [tuple(row[i] for i in used) for row in rows]


def connect() -> duckdb.DuckDBPyConnection:
    """A private database with the canonical tables and the macros for messy text."""
    con = duckdb.connect(config=LOCKED)
    con.execute(catalog.schema_sql())
    con.execute(catalog.parse_sql())
    return con


def stage(raw: RawFile, fmt: Format, *, home: Path, active: tuple[str, ...], upload_id: str) -> Staged:
    """Map, check and compare one file; nothing is written outside this process's memory."""
    con = connect()
    _make_raw(con, raw, fmt)
    mapped_columns = _map(con, fmt)
    attributes, ignored = _attributes(con, raw, fmt)
    _keep_attributes(con, attributes, upload_id)
    _fill(con, fmt, mapped_columns, upload_id)
    _break_rules(con, raw, fmt, mapped_columns)
    _keep_last_line(con, fmt.into)
    counts = _compare(con, fmt, home, active)
    anchor = ANCHORS[fmt.into]
    since, until, rows = con.execute(
        f"select min({anchor})::date::varchar, max({anchor})::date::varchar, count(*) from staged"
    ).fetchall()[0]
    reasons = [
        SetAside(*row)
        for row in con.execute(
            'select line, "column", "value", rule from set_aside order by line, "column"'
        ).fetchall()
    ]
    return Staged(
        raw=raw,
        format=fmt,
        con=con,
        upload_id=upload_id,
        new=counts["new"],
        changed=counts["changed"],
        duplicate=counts["duplicate"],
        set_aside=len({reason.line for reason in reasons}),
        reasons=tuple(reasons),
        attributes=attributes,
        ignored=ignored,
        since=since,
        until=until,
        rows=rows,
    )


def used_columns(sql: str) -> set[str]:
    """Lower-case names of every column a SELECT mentions."""
    return {column.name.lower() for column in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Column)}


def _make_raw(con: duckdb.DuckDBPyConnection, raw: RawFile, fmt: Format) -> None:
    """`raw`: the file's columns, those that may be absent as NULL, and what the engine adds."""
    con.register("file_rows", raw.table)
    present = {normalise_header(name) for name in raw.header}
    absent = [name for name in fmt.optional if normalise_header(name) not in present]
    extra = [f"cast(null as varchar) as {quoted(name)}" for name in absent]
    used = used_columns(fmt.sql)
    listed = ", ".join(quoted(name) for name in raw.header)
    if "cells" in used:
        names = ", ".join("'" + name.replace("'", "''") + "'" for name in raw.header)
        extra.append(f"map([{names}], [{listed}]) as cells")
    if "row_key" in used:
        # A file without a number of its own: the row's content, and which of its identical copies it is.
        content = f"md5(concat_ws(chr(31), {listed}))"
        extra.append(f"{content} || '-' || row_number() over (partition by {content} order by line) as row_key")
    con.execute("create temp table raw as select " + ", ".join(["*", *extra]) + " from file_rows")


def _map(con: duckdb.DuckDBPyConnection, fmt: Format) -> list[str]:
    """Run the format's SELECT; return the canonical columns it fills."""
    try:
        con.execute(f"create temp table mapped as {fmt.sql}")
    except duckdb.Error as error:
        raise DefinitionError("{file}: {error}", file=fmt.id, error=str(error).splitlines()[0]) from error
    columns = [row[0] for row in con.execute("describe mapped").fetchall()]
    canonical = {row[0] for row in con.execute(f"describe {fmt.into}").fetchall()}
    unknown = [name for name in columns if name not in canonical | {"problems"} or name in ADDED]
    if unknown or "line" not in columns:
        raise DefinitionError(
            "{file}: returns {unknown}; a format returns line and columns of {table}.",
            file=fmt.id,
            unknown=", ".join(unknown) or "no line",
            table=fmt.into,
        )
    return columns


def _attributes(
    con: duckdb.DuckDBPyConnection, raw: RawFile, fmt: Format
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Unmapped columns with few values are kept as custom attributes; the rest are named as ignored."""
    taken = used_columns(fmt.sql) | {normalise_header(name) for name in fmt.never_attributes}
    patterns = [pattern.lower() for pattern in fmt.consumes]
    free = [
        name
        for name in raw.header
        if normalise_header(name) not in taken
        and not any(fnmatchcase(normalise_header(name), pattern) for pattern in patterns)
    ]
    if not free:
        return (), ()
    counts = con.execute(
        "select " + ", ".join(f"count(distinct cell({quoted(name)}))" for name in free) + " from raw"
    ).fetchall()[0]
    rows = raw.table.num_rows
    kept = [
        name
        for name, distinct in zip(free, counts, strict=True)
        if 2 <= distinct <= MOST_ATTRIBUTE_VALUES and distinct <= max(2, rows // 2)
    ][:MOST_ATTRIBUTES]
    return tuple(kept), tuple(name for name in free if name not in kept)


def _fill(
    con: duckdb.DuckDBPyConnection,
    fmt: Format,
    mapped_columns: list[str],
    upload_id: str,
) -> None:
    """Every canonical column, in its type, with where it came from."""
    types = {row[0]: row[1] for row in con.execute(f"describe {fmt.into}").fetchall()}
    chosen = []
    for name, kind in types.items():
        if name == "upload_id":
            chosen.append("$upload_id as upload_id")
        elif name == "source":
            chosen.append("$source as source")
        elif name in mapped_columns:
            chosen.append(f"cast({name} as {kind}) as {name}")
        elif name == "state":
            chosen.append("'answered' as state")
        else:
            chosen.append(f"cast(null as {kind}) as {name}")
    problems = "problems" if "problems" in mapped_columns else "[]"
    con.execute(
        f"create temp table filled as select {', '.join(chosen)}, {problems} as problems from mapped",
        {"upload_id": upload_id, "source": fmt.id},
    )


def _keep_attributes(con: duckdb.DuckDBPyConnection, attributes: tuple[str, ...], upload_id: str) -> None:
    """One row for each line and attribute that has a value."""
    for name in attributes:
        con.execute(
            f"insert into attribute select $upload_id, line, $name, cell({quoted(name)}) from raw "
            f"where cell({quoted(name)}) is not null",
            {"upload_id": upload_id, "name": name},
        )


def _break_rules(
    con: duckdb.DuckDBPyConnection, raw: RawFile, fmt: Format, mapped_columns: list[str]
) -> None:
    """Collect every reason for setting a line aside, then leave those lines out."""
    con.execute('create temp table set_aside (line bigint, "column" varchar, "value" varchar, rule varchar)')
    for ragged in raw.ragged:
        con.execute(
            "insert into set_aside values ($line, '', $text, $rule)",
            {
                "line": ragged.line,
                "text": ragged.text,
                "rule": f"This line has {ragged.cells} cells where the header has {len(raw.header)}.",
            },
        )
    if "problems" in mapped_columns:
        con.execute(
            """insert into set_aside
            select distinct line, found."column", found."value", found.rule
            from (select line, unnest(problems) as found from filled) where found is not null"""
        )
    words = catalog.column_comments()[fmt.into]
    required = [
        row[0]
        for row in con.execute(
            """select unnest(constraint_column_names) from duckdb_constraints()
            where table_name = $table and constraint_type = 'NOT NULL'""",
            {"table": fmt.into},
        ).fetchall()
        if row[0] not in (*ADDED, "line")
    ]
    for column in required:
        con.execute(
            f"""insert into set_aside
            select distinct line, $column, '', 'This is needed and is missing.' from filled
            where {column} is null and line not in (select line from set_aside)""",
            {"column": words.get(column, column)},
        )
    checked = con.execute(
        """select constraint_column_names from duckdb_constraints()
        where table_name = $table and constraint_type = 'CHECK' order by constraint_index""",
        {"table": fmt.into},
    ).fetchall()
    for (columns,), (expression, sentence) in zip(checked, catalog.check_sentences()[fmt.into], strict=True):
        first = "score" if "score" in columns else columns[0]
        where_from = "coalesce(touchpoint, question)" if fmt.into == "answer" else "$column"
        bound: dict[str, object] = {"sentence": sentence}
        if fmt.into != "answer":
            bound["column"] = words.get(first, first)
        con.execute(
            f"""insert into set_aside
            select distinct line, {where_from}, cast({first} as varchar), $sentence from filled
            where not ({expression}) and line not in (select line from set_aside)""",
            bound,
        )
    con.execute(
        """insert into set_aside
        select line, '', '', 'There is nothing to read on this line.' from raw
        where line not in (select line from filled) and line not in (select line from set_aside)"""
    )
    con.execute(
        "create temp table passed as select * exclude (problems) from filled "
        "where line not in (select line from set_aside)"
    )


def _keep_last_line(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Of lines about the same thing in one file the last is its newest state."""
    con.execute(
        f"""create temp table staged as select * exclude (newest) from (
            select *, row_number() over (partition by {', '.join(KEYS[table])} order by line desc) as newest
            from passed
        ) where newest = 1"""
    )


def _compare(
    con: duckdb.DuckDBPyConnection, fmt: Format, home: Path, active: tuple[str, ...]
) -> dict[str, int]:
    """How many lines bring something new, change a row already loaded, or change nothing."""
    table = fmt.into
    keys = ", ".join(f"{key} as k{position}" for position, key in enumerate(KEYS[table]))
    names = ", ".join(f"k{position}" for position in range(len(KEYS[table])))
    content = [
        row[0]
        for row in con.execute(f"describe {table}").fetchall()
        if row[0] not in ("upload_id", "line")
    ]
    cells = ", ".join(f"coalesce(cast({name} as varchar), chr(30))" for name in content)
    # A row's content, its custom attributes among it, as one short text.
    marked = f"""select {keys}, given.upload_id, given.line,
            md5(concat_ws(chr(31), {cells}, said.attributes)) as mark
        from {{rows}} as given left join (
            select upload_id, line, string_agg(name || '=' || value, chr(31) order by name) as attributes
            from {{attributes}} group by upload_id, line
        ) as said using (upload_id, line)"""
    files = {name: upload_files(home, active, name) for name in (table, "attribute")}
    con.execute("create temp table earlier (upload_id varchar, position bigint)")
    con.executemany("insert into earlier values (?, ?)", [(u, i) for i, u in enumerate(active)] or [("", 0)])
    rows = "(select * from read_parquet($rows, union_by_name := true) where source = $source)"
    loaded = marked.format(
        rows=rows if files[table] else f"(select * from {table} limit 0)",
        attributes="read_parquet($attributes)" if files["attribute"] else "(select * from attribute limit 0)",
    )
    bound: dict[str, object] = {}
    if files[table]:
        bound |= {"rows": files[table], "source": fmt.id}
    if files["attribute"]:
        bound["attributes"] = files["attribute"]
    found = con.execute(
        f"""with here as ({marked.format(rows="staged", attributes="attribute")}),
        there as (
            select * from (
                select loaded.*, row_number() over (
                    partition by {names} order by earlier.position desc, loaded.line desc
                ) as newest
                from ({loaded}) as loaded join earlier using (upload_id)
            ) where newest = 1
        ),
        judged as (
            select here.line, case
                when there.mark is null then 3
                when there.mark <> here.mark then 2
                else 1
            end as what
            from here left join there using ({names})
        ),
        -- A line that holds several answers counts once; a line replaced by a later one is a duplicate.
        by_line as (
            select passed.line, coalesce(max(what), 1) as what
            from (select distinct line from passed) as passed left join judged using (line)
            group by passed.line
        )
        select
            count(*) filter (where what = 3),
            count(*) filter (where what = 2),
            count(*) filter (where what = 1)
        from by_line""",
        bound,
    ).fetchall()[0]
    return {"new": found[0], "changed": found[1], "duplicate": found[2]}


def refuse_if_nothing(staged: Staged) -> None:
    """A file of which no line can be kept is not an upload."""
    if staged.new + staged.changed + staged.duplicate:
        return
    rules = list(dict.fromkeys(reason.rule for reason in staged.reasons))
    raise UploadError(
        "Nothing in {file} could be imported, so nothing was changed. {rules}",
        file=staged.raw.name,
        rules=" ".join(rules[:3]) or "It has a header and no rows.",
    )
