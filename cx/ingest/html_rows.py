"""Tables of a web page to rows of text: what many office systems save as `.xls`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from cx.errors import UploadError

START = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|table|meta|style|title|div|center|form|script)\b",
    re.IGNORECASE | re.DOTALL,
)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
# Each part of a tag ends at the next "<" at the latest, so no page takes long to cut up.
TAG = re.compile(r"""<(/?)([a-z][a-z0-9:]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""", re.I)
SPAN = re.compile(r"""\b(colspan|rowspan)\s*=\s*["']?\s*(\d{1,9})""", re.IGNORECASE)
NO_TAG = re.compile(r"<[!?][^<>]*>")
WIDEST_SPAN = 1_000
MOST_CELLS = 10_000_000
NOT_SHOWN = ("script", "style", "head")
LINE_ENDS = ("br", "p", "div", "li")


@dataclass(frozen=True)
class HtmlTable:
    """One table of a page, and the names of all tables with text in them."""

    name: str
    names: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def looks_like_html(text: str) -> bool:
    """Whether a text starts as a web page or a table of one.

    >>> looks_like_html("<html><table>"), looks_like_html("<5 minutes,>5 minutes")
    (True, False)
    """
    return bool(START.match(text[:4000]))


def stated_charset(content: bytes) -> str:
    """The encoding a page says it is in; EUC-KR means its superset, as in browsers."""
    found = CHARSET.search(content[:4000])
    stated = found[1].decode().lower() if found else ""
    return "cp949" if stated in ("euc-kr", "ks_c_5601-1987", "ksc5601") else stated


def read_html(name: str, text: str, *, table: str | None = None) -> HtmlTable:
    """The wanted table of a page, or the one with the most cells."""
    parser = _Tables(name)
    parser.read(_without_comments(text))
    tables = {
        f"table {place}": rows
        for place, rows in enumerate(parser.tables, start=1)
        if any(any(cells) for _, cells in rows)
    }
    if not tables:
        raise UploadError(
            "{name} is a web page without a table: often the sign-in page, saved in "
            "place of the export. Open it in a browser to see. Nothing was imported.",
            name=name,
        )
    if table and table not in tables:
        raise UploadError(
            "{name} has no {table} with text in it. It has: {tables}. Choose one of "
            "them. Nothing was imported.",
            name=name,
            table=table,
            tables=", ".join(tables),
        )
    chosen = table or max(tables, key=lambda key: sum(len(r) for _, r in tables[key]))
    return HtmlTable(chosen, tuple(tables), iter(tables[chosen]))


@dataclass
class _Open:
    """A table whose end has not come yet."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    row: list[str] | None = None
    cell: list[str] | None = None
    columns: int = 1
    # By column: in how many more rows a cell from above still stands there.
    below: dict[int, int] = field(default_factory=dict)
    new_below: dict[int, int] = field(default_factory=dict)
    span_rows: int = 1


def _without_comments(text: str) -> str:
    parts, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        parts.append(text[place:start])
        end = text.find("-->", start)
        if end < 0:
            return "".join(parts)
        place = end + 3
    return "".join([*parts, text[place:]])


class _Tables:
    """Cuts a page into tags and text, and keeps what stands in cells.

    The parser of the standard library reads some damaged pages for hours.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.tables: list[list[tuple[int, list[str]]]] = []
        self._open: list[_Open] = []
        self._hidden = False
        self._cells = 0

    def read(self, text: str) -> None:
        """Read a whole page, and end what it left open."""
        place = 0
        for tag in TAG.finditer(text):
            self._say(text[place : tag.start()])
            place = tag.end()
            if tag[1]:
                self._end(tag[2].lower())
            else:
                self._start(tag[2].lower(), tag[3])
        self._say(text[place:])
        while self._open:
            self._end_row(self._open.pop())

    def _start(self, tag: str, attributes: str) -> None:
        if tag in NOT_SHOWN:
            self._hidden = True
        if tag == "table":
            self._open.append(_Open())
            self.tables.append(self._open[-1].rows)
        if not self._open:
            return
        table = self._open[-1]
        if tag == "tr":
            self._end_row(table)
            table.row = []
        elif tag in ("td", "th"):
            self._hidden = False
            self._end_cell(table)
            if table.row is None:
                table.row = []
            spans = {found[1].lower(): found[2] for found in SPAN.finditer(attributes)}
            table.cell = []
            table.columns = _span(spans.get("colspan"))
            table.span_rows = _span(spans.get("rowspan"))
        elif tag in LINE_ENDS and table.cell is not None:
            table.cell.append("\n")

    def _end(self, tag: str) -> None:
        if tag in NOT_SHOWN:
            self._hidden = False
        if not self._open:
            return
        table = self._open[-1]
        if tag in ("td", "th"):
            self._end_cell(table)
        elif tag == "tr":
            self._end_row(table)
        elif tag == "table":
            self._end_row(table)
            self._open.pop()
        elif tag in LINE_ENDS and table.cell is not None:
            table.cell.append("\n")

    def _say(self, text: str) -> None:
        if text and self._open and not self._hidden and self._open[-1].cell is not None:
            self._open[-1].cell.append(unescape(NO_TAG.sub("", text)))

    def _end_cell(self, table: _Open) -> None:
        if table.cell is None or table.row is None:
            return
        lines = (" ".join(line.split()) for line in "".join(table.cell).split("\n"))
        self._put(table, "\n".join(line for line in lines if line), table.span_rows)
        for _ in range(table.columns - 1):
            self._put(table, "", table.span_rows)
        table.cell = None

    def _put(self, table: _Open, text: str, span_rows: int) -> None:
        if table.row is None:
            return
        self._fill_from_above(table.row, table)
        if span_rows > 1:
            table.new_below[len(table.row)] = span_rows - 1
        table.row.append(text)
        self._count_cell()

    def _fill_from_above(self, row: list[str], table: _Open) -> None:
        while table.below.get(len(row), 0):
            row.append("")
            self._count_cell()

    def _count_cell(self) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise UploadError(
                "{name} has a table of more than {most} cells. Export it as CSV, and "
                "load that. Nothing was imported.",
                name=self.name,
                most=MOST_CELLS,
            )

    def _end_row(self, table: _Open) -> None:
        self._end_cell(table)
        if table.row is None:
            return
        self._fill_from_above(table.row, table)
        left = {column: rows - 1 for column, rows in table.below.items() if rows > 1}
        table.below = left | table.new_below
        table.new_below = {}
        table.rows.append((len(table.rows) + 1, table.row))
        table.row = None


def _span(given: str | None) -> int:
    return min(max(int(given or 1), 1), WIDEST_SPAN)
