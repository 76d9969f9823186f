"""What a line chart is made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cx.charts.frame import Words, shown
from cx.charts.labels import safe_label
from cx.palette import HAIRLINE, MUTED, PAPER, US

if TYPE_CHECKING:
    from cx.measure import Estimate

HEIGHT = 230
MOST_DATES = 4
# A step this much longer than the shortest one means that a period is missing.
A_GAP = 1.6
Point = tuple[int, "Estimate"]


def line_through(
    x: Sequence[Any], y: Sequence[Any], colour: str, **line: Any
) -> dict[str, Any]:
    """A line that breaks where a value is missing."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": list(y),
        "line": {"color": colour, "width": 2, **line},
        "connectgaps": False,
        "hoverinfo": "skip",
    }


def dots_at(
    points: Sequence[Point], x: Sequence[Any], hollow: set[int], texts: Sequence[str]
) -> dict[str, Any]:
    """The points that can be touched; `customdata` is the index of the estimate."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x[index] for index, _ in points],
        "y": [one.value for _, one in points],
        "marker": {
            "size": [8 if index in hollow else 6 for index, _ in points],
            "color": [PAPER if index in hollow else US for index, _ in points],
            "line": {
                "color": US,
                "width": [1.75 if index in hollow else 0 for index, _ in points],
            },
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [index for index, _ in points],
        "hovertext": list(texts),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def unbroken(estimates: Sequence[Estimate], days: Sequence[float]) -> list[list[Point]]:
    """Unbroken stretches: a period without a number, or without a row, ends one."""
    steps = [later - earlier for earlier, later in pairwise(days)]
    usual = min(steps, default=1.0)
    runs: list[list[Point]] = [[]]
    for index, estimate in enumerate(estimates):
        if index and steps[index - 1] > A_GAP * usual:
            runs.append([])
        if shown(estimate):
            runs[-1].append((index, estimate))
        else:
            runs.append([])
    return [run for run in runs if run]


def path_through(
    runs: Sequence[Sequence[Point]], x: Sequence[Any]
) -> dict[str, list[Any]]:
    """The runs as one path, lifted between them."""
    across: list[Any] = []
    up: list[Any] = []
    for run in runs:
        across += [*(x[index] for index, _ in run), run[-1] and x[run[-1][0]]]
        up += [*(one.value for _, one in run), None]
    return {"x": across[:-1], "y": up[:-1]}


def few_of(count: int, most: int = MOST_DATES) -> list[int]:
    """A few positions, evenly spaced, the last among them."""
    step = max(1, -(-count // most))
    return list(range(count - 1, -1, -step))[::-1]


def date_axis(days: Sequence[str], *, words: Words) -> dict[str, Any]:
    """A flat axis of periods with a few of them named."""
    named = [days[position] for position in few_of(len(days))]
    return {
        "type": "date",
        "tickvals": named,
        "ticktext": [safe_label(words.period(day)) for day in named],
        "tickfont": {"size": 11, "color": MUTED},
        "tickangle": 0,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": HAIRLINE,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": HAIRLINE,
        "fixedrange": True,
        "automargin": True,
    }
