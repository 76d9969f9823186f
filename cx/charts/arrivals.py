"""The share that has arrived by each moment, against a promise: a curve on a log axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10

from cx.charts.frame import (
    DASHES,
    Figure,
    Words,
    base_layout,
    nothing,
    value_axis,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, safe
from cx.charts.lines import line_through
from cx.palette import BENCHMARK, GOOD, HAIRLINE, MUTED, US, US_WASH

HEIGHT = 260
# Minutes worth a tick.
TICKS = (1, 5, 15, 60, 240, 720, 1440, 4320, 10080, 43200)
# Parts of the axis between two of them, so that they do not meet on the narrowest page.
APART = 0.15


@dataclass(frozen=True)
class Arrival:
    """The share by so many minutes and its limits, 0 to 1."""

    minutes: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class ArrivalWords:
    """What the curve says; `time` writes minutes."""

    time: Callable[[float], str]
    # Filled in: time.
    standard: str
    p90: str
    # Filled in: share, time.
    told: str


def arrivals(
    points: Sequence[Arrival],
    *,
    standard: float,
    p90: float | None,
    words: Words,
    says: ArrivalWords,
) -> Figure:
    """A step curve with its band, the standard upright, and where nine in ten are."""
    if not points:
        return nothing(words)
    # A log axis has no 0: whatever came at once came within a minute.
    at = [max(one.minutes, 1.0) for one in points]
    across = [
        x
        for left, right in zip(at, [*at[1:], at[-1]], strict=True)
        for x in (left, right)
    ]

    def level(values: Sequence[float]) -> list[float]:
        return [value for value in values for _ in range(2)]

    band = {
        "type": "scatter",
        "mode": "lines",
        "x": [*across, *reversed(across)],
        "y": [
            *level([one.high for one in points]),
            *reversed(level([one.low for one in points])),
        ],
        "fill": "toself",
        "fillcolor": US_WASH,
        "line": {"width": 0, "color": US_WASH},
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": at,
        "y": [one.share for one in points],
        "marker": {"size": 9, "color": US, "opacity": 0},
        "hovertext": [
            "<br>".join(
                [
                    full_label(says.time(one.minutes)),
                    f"<b>{safe(words.number(one.share, 'share'))}</b>",
                    safe(
                        f"{words.interval} {words.number(one.low, 'share')} – "
                        f"{words.number(one.high, 'share')}"
                    ),
                ]
            )
            for one in points
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    ends = [at[0], at[-1], max(standard, 1.0)]
    low, high = log10(min(ends)), log10(max(ends))
    air = 0.03 * (high - low) or 0.1
    ticks: list[int] = []
    for tick in TICKS:
        far = not ticks or log10(tick / ticks[-1]) >= APART * (high - low)
        if min(ends) <= tick <= max(ends) and far:
            ticks.append(tick)
    lines = [(standard, BENCHMARK)] + ([(p90, GOOD)] if p90 else [])
    shapes = [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": max(x, 1.0),
            "x1": max(x, 1.0),
            "y0": 0,
            "y1": 1,
            "line": {"color": colour, "width": 1.5, "dash": DASHES},
            "layer": "below",
        }
        for x, colour in lines
    ]
    entries = [("┆", BENCHMARK, says.standard.format(time=says.time(standard)))]
    if p90:
        entries.append(("┆", GOOD, says.p90.format(time=says.time(p90))))
    notes, top = heading(entries, words=words)
    return {
        "data": [
            band,
            line_through(across, level([one.share for one in points]), US, width=2),
            dots,
        ],
        "layout": base_layout(
            height=HEIGHT,
            top=top,
            right=14,
            bottom=30,
            xaxis={
                "type": "log",
                "range": [low - air, high + air],
                "tickvals": ticks,
                "ticktext": [says.time(tick) for tick in ticks],
                "tickangle": 0,
                "tickfont": {"size": 11, "color": MUTED},
                "showgrid": True,
                "gridcolor": HAIRLINE,
                "zeroline": False,
                "showline": False,
                "ticks": "",
                "fixedrange": True,
                "automargin": True,
            },
            yaxis=value_axis(0.0, 1.0, unit="share", words=words, most=5),
            shapes=shapes,
            annotations=notes,
        ),
    }


def describe_arrivals(
    points: Sequence[Arrival],
    words: Words,
    *,
    standard: float,
    says: ArrivalWords,
) -> str:
    """The share that has arrived at the standard, and at the end of the curve."""
    if not points:
        return f"{words.title}. {words.no_data}"
    before = [one for one in points if one.minutes <= standard]
    share = before[-1].share if before else 0.0
    told = [
        says.told.format(share=words.number(value, "share"), time=says.time(minutes))
        for value, minutes in ((share, standard), (points[-1].share, points[-1].minutes))
    ]
    return f"{words.title}. {'; '.join(told)}."
