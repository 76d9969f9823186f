"""A profile of scores: bars with a dot for each group, and the same as a radar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cx.charts.bars import whiskers
from cx.charts.frame import (
    ROW_HEIGHT,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    nothing,
    row_axis,
    value_axis,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, safe, safe_label, why_label
from cx.palette import ANOTHER, BENCHMARK, HAIRLINE, MUTED, NEUTRAL, PAPER, US, US_WASH

# What the groups look like, in the order given; a fourth group has no mark of its own.
LOOKS = (
    ("●", "circle", US, "solid"),
    ("◆", "diamond", ANOTHER, "dash"),
    ("■", "square", BENCHMARK, "dot"),
)
DOT_STEP = 0.22
RADAR_HEIGHT = 300


@dataclass(frozen=True)
class ProfileDot:
    """What one group says of one row; `firm` is False where it is only roughly known."""

    group: int
    value: float
    low: float | None
    high: float | None
    told: str
    firm: bool = True


@dataclass(frozen=True)
class ProfileRow:
    """One row: the middle of its groups, and the groups themselves."""

    label: str
    value: float | None
    dots: tuple[ProfileDot, ...]
    # Said in place of a bar that has no value.
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class ProfileWords:
    """The names of the groups, and what the bar is."""

    groups: tuple[str, ...]
    bar: str


def _entries(says: ProfileWords) -> list[tuple[str, str, str]]:
    named = zip(says.groups, LOOKS, strict=False)
    return [(mark, colour, group) for group, (mark, _, colour, _) in named]


def _dots(rows: Sequence[ProfileRow], group: int) -> list[dict[str, Any]]:
    _, symbol, colour, _ = LOOKS[group]
    at = [
        (row + (group - 1) * DOT_STEP, index, dot)
        for row, (index, one) in enumerate(enumerate(rows))
        for dot in one.dots
        if dot.group == group
    ]
    ends = [
        (y, dot.low, dot.high)
        for y, _, dot in at
        if dot.low is not None and dot.high is not None
    ]
    return [
        whiskers(ends, colour),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [dot.value for _, _, dot in at],
            "y": [y for y, _, _ in at],
            "marker": {
                "symbol": symbol,
                "size": 9,
                "color": [colour if dot.firm else PAPER for _, _, dot in at],
                "line": {"color": colour, "width": 1.75},
                "opacity": 1,
            },
            "unselected": {"marker": {"opacity": 0.45}},
            "customdata": [index for _, index, _ in at],
            "hovertext": [full_label(dot.told) for _, _, dot in at],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "cliponaxis": False,
        },
    ]


def profile_bars(
    rows: Sequence[ProfileRow],
    *,
    scale: tuple[float, float],
    unit: str,
    words: Words,
    says: ProfileWords,
) -> Figure:
    """A pale bar to the middle of the groups, a dot for each; `customdata` is the row.

    At most as many groups as there are LOOKS are drawn; the table has the others.
    """
    if not any(row.value is not None for row in rows):
        return nothing(words)
    low, high = scale
    notes, top = heading(
        [("▬", NEUTRAL, says.bar), *_entries(says)], words=words, axis=False
    )
    known = [
        (at, row.label, row.value) for at, row in enumerate(rows) if row.value is not None
    ]
    beside = [
        safe(words.number(row.value, unit))
        if row.value is not None
        else why_label(row.why_not)
        for row in rows
    ]
    drawn = range(min(len(says.groups), len(LOOKS)))
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "base": [low] * len(known),
                "x": [value - low for _, _, value in known],
                "y": [at for at, _, _ in known],
                "width": 0.72,
                "marker": {"color": US_WASH, "line": {"width": 0}},
                "unselected": {"marker": {"opacity": 0.45}},
                "customdata": [at for at, _, _ in known],
                "hovertext": [
                    f"{full_label(label)}<br><b>{safe(words.number(value, unit))}</b>"
                    f"<br>{full_label(says.bar)}"
                    for _, label, value in known
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            },
            *(trace for group in drawn for trace in _dots(rows, group)),
            # Without a trace of its own, Plotly would not draw the right-hand axis.
            {"type": "scatter", "x": [], "y": [], "yaxis": "y2", "hoverinfo": "skip"},
        ],
        "layout": base_layout(
            height=ROW_HEIGHT * len(rows),
            top=top,
            bottom=28 + axis_room(words),
            xaxis=value_axis(low, high, unit=unit, words=words),
            yaxis=row_axis([safe_label(row.label, most=18, lines=2) for row in rows]),
            yaxis2=row_axis(beside) | {"overlaying": "y", "side": "right"},
            annotations=[*notes, *axis_note(words, side="bottom")],
        ),
    }


def radar(
    rows: Sequence[ProfileRow],
    *,
    scale: tuple[float, float],
    words: Words,
    says: ProfileWords,
) -> Figure:
    """The groups of every row around a centre; its area means nothing.

    Corners are numbered as the rows are, from 1.  A group that lacks a row has a gap.
    """
    if not any(row.dots for row in rows):
        return nothing(words)
    notes, top = heading(_entries(says), words=words, axis=False)
    corners = [str(place) for place in range(1, len(rows) + 1)]
    lines = []
    for group in range(min(len(says.groups), len(LOOKS))):
        _, symbol, colour, dash = LOOKS[group]
        found = [next((d for d in row.dots if d.group == group), None) for row in rows]
        told = [full_label(dot.told) if dot else "" for dot in found]
        values = [dot.value if dot else None for dot in found]
        lines.append(
            {
                "type": "scatterpolar",
                "mode": "lines+markers",
                "r": [*values, values[0]],
                "theta": [*corners, corners[0]],
                "line": {"color": colour, "width": 2, "dash": dash},
                "marker": {"symbol": symbol, "size": 7, "color": colour},
                "hovertext": [*told, told[0]],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    ticks = {"tickfont": {"size": 11, "color": MUTED}, "gridcolor": HAIRLINE}
    layout = base_layout(height=RADAR_HEIGHT, top=top + 14, annotations=notes)
    layout["margin"] |= {"l": 24, "r": 24}
    layout["polar"] = {
        "bgcolor": "rgba(0,0,0,0)",
        "radialaxis": {
            **ticks,
            "range": list(scale),
            "dtick": 1,
            "angle": 90,
            "tickangle": 90,
            "linecolor": HAIRLINE,
        },
        "angularaxis": {
            **ticks,
            "type": "category",
            "direction": "clockwise",
            "rotation": 90,
            "linecolor": HAIRLINE,
        },
    }
    return {"data": lines, "layout": layout}


def describe_profile(
    rows: Sequence[ProfileRow], words: Words, *, unit: str, says: ProfileWords
) -> str:
    """Every row with its number, the lowest first, and the rows that have none."""
    known = sorted(
        (row for row in rows if row.value is not None), key=lambda row: row.value or 0.0
    )
    if not known:
        return f"{words.title}. {words.no_data}"
    told = [f"{row.label}: {words.number(row.value or 0.0, unit)}." for row in known]
    left = [f"{row.label}: {row.why_not}." for row in rows if row.value is None]
    return " ".join([f"{words.title}.", f"{says.bar}.", *told, *left])
