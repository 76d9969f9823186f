"""Cells in rows and columns, drawn as bars: those can be clicked and hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cx.palette import HAIRLINE, INK, MUTED, PAPER, RAMP

# From this step of the ramp on, text is in the colour of the page.
DARK_FROM = 6


@dataclass(frozen=True)
class Drawn:
    """One cell: where, its step on the ramp (None: hatched), and what it says."""

    row: int
    column: int
    step: int | None
    text: str
    hover: str
    index: int


def text_colour(step: int | None) -> str:
    """Ink on pale cells, paper on strong ones.

    >>> text_colour(0) == INK, text_colour(8) == PAPER
    (True, True)
    """
    return PAPER if step is not None and step >= DARK_FROM else INK


def cells_of(
    drawn: Sequence[Drawn], *, size: int, gap: float = 0.04, **more: Any
) -> dict[str, Any]:
    """A bar for each cell; column and row are its place, from the upper left."""
    return {
        "type": "bar",
        "x": [one.column for one in drawn],
        "base": [one.row - 0.5 + gap / 2 for one in drawn],
        "y": [1 - gap] * len(drawn),
        "width": 1 - gap,
        "marker": {
            "color": [PAPER if one.step is None else RAMP[one.step] for one in drawn],
            "line": {
                "color": [HAIRLINE] * len(drawn),
                "width": [1 if one.step is None else 0 for one in drawn],
            },
            "pattern": {
                "shape": ["/" if one.step is None else "" for one in drawn],
                "fgcolor": [MUTED] * len(drawn),
                "fgopacity": 0.6,
                "fillmode": "overlay",
                "size": 7,
                "solidity": 0.18,
            },
        },
        "text": [one.text for one in drawn],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {
            "size": size,
            "color": [text_colour(one.step) for one in drawn],
        },
        "customdata": [one.index for one in drawn],
        "hovertext": [one.hover for one in drawn],
        "hovertemplate": "%{hovertext}<extra></extra>",
        # Numbers beside the chosen cell stay readable.
        "unselected": {"marker": {"opacity": 0.45}, "textfont": {"color": INK}},
        **more,
    }
