"""From a table of text to canonical rows: mapped, checked, set aside, compared.

    raw --[format's SELECT]--> mapped --[rules of schema.sql]--> staged + set aside
        --[rows already loaded]--> new / changed / duplicate

Every line of the file ends in exactly one of: new, changed, duplicate, set aside.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from cx import catalog
from cx.catalog import Format, normalise_header
from cx.errors import DefinitionError, UploadError, said
from cx.ingest import values
from cx.ingest.attributes import attributes_before, find_attributes, keep_attributes
from cx.ingest.check import ADDED, SetAside, break_rules, keep_last_line
from cx.ingest.fix import keep_fixed
from cx.ingest.judge import judge
from cx.ingest.large import Progress, untold
from cx.ingest.left import keep_left
from cx.ingest.protect import (
    Protected,
    protect,
    protect_left,
    protect_set_aside,
)
from cx.ingest.read import RawFile
from cx.mart import LOCKED, quoted
from cx.personal import installation_key

if TYPE_CHECKING:
    from cx.ingest.unknown_words import UnknownWord

__all__ = ["SetAside", "Staged", "connect", "refuse_if_nothing", "stage", "used_columns"]

MEMORY = "700MB"
# Reasons for setting lines aside that are named; all are in the file that is kept.
MOST_REASONS = 100_000
ANCHORS = {
    "contact": "started_at",
    "answer": "responded_at",
    "purchase": "occurred_at",
    "audit_item": "visited_at",
    "volume": "period_start",
    "attempt": "started_at",
    "alert": "sent_at",
    "shift": "worked_on",
}


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
    protected: Protected
    since: str | None
    until: str | None
    rows: int
    # Where the rows wait as Parquet, if `con` does not hold them itself.
    folder: Path | None = None
    # A file that already holds exactly the rows of `staged`, if there is one.
    as_it_is: Path | None = None
    # The words to ask about, where they were looked for already.
    unknown: tuple[UnknownWord, ...] | None = None

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


def kept_tables(fmt: Format) -> tuple[tuple[str, str], ...]:
    """The tables of a staged file that are kept, and what they are called as files."""
    return (
        ("staged", fmt.into),
        ("set_aside", "set_aside"),
        ("attribute", "attribute"),
        ("left_over", "left"),
        ("fixed", "fixed"),
    )


def connect(folder: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A private database with the canonical tables and the macros for messy text.

    With a `folder` it takes no more than MEMORY, and the rest of what it holds is there.
    """
    con = duckdb.connect(
        config={
            **LOCKED,
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "spill"),
            # It would hold the very rows that are meant to stay on disk.
            "enable_external_file_cache": False,
            # Every row carries its line, so they may be written as they come.
            "preserve_insertion_order": False,
        }
        if folder
        else LOCKED
    )
    con.execute(catalog.schema_sql())
    con.execute(catalog.parse_sql())
    return con


