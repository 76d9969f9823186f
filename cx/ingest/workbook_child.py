"""Reads one workbook from standard input: the program `cx.ingest.workbooks` runs.

A few bytes in a workbook can ask its reader for half a terabyte, which ends the program.
So this is the program it ends.  It writes one line of JSON, then the rows as CSV.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MOST_MEMORY_BYTES = 4 * 1024**3
MOST_WRITTEN_LETTERS = 1024**3


def cell_text(cell: object) -> str:
    """A workbook cell as the text a CSV export would hold.

    >>> [cell_text(cell) for cell in (7.0, 0.5, True, timedelta(hours=30, seconds=5))]
    ['7', '0.5', 'true', '30:00:05']
    >>> cell_text(1.5e16)
    '15000000000000000'
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return duration_text(cell)
    return str(cell)


def _number_text(number: float) -> str:
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = repr(number)
    if "e" in text and abs(number) < 1e21:
        return format(Decimal(text), "f")
    return text


def duration_text(duration: timedelta) -> str:
    """Hours, minutes, seconds; thousandths only where there are some.

    >>> duration_text(timedelta(seconds=-61.5))
    '-0:01:01.500'
    """
    thousandths = round(duration.total_seconds() * 1000)
    sign, thousandths = "-" * (thousandths < 0), abs(thousandths)
    seconds, rest = divmod(thousandths, 1000)
    text = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{rest:03}" if rest else text


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    if sheet.start is None:
        return
    for row in sheet.iter_rows():
        yield [cell_text(cell) for cell in row]


def _has_rows(sheet: CalamineSheet) -> bool:
    return any(any(cell.strip() for cell in row) for row in _rows(sheet))


def _sheets(book: CalamineWorkbook) -> Iterator[CalamineSheet]:
    """Sheets with rows that a person can see; the hidden ones if there are no others."""
    tables = [
        sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet
    ]
    shown = [sheet for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
    hidden = [sheet for sheet in tables if sheet not in shown]
    for group in (shown, hidden):
        some = False
        for known in group:
            sheet = book.get_sheet_by_name(known.name)
            if _has_rows(sheet):
                some = True
                yield sheet
        if some:
            return


def _answer(content: bytes, wanted: str | None, out: io.TextIOBase) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names, chosen = [], None
    for sheet in _sheets(book):
        names.append(sheet.name)
        if chosen is None and wanted in (None, sheet.name):
            chosen = sheet
    name = chosen.name if chosen else ""
    out.write(json.dumps({"sheets": names, "sheet": name}) + "\n")
    if chosen is None:
        return
    writer, written = csv.writer(out), 0
    for row in _rows(chosen):
        written += sum(map(len, row)) + len(row)
        if written > MOST_WRITTEN_LETTERS:
            raise MemoryError
        writer.writerow(row)


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Standard input to standard output; the only argument is a wanted sheet."""
    _bound_memory()
    content = sys.stdin.buffer.read()
    wanted = sys.argv[1] if len(sys.argv) > 1 else None
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    _answer(content, wanted, out)
    out.flush()


if __name__ == "__main__":
    main()
