"""From a table of text to canonical rows: mapped, checked, set aside, compared.

    raw --[format's SELECT]--> mapped --[rules of schema.sql]--> staged + set aside
        --[rows already loaded]--> new / changed / duplicate

Every line of the file ends in exactly one of: new, changed, duplicate, set aside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import duckdb

from cx import catalog
from cx.catalog import Format, normalise_header
from cx.errors import DefinitionError, UploadError, said
from cx.ingest.check import ADDED, SetAside, break_rules, keep_last_line
from cx.ingest.judge import judge
from cx.ingest.read import RawFile
from cx.mart import LOCKED, quoted

__all__ = ["SetAside", "Staged", "connect", "refuse_if_nothing", "stage", "used_columns"]

MOST_ATTRIBUTE_VALUES = 50
MOST_ATTRIBUTES = 40
ANCHORS = {"contact": "started_at", "answer": "responded_at", "purchase": "occurred_at"}


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
        """The first canonical rows as read, without columns that are empty everywhere."""
        result = self.con.execute(
            "select * exclude (upload_id, source) from staged order by line limit $most",
            {"most": most},
        )
        names = [column[0] for column in result.description or ()]
        rows = result.fetchall()
        used = [i for i in range(len(names)) if any(row[i] is not None for row in rows)]
        return tuple(names[i] for i in used), [
            tuple(row[i] for i in used) for row in rows
        ]


def connect() -> duckdb.DuckDBPyConnection:
    """A private database with the canonical tables and the macros for messy text."""
    con = duckdb.connect(config=LOCKED)
    con.execute(catalog.schema_sql())
    con.execute(catalog.parse_sql())
    return con


def stage(
    raw: RawFile, fmt: Format, *, home: Path, active: tuple[str, ...], upload_id: str
) -> Staged:
    """Map, check and compare one file; nothing is written to disk."""
    con = connect()
    used = used_columns(con, fmt)
    _make_raw(con, raw, fmt, used)
    mapped_columns = _map(con, fmt)
    attributes, ignored = _attributes(con, raw, fmt, used)
    _keep_attributes(con, attributes, upload_id)
    _fill(con, fmt, mapped_columns, upload_id)
    break_rules(con, raw, fmt, has_problems="problems" in mapped_columns)
    keep_last_line(con, fmt.into)
    counts = judge(con, fmt, home, active)
    anchor = ANCHORS[fmt.into]
    since, until, rows = con.execute(
        f"select min({anchor})::date::varchar, max({anchor})::date::varchar, count(*) "
        "from staged"
    ).fetchall()[0]
    reasons = tuple(
        SetAside(*row)
        for row in con.execute(
            'select line, "column", "value", rule from set_aside '
            'order by line, "column", rule'
        ).fetchall()
    )
    return Staged(
        raw=raw,
        format=fmt,
        con=con,
        upload_id=upload_id,
        new=counts.new,
        changed=counts.changed,
        duplicate=counts.duplicate,
        set_aside=len({reason.line for reason in reasons}),
        reasons=reasons,
        attributes=attributes,
        ignored=ignored,
        since=since,
        until=until,
        rows=rows,
    )


def _column_names(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("class") == "COLUMN_REF":
            yield str(node["column_names"][-1]).lower()
        for child in node.values():
            yield from _column_names(child)
    elif isinstance(node, list):
        for child in node:
            yield from _column_names(child)


def used_columns(con: duckdb.DuckDBPyConnection, fmt: Format) -> set[str]:
    """Lower-case names of every column a format's SELECT mentions."""
    found = con.execute("select json_serialize_sql($sql)", {"sql": fmt.sql}).fetchall()
    tree = json.loads(found[0][0])
    if tree["error"]:
        raise _cannot_run(fmt, tree["error_message"])
    return set(_column_names(tree))


def _cannot_run(fmt: Format, error: object) -> DefinitionError:
    return DefinitionError(
        "The format {file} cannot be run: {error}. Nothing was imported.",
        file=fmt.id,
        error=str(error).splitlines()[0].rstrip("."),
    )


