"""The limits of a funnel plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from cx.charts.frame import note
from cx.charts.labels import safe_label
from cx.palette import MUTED, PAPER


@dataclass(frozen=True)
class FunnelCurve:
    """A pair of limits: (n, low, high) with rising n."""

    label: str
    points: Sequence[tuple[float, float, float]]


def limits_of(curve: FunnelCurve, dash: str) -> list[dict[str, Any]]:
    """The lower and the upper limit as lines."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [point[0] for point in curve.points],
            "y": [point[side] for point in curve.points],
            "line": {"color": MUTED, "width": 1, "dash": dash},
            "hoverinfo": "skip",
            "cliponaxis": True,
        }
        for side in (1, 2)
    ]


def name_of(
    curve: FunnelCurve, span: tuple[float, float], top: float, *, log: bool
) -> list[dict[str, Any]]:
    """The name of a pair of limits, on its upper curve, at the left where it is free."""
    seen = [
        point
        for point in curve.points
        if span[0] <= point[0] <= span[1] and point[2] <= top
    ]
    if not seen:
        return []
    n, _, high = seen[len(seen) // 8]
    x = log10(n) if log else n
    return [note(safe_label(curve.label, most=10), x=x, y=high, bgcolor=PAPER)]
