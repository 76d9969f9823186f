"""Sequences of good and bad moments, one row for each that many journeys share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cx.charts.frame import Figure, Words, base_layout, nothing, row_axis
from cx.charts.key import heading
from cx.charts.labels import muted, safe, safe_label
from cx.palette import BAD, GOOD, MUTED, NEUTRAL

ROW = 26
MOST = 10
MARKS = {-1: (BAD, "triangle-down"), 0: (NEUTRAL, "circle"), 1: (GOOD, "square")}


@dataclass(frozen=True, kw_only=True)
class TileWords:
    """What the three kinds of moment are called."""

    good: str
    neither: str
    bad: str


def tiles(
    rows: Sequence[tuple[Sequence[int | None], int]],
    *,
    stages: Sequence[str],
    total: int,
    words: Words,
    says: TileWords,
    most: int = MOST,
) -> Figure:
    """Signs by stage: 1 good, 0 neither, -1 bad, None not met; `customdata`: the row."""
    shown = rows[:most]
    if not shown or not total:
        return nothing(words)
    data: list[dict[str, Any]] = []
    names = {-1: says.bad, 0: says.neither, 1: says.good}
    for sign, (colour, symbol) in MARKS.items():
        cells = [
            (row, at)
            for row, (signs, _) in enumerate(shown)
            for at, one in enumerate(signs)
            if one == sign
        ]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [at for _, at in cells],
                "y": [row for row, _ in cells],
                "marker": {
                    "size": 14,
                    "symbol": symbol,
                    "color": colour,
                    "opacity": 1,
                },
                "customdata": [row for row, _ in cells],
                "hovertext": [
                    f"{safe(stages[at])}: {safe(names[sign])}<br>"
                    f"{safe(words.count(shown[row][1]))}"
                    for row, at in cells
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "unselected": {"marker": {"opacity": 0.45}},
            }
        )
    labels = [
        f"{safe(words.number(n / total, 'share'))} {muted(safe(words.count(n)))}"
        for _, n in shown
    ]
    notes, top = heading(
        [("■", GOOD, says.good), ("●", NEUTRAL, says.neither), ("▼", BAD, says.bad)],
        words=words,
        axis=False,
    )
    return {
        "data": data,
        "layout": base_layout(
            height=ROW * len(shown),
            top=top,
            bottom=44,
            xaxis={
                "range": [-0.5, len(stages) - 0.5],
                "tickvals": list(range(len(stages))),
                "ticktext": [safe_label(name, most=12, lines=2) for name in stages],
                "tickfont": {"size": 11, "color": MUTED},
                "autotickangles": [0, 45],
                "automargin": True,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            yaxis=row_axis(labels),
            annotations=notes,
        ),
    }


def describe_tiles(
    rows: Sequence[tuple[Sequence[int | None], int]],
    *,
    stages: Sequence[str],
    total: int,
    words: Words,
    says: TileWords,
    most: int = 3,
) -> str:
    """The most frequent sequences in words."""
    names = {-1: says.bad, 0: says.neither, 1: says.good}
    said = [
        ", ".join(
            f"{stage} {names[sign]}"
            for stage, sign in zip(stages, signs, strict=True)
            if sign is not None
        )
        + f": {words.number(n / total, 'share')} ({words.count(n)})"
        for signs, n in rows[:most]
    ]
    return f"{words.title}. " + "; ".join(said) + "."
