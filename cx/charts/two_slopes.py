"""Two slopes of each unit: below the middle of its scale and above, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.charts.bars import whiskers
from cx.charts.frame import (
    DOTS,
    ROW_HEIGHT,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    bounds,
    note,
    nothing,
    row_axis,
    shown,
    span_text,
    value_axis,
    value_span,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, muted, safe, safe_label
from cx.palette import BENCHMARK, HAIRLINE, NEUTRAL, PAPER, US

if TYPE_CHECKING:
    from cx.measure import Estimate

# The two intervals of a row lie this far above and below its middle.
APART = 0.16
VERDICT_WIDTH = 14


@dataclass(frozen=True)
class Slopes:
    """One unit: its slope on either side of the middle, and what the test says."""

    label: str
    below: Estimate
    above: Estimate
    verdict: str
    # Whether the test told the two slopes apart.
    sure: bool = False


@dataclass(frozen=True, kw_only=True)
class SlopeWords:
    """What the two slopes are called."""

    below: str
    above: str


def _drawn(one: Slopes) -> bool:
    return shown(one.below) and shown(one.above)


def _dots(
    rows: Sequence[Slopes], *, upper: bool, unit: str, words: Words, says: SlopeWords
) -> list[dict[str, Any]]:
    colour, shift = (US, -APART) if upper else (BENCHMARK, APART)
    name = says.below if upper else says.above
    known = [
        (row, one, one.below if upper else one.above)
        for row, one in enumerate(rows)
        if _drawn(one)
    ]
    ends = []
    texts = []
    for row, one, slope in known:
        low, value, high = bounds(slope)
        ends.append((row + shift, low, high))
        lines = [
            full_label(one.label),
            full_label(name),
            f"<b>{safe(words.number(value, unit))}</b>",
            safe(f"{words.interval} {span_text(slope, unit=unit, words=words)}"),
            safe(words.count(slope.n)),
            full_label(one.verdict),
        ]
        texts.append("<br>".join(lines))
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [bounds(slope)[1] for *_, slope in known],
        "y": [row + shift for row, *_ in known],
        "marker": {
            "symbol": "circle" if upper else "diamond",
            "size": 9,
            "color": [colour if one.sure else PAPER for _, one, _ in known],
            "line": {"color": colour, "width": 1.75},
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [row for row, *_ in known],
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    return [whiskers(ends, colour), dots]


def two_slopes(
    rows: Sequence[Slopes], *, unit: str, words: Words, says: SlopeWords
) -> Figure:
    """A row for each unit in the order given; `customdata` is its index.

    Filled where the two slopes differ beyond chance, hollow where they do not.
    """
    known = [one for one in rows if _drawn(one)]
    if not known:
        return nothing(words)
    ends = [v for one in known for slope in (one.below, one.above) for v in bounds(slope)]
    low, high = value_span([0.0, *ends], unit="points")
    links: list[Any] = []
    for row, one in enumerate(rows):
        if _drawn(one):
            links += [
                (bounds(one.below)[1], row - APART),
                (bounds(one.above)[1], row + APART),
                (None, None),
            ]
    notes, top = heading(
        [("●", US, says.below), ("◆", BENCHMARK, says.above)], words=words, axis=False
    )
    notes += axis_note(words, side="bottom")
    right = []
    for row, one in enumerate(rows):
        said = safe_label(one.verdict, most=VERDICT_WIDTH, lines=2)
        right.append(f"<b>{said}</b>" if one.sure else muted(said))
        if not _drawn(one):
            notes.append(
                note(
                    safe(words.why_not(one.below)),
                    x=0,
                    y=row,
                    xref="paper",
                    xanchor="left",
                    xshift=4,
                    bgcolor=PAPER,
                )
            )
    axis = value_axis(low, high, unit=unit, words=words, most=5)
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for x, _ in links],
                "y": [y for _, y in links],
                "line": {"color": NEUTRAL, "width": 4},
                "opacity": 0.45,
                "hoverinfo": "skip",
            },
            *_dots(rows, upper=True, unit=unit, words=words, says=says),
            *_dots(rows, upper=False, unit=unit, words=words, says=says),
            # Without a trace of its own, Plotly would not draw the right-hand axis.
            {"type": "scatter", "x": [], "y": [], "yaxis": "y2", "hoverinfo": "skip"},
        ],
        "layout": base_layout(
            height=ROW_HEIGHT * len(rows),
            top=top,
            bottom=28 + axis_room(words),
            xaxis=axis | {"zeroline": True, "zerolinecolor": NEUTRAL, "zerolinewidth": 1},
            yaxis=row_axis([safe_label(one.label, most=18, lines=2) for one in rows])
            | {"showgrid": True, "gridcolor": HAIRLINE, "griddash": DOTS},
            yaxis2=row_axis(right) | {"overlaying": "y", "side": "right"},
            annotations=notes,
        ),
    }


def describe_two_slopes(
    rows: Sequence[Slopes], words: Words, *, unit: str, says: SlopeWords
) -> str:
    """Both slopes of every row and what the test says."""
    if not any(_drawn(one) for one in rows):
        return f"{words.title}. {words.no_data}"
    said = [f"{words.title}."]
    for one in rows:
        if not _drawn(one):
            said.append(f"{one.label}: {words.why_not(one.below)}.")
            continue
        sides = ", ".join(
            f"{name} {words.number(bounds(slope)[1], unit)} "
            f"({span_text(slope, unit=unit, words=words)})"
            for name, slope in ((says.below, one.below), (says.above, one.above))
        )
        said.append(f"{one.label}: {sides}: {one.verdict}.")
    return " ".join(said)
