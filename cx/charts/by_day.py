"""A share by day, in steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cx.charts.frame import (
    DASHES,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    bounds,
    flipped,
    hover,
    note,
    nothing,
    shown,
    value_axis,
    value_span,
)
from cx.charts.labels import safe_label
from cx.charts.lines import HEIGHT, dots_at, line_through
from cx.palette import HAIRLINE, MUTED, US, US_WASH

if TYPE_CHECKING:
    from cx.measure import Estimate


def curve(estimates: Sequence[Estimate], *, marked_day: int, words: Words) -> Figure:
    """One minus survival: the share to whom it has happened by each day."""
    points = [(index, one) for index, one in enumerate(estimates) if shown(one)]
    if not points:
        return nothing(words)
    days = [float(one.group["day"] or 0) for one in estimates]
    across: list[float] = []
    lows: list[float] = []
    highs: list[float] = []
    level: list[float] = []
    for position, (index, one) in enumerate(points):
        low, value, high = bounds(one)
        until = days[points[min(position + 1, len(points) - 1)][0]]
        across += [days[index], until]
        level += [1 - value] * 2
        lows += [1 - high] * 2
        highs += [1 - low] * 2
    ribbon = {
        "type": "scatter",
        "mode": "lines",
        "x": [*across, *reversed(across)],
        "y": [*highs, *reversed(lows)],
        "fill": "toself",
        "fillcolor": US_WASH,
        "line": {"width": 0, "color": US_WASH},
        "hoverinfo": "skip",
    }
    marked = [point for point in points if days[point[0]] == marked_day]
    texts = [
        hover(
            words.window.format(day=f"{days[index]:g}", value="").strip(" :"),
            flipped(one),
            unit="share",
            words=words,
        )
        for index, one in points
    ]
    dots = dots_at([(index, flipped(one)) for index, one in points], days, set(), texts)
    dots["marker"]["size"] = [9 if point in marked else 5 for point in points]
    bottom, top = value_span([0.0, *highs], unit="share")
    shape = {
        "type": "line",
        "x0": marked_day,
        "x1": marked_day,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": MUTED, "width": 1, "dash": DASHES},
        "layer": "below",
    }
    notes = axis_note(words)
    if marked:
        share = words.number(1 - bounds(marked[0][1])[1], "share")
        text = safe_label(words.window.format(day=marked_day, value=share), most=40)
        right = marked_day > 0.55 * max(days)
        notes.append(
            note(
                f"<b>{text}</b>",
                x=marked_day,
                y=0,
                yref="paper",
                yanchor="bottom",
                xanchor="right" if right else "left",
                xshift=-6 if right else 6,
                yshift=6,
                size=12,
                colour=US,
            )
        )
    axis = value_axis(0, max(days), unit="count", words=words, most=6)
    return {
        "data": [ribbon, line_through(across, level, US), dots],
        "layout": base_layout(
            height=HEIGHT,
            top=10 + axis_room(words),
            right=14,
            xaxis=axis | {"showgrid": False, "showline": True, "linecolor": HAIRLINE},
            yaxis=value_axis(bottom, top, unit="share", words=words, most=5),
            shapes=[shape],
            annotations=notes,
        ),
    }
