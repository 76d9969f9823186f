"""The rules of queries/base/schema.sql, held against each mapped line of a file."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from cx import catalog
from cx.catalog import Format, named
from cx.ingest.read import RawFile
from cx.mart import KEYS

ADDED = ("upload_id", "source", "placeholder")
RAGGED = "This line has {cells} cells where the header has {width}."
DAMAGED = (
    "Quotes or separators of this line are not where they belong, so its cells cannot be "
    "told apart."
)
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
        "create table set_aside "
        '(line bigint, "column" varchar, "value" varchar, rule varchar)'
    )
    _ragged(con, raw)
    if has_problems:
        con.execute(
            """insert into set_aside
            select distinct line, found."column", found."value", found.rule
            from (
                select line, unnest(problems) as found from mapped
                where list_count(problems) > 0
            )
            where found is not null"""
        )
        # As the file calls it.
        for ours, theirs in named(fmt, raw.header).items():
            if ours in fmt.also:
                con.execute(
                    'update set_aside set "column" = $theirs where "column" = $ours',
                    {"ours": ours, "theirs": theirs},
                )
    _missing(con, fmt.into)
    _checks(con, fmt.into)
    con.execute(
        """insert into set_aside select line, '', '', $rule from file_rows
        where line not in (select line from filled)
            and line not in (select line from set_aside)""",
        {"rule": NOTHING},
    )
    con.execute(
        "create view passed as select * from filled "
        "where line not in (select line from set_aside)"
    )


def _ragged(con: duckdb.DuckDBPyConnection, raw: RawFile) -> None:
    width = len(raw.header)
    rows = [
        (
            ragged.line,
            "",
            ragged.text,
            DAMAGED if ragged.damaged else RAGGED.format(cells=ragged.cells, width=width),
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
    sentences = catalog.check_sentences()[table]
    # Nearly every row breaks no rule: one look at all of them, the rest at those few.
    broken = " or ".join(f"not ({expression})" for expression, _rule in sentences)
    con.execute(f"create temp table broken as select * from filled where {broken}")
    for (columns,), (expression, rule) in zip(checked, sentences, strict=True):
        first = "score" if "score" in columns else columns[0]
        place, bound = "coalesce(touchpoint, question)", {"rule": rule}
        if table != "answer":
            place, bound = "$column", {"rule": rule, "column": words.get(first, first)}
        con.execute(
            f"""insert into set_aside
            select distinct line, {place}, coalesce({first}::varchar, ''), $rule
            from broken
            where not ({expression}) and line not in (select line from named)""",
            bound,
        )


def keep_last_line(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Of lines about the same thing in one file the last is its newest state."""
    names = [f"k{place}" for place in range(len(KEYS[table]))]
    keys = ", ".join(
        f"{key} as {name}" for key, name in zip(KEYS[table], names, strict=True)
    )
    con.execute(
        f"""create table repeated as
        select {keys} from passed group by all having count(*) > 1"""
    )
    if not con.execute("select count(*) from repeated").fetchall()[0][0]:
        con.execute("create view staged as select * from passed")
        return
    listed = ", ".join(names)
    con.execute(
        f"""create table staged as
        with keyed as (select *, {keys} from passed),
        newest as (
            select *, row_number() over (
                partition by {listed} order by line desc
            ) as place
            from keyed semi join repeated using ({listed})
        )
        select * exclude ({listed}) from keyed anti join repeated using ({listed})
        union all by name
        select * exclude ({listed}, place) from newest where place = 1"""
    )
