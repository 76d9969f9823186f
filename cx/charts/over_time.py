"""A number over time, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DASHES,
    DOTS,
    Figure,
    Reference,
    Words,
    axis_note,
    axis_room,
    base_layout,
    bounds,
    hover,
    note,
    nothing,
    shown,
    value_axis,
    value_span,
)
from cx.charts.labels import full_label, pixels, safe, safe_label
from cx.charts.lines import (
    HEIGHT,
    Point,
    date_axis,
    dots_at,
    line_through,
    path_through,
    unbroken,
)
from cx.charts.rows import drawn
from cx.palette import (
    BENCHMARK,
    PAPER,
    PREVIOUS,
    US,
    US_WASH,
)

if TYPE_CHECKING:
    from cx.measure import Estimate


def _ribbon(runs: Sequence[Sequence[Point]], x: Sequence[Any]) -> dict[str, Any]:
    across: list[Any] = []
    up: list[Any] = []
    for run in runs:
        there = [x[index] for index, _ in run]
        lows, highs = ([bounds(one)[side] for _, one in run] for side in (0, 2))
        across += [*there, *reversed(there), None]
        up += [*highs, *reversed(lows), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across[:-1],
        "y": up[:-1],
        "fill": "toself",
        "fillcolor": US_WASH,
        # A point on its own has no area; the line of the ribbon still shows its interval.
        "line": {"width": 2, "color": US_WASH},
        "hoverinfo": "skip",
    }


def _level(line: Reference) -> tuple[dict[str, Any], dict[str, Any]]:
    colour = getattr(line, "colour", BENCHMARK)
    shape = {
        "type": "line",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": line.value,
        "y1": line.value,
        "line": {"color": colour, "width": 1.25, "dash": DASHES},
        "layer": "below",
    }
    text = note(
        safe_label(line.label, most=48),
        x=0,
        y=line.value,
        xref="paper",
        xanchor="left",
        yanchor="bottom",
        colour=colour,
        bgcolor=PAPER,
        opacity=0.9,
        hovertext=full_label(line.label),
    )
    return shape, text


def trend(
    estimates: Sequence[Estimate],
    *,
    unit: str,
    words: Words,
    previous: Sequence[Estimate] | None = None,
    benchmark: Reference | Sequence[Reference] | None = None,
    value_range: tuple[float, float] | None = None,
    provisional_from: date | str | None = None,
) -> Figure:
    """A number over time with its interval, one estimate for each period in order.

    `previous` is drawn period for period under `estimates`: its first under the first.
    """
    points = [(index, one) for index, one in enumerate(estimates) if shown(one)]
    if not points:
        return nothing(words)
    x = [one.group["period"] or "" for one in estimates]
    dates = [date.fromisoformat(day) for day in x]
    runs = unbroken(estimates, [float(day.toordinal()) for day in dates])
    since = str(provisional_from or "9999")
    open_ones = {index for index, _ in points if x[index] >= since}
    hollow = open_ones | {index for index, one in points if one.status == "low"}
    texts = []
    for index, one in points:
        text = hover(words.period(x[index]), one, unit=unit, words=words)
        said = safe(words.provisional) if index in open_ones else ""
        texts.append(f"{text}<br>{said}" if said else text)
    closed = [[point for point in run if point[0] not in open_ones] for run in runs]
    # The dashed part begins at the last complete point, so that the line does not break.
    dashed = [
        [
            run[at]
            for at in range(len(run))
            if {run[at][0], run[min(at + 1, len(run) - 1)][0]} & open_ones
        ]
        for run in runs
    ]
    before = list(previous or ())[: len(x)]
    lines = drawn(
        []
        if benchmark is None
        else benchmark
        if isinstance(benchmark, Sequence)
        else [benchmark]
    )
    values = [value for _, one in points for value in bounds(one)]
    values += [one.value for one in before if shown(one) and one.value is not None]
    values += [line.value for line in lines]
    low, high = value_span(values, unit=unit, value_range=value_range)
    data = [_ribbon(runs, x)]
    if before:
        levels = [one.value if shown(one) else None for one in before]
        data.append(
            line_through(x[: len(before)], levels, PREVIOUS, width=1.5, dash=DOTS)
        )
    for parts, dash in ((closed, "solid"), (dashed, DASHES)):
        path = path_through([part for part in parts if part], x)
        if path["x"]:
            data.append(line_through(path["x"], path["y"], US, dash=dash))
    data.append(dots_at(points, x, hollow, texts))
    marks = [_level(line) for line in lines]
    ends, right = _ends(points, x, before, unit=unit, words=words, height=high - low)
    return {
        "data": data,
        "layout": base_layout(
            height=HEIGHT,
            top=10 + axis_room(words),
            right=right,
            bottom=30,
            xaxis=date_axis(x, words=words),
            yaxis=value_axis(low, high, unit=unit, words=words, most=5),
            shapes=[shape for shape, _ in marks],
            annotations=[*(text for _, text in marks), *ends, *axis_note(words)],
        ),
    }


def _ends(
    points: Sequence[Point],
    x: Sequence[str],
    before: Sequence[Estimate],
    *,
    unit: str,
    words: Words,
    height: float,
) -> tuple[list[dict[str, Any]], int]:
    """Names at the right end of the lines, and how much room they need."""
    last, estimate = points[-1]
    value = bounds(estimate)[1]
    number = words.number(value, unit)
    place = {"xanchor": "left", "xshift": 8, "xref": "x"}
    notes, texts = [], [""]
    if estimate.status != "low":
        text = f"<b>{safe(number)}</b>"
        notes.append(note(text, x=x[last], y=value, size=13, colour=US, **place))
        texts.append(number)
    told = [(index, one) for index, one in enumerate(before) if shown(one)]
    if told and words.previous:
        index, one = told[-1]
        level = bounds(one)[1]
        close = abs(level - value) < 0.12 * height
        shift = (9 if level > value else -9) if close else 0
        label = safe_label(words.previous, most=10, lines=2)
        notes.append(note(label, x=x[index], y=level, yshift=2 * shift, **place))
        texts += label.split("<br>")
    return notes, 12 + max(pixels(text) for text in texts)
