"""The line of a journey: mean and median by stage, the middle half as a ribbon."""

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
    nothing,
    shown,
    value_axis,
)
from cx.charts.key import heading
from cx.charts.labels import safe, safe_label
from cx.palette import BENCHMARK, HAIRLINE, INK, MUTED, PAPER, US, US_WASH

if TYPE_CHECKING:
    from cx.measure import Estimate

HEIGHT = 240
BARS = 190


@dataclass(frozen=True)
class StagePoint:
    """One stage: its mean with interval, its median and its quartiles."""

    label: str
    mean: Estimate
    median: float
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class LineWords:
    """What the marks of the line are called."""

    mean: str
    median: str
    ribbon: str


def journey_line(
    points: Sequence[StagePoint], *, words: Words, says: LineWords
) -> Figure:
    """A dot for each stage in order; `customdata` is its index; the last is hollow."""
    if not any(shown(point.mean) for point in points):
        return nothing(words)
    x = list(range(len(points)))
    known = [(at, point) for at, point in enumerate(points) if shown(point.mean)]
    whiskers: list[float | None] = []
    across: list[float | None] = []
    for at, point in known:
        low, _, high = bounds(point.mean)
        whiskers += [low, high, None]
        across += [at, at, None]
    notes, top = heading(
        [
            ("●", US, says.mean),
            ("╌", BENCHMARK, says.median),
            ("▆", US_WASH, says.ribbon),
        ],
        words=words,
    )
    last = len(points) - 1
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [*x, *x[::-1]],
                "y": [*(p.upper for p in points), *(p.lower for p in points[::-1])],
                "fill": "toself",
                "fillcolor": US_WASH,
                "line": {"width": 0},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "lines",
                "x": x,
                "y": [point.median for point in points],
                "line": {"color": BENCHMARK, "width": 1.5, "dash": DASHES},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "lines",
                "x": across,
                "y": whiskers,
                "line": {"color": US, "width": 1.5},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "x": [at for at, _ in known],
                "y": [point.mean.value for _, point in known],
                "line": {"color": US, "width": 2},
                "text": [
                    safe(words.number(bounds(point.mean)[1], "score"))
                    for _, point in known
                ],
                "textposition": "top center",
                "textfont": {"size": 11, "color": INK},
                "marker": {
                    "size": [11 if at == last else 8 for at, _ in known],
                    "color": [PAPER if at == last else US for at, _ in known],
                    "line": {"color": US, "width": 2},
                    "opacity": 1,
                },
                "unselected": {"marker": {"opacity": 0.45}},
                "customdata": [at for at, _ in known],
                "hovertext": [
                    hover(point.label, point.mean, unit="score", words=words)
                    for _, point in known
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "cliponaxis": False,
            },
        ],
        "layout": base_layout(
            height=HEIGHT,
            top=top,
            bottom=40,
            xaxis=_stage_axis([point.label for point in points]),
            yaxis=value_axis(1, 5, unit="score", words=words),
            annotations=notes,
        ),
    }


def _stage_axis(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "range": [-0.4, len(labels) - 0.6],
        "tickvals": list(range(len(labels))),
        "ticktext": [safe_label(label, most=12, lines=2) for label in labels],
        "tickfont": {"size": 11, "color": MUTED},
        "autotickangles": [0, 45],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": HAIRLINE,
        "fixedrange": True,
    }


def describe_line(points: Sequence[StagePoint], words: Words) -> str:
    """Mean and median of every stage."""
    said = [
        f"{point.label}: {words.number(point.mean.value, 'score')} "
        f"({words.number(point.median, 'score')})"
        for point in points
        if point.mean.value is not None
    ]
    return f"{words.title}. " + "; ".join(said) + "."


def parts(counts: Sequence[float], labels: Sequence[str], *, words: Words) -> Figure:
    """How many journeys fall into each part, as columns with their share.

    `customdata` is the part.
    """
    total = sum(counts)
    if not total:
        return nothing(words)
    shares = [count / total for count in counts]
    return {
        "data": [
            {
                "type": "bar",
                "x": list(range(len(counts))),
                "y": shares,
                "marker": {"color": US},
                "text": [safe(words.number(share, "share")) for share in shares],
                "textposition": "outside",
                "textangle": 0,
                "textfont": {"size": 11, "color": MUTED},
                "cliponaxis": False,
                "constraintext": "none",
                "customdata": list(range(len(counts))),
                "hovertext": [
                    f"{safe(label)}<br><b>{safe(words.number(share, 'share'))}</b><br>"
                    f"{safe(words.count(round(count)))}"
                    for label, share, count in zip(labels, shares, counts, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "unselected": {"marker": {"opacity": 0.45}},
            }
        ],
        "layout": base_layout(
            height=BARS,
            top=24,
            bottom=40,
            xaxis=_stage_axis(labels),
            yaxis={
                "visible": False,
                "range": [0, max(shares) * 1.1],
                "fixedrange": True,
            },
        ),
    }
