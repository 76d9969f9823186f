"""Every line of the uploads that is about one customer, and uploads without them.

A line is about the customer when it names them; when it is an earlier or later state of
something whose newest name is theirs (else an older state would come back); when it is an
answer without a customer to one of their contacts, as the tables join them; and when it
was set aside and one of its cells is the customer's number.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cx import catalog
from cx.mart import KEYS, quoted, upload_files
from cx.personal import pads
from cx.register import Upload, upload_folders

# Where the text of a line that was not split into cells may be cut.
BETWEEN = r"[,;|\t]"


@dataclass(frozen=True)
class Struck:
    """What goes from one upload: lines of its file, and rows by table."""

    upload: Upload
    lines: int
    rows: dict[str, int]


def find(
    con: duckdb.DuckDBPyConnection,
    home: Path,
    uploads: Sequence[Upload],
    code: str,
    key: bytes,
) -> list[Struck]:
    """Make `struck` (upload_id, line); what goes from each upload that loses any."""
    con.execute(catalog.schema_sql())
    con.execute(catalog.personal_sql())
    con.execute("create temp table struck (upload_id varchar, line bigint)")
    con.execute("create temp table loaded (upload_id varchar, position bigint)")
    if uploads:
        con.executemany(
            "insert into loaded values (?, ?)", [(u.id, i) for i, u in enumerate(uploads)]
        )
    con.execute("create temp table gone_contact (contact_id varchar)")
    # Contacts first: answers follow them.
    for table in KEYS:
        files = upload_files(home, tuple(u.id for u in uploads), table)
        columns = [row[0] for row in con.execute(f"describe {table}").fetchall()]
        if files and "customer_id" in columns:
            _strike(con, table, files, code)
    for upload in uploads:
        _strike_set_aside(con, home, upload, code, key)
    return [
        found
        for upload in uploads
        if (found := _counted(con, home, upload)) and found.lines
    ]


def _strike(
    con: duckdb.DuckDBPyConnection, table: str, files: list[str], code: str
) -> None:
    number = KEYS[table][0]
    linked = (
        "or customer_id is null and contact_id in (from gone_contact)"
        if table == "answer"
        else ""
    )
    bound = {"files": files, "code": code}
    con.execute(
        f"""create or replace temp table state as
        with rows as (
            select upload_id, line, source, {number} as number, customer_id
                {", contact_id" if table == "answer" else ""}
            from (from {table} union all by name
                from read_parquet($files, union_by_name := true))
        ),
        touched as (
            select distinct source, number from rows
            where customer_id = $code {linked}
        )
        select *, arg_max(customer_id, (position, line))
                filter (where customer_id is not null)
                over (partition by source, number) as newest_name
        from rows
        semi join touched using (source, number)
        join loaded using (upload_id)""",
        bound,
    )
    con.execute(
        """insert into struck select distinct upload_id, line from state
        where customer_id = $code
            or coalesce(newest_name = $code, true)""",
        {"code": code},
    )
    if table == "contact":
        # A number that a contact of somebody else has as well is not followed.
        con.execute(
            """insert into gone_contact
            select number from state join struck using (upload_id, line)
            except
            select contact_id from read_parquet($files, union_by_name := true)
            anti join struck using (upload_id, line)""",
            {"files": files},
        )


def _strike_set_aside(
    con: duckdb.DuckDBPyConnection,
    home: Path,
    upload: Upload,
    code: str,
    key: bytes,
) -> None:
    """Lines that were set aside and have the customer's number in a cell of its own."""
    inner, outer = pads(key)
    # Each file with the cells of a line: its own, or what is left of them in the reasons.
    for name, cells in (
        ("left", "cells"),
        ("set_aside", f"""regexp_split_to_array("value", '{BETWEEN}') || ["value"]"""),
    ):
        for path in upload_files(home, (upload.id,), name):
            con.execute(
                f"""insert into struck select distinct $upload_id, line from (
                    select line, unnest({cells}) as cell
                    from read_parquet($path) where line > 0
                )
                where $code = customer_code(customer_normal(cell), $inner, $outer)""",
                {
                    "upload_id": upload.id,
                    "path": path,
                    "code": code,
                    "inner": inner,
                    "outer": outer,
                },
            )


def _counted(con: duckdb.DuckDBPyConnection, home: Path, upload: Upload) -> Struck | None:
    lines = con.execute(
        "select count(distinct line) from struck where upload_id = $id", {"id": upload.id}
    ).fetchall()[0][0]
    if not lines:
        return None
    rows = {}
    for table in (*KEYS, "set_aside"):
        for path in upload_files(home, (upload.id,), table):
            counted = "distinct line" if table == "set_aside" else "*"
            rows[table] = con.execute(
                f"select count({counted}) from read_parquet($path) "
                "where line in (select line from struck where upload_id = $id)",
                {"path": path, "id": upload.id},
            ).fetchall()[0][0]
    return Struck(upload, lines, {table: n for table, n in rows.items() if n})


def write_without(
    con: duckdb.DuckDBPyConnection, home: Path, upload: Upload, name: str
) -> Path:
    """The upload's folder anew under another name, without the lines of `struck`."""
    (old,) = upload_folders(home, (upload.id,))
    final = home / "uploads" / name
    half_written = final.with_suffix(".tmp")
    half_written.mkdir(parents=True)
    for path in sorted(old.iterdir()):
        copy = half_written / path.name
        if not _holds_struck(con, path, upload.id):
            # A file is never changed, so one file may be in two folders.
            try:
                os.link(path, copy)
            except OSError:
                shutil.copyfile(path, copy)
            continue
        target = str(copy).replace("'", "''")
        source = str(path).replace("'", "''")
        con.execute(
            f"""copy (
                select * from read_parquet('{source}') where line not in (
                    select line from struck where upload_id = {_text(upload.id)}
                )
            ) to '{target}' (format parquet)"""
        )
        with copy.open("rb+") as written:
            os.fsync(written.fileno())
    half_written.replace(final)
    return final


def _holds_struck(con: duckdb.DuckDBPyConnection, path: Path, upload_id: str) -> bool:
    if path.suffix != ".parquet":
        return False
    columns = con.execute(
        "select column_name from (describe from read_parquet($path))", {"path": str(path)}
    ).fetchall()
    if ("line",) not in columns:
        return False
    found = con.execute(
        f"select exists (from read_parquet($path) where {quoted('line')} in "
        "(select line from struck where upload_id = $id))",
        {"path": str(path), "id": upload_id},
    ).fetchall()
    return bool(found[0][0])


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
