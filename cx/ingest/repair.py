"""Lines that break the rules of their dialect, read where only one reading is possible.

How many cells a row has and how the values of its columns look is known from the other
rows.  A reading that agrees with both is taken if it is the only one; two are none.
"""

from __future__ import annotations

from cx.ingest.dialect import Dialect, shape

MOST_WORK = 200_000
Path = tuple["Path", str] | None


def pieces(text: str, dialect: Dialect, *, doubled: bool) -> list[tuple[str, bool]]:
    r"""What stands between the delimiters, and whether in quotes.

    A quoted cell ends at the first quote in front of a delimiter; with `doubled`, at the
    first that is not one of two that mean one.

    >>> pieces('5" pipe,"a, b",c', Dialect(), doubled=True)
    [('5" pipe', False), ('a, b', True), ('c', False)]
    """
    quote, found, at = dialect.quote, list[tuple[str, bool]](), 0
    while at <= len(text):
        at = _skipped(text, at, dialect)
        ends = _quoted_ends(text, at, dialect)
        if doubled:
            ends = [end for end in ends if _is_doubled(text[at + 1 : end], quote)]
        if ends:
            found.append((_undoubled(text[at + 1 : ends[0]], quote), True))
            at = _after(text, ends[0] + 1, dialect)
        else:
            end = _bare_end(text, at, dialect)
            found.append((text[at:end], False))
            at = end
        at += len(dialect.delimiter)
    return found


def natural_reading(text: str, dialect: Dialect) -> list[list[str]]:
    r"""A broken record as it is meant, if quotes in quotes were just not doubled.

    >>> natural_reading('1,"5" wide, 3" high",x', Dialect(width=3))
    [['1', '5" wide, 3" high', 'x']]
    >>> natural_reading('"a,b,"x, y"', Dialect(width=3))
    []
    """
    cut = pieces(text, dialect, doubled=False)
    if len(cut) != dialect.width or dialect.width < 2:
        return []
    bare = [cell for cell, quoted in cut if not quoted]
    if any(cell.count(dialect.quote) % 2 or _has_line_end(cell) for cell in bare):
        return []
    return [[cell for cell, _ in cut]]


def readings(text: str, dialect: Dialect) -> list[list[str]]:
    r"""Ways to cut a broken record into a row's number of cells: none, one or two.

    A quote ends a cell where a delimiter follows, and may stand for itself elsewhere; at
    most one cell outside quotes may hold a lone one.

    >>> readings('"a,b,"x, y"', Dialect(width=3))
    [['"a', 'b', 'x, y']]
    >>> readings('1,"it is 5", wide",x', Dialect(width=3))
    [['1', 'it is 5", wide', 'x']]
    """
    width, between = dialect.width, dialect.delimiter
    if width < 2:
        return []
    cuts = text.count(between)
    if cuts * max(1, text.count(dialect.quote + between)) * width > MOST_WORK:
        return []
    # Where the next cell starts and whether a lone quote was used: up to two ways there.
    states: dict[tuple[int, bool], list[Path]] = {(0, False): [None]}
    for _ in range(width):
        following: dict[tuple[int, bool], list[Path]] = {}
        for (start, used), paths in states.items():
            for cell, end, lone in _cells(text, start, dialect):
                if lone and used:
                    continue
                ways = following.setdefault((end + len(between), used or lone), [])
                ways += [(path, cell) for path in paths[: 2 - len(ways)]]
        states = following
    over = len(text) + len(between)
    ends = states.get((over, False), []) + states.get((over, True), [])
    return [_cells_of(path) for path in ends[:2]]


