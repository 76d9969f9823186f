"""A control chart of a changed process: a level a stage, a mark for each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cx.charts.frame import DASHES, Figure, note
from cx.charts.labels import full_label, safe_label
from cx.charts.lines import line_through
from cx.palette import BENCHMARK, INK, PAPER


@dataclass(frozen=True)
class Stage:
    """From one change to the next: first and last period (ISO days), and the mean."""

    first: str
    last: str
    centre: float


@dataclass(frozen=True)
class Change:
    """A change of the process: the day (ISO) and what was changed, in words."""

    day: str
    words: str


def staged(figure: Figure, stages: Sequence[Stage], changes: Sequence[Change]) -> Figure:
    """The figure of `control_chart`, its one level replaced by one for each stage."""
    if not figure["data"]:
        return figure
    if len(stages) > 1:
        x: list[str | None] = []
        y: list[float | None] = []
        for one in stages:
            x += [one.first, one.last, None]
            y += [one.centre, one.centre, None]
        figure["data"][1] = line_through(
            x[:-1], y[:-1], BENCHMARK, width=1.25, dash=DASHES
        )
    layout = figure["layout"]
    for number, mark in enumerate(changes):
        layout.setdefault("shapes", []).append(
            {
                "type": "line",
                "yref": "paper",
                "x0": mark.day,
                "x1": mark.day,
                "y0": 0,
                "y1": 1,
                "line": {"color": INK, "width": 1},
                "layer": "below",
            }
        )
        layout.setdefault("annotations", []).append(
            note(
                safe_label(mark.words, most=20),
                x=mark.day,
                y=1,
                yref="paper",
                xanchor="left",
                yanchor="top",
                xshift=4,
                yshift=-14 * (number % 3),
                bgcolor=PAPER,
                opacity=0.9,
                hovertext=full_label(mark.words),
            )
        )
    return figure
