"""One look at the bytes of a large delimited file: is it as regular as it seems?

A fast reader takes a file apart at full speed and is only right about regular ones.  This
says whether it may be used at all, how many records it then must find, and which of them
hold line breaks, so that every record keeps the number of its first line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LONGEST_LINE = 16 * 1024**2
QUOTE, LINE_END, RETURN = b'"\n\r'


@dataclass
class Scan:
    """What is known of the records under a header, counted from 0.

    `breaks` are (record, line breaks inside its cells); `why_not` is empty where every
    record ends where its line ends, every quote stands where RFC 4180 has it, and no line
    is blank.
    """

    records: int = 0
    breaks: list[tuple[int, int]] = field(default_factory=list)
    why_not: str = ""


def scan(blocks: Iterable[bytes], delimiter: str) -> Scan:
    r'''Look at UTF-8 text that begins with the first record under a header.

    >>> scan([b'a,"b\n', b'c"\nd,"e ""f"""'], ",")
    Scan(records=2, breaks=[(0, 1)], why_not='')
    >>> scan([b'a,5" pipe\n'], ",").why_not
    'quotes'
    '''
    look = _Look(delimiter.encode())
    rest = b""
    for block in blocks:
        whole = rest + block
        cut = whole.rfind(b"\n") + 1
        rest = whole[cut:]
        if len(rest) > LONGEST_LINE:
            look.found.why_not = "a line without end"
        look.at(whole[:cut])
        if look.found.why_not:
            return look.found
    look.at(rest, last=True)
    return look.found


class _Look:
    """The file so far; `inside` says that a quote is open at the end of a block."""

    def __init__(self, delimiter: bytes) -> None:
        self.found = Scan()
        self.before = np.frombuffer(delimiter + b'\n"', np.uint8)
        self.after = np.frombuffer(delimiter + b'\r\n"', np.uint8)
        self.inside = False

    def at(self, block: bytes, *, last: bool = False) -> None:
        """Take whole lines; only the last piece may lack its line end."""
        if b"\0" in block or block.count(b"\r") != block.count(b"\r\n"):
            self.found.why_not = "letters that end no line"
        elif self.inside or b'"' in block:
            self._quoted(np.frombuffer(block, np.uint8))
        elif block:
            blank = b"\n\n" in block or b"\n\r\n" in block
            if blank or block.startswith((b"\n", b"\r\n")):
                self.found.why_not = "blank lines"
            self.found.records += block.count(b"\n")
        if last and self.inside:
            self.found.why_not = "quotes"
        self.found.records += last and bool(block)

    def _quoted(self, letters: NDArray[np.uint8]) -> None:
        """Every second quote closes; a doubled one closes and opens at once."""
        quotes = np.flatnonzero(letters == QUOTE)
        opening, closing = quotes[self.inside :: 2], quotes[1 - self.inside :: 2]
        # Nothing but a delimiter, a line end or another quote may touch a quote.
        after = letters[closing[closing < len(letters) - 1] + 1]
        before = letters[opening[opening > 0] - 1]
        if not (np.isin(after, self.after).all() and np.isin(before, self.before).all()):
            self.found.why_not = "quotes"
            return
        ends = np.flatnonzero(letters == LINE_END)
        inside = (np.searchsorted(quotes, ends) + self.inside) % 2 == 1
        outside = ends[~inside]
        self._blank(letters, outside)
        if inside.any():
            record = self.found.records + np.cumsum(~inside)[inside]
            found, more = np.unique(record, return_counts=True)
            self.found.breaks += zip(found.tolist(), more.tolist(), strict=True)
        self.found.records += len(outside)
        self.inside = bool((len(quotes) + self.inside) % 2)

    def _blank(self, letters: NDArray[np.uint8], ends: NDArray[np.intp]) -> None:
        """Two line ends with nothing, or a carriage return, between them."""
        gaps = np.diff(ends)
        short = ends[1:][gaps == 2]
        blank = (gaps == 1).any() or (letters[short - 1] == RETURN).any()
        if blank or (not self.inside and letters[0] in (LINE_END, RETURN)):
            self.found.why_not = "blank lines"