def joined(cells: list[str], text: str, dialect: Dialect) -> list[str]:
    """A row with delimiters in a text that should have been quoted, put together again.

    Nothing where more than one column could hold that text, where a value would not fit,
    or where a delimiter too many, next to an empty cell, explains the row as well.  Only
    a value behind the text proves it: without one, the last cells may be the ones too
    many.

    >>> dialect = Dialect(
    ...     width=3, shapes=(frozenset({"9"}), frozenset(), frozenset({"9"}))
    ... )
    >>> joined(["1", "a", " b", "5"], "1,a, b,5", dialect)
    ['1', 'a, b', '5']
    >>> joined(["1", "a", "5", "b"], "1,a,5,b", dialect)
    []
    """
    surplus = len(cells) - dialect.width
    cut = pieces(text, dialect, doubled=True)
    if dialect.width < 2 or len(cut) != len(cells) or not any(dialect.shapes):
        return []
    found = []
    for place in range(dialect.width):
        if place and not cells[place - 1].strip():
            break
        parts = cut[place : place + surplus + 1]
        plain = not any(quoted for _, quoted in parts)
        if dialect.shapes[place] or not plain:
            continue
        if not (parts[0][0].strip() and parts[-1][0].strip()):
            continue
        whole = dialect.delimiter.join(part for part, _ in parts)
        row = [*cells[:place], whole, *cells[place + surplus + 1 :]]
        if dialect.fits(row) and _is_proven(place, cells, row, dialect):
            found.append(row)
    return found[0] if len(found) == 1 else []


def _is_proven(place: int, cells: list[str], row: list[str], dialect: Dialect) -> bool:
    """Whether a value behind the joined text is where it belongs, and was not before."""
    behind = list(zip(cells, row, dialect.shapes, strict=False))[place + 1 :]
    return any(
        now and forms and shape(before) not in forms for before, now, forms in behind
    )


def is_shifted(cells: list[str], dialect: Dialect) -> bool:
    """Whether the empty cells at the end of a row may be there because of one before.

    They may if the row fits as well without another empty cell, or if some values are
    where they belong and others are not.  A header, which has no values, is not shifted.
    """
    row = cells[: dialect.width]
    if not any(dialect.shapes):
        return False
    for place, cell in enumerate(row):
        other = [*cells[:place], *cells[place + 1 : dialect.width + 1]]
        if not cell.strip() and other != row and dialect.fits(other):
            return True
    return not dialect.belongs(row)


def _cells(text: str, start: int, dialect: Dialect) -> list[tuple[str, int, bool]]:
    """Ways to read a cell: (its text, where it ends, whether it holds a lone quote)."""
    if start > len(text):
        return []
    quote = dialect.quote
    start = _skipped(text, start, dialect)
    found = [
        (_undoubled(text[start + 1 : end], quote), _after(text, end + 1, dialect), False)
        for end in _quoted_ends(text, start, dialect)
    ]
    end = _bare_end(text, start, dialect)
    bare = text[start:end]
    # What closes as a quoted cell is one: its quotes do not stand for themselves.
    closed = any(end == cell_end for _, cell_end, _ in found)
    if not closed and not _has_line_end(bare):
        found.append((bare, end, bool(quote) and bare.count(quote) % 2 == 1))
    return found


def _bare_end(text: str, start: int, dialect: Dialect) -> int:
    end = text.find(dialect.delimiter, start)
    return len(text) if end < 0 else end


def _has_line_end(cell: str) -> bool:
    return "\n" in cell or "\r" in cell


def _quoted_ends(text: str, start: int, dialect: Dialect) -> list[int]:
    """Where a cell that starts with a quote may close: in front of a delimiter."""
    quote, found = dialect.quote, list[int]()
    if not quote or not text.startswith(quote, start):
        return found
    at = text.find(quote, start + 1)
    while at >= 0:
        after = _after(text, at + 1, dialect)
        if after == len(text) or text.startswith(dialect.delimiter, after):
            found.append(at)
        at = text.find(quote, at + 1)
    return found


def _after(text: str, at: int, dialect: Dialect) -> int:
    """The place of the delimiter behind a quote: spaces may stand between."""
    if dialect.delimiter == " ":
        return at
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _skipped(text: str, at: int, dialect: Dialect) -> int:
    while dialect.skip_space and at < len(text) and text[at] == " ":
        at += 1
    return at


def _is_doubled(body: str, quote: str) -> bool:
    return quote not in body.replace(quote * 2, "")


def _undoubled(body: str, quote: str) -> str:
    """Doubled quotes are one each, where all are doubled; else each stands for itself."""
    return body.replace(quote * 2, quote) if _is_doubled(body, quote) else body


def _cells_of(path: Path) -> list[str]:
    cells = []
    while path:
        path, cell = path
        cells.append(cell)
    return cells[::-1]