def stage(
    raw: RawFile,
    fmt: Format,
    *,
    home: Path,
    active: tuple[str, ...],
    upload_id: str,
    shared: Collection[str] = (),
    progress: Progress = untold,
) -> Staged:
    """Map, check and compare one file; nothing is written among the uploads."""
    con = connect(raw.folder)
    used = used_columns(con, fmt)
    _make_raw(con, raw, fmt, used)
    mapped_columns = _map(con, fmt, once=not raw.folder)
    before = attributes_before(con, fmt, home, active)
    attributes, ignored = find_attributes(con, raw, fmt, used, before)
    keep_attributes(con, attributes, upload_id)
    progress(0.1)
    _fill(con, fmt, mapped_columns, upload_id, once=not raw.folder)
    progress(0.5)
    try:
        protected, written = protect(
            con, fmt.into, installation_key(home), shared=shared, folder=raw.folder
        )
    except duckdb.Error as error:
        raise _cannot_run(fmt, error) from error
    break_rules(con, raw, fmt, has_problems="problems" in mapped_columns)
    progress(0.7)
    keep_last_line(con, fmt.into)
    keep_left(con, raw)
    if con.execute("select count(*) from set_aside").fetchall()[0][0]:
        protect_set_aside(con)
        protect_left(con)
    keep_fixed(con, raw, home)
    counts = judge(con, fmt, home, active)
    progress(0.8)
    anchor = ANCHORS[fmt.into]
    since, until, rows = con.execute(
        f"select min({anchor})::date::varchar, max({anchor})::date::varchar, count(*) "
        "from staged"
    ).fetchall()[0]
    reasons = tuple(
        SetAside(*row)
        for row in con.execute(
            'select line, "column", "value", rule from set_aside '
            f'order by line, "column", rule limit {MOST_REASONS}'
        ).fetchall()
    )
    lines = con.execute("select count(distinct line) from set_aside").fetchall()[0][0]
    kept = con.execute("select count(*) from filled").fetchall()[0][0]
    return Staged(
        raw=raw,
        format=fmt,
        con=con,
        upload_id=upload_id,
        new=counts.new,
        changed=counts.changed,
        duplicate=counts.duplicate,
        set_aside=int(lines),
        reasons=reasons,
        attributes=tuple(a for a in attributes if a not in protected.left_out),
        ignored=(*ignored, *protected.left_out),
        protected=protected,
        since=since,
        until=until,
        rows=rows,
        as_it_is=written if rows == kept else None,
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
    named = catalog.named(fmt, raw.header)
    absent = [name for name in fmt.optional if normalise_header(name) not in named]
    extra = [f"cast(null as varchar) as {quoted(name)}" for name in absent]
    read = values.read_as(raw.header, fmt.values)
    renamed = {name: ours for ours, name in named.items() if ours in fmt.also}
    extra += [
        f"{read.get(name, quoted(name))} as {quoted(ours)}"
        for name, ours in renamed.items()
        if normalise_header(name) != ours
    ]
    listed = ", ".join(read.get(name, quoted(name)) for name in raw.header)
    if "cells" in used:
        names = ", ".join(
            "'" + renamed.get(name, name).replace("'", "''") + "'" for name in raw.header
        )
        extra.append(f"map([{names}], [{listed}]) as cells")
    if "row_key" in used:
        # A file without a number of its own: what its filled cells say, and which of
        # its identical copies a row is.  A column that is new and empty says nothing.
        cells = ", ".join(
            "'" + normalise_header(name).replace("'", "''") + "=' "
            f"|| nullif(trim({quoted(name)}), '')"
            for name in sorted(raw.header, key=normalise_header)
        )
        content = f"md5(concat_ws(chr(31), {cells}))"
        copy = f"row_number() over (partition by {content} order by line)"
        extra.append(f"{content} || '-' || {copy} as row_key")
    selected = ", ".join([values.star(read), *extra])
    # What is on disk stays there, unless every row would be worked out again.
    kept = "table" if not raw.folder or "row_key" in used else "view"
    con.execute(f"create {kept} raw as select {selected} from file_rows")


def _map(con: duckdb.DuckDBPyConnection, fmt: Format, *, once: bool) -> list[str]:
    """Run the format's SELECT; return the canonical columns it fills.

    `once` keeps the rows; else they are worked out when `filled` is made.
    """
    kept = "table" if once or fmt.questions else "view"
    try:
        if fmt.questions:
            con.execute(f"create table response as {fmt.sql}")
        sql = catalog.questions_sql() if fmt.questions else fmt.sql
        con.execute(f"create {kept} mapped as {sql}")
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


def _fill(
    con: duckdb.DuckDBPyConnection,
    fmt: Format,
    mapped_columns: list[str],
    upload_id: str,
    *,
    once: bool,
) -> None:
    """Every canonical column, in its type, with where it came from.

    Kept at `once`, or worked out when what is personal is taken out of it.
    """
    kept = "table" if once else "view"
    types = {row[0]: row[1] for row in con.execute(f"describe {fmt.into}").fetchall()}
    chosen = []
    for name, kind in types.items():
        if name == "upload_id":
            chosen.append(f"'{upload_id}' as upload_id")
        elif name == "source":
            chosen.append(f"'{fmt.id}' as source")
        elif name in mapped_columns:
            chosen.append(f"cast({name} as {kind}) as {name}")
        elif name == "state":
            chosen.append("'answered' as state")
        else:
            chosen.append(f"cast(null as {kind}) as {name}")
    try:
        con.execute(f"create {kept} filled as select {', '.join(chosen)} from mapped")
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
