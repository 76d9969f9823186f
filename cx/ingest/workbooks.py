"""Excel and OpenDocument workbooks to rows of text, read by a program of its own."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cx.errors import UploadError

CHILD = Path(__file__).with_name("workbook_child.py")
LONGEST_READ_S = 300


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, and the names of all that could have been read."""

    name: str
    names: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def read_workbook(name: str, content: bytes, *, sheet: str | None = None) -> Sheet:
    """The wanted sheet, or the first that has rows and is not hidden."""
    try:
        done = subprocess.run(  # noqa: S603 (our own program; a sheet name is data)
            [sys.executable, "-P", str(CHILD), *([sheet] if sheet else [])],
            input=content,
            capture_output=True,
            timeout=LONGEST_READ_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UploadError(
            "{name} took longer than {minutes} minutes to read. Save it as CSV, and load "
            "that. Nothing was imported.",
            name=name,
            minutes=LONGEST_READ_S // 60,
        ) from error
    if done.returncode:
        raise UploadError(
            "{name} cannot be opened as a workbook: it is damaged, or needs more memory "
            "than there is. Open it in Excel, save it again as .xlsx or CSV, and load "
            "that. Nothing was imported.",
            name=name,
        )
    first, _, rest = done.stdout.partition(b"\n")
    answer = json.loads(first)
    names = tuple(answer["sheets"])
    if not names:
        raise UploadError(
            "{name} has no rows in any sheet. Nothing was imported.", name=name
        )
    if not answer["sheet"]:
        raise UploadError(
            "{name} has no sheet called {sheet} with rows in it. It has: {sheets}. "
            "Choose one of them. Nothing was imported.",
            name=name,
            sheet=sheet,
            sheets=", ".join(names),
        )
    return Sheet(answer["sheet"], names, _rows(rest))


def _rows(written: bytes) -> Iterator[tuple[int, list[str]]]:
    lines = io.TextIOWrapper(io.BytesIO(written), encoding="utf-8", newline="")
    return enumerate(csv.reader(lines), start=1)