def _make_raw(
    con: duckdb.DuckDBPyConnection, raw: RawFile, fmt: Format, used: set[str]
) -> None:
    """`raw`: the file's columns, absent ones as NULL, and what the engine adds."""
    raw.attach(con)
    present = {normalise_header(name) for name in raw.header}
    absent = [name for name in fmt.optional if normalise_header(name) not in present]
    extra = [f"cast(null as varchar) as {quoted(name)}" for name in absent]
    listed = ", ".join(quoted(name) for name in raw.header)
    if "cells" in used:
        names = ", ".join("'" + name.replace("'", "''") + "'" for name in raw.header)
        extra.append(f"map([{names}], [{listed}]) as cells")
    if "row_key" in used:
        # A file without a number of its own: the row's content, and which of its
        # identical copies it is.
        cells = ", ".join(f"coalesce({quoted(name)}, chr(30))" for name in raw.header)
        content = f"md5(concat_ws(chr(31), {cells}))"
        copy = f"row_number() over (partition by {content} order by line)"
        extra.append(f"{content} || '-' || {copy} as row_key")
    selected = ", ".join(["*", *extra])
    con.execute(f"create temp table raw as select {selected} from file_rows")


def _map(con: duckdb.DuckDBPyConnection, fmt: Format) -> list[str]:
    """Run the format's SELECT; return the canonical columns it fills."""
    try:
        if fmt.questions:
            con.execute(f"create temp table response as {fmt.sql}")
            con.execute(f"create temp table mapped as {catalog.questions_sql()}")
        else:
            con.execute(f"create temp table mapped as {fmt.sql}")
    except duckdb.Error as error:
        raise _cannot_run(fmt, error) from error
    columns = [row[0] for row in con.execute("describe mapped").fetchall()]
    canonical = {row[0] for row in con.execute(f"describe {fmt.into}").fetchall()}
    known = canonical - set(ADDED) | {"problems"}
    unknown = [name for name in columns if name not in known]
    if unknown or "line" not in columns:
        raise DefinitionError(
            "The format {file} returns {unknown}; it may return line and columns of "
            "{table}. Nothing was imported.",
            file=fmt.id,
            unknown=", ".join(unknown) or said("no line"),
            table=fmt.into,
        )
    return columns


def _attributes(
    con: duckdb.DuckDBPyConnection, raw: RawFile, fmt: Format, used: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Unmapped columns with few values are custom attributes; the rest are ignored."""
    taken = used | {normalise_header(name) for name in fmt.never_attributes}
    patterns = [pattern.lower() for pattern in fmt.consumes]
    free = [
        name
        for name in raw.header
        if normalise_header(name) not in taken
        and not any(fnmatchcase(normalise_header(name), pattern) for pattern in patterns)
    ]
    if not free:
        return (), ()
    distinct = ", ".join(f"count(distinct cell({quoted(name)}))" for name in free)
    counts = con.execute(f"select {distinct} from raw").fetchall()[0]
    most = min(MOST_ATTRIBUTE_VALUES, max(2, raw.whole_rows // 2))
    kept = [name for name, count in zip(free, counts, strict=True) if 2 <= count <= most][
        :MOST_ATTRIBUTES
    ]
    return tuple(kept), tuple(name for name in free if name not in kept)


def _keep_attributes(
    con: duckdb.DuckDBPyConnection, attributes: tuple[str, ...], upload_id: str
) -> None:
    """One row for each line and attribute that has a value."""
    for name in attributes:
        con.execute(
            f"insert into attribute select $upload_id, line, $name, cell({quoted(name)}) "
            f"from raw where cell({quoted(name)}) is not null",
            {"upload_id": upload_id, "name": name},
        )


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
    problems = "problems" if "problems" in mapped_columns else "[] as problems"
    try:
        con.execute(
            f"create temp table filled as select {', '.join(chosen)}, {problems} "
            "from mapped",
            {"upload_id": upload_id, "source": fmt.id},
        )
    except duckdb.Error as error:
        raise _cannot_run(fmt, error) from error


def refuse_if_nothing(staged: Staged) -> None:
    """A file of which no line can be kept is not an upload."""
    if staged.new + staged.changed + staged.duplicate:
        return
    rules = list(dict.fromkeys(reason.rule for reason in staged.reasons))
    raise UploadError(
        "Nothing in {file} could be imported, so nothing was changed. {rules}",
        file=staged.raw.name,
        rules=said.together(sentence(rule) for rule in rules[:3])
        or said("It has a header and no rows."),
    )


def sentence(rule: str) -> str:
    """A rule as a sentence: formats may say only what they expected."""
    if rule.endswith((".", "!", "?")):
        return said(rule)
    return said("Expected: {rule}.", rule=said(rule))
