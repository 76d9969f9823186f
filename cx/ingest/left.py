"""The lines that were set aside, cell by cell, so that they can be put right.

`uploads/<id>/left.parquet` holds `line` (bigint; 0 is the header) and `cells` (a list of
text, as the file had them: a line that is too long or too short keeps its own number).
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cx import catalog
from cx.ingest.check import MISSING
from cx.ingest.read import RawFile
from cx.locale import LANGUAGES, language, set_language, t, t_stored
from cx.mart import LOCKED, quoted, upload_files
from cx.working import AtWork

HEADER_LINE = 0
MEMORY = "1GB"
# Formats may say only what they expected.
ENDS = (".", "!", "?")


def keep_left(con: duckdb.DuckDBPyConnection, raw: RawFile) -> None:
    """Make `left_over` (line, cells): the header, and every line of `set_aside`."""
    con.execute("create table left_over (line bigint, cells varchar[])")
    con.execute(
        "insert into left_over select $line, $header where exists (from set_aside)",
        {"line": HEADER_LINE, "header": list(raw.header)},
    )
    if not con.execute("select count(*) from left_over").fetchall()[0][0]:
        return
    cells = ", ".join(quoted(name) for name in raw.header)
    con.execute(
        f"insert into left_over select line, [{cells}] from file_rows "
        "where line in (select line from set_aside)"
    )
    if raw.ragged:
        con.execute(
            "insert into left_over select unnest($lines), unnest($cells)",
            {
                "lines": [ragged.line for ragged in raw.ragged],
                "cells": [list(ragged.given) for ragged in raw.ragged],
            },
        )


@contextmanager
def reading(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private database for questions to the uploads' files; it spills to disk."""
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    spill = home / "spill" / name
    with AtWork(home, name):
        con = duckdb.connect(
            config={**LOCKED, "memory_limit": MEMORY, "temp_directory": str(spill)}
        )
        try:
            yield con
        finally:
            con.close()
            shutil.rmtree(spill, ignore_errors=True)


def left_file(home: Path, upload_id: str) -> str:
    """Where an upload's lines are that were set aside; empty if it kept none."""
    found = upload_files(home, (upload_id,), "left")
    return found[0] if found else ""


@dataclass(frozen=True)
class Corrections:
    """The file a person takes away, puts right and brings back."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


def corrections(home: Path, upload_id: str, without: Collection[int] = ()) -> Corrections:
    """The set-aside lines under the file's own header, then line and reason.

    Lines of `without` are left out (they were put right).  A file of lines that are
    longer than the header has columns for their last cells as well.
    """
    path = left_file(home, upload_id)
    if not path:
        return Corrections((), [])
    (reasons,) = upload_files(home, (upload_id,), "set_aside")
    with reading(home) as con:
        listed = con.execute(
            """select kept.line, kept.cells, said.whys
            from read_parquet($left) as kept
            left join (
                select line, list({'column': "column", 'rule': rule}) as whys
                from read_parquet($reasons) group by line
            ) as said using (line)
            order by kept.line""",
            {"left": path, "reasons": reasons},
        ).fetchall()
    if not listed:
        return Corrections((), [])
    header = [cell or "" for cell in listed[0][1]]
    chosen = [row for row in listed[1:] if row[0] not in without]
    width = max([len(header), *(len(cells) for _line, cells, _whys in chosen)])
    more = [t("Cell {n}", n=n) for n in range(len(header) + 1, width + 1)]
    return Corrections(
        (*header, *more, *last_columns()),
        [
            (
                *(cell or "" for cell in cells),
                *[""] * (width - len(cells)),
                line,
                _why(whys or []),
            )
            for line, cells, whys in chosen
        ],
    )


def _why(whys: list[dict[str, str]]) -> str:
    said = []
    for why in sorted(whys, key=lambda why: (why["column"] or "", why["rule"])):
        column, rule = in_words(why["column"] or "", why["rule"])
        words = rule if rule.endswith(ENDS) else t("Expected: {rule}.", rule=rule)
        said.append(f"{column}: {words}" if column else words)
    return " / ".join(said)


def in_words(column: str, rule: str) -> tuple[str, str]:
    """A reason in the reader's language.

    Our own rules name columns in our words, formats as the file does.
    """
    checks = catalog.check_sentences().values()
    ours = {MISSING, *(words for listed in checks for _check, words in listed)}
    return t(column) if rule in ours else column, t_stored(rule)


def last_columns() -> tuple[str, str]:
    """What the two last columns are called, in the reader's language."""
    return t("Line in the file"), t("Why it was set aside")


def last_columns_anywhere() -> set[tuple[str, str]]:
    """The same in every language: a file may come back to another reader."""
    now = language()
    found = set()
    try:
        for code in LANGUAGES:
            set_language(code)
            found.add(last_columns())
    finally:
        set_language(now)
    return found
