"""Two readings of one thing, row by row: what customers say and what the record says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.charts.bars import whiskers
from cx.charts.frame import (
    DOTS,
    ROW_HEIGHT,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    bounds,
    hover,
    note,
    nothing,
    row_axis,
    shown,
    value_axis,
    value_span,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, muted, safe, safe_label, why_label
from cx.charts.sentence import sentence
from cx.palette import BENCHMARK, HAIRLINE, NEUTRAL, PAPER, US

if TYPE_CHECKING:
    from cx.measure import Estimate

MOST_ROWS = 25
# The two intervals of a row lie this far above and below its middle.
APART = 0.14


@dataclass(frozen=True)
class Pair:
    """One reason, by what customers perceive and by what was recorded."""

    label: str
    perceived: Estimate
    operational: Estimate

    @property
    def gap(self) -> float | None:
        """Perceived minus operational, when both may be shown as numbers."""
        if self.perceived.status != "ok" or self.operational.status != "ok":
            return None
        if self.perceived.value is None or self.operational.value is None:
            return None
        return self.perceived.value - self.operational.value


@dataclass(frozen=True, kw_only=True)
class DumbbellWords:
    """What the two ends are called, and how a gap is written (value, unit)."""

    perceived: str
    operational: str
    gap: str
    # Filled in: count.
    left: str
    change: Callable[[float, str], str]


def by_gap(pairs: Sequence[Pair]) -> list[tuple[int, Pair]]:
    """With their index, the widest gap first, those without a gap last."""
    return sorted(
        enumerate(pairs),
        key=lambda row: (row[1].gap is None, -abs(row[1].gap or 0.0)),
    )


def _side(
    rows: Sequence[tuple[int, Pair]],
    *,
    upper: bool,
    unit: str,
    words: Words,
    name: str,
) -> list[dict[str, Any]]:
    colour, shift = (US, -APART) if upper else (BENCHMARK, APART)
    found = [
        (row, index, pair.label, pair.perceived if upper else pair.operational)
        for row, (index, pair) in enumerate(rows)
    ]
    known = [one for one in found if shown(one[3])]
    ends = []
    for row, _, _, one in known:
        low, _, high = bounds(one)
        ends.append((row + shift, low, high))
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [bounds(one)[1] for *_, one in known],
        "y": [row + shift for row, *_ in known],
        "marker": {
            "symbol": "circle" if upper else "diamond",
            "size": 9,
            "color": [PAPER if one.status == "low" else colour for *_, one in known],
            "line": {"color": colour, "width": 1.75},
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [2 * index + (not upper) for _, index, _, _ in known],
        "hovertext": [
            f"{full_label(name)}<br>{hover(label, one, unit=unit, words=words)}"
            for *_, label, one in known
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    return [whiskers(ends, colour), dots]


def _beside(pair: Pair, unit: str, words: Words, says: DumbbellWords) -> str:
    if pair.gap is not None:
        smaller = min(pair.perceived.n, pair.operational.n)
        return (
            f"{safe(says.change(pair.gap, unit))}<br>{muted(safe(words.count(smaller)))}"
        )
    for one in (pair.perceived, pair.operational):
        if not shown(one):
            return why_label(words.why_not(one))
    return why_label(words.low_base)


def dumbbell(
    pairs: Sequence[Pair],
    *,
    unit: str,
    words: Words,
    says: DumbbellWords,
    most: int = MOST_ROWS,
) -> Figure:
    """A row for each pair, the widest gap on top.

    `customdata` is 2 x index for the perceived side, 2 x index + 1 for the operational
    one, where index is the place in `pairs` as given.
    """
    rows = by_gap(pairs)[:most]
    known = [
        one
        for _, pair in rows
        for one in (pair.perceived, pair.operational)
        if shown(one)
    ]
    if not known:
        return nothing(words)
    links: list[Any] = []
    for row, (_, pair) in enumerate(rows):
        if shown(pair.perceived) and shown(pair.operational):
            ends = (pair.perceived.value, pair.operational.value)
            links += [(ends[0], row - APART), (ends[1], row + APART), (None, None)]
    low, high = value_span([v for one in known for v in bounds(one)], unit=unit)
    notes, top = heading(
        [("●", US, says.perceived), ("◆", BENCHMARK, says.operational)],
        words=words,
        side="right",
        axis=False,
    )
    notes.append(
        note(
            f"<b>{safe_label(says.gap, most=12)}</b>",
            x=1,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            xshift=8,
        )
    )
    under = 28 + axis_room(words)
    notes += axis_note(words, side="bottom")
    if len(pairs) > most:
        count = words.number(len(pairs) - most, "count")
        notes.append(
            note(
                safe_label(says.left.format(count=count), most=46),
                x=1,
                y=0,
                xref="paper",
                yref="paper",
                xanchor="right",
                yanchor="top",
                yshift=-under,
            )
        )
        under += 17
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for x, _ in links],
                "y": [y for _, y in links],
                "line": {"color": NEUTRAL, "width": 4},
                "opacity": 0.45,
                "hoverinfo": "skip",
            },
            *_side(rows, upper=True, unit=unit, words=words, name=says.perceived),
            *_side(rows, upper=False, unit=unit, words=words, name=says.operational),
            # Without a trace of its own, Plotly would not draw the right-hand axis.
            {"type": "scatter", "x": [], "y": [], "yaxis": "y2", "hoverinfo": "skip"},
        ],
        "layout": base_layout(
            height=ROW_HEIGHT * len(rows),
            top=top,
            bottom=under,
            xaxis=value_axis(low, high, unit=unit, words=words, most=4),
            yaxis=row_axis([safe_label(pair.label, lines=2) for _, pair in rows])
            | {"showgrid": True, "gridcolor": HAIRLINE, "griddash": DOTS},
            yaxis2=row_axis([_beside(pair, unit, words, says) for _, pair in rows])
            | {"overlaying": "y", "side": "right"},
            annotations=notes,
        ),
    }


def describe_dumbbell(
    pairs: Sequence[Pair],
    words: Words,
    *,
    unit: str,
    says: DumbbellWords,
    most: int = 4,
) -> str:
    """Both readings of the rows with the widest gaps, and the gap itself."""
    if not any(
        shown(one) for pair in pairs for one in (pair.perceived, pair.operational)
    ):
        return f"{words.title}. {words.no_data}"
    said = []
    for _, pair in by_gap(pairs)[:most]:
        sides = (
            (says.perceived, pair.perceived),
            (says.operational, pair.operational),
        )
        for name, one in sides:
            label = f"{pair.label}, {name}"
            said.append(sentence(label, one, unit=unit, words=words))
        if pair.gap is not None:
            said.append(f"{says.gap} {says.change(pair.gap, unit)}.")
    if len(pairs) > most:
        said.append(words.more.format(count=words.number(len(pairs) - most, "count")))
    return " ".join([f"{words.title}.", *said])
