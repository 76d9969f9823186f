"""An effect by the time since a start, with its interval: before it should be nought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DASHES,
    Figure,
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
from cx.charts.labels import safe, safe_label
from cx.charts.lines import HEIGHT, line_through
from cx.palette import BENCHMARK, HAIRLINE, MUTED, PAPER, US

if TYPE_CHECKING:
    from cx.measure import Estimate


@dataclass(frozen=True)
class EventPoint:
    """The effect `step` periods after the start; below 0 before it."""

    step: int
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class EventWords:
    """What the flat axis counts, and what stands at the start."""

    across: str
    start: str
    # Filled in: step.
    label: str


def event_line(
    points: Sequence[EventPoint], *, unit: str, words: Words, says: EventWords
) -> Figure:
    """Dots with intervals in the order of steps; `customdata` is their index."""
    known = [(at, one) for at, one in enumerate(points) if shown(one.estimate)]
    if not known:
        return nothing(words)
    steps = [one.step for _, one in known]
    values = [bounds(one.estimate) for _, one in known]
    low, high = value_span([0.0, *(v for each in values for v in each)], unit=unit)
    across: list[Any] = []
    up: list[Any] = []
    for step, (below, _value, above) in zip(steps, values, strict=True):
        across += [step, step, None]
        up += [below, above, None]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": steps,
        "y": [value for _, value, _ in values],
        "marker": {
            "size": 8,
            "color": [US if step >= 0 else PAPER for step in steps],
            "line": {"color": US, "width": 1.75},
        },
        "customdata": [at for at, _ in known],
        "hovertext": [
            hover(says.label.format(step=one.step), one.estimate, unit=unit, words=words)
            for _, one in known
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    first, last = min(steps) - 0.5, max(steps) + 0.5
    start = {
        "type": "line",
        "yref": "paper",
        "x0": -0.5,
        "x1": -0.5,
        "y0": 0,
        "y1": 1,
        "line": {"color": MUTED, "width": 1, "dash": DASHES},
        "layer": "below",
    }
    begun = note(
        safe_label(says.start, most=24) + " →",
        x=-0.5,
        y=1,
        yref="paper",
        xanchor="left",
        yanchor="top",
        xshift=4,
        bgcolor=PAPER,
        opacity=0.9,
    )
    ranges = line_through(across, up, US, width=1.5)
    nought = line_through([first, last], [0, 0], BENCHMARK, width=1.25, dash=DASHES)
    return {
        "data": [nought, ranges, dots],
        "layout": base_layout(
            height=HEIGHT + 24,
            top=10 + axis_room(words),
            right=12,
            bottom=46,
            xaxis={
                "range": [first, last],
                "tickvals": steps if len(steps) <= 7 else steps[::2],
                "tickfont": {"size": 11, "color": MUTED},
                "title": {"text": safe(says.across), "font": {"size": 11}},
                "showgrid": False,
                "zeroline": False,
                "showline": True,
                "linecolor": HAIRLINE,
                "fixedrange": True,
            },
            yaxis=value_axis(low, high, unit=unit, words=words, most=5),
            shapes=[start] if min(steps) < 0 else [],
            annotations=[*axis_note(words), *([begun] if min(steps) < 0 else [])],
        ),
    }


def describe_event_line(
    points: Sequence[EventPoint], words: Words, *, unit: str, says: EventWords
) -> str:
    """Each step with its value and interval, in a sentence."""
    parts = []
    for one in points:
        if shown(one.estimate):
            low, value, high = bounds(one.estimate)
            told = " – ".join(words.number(limit, unit) for limit in (low, high))
            label = says.label.format(step=one.step)
            parts.append(f"{label}: {words.number(value, unit)} ({told})")
    return f"{words.title}. {'; '.join(parts) or words.no_data}."
