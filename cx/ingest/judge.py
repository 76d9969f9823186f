"""Whether a line is new, changes a row already loaded, or changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from cx.catalog import Format
from cx.mart import KEYS, upload_files


@dataclass(frozen=True)
class Verdict:
    """Lines of a file by what they do."""

    new: int
    changed: int
    duplicate: int


def judge(
    con: duckdb.DuckDBPyConnection, fmt: Format, home: Path, active: tuple[str, ...]
) -> Verdict:
    """Compare the staged rows with the newest loaded row of the same key."""
    table = fmt.into
    files = {name: upload_files(home, active, name) for name in (table, "attribute")}
    con.execute("create temp table earlier (upload_id varchar, position bigint)")
    if active:
        con.executemany(
            "insert into earlier values (?, ?)", [(u, i) for i, u in enumerate(active)]
        )
    loaded = f"(select * from {table} limit 0)"
    bound: dict[str, object] = {}
    attributes = "(select * from attribute limit 0)"
    if files[table]:
        loaded = (
            # An upload from before a column existed says nothing in it.
            f"((select * from {table} limit 0) union all by name "
            "(select * from read_parquet($rows, union_by_name := true) "
            "where source = $source))"
        )
        bound |= {"rows": files[table], "source": fmt.id}
        # Without earlier rows their attributes are of no use.
        if files["attribute"]:
            attributes = "read_parquet($attributes)"
            bound["attributes"] = files["attribute"]
    names = ", ".join(f"k{place}" for place in range(len(KEYS[table])))
    keys = ", ".join(f"{key} as k{place}" for place, key in enumerate(KEYS[table]))
    if not files[table]:
        return _all_new(con)
    con.execute(
        f"""create temp table known as
        select distinct {names} from (select {keys}, upload_id from {loaded} as loaded)
        semi join earlier using (upload_id)
        semi join (select {keys} from staged) as here using ({names})""",
        {name: value for name, value in bound.items() if name != "attributes"},
    )
    if not con.execute("select count(*) from known").fetchall()[0][0]:
        return _all_new(con)
    counted = con.execute(
        f"""with here as (
            select * from ({_marked(con, table, "staged", "attribute")})
            semi join known using ({names})
        ),
        there as (
            select * from (
                select loaded.*, row_number() over (
                    partition by {names}
                    order by earlier.position desc, loaded.line desc
                ) as newest
                from ({_marked(con, table, loaded, attributes)}) as loaded
                join earlier using (upload_id)
                semi join known using ({names})
            ) where newest = 1
        ),
        judged as (
            select here.line, case
                when there.mark is null then 3
                when there.mark <> here.mark then 2
                else 1
            end as what
            from here left join there using ({names})
            union all
            select line, 3 from (select {keys}, line from staged)
            anti join known using ({names})
        ),
        -- A line that holds several answers counts once; one replaced by a later line is
        -- a duplicate.
        by_line as (
            select passed.line, coalesce(max(what), 1) as what
            from (select distinct line from passed) as passed
            left join judged using (line)
            group by passed.line
        )
        select
            count(*) filter (where what = 3),
            count(*) filter (where what = 2),
            count(*) filter (where what = 1)
        from by_line""",
        bound,
    ).fetchall()[0]
    return Verdict(*counted)


def _all_new(con: duckdb.DuckDBPyConnection) -> Verdict:
    """Nothing of it was loaded before; what a later line replaces changes nothing."""
    new, passed = con.execute(
        """select (select count(distinct line) from staged),
            (select count(distinct line) from passed)"""
    ).fetchall()[0]
    return Verdict(new, 0, passed - new)


def _marked(
    con: duckdb.DuckDBPyConnection, table: str, rows: str, attributes: str
) -> str:
    """Key, and a row's content with its custom attributes as one short text."""
    keys = ", ".join(f"{key} as k{place}" for place, key in enumerate(KEYS[table]))
    columns = [row[0] for row in con.execute(f"describe {table}").fetchall()]
    cells = ", ".join(
        f"coalesce(cast({name} as varchar), chr(30))"
        for name in columns
        if name not in ("upload_id", "line")
    )
    return f"""select {keys}, given.upload_id, given.line,
            md5(concat_ws(chr(31), {cells}, said.attributes)) as mark
        from {rows} as given left join (
            select upload_id, line,
                string_agg(name || '=' || value, chr(31) order by name) as attributes
            from {attributes} group by upload_id, line
        ) as said using (upload_id, line)"""
