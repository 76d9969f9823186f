"""Two uploads of the same table compared, row by row: what came, went and changed.

Rows are the same when they have the same key (`cx.mart.KEYS`); which export they came
from does not matter.  All of it is SQL over the uploads' own files, which spills to disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from cx import catalog
from cx.errors import QuestionError
from cx.ingest.left import reading
from cx.mart import KEYS, quoted, upload_files
from cx.register import Upload
from cx.store import Store

ATTRIBUTE = "attr_"
# Where a row came from says nothing about what it says.
NOT_COMPARED = ("upload_id", "line", "source")


@dataclass(frozen=True)
class Changed:
    """One cell of a row that both uploads have and that differs."""

    key: tuple[str, ...]
    line_a: int
    line_b: int
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Alone:
    """A row that only one of the two uploads has."""

    key: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Diff:
    """What two uploads have in common and what not; lists hold the first rows only."""

    a: Upload
    b: Upload
    only_a: int
    only_b: int
    different: int
    equal: int
    columns: tuple[tuple[str, int], ...]
    changed: tuple[Changed, ...]
    gone: tuple[Alone, ...]
    added: tuple[Alone, ...]


def before(store: Store, upload: Upload) -> Upload | None:
    """What an upload is compared with first, if there is anything.

    Of a correction the file it corrects; else the upload of the same source and table
    that came just before, corrections left out.
    """
    if upload.fixes:
        return store.register.find(upload.fixes)
    earlier = [
        other
        for other in store.register.uploads()
        if (other.format, other.table) == (upload.format, upload.table)
        and other.version < upload.version
        and not other.fixes
    ]
    return earlier[-1] if earlier else None


def compare(store: Store, id_a: str, id_b: str, *, most: int = 100) -> Diff:
    """Compare upload A, the older state, with B; `most` rows of each kind are listed.

    QuestionError where they hold different things or are the same upload.
    """
    a, b = store.register.find(id_a), store.register.find(id_b)
    if a.id == b.id:
        raise QuestionError("{file} cannot be compared with itself.", file=a.file)
    if a.table != b.table:
        raise QuestionError(
            "{a} and {b} hold rows of different kinds, so they cannot be compared. "
            "Choose two uploads of the same kind.",
            a=a.file,
            b=b.file,
        )
    with reading(store.home) as con:
        columns = _load(con, store.home, a, b)
        keys = ", ".join(f"k{place}" for place in range(len(KEYS[a.table])))
        _pair(con, keys, columns)
        names = [*columns, *_compare_attributes(con)]
        only_a, only_b, different, equal = con.execute(
            """select
                count(*) filter (where line_b is null),
                count(*) filter (where line_a is null),
                count(*) filter (where len(differs) > 0),
                count(*) filter (where len(differs) = 0)
            from pair"""
        ).fetchall()[0]
        counted = con.execute(
            """select differing, count(*)
            from (select unnest(differs) as differing from pair) group by differing"""
        ).fetchall()
        return Diff(
            a=a,
            b=b,
            only_a=only_a,
            only_b=only_b,
            different=different,
            equal=equal,
            columns=tuple(sorted(counted, key=lambda c: (-c[1], names.index(c[0])))),
            changed=_changed(con, keys, columns, most),
            gone=_alone(con, keys, "line_a", "line_b", most),
            added=_alone(con, keys, "line_b", "line_a", most),
        )


def _load(con: duckdb.DuckDBPyConnection, home: Path, a: Upload, b: Upload) -> list[str]:
    """Views `a` and `b`, with their keys as k0, k1 …, and `attribute_a`, `attribute_b`.

    Returns the columns that are compared.
    """
    con.execute(catalog.schema_sql())
    known = [row[0] for row in con.execute(f"describe {a.table}").fetchall()]
    keys = ", ".join(f"{key} as k{place}" for place, key in enumerate(KEYS[a.table]))
    for name, upload in (("a", a), ("b", b)):
        rows = _rows(home, upload, a.table)
        con.execute(f"create temp view {name} as select *, {keys} from ({rows})")
        told = _rows(home, upload, "attribute")
        con.execute(f"create temp view attribute_{name} as {told}")
    return [name for name in known if name not in NOT_COMPARED]


def _rows(home: Path, upload: Upload, table: str) -> str:
    """An upload's rows; one from before a column existed says nothing in it."""
    files = upload_files(home, (upload.id,), table)
    if not files:
        return f"from {table}"
    return f"from {table} union all by name from read_parquet({_text(files[0])})"


