"""Two sides of one scale: bad word of mouth and good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cx.charts.bars import bars, whiskers
from cx.charts.frame import (
    ROW_HEIGHT,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    bounds,
    hover,
    note,
    nothing,
    row_axis,
    shown,
    value_axis,
)
from cx.charts.labels import muted, safe, safe_label
from cx.palette import BAD, GOOD, MUTED, PAPER, TINTS

if TYPE_CHECKING:
    from cx.measure import Estimate

HEADING_HEIGHT = 22
# A bar may take this much of its side; the rest is for the number beyond the interval.
ROOM_FOR_NUMBERS = 1.55


def _side(
    rows: Sequence[tuple[str, Estimate]],
    *,
    sign: int,
    colour: str,
    words: Words,
    heading: str,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    drawn = [(row, label, one) for row, (label, one) in enumerate(rows) if shown(one)]
    values = [bounds(one) for _, _, one in drawn]
    drawn_bars = bars(
        x=[sign * value for _, value, _ in values],
        y=[row for row, _, _ in drawn],
        marker={
            "color": [
                PAPER if one.status == "low" else TINTS[colour] for *_, one in drawn
            ],
            "line": {"color": colour, "width": 1},
        },
        customdata=[2 * row + (sign > 0) for row, _, _ in drawn],
        hovertext=[
            f"{heading}<br>{hover(label, one, unit='share', words=words)}"
            for _, label, one in drawn
        ],
    )
    ends = [
        (row, sign * low, sign * high)
        for (row, _, _), (low, _, high) in zip(drawn, values, strict=True)
    ]
    outward = "right" if sign < 0 else "left"
    notes = []
    for row, (_, one) in enumerate(rows):
        if shown(one):
            _, value, high = bounds(one)
            number = safe(words.number(value, "share"))
            count = muted(safe(words.count(one.n)))
            text = count if one.status == "low" else f"{number}<br>{count}"
        else:
            high = 0.0
            text = safe(words.why_not(one))
            text = muted(f"{text}<br>({words.count(one.n)})" if one.n else text)
        notes.append(
            note(
                text,
                x=sign * high,
                y=row,
                xanchor=outward,
                xshift=5 * sign,
                align=outward,
                size=12,
                colour=colour if shown(one) else MUTED,
            )
        )
    return [drawn_bars, whiskers(ends, colour)], notes


def diverging(pairs: Sequence[tuple[str, Estimate, Estimate]], *, words: Words) -> Figure:
    """Negative to the left, positive to the right, on one scale of shares.

    `customdata` is 2 x row for the left estimate and 2 x row + 1 for the right one.
    """
    if not pairs:
        return nothing(words)
    negative = safe(words.negative)
    positive = safe(words.positive)
    left, left_notes = _side(
        [(label, one) for label, one, _ in pairs],
        sign=-1,
        colour=BAD,
        words=words,
        heading=negative,
    )
    right, right_notes = _side(
        [(label, one) for label, _, one in pairs],
        sign=1,
        colour=GOOD,
        words=words,
        heading=positive,
    )
    highs = [bounds(one)[2] for _, *both in pairs for one in both if shown(one)]
    edge = max(highs, default=0.5) or 0.5
    axis = value_axis(
        -edge * ROOM_FOR_NUMBERS, edge * ROOM_FOR_NUMBERS, unit="share", words=words
    )
    axis |= {
        # Every bar has its number beside it.
        "showticklabels": False,
        "zeroline": True,
        "zerolinecolor": MUTED,
        "zerolinewidth": 1,
        "showgrid": False,
    }
    headings = [
        note(
            f"<b>{text}</b>",
            x=0,
            y=1,
            yref="paper",
            xanchor=anchor,
            yanchor="bottom",
            xshift=shift,
            colour=colour,
            size=12,
        )
        for text, anchor, shift, colour in (
            (safe_label(words.negative, most=20, lines=2), "right", -6, BAD),
            (safe_label(words.positive, most=20, lines=2), "left", 6, GOOD),
        )
    ]
    two_lines = max(text["text"].count("<br>") for text in headings)
    return {
        "data": [*left, *right],
        "layout": base_layout(
            height=(ROW_HEIGHT + 4) * len(pairs),
            top=HEADING_HEIGHT + 15 * two_lines,
            bottom=12 + axis_room(words),
            barmode="overlay",
            bargap=0.62,
            xaxis=axis,
            yaxis=row_axis([safe_label(label, most=18, lines=2) for label, *_ in pairs]),
            annotations=[
                *left_notes,
                *right_notes,
                *headings,
                *axis_note(words, side="bottom", drop=6),
            ],
        ),
    }
