"""How unevenly something is spread: the share that the smallest rows hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DASHES,
    Figure,
    Words,
    base_layout,
    note,
    nothing,
    value_axis,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, safe, safe_label
from cx.palette import HAIRLINE, MUTED

if TYPE_CHECKING:
    from cx.stats.concentration import Lorenz

HEIGHT = 280
AXIS_ROOM = 44
# Where a curve is read off and can be touched.
READ_AT = tuple(tenth / 10 for tenth in range(1, 10))


@dataclass(frozen=True)
class Spread:
    """One curve: its name and colour; `curve` is None where nothing may be shown."""

    label: str
    curve: Lorenz | None
    n: int
    colour: str


@dataclass(frozen=True, kw_only=True)
class LorenzWords:
    """What is spread, and among whom."""

    across: str
    up: str
    equal: str
    # Filled in: label, rows, held, n.
    point: str


def _point(one: Spread, at: float, *, words: Words, says: LorenzWords) -> str:
    held = one.curve.held_by_lowest(at) if one.curve else 0.0
    return says.point.format(
        label=one.label,
        rows=words.number(at, "share"),
        held=words.number(held, "share"),
        n=words.count(one.n),
    )


def _drawn(
    index: int, one: Spread, *, words: Words, says: LorenzWords
) -> list[dict[str, Any]]:
    if one.curve is None:
        return []
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": list(one.curve.rows),
        "y": list(one.curve.held),
        "line": {"color": one.colour, "width": 2},
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": list(READ_AT),
        "y": [one.curve.held_by_lowest(at) for at in READ_AT],
        "marker": {
            "symbol": "circle" if index % 2 == 0 else "diamond",
            "size": 7,
            "color": one.colour,
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [index for _ in READ_AT],
        "hovertext": [
            full_label(_point(one, at, words=words, says=says)) for at in READ_AT
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    return [line, dots]


def lorenz_curves(
    spreads: Sequence[Spread], *, words: Words, says: LorenzWords
) -> Figure:
    """A curve for each spread, under the line on which all would hold the same.

    `customdata` is the index of the spread.
    """
    if not any(one.curve for one in spreads):
        return nothing(words)
    equal = {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 1],
        "y": [0, 1],
        "line": {"color": MUTED, "width": 1, "dash": DASHES},
        "hoverinfo": "skip",
    }
    entries = [
        ("●" if index % 2 == 0 else "◆", one.colour, one.label)
        for index, one in enumerate(spreads)
        if one.curve
    ]
    notes, top = heading([*entries, ("- -", MUTED, says.equal)], words=words, axis=False)
    notes.append(
        note(
            safe_label(says.up, most=40, lines=1),
            x=0,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            xshift=4,
        )
    )
    notes.append(
        note(
            safe(says.across),
            x=1,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="top",
            yshift=-22,
            align="right",
        )
    )
    axis = value_axis(0.0, 1.0, unit="share", words=words)
    return {
        "data": [
            equal,
            *(
                trace
                for index, one in enumerate(spreads)
                for trace in _drawn(index, one, words=words, says=says)
            ),
        ],
        "layout": base_layout(
            height=HEIGHT,
            top=top,
            right=16,
            bottom=AXIS_ROOM,
            xaxis=axis | {"showline": True, "linecolor": HAIRLINE, "showgrid": False},
            yaxis=value_axis(0.0, 1.0, unit="share", words=words),
            annotations=notes,
        ),
    }


def describe_lorenz(spreads: Sequence[Spread], words: Words, *, says: LorenzWords) -> str:
    """What the quieter half and the quieter nine tenths of each hold."""
    known = [one for one in spreads if one.curve]
    if not known:
        return f"{words.title}. {words.no_data}"
    said = [
        _point(one, at, words=words, says=says) + "."
        for one in known
        for at in (0.5, 0.9)
    ]
    return " ".join([f"{words.title}.", *said])