def _pair(con: duckdb.DuckDBPyConnection, keys: str, columns: list[str]) -> None:
    """`pair`: every key with its line in A and in B and the columns that differ."""
    differs = ", ".join(
        f"case when a.{quoted(name)} is distinct from b.{quoted(name)} "
        f"then {_text(name)} end"
        for name in columns
    )
    con.execute(
        f"""create temp table pair as
        select {keys}, a.line as line_a, b.line as line_b,
            case
                when a.line is not null and b.line is not null
                    then list_filter([{differs}], lambda name: name is not null)
            end as differs
        from a full join b using ({keys})"""
    )


def _compare_attributes(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Add custom attributes that differ to `pair`; return their names."""
    con.execute(
        f"""create temp table attribute_change as
        with matched as (
            select distinct line_a, line_b from pair where differs is not null
        ),
        told_a as (
            select line_a, line_b, name, value
            from matched join attribute_a on attribute_a.line = line_a
        ),
        told_b as (
            select line_a, line_b, name, value
            from matched join attribute_b on attribute_b.line = line_b
        )
        select line_a, line_b, {_text(ATTRIBUTE)} || name as name,
            told_a.value as before, told_b.value as after
        from told_a full join told_b using (line_a, line_b, name)
        where told_a.value is distinct from told_b.value"""
    )
    con.execute(
        """update pair set differs = differs || found.names
        from (
            select line_a, line_b, list(name order by name) as names
            from attribute_change group by line_a, line_b
        ) as found
        where pair.line_a = found.line_a and pair.line_b = found.line_b"""
    )
    found = con.execute("select distinct name from attribute_change order by name")
    return [row[0] for row in found.fetchall()]


def _changed(
    con: duckdb.DuckDBPyConnection, keys: str, columns: list[str], most: int
) -> tuple[Changed, ...]:
    """Every differing cell of the first rows that differ."""
    names = ", ".join(map(_text, columns))
    sides = {}
    for side in ("a", "b"):
        cells = ", ".join(f"{side}.{quoted(name)}::varchar" for name in columns)
        sides[side] = f"map([{names}], [{cells}])[name]"
    found = con.execute(
        f"""with shown as (
            select * from pair where len(differs) > 0
            order by line_b, {keys} limit $most
        ),
        cell as (
            select * exclude (differs), unnest(differs) as name, unnest(range(
                len(differs)
            )) as place
            from shown
        )
        select {keys}, cell.line_a, cell.line_b, name,
            coalesce(said.before, {sides["a"]}), coalesce(said.after, {sides["b"]})
        from cell
        join a using ({keys})
        join b using ({keys})
        left join attribute_change as said using (line_a, line_b, name)
        order by cell.line_b, {keys}, place""",
        {"most": most},
    ).fetchall()
    return tuple(Changed(row[:-5], *row[-5:]) for row in found)


def _alone(
    con: duckdb.DuckDBPyConnection, keys: str, here: str, there: str, most: int
) -> tuple[Alone, ...]:
    """The first rows that only one of the two has."""
    found = con.execute(
        f"select {keys}, {here} from pair where {there} is null "
        f"order by {here}, {keys} limit $most",
        {"most": most},
    ).fetchall()
    return tuple(Alone(row[:-1], row[-1]) for row in found)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
