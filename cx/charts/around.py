"""Two lines around an event: what happened, and what would have been without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DASHES,
    Figure,
    Words,
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
from cx.charts.labels import full_label, safe_label
from cx.charts.lines import HEIGHT, dots_at, line_through
from cx.palette import BENCHMARK, HAIRLINE, INK, PAPER, PREVIOUS, US, US_WASH

if TYPE_CHECKING:
    from cx.measure import Estimate


@dataclass(frozen=True, kw_only=True)
class AroundWords:
    """Names of both lines and of the event, what is counted across; `{at}` in `place`."""

    first: str
    second: str
    event: str
    across: str
    place: str


def _ribbon(x: Sequence[float], found: Sequence[Estimate], colour: str) -> dict[str, Any]:
    known = [(at, one) for at, one in zip(x, found, strict=True) if shown(one)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*(at for at, _ in known), *(at for at, _ in reversed(known))],
        "y": [
            *(bounds(one)[2] for _, one in known),
            *(bounds(one)[0] for _, one in reversed(known)),
        ],
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0, "color": colour},
        "opacity": 0.6,
        "hoverinfo": "skip",
    }


def around(
    x: Sequence[int],
    first: Sequence[Estimate],
    second: Sequence[Estimate],
    *,
    unit: str,
    words: Words,
    says: AroundWords,
) -> Figure:
    """Periods since the event across, the event between -1 and 0.

    `first` is drawn firm with dots that carry their index in `customdata`, `second`
    dashed; a ribbon shows intervals where there are any.
    """
    known = [(at, one) for at, one in enumerate(first) if shown(one)]
    if not known:
        return nothing(words)
    values = [value for one in (*first, *second) if shown(one) for value in bounds(one)]
    low, high = value_span([0.0, *values], unit=unit)
    texts = []
    for at, one in known:
        text = hover(says.place.format(at=x[at]), one, unit=unit, words=words)
        if shown(second[at]):
            other = words.number(bounds(second[at])[1], unit)
            text += f"<br>{full_label(says.second)}: {other}"
        texts.append(text)
    data = []
    for found, colour in ((second, HAIRLINE), (first, US_WASH)):
        if any(shown(e) and bounds(e)[0] < bounds(e)[2] for e in found):
            data.append(_ribbon(x, found, colour))
    ups = [
        [bounds(one)[1] if shown(one) else None for one in found]
        for found in (first, second)
    ]
    data += [
        line_through(x, ups[1], BENCHMARK, dash=DASHES),
        line_through(x, ups[0], US),
        dots_at(known, x, set(), texts),
    ]
    notes, top = heading(
        [("●", US, says.first), ("┄", BENCHMARK, says.second)], words=words
    )
    room_after = max(x) + 0.5 >= -0.5 - min(x)
    notes += [
        note(
            safe_label(says.event, most=26),
            x=-0.5,
            y=1,
            yref="paper",
            xanchor="left" if room_after else "right",
            yanchor="top",
            xshift=4 if room_after else -4,
            bgcolor=PAPER,
            colour=INK,
            hovertext=full_label(says.event),
        ),
        note(
            safe_label(says.across, most=46),
            x=1,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="top",
            yshift=-22,
        ),
    ]
    mark = {
        "type": "line",
        "yref": "paper",
        "x0": -0.5,
        "x1": -0.5,
        "y0": 0,
        "y1": 1,
        "line": {"color": PREVIOUS, "width": 1.25},
        "layer": "below",
    }
    flat = value_axis(min(x), max(x), unit="count", words=words, most=6)
    return {
        "data": data,
        "layout": base_layout(
            height=HEIGHT,
            top=top,
            right=14,
            bottom=46,
            xaxis=flat | {"showgrid": False, "showline": True, "linecolor": HAIRLINE},
            yaxis=value_axis(low, high, unit=unit, words=words, most=5),
            shapes=[mark],
            annotations=notes,
        ),
    }


def describe_around(
    x: Sequence[int],
    first: Sequence[Estimate],
    second: Sequence[Estimate],
    words: Words,
    *,
    unit: str,
    says: AroundWords,
) -> str:
    """Both lines on average before and after the event."""
    if not any(shown(one) for one in first):
        return f"{words.title}. {words.no_data}"
    said = [f"{words.title}. {says.event}."]
    for name, found in ((says.first, first), (says.second, second)):
        means = []
        for after in (False, True):
            levels = [
                bounds(one)[1]
                for at, one in zip(x, found, strict=True)
                if shown(one) and (at >= 0) == after
            ]
            if levels:
                means.append(words.number(sum(levels) / len(levels), unit))
        said.append(f"{name}: {' → '.join(means)}.")
    return " ".join(said)
