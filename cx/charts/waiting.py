"""Shares to whom something has happened by each day, side by side, in steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    Figure,
    Words,
    axis_note,
    base_layout,
    bounds,
    hover,
    note,
    nothing,
    shown,
    value_axis,
    value_span,
)
from cx.charts.key import heading
from cx.charts.labels import safe, safe_label
from cx.charts.lines import line_through
from cx.charts.sentence import alt_text
from cx.palette import HAIRLINE, MUTED, WASHES

if TYPE_CHECKING:
    from cx.measure import Estimate

HEIGHT = 280
AXIS_ROOM = 44
MARKS = ("●", "◆", "■", "▲")
SYMBOLS = ("circle", "diamond", "square", "triangle-up")
DASHED = ("solid", "dash", "dot", "dashdot")


@dataclass(frozen=True)
class Waiting:
    """One curve: estimates rising in `day` (of their group), its name and its colour."""

    label: str
    points: Sequence[Estimate]
    colour: str


def _day(one: Estimate) -> float:
    return float(one.group["day"] or 0)


def _steps(known: Sequence[Estimate]) -> tuple[list[float], list[tuple[float, ...]]]:
    """Days and (low, value, high), each level held until the next day."""
    across: list[float] = []
    levels: list[tuple[float, ...]] = []
    for at, one in enumerate(known):
        until = _day(known[min(at + 1, len(known) - 1)])
        across += [_day(one), until]
        levels += [bounds(one)] * 2
    return across, levels


def _drawn(
    index: int, one: Waiting, *, marked: Sequence[int], unit_words: Words, first: int
) -> list[dict[str, Any]]:
    known = [point for point in one.points if shown(point)]
    if not known:
        return []
    across, levels = _steps(known)
    ribbon = {
        "type": "scatter",
        "mode": "lines",
        "x": [*across, *reversed(across)],
        "y": [high for _, _, high in levels] + [low for low, _, _ in reversed(levels)],
        "fill": "toself",
        "fillcolor": WASHES.get(one.colour, HAIRLINE),
        "line": {"width": 0, "color": HAIRLINE},
        "hoverinfo": "skip",
        "opacity": 0.6,
    }
    line = line_through(
        across, [value for _, value, _ in levels], one.colour, dash=DASHED[index % 4]
    )
    touched = [
        (at, point)
        for at, point in enumerate(one.points)
        if shown(point) and _day(point) in marked
    ]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [_day(point) for _, point in touched],
        "y": [point.value for _, point in touched],
        "marker": {
            "symbol": SYMBOLS[index % 4],
            "size": 9,
            "color": one.colour,
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [first + at for at, _ in touched],
        "hovertext": [
            hover(
                f"{one.label} · "
                + unit_words.window.format(day=f"{_day(point):g}", value="").strip(" :"),
                point,
                unit="share",
                words=unit_words,
            )
            for _, point in touched
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    return [ribbon, line, dots]


def waiting(
    curves: Sequence[Waiting],
    *,
    marked: Sequence[int],
    across: str,
    words: Words,
    from_zero: bool = True,
) -> Figure:
    """A stepped curve with its interval for each; dots on the `marked` days.

    `customdata` counts through the points of all curves in their order.
    """
    if not any(shown(point) for one in curves for point in one.points):
        return nothing(words)
    values = [
        value
        for one in curves
        for point in one.points
        if shown(point)
        for value in bounds(point)
    ]
    low, high = value_span([*([0.0] if from_zero else []), *values], unit="share")
    notes, top = heading(
        [
            (MARKS[index % 4], one.colour, one.label)
            for index, one in enumerate(curves)
            if len(curves) > 1
        ],
        words=words,
    )
    if len(curves) == 1:
        notes, top = axis_note(words), 30
    traces: list[dict[str, Any]] = []
    first = 0
    for index, one in enumerate(curves):
        traces += _drawn(index, one, marked=marked, unit_words=words, first=first)
        first += len(one.points)
    last = max(_day(point) for one in curves for point in one.points)
    axis = value_axis(0, last, unit="count", words=words, most=6)
    ticks = [day for day in marked if day <= last]
    notes.append(
        note(
            safe_label(across, most=48, lines=1),
            x=1,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="top",
            yshift=-22,
            align="right",
        )
    )
    return {
        "data": traces,
        "layout": base_layout(
            height=HEIGHT,
            top=top,
            right=16,
            bottom=AXIS_ROOM,
            xaxis=axis
            | {
                "tickvals": ticks,
                "ticktext": [safe(words.number(day, "count")) for day in ticks],
                "showgrid": False,
                "showline": True,
                "linecolor": HAIRLINE,
                "tickfont": {"size": 11, "color": MUTED},
            },
            yaxis=value_axis(low, high, unit="share", words=words),
            annotations=notes,
        ),
    }


def describe_waiting(
    curves: Sequence[Waiting], words: Words, *, marked: Sequence[int]
) -> str:
    """Each curve at its marked days."""
    told = {
        id(point): f"{one.label}, "
        + words.window.format(day=f"{_day(point):g}", value="").strip(" :")
        for one in curves
        for point in one.points
        if shown(point) and _day(point) in marked
    }
    points = [point for one in curves for point in one.points if id(point) in told]
    if not points:
        return f"{words.title}. {words.no_data}"
    return alt_text(points, words, label_of=lambda point: told[id(point)], unit="share")
