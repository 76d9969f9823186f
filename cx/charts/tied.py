"""Bars that join the rows which cannot be told apart: a critical-difference plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cx.palette import MUTED, PAPER

LANE = 9
DOT = 3.0
# A row's mark ends this far from its neighbour's, in rows.
REACH = 0.22


def lanes(ties: Sequence[Sequence[int]]) -> list[list[Sequence[int]]]:
    """Ties side by side where their rows overlap, one above the other where not.

    >>> lanes([(0, 1), (1, 3), (2, 3), (4, 5)])
    [[(0, 1), (2, 3), (4, 5)], [(1, 3)]]
    """
    found: list[list[Sequence[int]]] = []
    for tie in sorted(ties, key=lambda rows: (min(rows), max(rows))):
        for lane in found:
            if max(lane[-1]) < min(tie):
                lane.append(tie)
                break
        else:
            found.append([tie])
    return found


def room(ties: Sequence[Sequence[int]]) -> int:
    """Pixels that the bars need at the right end of the plot."""
    return LANE * len(lanes(ties)) + (4 if ties else 0)


def tie_shapes(ties: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
    """An upright bar for each tie, with a dot on each row it joins.

    Rows in between that the tie leaves out are passed without a dot.
    """
    drawn: list[dict[str, Any]] = []
    for position, lane in enumerate(lanes(ties)):
        at = -4 - LANE * position
        across = {"xref": "paper", "xsizemode": "pixel", "xanchor": 1}
        for tie in lane:
            drawn.append(
                {
                    "type": "line",
                    **across,
                    "x0": at,
                    "x1": at,
                    "y0": min(tie) - REACH,
                    "y1": max(tie) + REACH,
                    "line": {"color": MUTED, "width": 2.5},
                }
            )
            drawn += [
                {
                    "type": "circle",
                    **across,
                    "x0": at - DOT,
                    "x1": at + DOT,
                    "ysizemode": "pixel",
                    "yanchor": row,
                    "y0": -DOT,
                    "y1": DOT,
                    "line": {"color": MUTED, "width": 1.5},
                    "fillcolor": PAPER,
                }
                for row in tie
            ]
    return drawn
