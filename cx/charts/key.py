"""The key of a chart: what its marks mean, above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cx.charts.frame import NOTE_HEIGHT, Words, axis_note, axis_room, note
from cx.charts.labels import safe_label, width
from cx.palette import MUTED

# Half-width characters in one line of the key, on the narrowest page.
KEY_WIDTH = 50
Entry = tuple[str, str, str]


def _lines(entries: Sequence[Entry]) -> list[list[Entry]]:
    lines: list[list[Entry]] = [[]]
    taken = 0
    for entry in entries:
        own = min(width(entry[2]), KEY_WIDTH) + 4
        if lines[-1] and taken + own > KEY_WIDTH:
            lines.append([])
            taken = 0
        lines[-1].append(entry)
        taken += own
    return lines


def heading(
    entries: Sequence[Entry], *, words: Words, side: str = "left", axis: bool = True
) -> tuple[list[dict[str, Any]], int]:
    """Notes above the plot, and how many pixels they need.

    `entries` are (mark, colour, text); an empty text is left out.  `side` is the end of
    the plot they are held to; `axis` also says what an upright axis counts.
    """
    told = [entry for entry in entries if entry[2]]
    below = axis_room(words) if axis else 0
    notes = axis_note(words) if axis else []
    lines = _lines(told)
    text = "<br>".join(
        " &#160;".join(
            f'<span style="color:{colour}"><b>{mark}</b></span> '
            + safe_label(said, most=KEY_WIDTH)
            for mark, colour, said in line
        )
        for line in lines
    )
    notes.append(
        note(
            text,
            x=0 if side == "left" else 1,
            y=1,
            xref="paper",
            yref="paper",
            xanchor=side,
            yanchor="bottom",
            align=side,
            yshift=8 + below,
            colour=MUTED,
        )
    )
    return notes, 14 + below + NOTE_HEIGHT * len(lines)
