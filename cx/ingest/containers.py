"""Whatever a person uploads, opened by what is in it: rows of text, one at a time.

The name of a file is never trusted: half of all `.xls` are web pages, and some `.csv`
are workbooks.  Nothing is converted here beyond writing a workbook's cells as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import PurePosixPath

from cx.errors import PasswordNeeded, UploadError
from cx.ingest.archives import (
    ZIP_STARTS,
    Zip,
    is_archive,
    nested,
    unpack_gz,
)
from cx.ingest.delimited import records
from cx.ingest.dialect import SAMPLE_LETTERS, find_dialect
from cx.ingest.encoding import decode
from cx.ingest.html_rows import looks_like_html, read_html, stated_charset
from cx.ingest.json_rows import looks_like_json, read_json
from cx.ingest.parquet_rows import read_parquet
from cx.ingest.passwords import OLE_START, unlock
from cx.ingest.workbooks import read_workbook

__all__ = ["Opened", "PasswordNeeded", "open_container"]

NOT_TABLES = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a text document",
    b"SQLite format 3": "a database",
    b"MIME-Version:": "a saved web page with its pictures",
}
NOT_TABLES_IN_ZIP = {"word/": "a Word document", "ppt/": "a PowerPoint presentation"}
WORKBOOK_PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb"}
MOST_MEMBERS_SEEN = 5


@dataclass(frozen=True)
class Opened:
    """An upload as rows of text: `records` is (line, row or record number, its cells).

    `inner_name` is the file inside a ZIP or GZ, `members` the other files there, and
    `named` says that the first record is the column names without a doubt.
    """

    kind: str
    records: Iterator[tuple[int, list[str]]]
    inner_name: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    named: bool = False


@dataclass(frozen=True)
class _Wish:
    """What the person chose, for the kinds of file it means something to."""

    encoding: str | None
    password: str | None
    sheet: str | None
    member: str | None


def open_container(
    name: str,
    content: bytes,
    *,
    encoding: str | None = None,
    password: str | None = None,
    sheet: str | None = None,
    member: str | None = None,
) -> Opened:
    """Open a CSV, workbook, web page, JSON or Parquet file, also inside a ZIP or GZ.

    `sheet` also chooses among the tables of a web page and the lists of a JSON file,
    `member` among the files of a ZIP.
    """
    wish = _Wish(encoding, password, sheet, member)
    try:
        return _open(name, content, wish, packed=False)
    except UploadError:
        raise
    # A damaged file fails in whatever way the reader of its kind happens to fail.
    except Exception as error:
        raise UploadError(
            "{name} is damaged or was cut while it was copied, so it cannot be read. "
            "Export it again. Nothing was imported.",
            name=name,
        ) from error


def is_delimited(head: bytes, encoding: str | None) -> bool:
    """Whether a file that begins like this is delimited text."""
    kinds = (OLE_START, b"PAR1", *NOT_TABLES)
    if is_archive(head) or head.startswith(tuple(kinds)):
        return False
    # A letter may be cut at the end of what was read: leave the last line out.
    _used, text = decode(head[: head.rfind(b"\n") + 1] or head, encoding=encoding)
    xml = text.lstrip("\ufeff \r\n\t").startswith("<?xml")
    return not (xml or looks_like_html(text) or looks_like_json(text))


def _open(name: str, content: bytes, wish: _Wish, *, packed: bool) -> Opened:
    if not content.strip():
        raise UploadError("{name} is empty. Nothing was imported.", name=name)
    if content.startswith(ZIP_STARTS):
        return _open_zip(name, content, wish, packed=packed)
    if is_archive(content):
        if packed or not content.startswith(b"\x1f\x8b"):
            raise nested(name)
        return _open_gz(name, content, wish)
    if content.startswith(OLE_START):
        clear = unlock(name, content, wish.password)
        if clear.startswith(ZIP_STARTS):
            return _open_zip(name, clear, wish, packed=True)
        return _workbook(name, clear, "xls", wish)
    if content.startswith(b"PAR1"):
        return Opened("parquet", read_parquet(name, content), named=True)
    for start, kind in NOT_TABLES.items():
        if content.startswith(start):
            raise _not_a_table(name, kind)
    return _open_text(name, content, wish)


def _not_a_table(name: str, kind: str) -> UploadError:
    return UploadError(
        "{name} is {kind}, not a table. Export the table as .xlsx or CSV, and load that. "
        "Nothing was imported.",
        name=name,
        kind=kind,
    )


def _open_zip(name: str, content: bytes, wish: _Wish, *, packed: bool) -> Opened:
    inside = Zip(name, content)
    for part, kind in WORKBOOK_PARTS.items():
        if part in (path.lower() for path in inside.paths):
            return _workbook(name, content, kind, wish)
    if "mimetype" in inside.paths and "content.xml" in inside.paths:
        return _open_document(name, content, inside, wish)
    if any(path.startswith("xl/") for path in inside.paths):
        return _workbook(name, content, "xlsx", wish)
    for folder, kind in NOT_TABLES_IN_ZIP.items():
        if any(path.startswith(folder) for path in inside.paths):
            raise _not_a_table(name, kind)
    if packed:
        raise nested(name)
    return _open_member(name, inside, wish)


def _open_document(name: str, content: bytes, inside: Zip, wish: _Wish) -> Opened:
    if b"spreadsheet" not in inside.read("mimetype"):
        raise _not_a_table(name, "an OpenDocument text or drawing")
    if b"encryption-data" in inside.read("META-INF/manifest.xml"):
        raise UploadError(
            "{name} is an OpenDocument workbook with a password, which cannot be "
            "opened here. Save it without one, or as .xlsx, and load that. Nothing was "
            "imported.",
            name=name,
        )
    return _workbook(name, content, "ods", wish)


def _workbook(name: str, content: bytes, kind: str, wish: _Wish) -> Opened:
    found = read_workbook(name, content, sheet=wish.sheet)
    return Opened(kind, found.rows, sheet=found.name, sheets=found.names)


def _open_member(name: str, inside: Zip, wish: _Wish) -> Opened:
    tables = inside.tables()
    paths = tuple(member.path for member in tables)
    if not tables:
        raise UploadError(
            "{name} is a ZIP with no file in it. Nothing was imported.", name=name
        )
    if wish.member and wish.member not in paths:
        raise UploadError(
            "{name} has no file called {member} in it. It has: {members}. Choose one of "
            "them. Nothing was imported.",
            name=name,
            member=wish.member,
            members=", ".join(paths[:20]),
        )
    chosen, content = wish.member or paths[0], b""
    for path in [chosen] if wish.member else paths[:MOST_MEMBERS_SEEN]:
        content = inside.read(path, password=wish.password)
        chosen = path
        if not content.startswith(tuple(NOT_TABLES)):
            break
    opened = _open(f"{chosen} ({name})", content, wish, packed=True)
    others = tuple(path for path in paths if path != chosen)
    return replace(opened, inner_name=chosen, members=others)


def _open_gz(name: str, content: bytes, wish: _Wish) -> Opened:
    inner = PurePosixPath(name.replace("\\", "/")).name
    inner = inner[:-3] if inner.lower().endswith(".gz") else inner
    opened = _open(inner, unpack_gz(name, content), wish, packed=True)
    return replace(opened, inner_name=inner)


def _open_text(name: str, content: bytes, wish: _Wish) -> Opened:
    used, text = decode(content, encoding=wish.encoding)
    if looks_like_html(text):
        return _open_html(name, content, wish)
    if text.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        raise _not_a_table(name, "XML")
    if looks_like_json(text):
        table = read_json(name, text, array=wish.sheet)
        return Opened(
            table.kind,
            table.rows,
            encoding=used,
            sheet=table.array,
            sheets=table.arrays,
            named=table.named,
        )
    dialect = find_dialect(text[:SAMPLE_LETTERS])
    rows = records(name, StringIO(text, newline=""), dialect)
    return Opened("csv", rows, encoding=used, delimiter=dialect.delimiter)


def _open_html(name: str, content: bytes, wish: _Wish) -> Opened:
    used, text = _decode_page(content, wish.encoding)
    table = read_html(name, text, table=wish.sheet)
    return Opened("html", table.rows, encoding=used, sheet=table.name, sheets=table.names)


def _decode_page(content: bytes, encoding: str | None) -> tuple[str, str]:
    stated = stated_charset(content)
    if encoding is None and stated:
        try:
            return decode(content, encoding=stated)
        except UploadError:
            # The page is not in the encoding that it names: look at its letters.
            return decode(content)
    return decode(content, encoding=encoding)
