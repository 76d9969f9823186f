"""What a line chart is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cx.palette import PAPER, US

if TYPE_CHECKING:
    from cx.measure import Estimate

HEIGHT = 230
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
