"""Things scored twice from −2 to 2, as bubbles in four quadrants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Any

from cx.charts.frame import DASHES, Figure, Words, base_layout, note, nothing
from cx.charts.labels import SMALL_SIZE, full_label, safe_label
from cx.charts.place import BESIDE, anchor_of, sides_of
from cx.palette import BENCHMARK, INK, MUTED, US, US_TINT, US_WASH

HEIGHT = 380
EDGE = 2.95
NEAR_AXIS = 0.25
# Diameters in pixels; the area is what is compared.
SMALLEST, LARGEST = 10.0, 40.0
NAME_WIDTH = 18
# Bubbles of one cell lie around its middle.
AWAY = 0.3
MOST_TOLD = 8


@dataclass(frozen=True)
class Bubble:
    """One thing by two scores; `size` is what its area shows, `n` its rows."""

    label: str
    across: int
    up: int
    size: float
    n: int
    verb: str


@dataclass(frozen=True, kw_only=True)
class MatrixWords:
    """What the axes and the quadrants are called."""

    across: str
    up: str
    size: str
    near: str
    # Upper left, upper right, lower left, lower right.
    corners: tuple[str, str, str, str]


def places(bubbles: Sequence[Bubble]) -> list[tuple[float, float]]:
    """Where each bubble lies: in its cell, apart from the others of the same cell."""
    held: dict[tuple[int, int], list[int]] = {}
    for at, one in enumerate(bubbles):
        held.setdefault((one.across, one.up), []).append(at)
    found: dict[int, tuple[float, float]] = {}
    for (across, up), cell in held.items():
        for position, at in enumerate(cell):
            away = AWAY if len(cell) > 1 else 0.0
            # Of many, every second one lies nearer to the middle.
            away *= 0.5 if len(cell) > 6 and position % 2 else 1.0
            turn = 2 * pi * position / len(cell) + pi / 4
            found[at] = (across + away * cos(turn), up + away * sin(turn))
    return [found[at] for at in range(len(bubbles))]


def matrix(
    bubbles: Sequence[Bubble], *, unit: str, words: Words, says: MatrixWords
) -> Figure:
    """A bubble for each thing; `customdata` is its index."""
    if not bubbles:
        return nothing(words)
    at = places(bubbles)
    biggest = max(one.size for one in bubbles) or 1.0
    wide = [
        SMALLEST + (LARGEST - SMALLEST) * sqrt(max(one.size, 0.0) / biggest)
        for one in bubbles
    ]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in at],
        "y": [y for _, y in at],
        "marker": {
            "size": wide,
            "color": US_TINT,
            "line": {"color": US, "width": 1.5},
            "opacity": 0.85,
        },
        "unselected": {"marker": {"opacity": 0.35}},
        "customdata": list(range(len(bubbles))),
        "hovertext": [
            "<br>".join(
                (
                    full_label(one.label),
                    f"<b>{full_label(one.verb)}</b>",
                    full_label(f"{says.up} {_score(one.up)}"),
                    full_label(f"{says.across} {_score(one.across)}"),
                    full_label(f"{says.size} {words.number(one.size, unit)}"),
                    full_label(words.count(one.n)),
                )
            )
            for one in bubbles
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    parts = [((x + EDGE) / (2 * EDGE), (y + EDGE) / (2 * EDGE)) for x, y in at]
    order = sorted(range(len(bubbles)), key=lambda row: -bubbles[row].size)
    names = [(row, safe_label(bubbles[row].label, most=NAME_WIDTH)) for row in order]
    corners = [
        (0.15 + 0.7 * x, 0.03 + 0.94 * y, name)
        for name, (x, y) in zip(says.corners, _OUTER, strict=True)
    ]
    # Below and above first: a bubble is wide, and names beside it would run into others.
    sides = (*BESIDE[2:], *BESIDE[:2])
    found = sides_of(parts, names, height=HEIGHT, sides=sides, others=corners)
    named = []
    for row, side in found.items():
        anchor: dict[str, Any] = dict(anchor_of(side))
        anchor["xshift"] = side[0] * (wide[row] / 2 + 3)
        anchor["yshift"] = side[1] * (wide[row] / 2 + 2)
        text = dict(names)[row]
        named.append(note(text, x=at[row][0], y=at[row][1], colour=INK, **anchor))
    verbs = [
        note(
            f"<b>{safe_label(name, most=NAME_WIDTH)}</b>",
            x=x,
            y=y,
            xref="paper",
            yref="paper",
            xanchor="right" if x else "left",
            yanchor="top" if y else "bottom",
            xshift=-3 if x else 3,
            size=12,
            colour=BENCHMARK,
        )
        for name, (x, y) in zip(says.corners, _OUTER, strict=True)
    ]
    strip = note(
        f"<i>{safe_label(says.near, most=NAME_WIDTH)}</i>",
        x=0,
        y=EDGE,
        xanchor="center",
        yanchor="top",
        colour=BENCHMARK,
        bgcolor=US_WASH,
    )
    axes = [
        note(f"↑ {safe_label(says.up, most=46)}", **_OVER),
        note(f"{safe_label(says.across, most=46)} →", **_UNDER),
    ]
    return {
        "data": [dots],
        "layout": base_layout(
            height=HEIGHT,
            top=24,
            right=14,
            bottom=46,
            xaxis=_axis(),
            yaxis=_axis(),
            shapes=[*_strips(), _cut(upright=True), _cut(upright=False)],
            annotations=[*verbs, strip, *named, *axes],
        ),
    }


_OUTER = ((0, 1), (1, 1), (0, 0), (1, 0))
_PAPER = {"xref": "paper", "yref": "paper"}
_OVER = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "yshift": 4, **_PAPER}
_UNDER = {"x": 1, "y": 0, "xanchor": "right", "yanchor": "top", "yshift": -22, **_PAPER}


def _score(score: int) -> str:
    """A score with its sign.

    >>> _score(-2), _score(0), _score(1)
    ('−2', '0', '+1')
    """
    return f"+{score}" if score > 0 else str(score).replace("-", "−")


def _axis() -> dict[str, Any]:
    return {
        "range": [-EDGE, EDGE],
        "tickvals": [-2, -1, 0, 1, 2],
        "ticktext": [_score(score) for score in range(-2, 3)],
        "tickfont": {"size": SMALL_SIZE, "color": MUTED},
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": True,
    }


def _cut(*, upright: bool) -> dict[str, Any]:
    along, other = ("x", "y") if upright else ("y", "x")
    return {
        "type": "line",
        f"{along}0": 0,
        f"{along}1": 0,
        f"{other}0": -EDGE,
        f"{other}1": EDGE,
        "line": {"color": BENCHMARK, "width": 1, "dash": DASHES},
        "layer": "below",
    }


def _strips() -> list[dict[str, Any]]:
    """Within a quarter of an axis a score says neither value nor irritant."""
    ends = ((-NEAR_AXIS, NEAR_AXIS, -EDGE, EDGE), (-EDGE, EDGE, -NEAR_AXIS, NEAR_AXIS))
    return [
        {
            "type": "rect",
            "x0": left,
            "x1": right,
            "y0": bottom,
            "y1": top,
            "fillcolor": US_WASH,
            "line": {"width": 0},
            "layer": "below",
        }
        for left, right, bottom, top in ends
    ]


def describe_matrix(
    bubbles: Sequence[Bubble], words: Words, *, unit: str, says: MatrixWords
) -> str:
    """The largest things with what to do with them, and how many more there are."""
    if not bubbles:
        return f"{words.title}. {words.no_data}"
    ranked = sorted(bubbles, key=lambda one: -one.size)
    said = [
        f"{one.label}: {one.verb} ({says.up} {_score(one.up)}, "
        f"{says.across} {_score(one.across)}, {words.number(one.size, unit)})."
        for one in ranked[:MOST_TOLD]
    ]
    if len(ranked) > MOST_TOLD:
        rest = words.number(len(ranked) - MOST_TOLD, "count")
        said.append(words.more.format(count=rest))
    return " ".join([f"{words.title}.", *said])
