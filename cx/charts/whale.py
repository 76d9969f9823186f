"""Profit added up from the most profitable customer on: it may rise, and fall again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cx.charts.frame import DASHES, Figure, Words, base_layout, note, nothing, value_axis
from cx.charts.labels import full_label, safe_label
from cx.palette import HAIRLINE, MUTED, US

HEIGHT = 290
AXIS_ROOM = 44


@dataclass(frozen=True, kw_only=True)
class WhaleWords:
    """What a whale curve says."""

    across: str
    up: str
    # Filled in: customers, held.
    point: str
    # Filled in: peak, customers.
    peak: str


def _point(at: float, held: float, *, words: Words, says: WhaleWords) -> str:
    return says.point.format(
        customers=words.number(at, "share"), held=words.number(held, "share")
    )


def _peak(
    customers: Sequence[float], held: Sequence[float], *, words: Words, says: WhaleWords
) -> tuple[float, float, str]:
    top = max(range(len(held)), key=lambda at: held[at])
    said = says.peak.format(
        peak=words.number(held[top], "share"),
        customers=words.number(customers[top], "share"),
    )
    return customers[top], held[top], said


def whale(
    customers: Sequence[float], held: Sequence[float], *, words: Words, says: WhaleWords
) -> Figure:
    """Shares of customers against the share of all profit; a touch leads to all rows."""
    if len(customers) < 2:
        return nothing(words)
    at, high, said = _peak(customers, held, words=words, says=says)
    line: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(customers),
        "y": list(held),
        "line": {"color": US, "width": 2},
        # To touch and to click; so many dots would hide the line.
        "marker": {"size": 7, "color": US, "opacity": 0},
        "selected": {"marker": {"opacity": 1}},
        "customdata": [0] * len(customers),
        "hovertext": [
            full_label(_point(x, y, words=words, says=says))
            for x, y in zip(customers, held, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    low = min(0.0, *held)
    all_of_it = {
        "type": "line",
        "x0": 0,
        "x1": 1,
        "y0": 1,
        "y1": 1,
        "line": {"color": MUTED, "width": 1, "dash": DASHES},
        "layer": "below",
    }
    notes = [
        note(
            f"<b>{safe_label(said, most=44, lines=2)}</b>",
            x=at,
            y=high,
            xanchor="right" if at > 0.5 else "left",
            yanchor="bottom",
            yshift=6,
            align="right" if at > 0.5 else "left",
            colour=US,
            size=12,
        ),
        note(
            safe_label(says.up, most=44, lines=1),
            x=0,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=24,
        ),
        note(
            safe_label(says.across, most=48, lines=1),
            x=1,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="top",
            yshift=-22,
            align="right",
        ),
    ]
    return {
        "data": [line],
        "layout": base_layout(
            height=HEIGHT,
            top=46,
            right=16,
            bottom=AXIS_ROOM,
            xaxis=value_axis(0.0, 1.0, unit="share", words=words)
            | {"showgrid": False, "showline": True, "linecolor": HAIRLINE},
            yaxis=value_axis(low, high, unit="share", words=words),
            shapes=[all_of_it],
            annotations=notes,
        ),
    }


def describe_whale(
    customers: Sequence[float], held: Sequence[float], words: Words, *, says: WhaleWords
) -> str:
    """Where it is highest, and what the best tenth and half of customers leave."""
    if len(customers) < 2:
        return f"{words.title}. {words.no_data}"
    said = [
        _point(customers[at], held[at], words=words, says=says)
        for share in (0.1, 0.5)
        for at in [min(range(len(customers)), key=lambda i: abs(customers[i] - share))]
    ]
    peak = _peak(customers, held, words=words, says=says)[2]
    return ". ".join([words.title, *said, peak]) + "."
