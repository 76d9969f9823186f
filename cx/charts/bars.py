"""What a bar chart is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def bars(**more: Any) -> dict[str, Any]:
    """Level bars with hover text."""
    return {
        "type": "bar",
        "orientation": "h",
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.45}},
        **more,
    }


def whiskers(ends: Sequence[tuple[float, float, float]], colour: str) -> dict[str, Any]:
    """Intervals as thin rules, (row, low, high) each."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for _, low, high in ends for x in (low, high, None)],
        "y": [y for row, _, _ in ends for y in (row, row, None)],
        "line": {"color": colour, "width": 1.5},
        "hoverinfo": "skip",
    }
