"""Rows worked out once: in the database of a small file, on disk for a large one."""

from __future__ import annotations

import secrets
from pathlib import Path

import duckdb


def keep(
    con: duckdb.DuckDBPyConnection, name: str, sql: str, folder: Path | None
) -> Path | None:
    """Make `name` the rows of `sql`, which may itself read what `name` was before.

    With a `folder` the rows go through memory to a file there, whose path is returned.
    """
    if folder is None:
        con.execute(f"create or replace table {name} as {sql}")
        return None
    path = folder / f"{name}-{secrets.token_hex(4)}.parquet"
    target = str(path).replace("'", "''")
    con.execute(f"copy ({sql}) to '{target}' (format parquet)")
    rows = f"select * from read_parquet('{target}')"
    con.execute(f"create or replace view {name} as {rows}")
    return path
