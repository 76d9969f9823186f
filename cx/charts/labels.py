"""Labels that fit: escaped, broken into lines, cut with an ellipsis."""

from __future__ import annotations

from html import escape
from math import ceil
from unicodedata import east_asian_width

from cx.palette import MUTED

LABEL_SIZE = 13
SMALL_SIZE = 11
# Half-width characters; Hangul counts two.  Twenty-two is about 150 pixels.
LABEL_WIDTH = 22
WHY_WIDTH = 16
HOVER_WIDTH = 46
HOVER_MOST = 400
PIXELS_A_CHARACTER = 6.6


def safe(text: str) -> str:
    """Text in which Plotly finds no markup.

    >>> safe("a < b")
    'a &lt; b'
    """
    return escape(text, quote=False)


def width(text: str) -> int:
    """Width in half-width characters.

    >>> width("abc"), width("배송")
    (3, 4)
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def pixels(text: str) -> int:
    """About how wide a text is on the page."""
    return ceil(width(text) * PIXELS_A_CHARACTER)


def _fitting(text: str, most: int) -> int:
    taken = 0
    for position, letter in enumerate(text):
        taken += width(letter)
        if taken > most:
            return position
    return len(text)


def _broken(text: str, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if width(joined) <= most:
            lines[-1] = joined
            continue
        rest = word
        if lines[-1]:
            lines.append("")
        while width(rest) > most:
            cut = _fitting(rest, most)
            lines[-1] = rest[:cut]
            lines.append("")
            rest = rest[cut:]
        lines[-1] = rest
    return lines


def _balanced(text: str, most: int, lines: int) -> list[str]:
    """Broken into no more lines than needed, and those of like length."""
    broken = _broken(text, most)
    if 1 < len(broken) <= lines:
        narrower = most - 1
        # No word is cut for the sake of balance.
        least = max(most // 2, max(width(word) for word in text.split()) - 1)
        while narrower > least and len(_broken(text, narrower)) == len(broken):
            narrower -= 1
        broken = _broken(text, narrower + 1)
    return broken


def safe_label(text: str, *, most: int = LABEL_WIDTH, lines: int = 1) -> str:
    """A label from data: no markup survives, and what is too long ends in an ellipsis.

    >>> safe_label("<b>Late</b>")
    '&lt;b&gt;Late&lt;/b&gt;'
    >>> safe_label("Where is my order and when", most=12, lines=2)
    'Where is my<br>order and…'
    """
    broken = _balanced(text, most, lines)
    if len(broken) > lines:
        last = broken[lines - 1]
        if width(last) >= most:
            last = last[: _fitting(last, most - 1)]
        broken = [*broken[: lines - 1], last.rstrip() + "…"]
    return "<br>".join(safe(line) for line in broken)


def full_label(text: str) -> str:
    """The whole text for a hover box, broken into lines."""
    broken = _broken(text[:HOVER_MOST], HOVER_WIDTH)
    return "<br>".join(safe(line) for line in broken)


def why_label(text: str) -> str:
    """Why a row has no number, in two lines beside it: our own words, never cut."""
    return muted(safe_label(text, most=WHY_WIDTH, lines=2))


def muted(text: str) -> str:
    """Small grey text beside a number; `text` is already safe."""
    return f'<span style="font-size:{SMALL_SIZE}px;color:{MUTED}">{text}</span>'
