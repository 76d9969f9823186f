"""The rules of queries/base/schema.sql, held against each mapped line of a file."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from cx import catalog
from cx.catalog import Format
from cx.ingest.read import RawFile
from cx.mart import KEYS

ADDED = ("upload_id", "source")
RAGGED = "This line has {cells} cells where the header has {width}."
MISSING = "This is needed and is missing."
NOTHING = "There is nothing to read on this line."


@dataclass(frozen=True)
class SetAside:
    """One cell that kept its line from being imported."""

    line: int
    column: str
    value: str
    rule: str


def break_rules(
    con: duckdb.DuckDBPyConnection, raw: RawFile, fmt: Format, *, has_problems: bool
) -> None:
    """Collect every reason for setting a line aside, then leave those lines out."""
    con.execute(
        "create temp table set_aside "
        '(line bigint, "column" varchar, "value" varchar, rule varchar)'
    )
    _ragged(con, raw)
    if has_problems:
        con.execute(
            """insert into set_aside
            select distinct line, found."column", found."value", found.rule
            from (select line, unnest(problems) as found from filled)
            where found is not null"""
        )
    _missing(con, fmt.into)
    _checks(con, fmt.into)
    con.execute(
        """insert into set_aside select line, '', '', $rule from raw
        where line not in (select line from filled)
            and line not in (select line from set_aside)""",
        {"rule": NOTHING},
    )
    con.execute(
        "create temp table passed as select * exclude (problems) from filled "
        "where line not in (select line from set_aside)"
    )


def _ragged(con: duckdb.DuckDBPyConnection, raw: RawFile) -> None:
    width = len(raw.header)
    rows = [
        (
            ragged.line,
            "",
            ragged.text,
            RAGGED.format(cells=ragged.cells, width=width),
        )
        for ragged in raw.ragged
    ]
    if rows:
        con.executemany("insert into set_aside values (?, ?, ?, ?)", rows)


def _missing(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """`not null`: named in the words of the data dictionary."""
    words = catalog.column_comments()[table]
    required = con.execute(
        """select unnest(constraint_column_names) from duckdb_constraints()
        where table_name = $table and constraint_type = 'NOT NULL'""",
        {"table": table},
    ).fetchall()
    for (column,) in required:
        if column in (*ADDED, "line"):
            continue
        # A cell that could not be read was named above; it is not missing as well.
        con.execute(
            f"""insert into set_aside
            select distinct line, $column, '', $rule from filled
            where {column} is null
                and line not in (select line from set_aside where rule <> $rule)""",
            {"column": words.get(column, column), "rule": MISSING},
        )


def _checks(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """`check`: each with the sentence that stands beside it."""
    words = catalog.column_comments()[table]
    checked = con.execute(
        """select constraint_column_names from duckdb_constraints()
        where table_name = $table and constraint_type = 'CHECK'
        order by constraint_index""",
        {"table": table},
    ).fetchall()
    con.execute("create temp table named as select line from set_aside")
    for (columns,), (expression, rule) in zip(
        checked, catalog.check_sentences()[table], strict=True
    ):
        first = "score" if "score" in columns else columns[0]
        place, bound = "coalesce(touchpoint, question)", {"rule": rule}
        if table != "answer":
            place, bound = "$column", {"rule": rule, "column": words.get(first, first)}
        con.execute(
            f"""insert into set_aside
            select distinct line, {place}, cast({first} as varchar), $rule from filled
            where not ({expression}) and line not in (select line from named)""",
            bound,
        )


def keep_last_line(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Of lines about the same thing in one file the last is its newest state."""
    con.execute(
        f"""create temp table staged as select * exclude (newest) from (
            select *, row_number() over (
                partition by {", ".join(KEYS[table])} order by line desc
            ) as newest
            from passed
        ) where newest = 1"""
    )
