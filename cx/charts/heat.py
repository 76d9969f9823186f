"""A number for each pair of two groups: hour by weekday, reason by channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cx.charts.cells import Drawn, cells_of
from cx.charts.frame import (
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
)
from cx.charts.labels import full_label, pixels, safe, safe_label, width
from cx.charts.sentence import alt_text
from cx.palette import MUTED, RAMP

if TYPE_CHECKING:
    from cx.measure import Estimate

CELL_HEIGHT = 30
MANY_COLUMNS = 12
PLOT_WIDTH = 210
SMALLEST_TEXT = 9
# A digit is so much of the size of its letters; Plotly keeps these pixels free.
DIGIT = 0.58
CELL_PADDING = 10
LEAST_ROUNDED = 10
MOST_TOLD = 3


@dataclass(frozen=True)
class Cell:
    """One number and where it stands."""

    row: int
    column: int
    estimate: Estimate
    # What it says when touched, where that is not value, interval and n.
    told: str = ""


@dataclass(frozen=True, kw_only=True)
class HeatWords:
    """What a heatmap says."""

    few: str


def _firm(estimate: Estimate) -> bool:
    return shown(estimate) and estimate.status == "ok"


def _step(value: float, low: float, high: float) -> int:
    """The step of the ramp: the lowest value is the palest, the highest the strongest."""
    part = (value - low) / (high - low) if high > low else 0.5
    return round(min(max(part, 0.0), 1.0) * (len(RAMP) - 1))


def _writing(
    values: Sequence[float], columns: int, *, unit: str, words: Words
) -> Callable[[float], str]:
    """How cells say their numbers: in full, or rounded where the narrowest page is full.

    Plotly hides a text too wide for its cell, and of equal cells some would stay blank.
    """
    room = (PLOT_WIDTH / columns - CELL_PADDING) / SMALLEST_TEXT

    def in_full(value: float) -> str:
        return words.number(value, unit)

    def rounded(value: float) -> str:
        shown = round(100 * value if unit == "share" else value)
        return words.number(shown, "count")

    def marked(value: float) -> str:
        return rounded(value) + ("%" if unit == "share" else "")

    biggest = max(abs(one) for one in values) * (100 if unit == "share" else 1)
    # Numbers below ten would be nothing but their rounding.
    ways = [in_full, marked, rounded] if biggest >= LEAST_ROUNDED else [in_full]
    for way in ways:
        if max(width(way(one)) for one in values) * DIGIT <= room:
            return way
    return ways[-1]


def _key(low: float, high: float, *, unit: str, words: Words, few: str) -> str:
    """The ramp from end to end, and what a hatched cell is."""
    ramp = "".join(f'<span style="color:{colour}">█</span>' for colour in RAMP[::2])
    ends = [safe(words.number(value, unit)) for value in (low, high)]
    hatched = f" &#160;▨ {safe_label(few, most=22)}" if few else ""
    return f"{ends[0]} {ramp} {ends[1]}{hatched}"


def heatmap(
    cells: Sequence[Cell],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    unit: str,
    words: Words,
    says: HeatWords,
    value_range: tuple[float, float] | None = None,
) -> Figure:
    """Cells from pale to strong; `customdata` is the index of each.

    A cell of too few is hatched, never pale: pale is a low number.  A pair that nobody
    was in has no cell.
    """
    firm = [one.estimate for one in cells if _firm(one.estimate)]
    if not firm or not rows or not columns:
        return nothing(replace(words, no_data=words.withheld) if cells else words)
    values = [bounds(one)[1] for one in firm]
    low, high = value_range or (min(values), max(values))
    write = _writing(values, len(columns), unit=unit, words=words)
    drawn = []
    for index, cell in enumerate(cells):
        one = cell.estimate
        label = f"{rows[cell.row]} · {columns[cell.column]}"
        if _firm(one):
            value = bounds(one)[1]
            step: int | None = _step(value, low, high)
            text = safe(write(value))
            told = hover(label, one, unit=unit, words=words)
        else:
            step, text = None, ""
            reason = (
                hover(label, one, unit=unit, words=words)
                if shown(one)
                else "<br>".join(
                    [
                        full_label(label),
                        full_label(words.why_not(one)),
                        safe(words.count(one.n)),
                    ]
                )
            )
            told = reason
        if cell.told:
            told = full_label(cell.told)
        drawn.append(Drawn(cell.row, cell.column, step, text, told, index))
    many = len(columns) > MANY_COLUMNS
    every = len(columns) // 4 if many else 1
    named = list(range(0, len(columns), every))
    names = [safe_label(columns[at], most=14) for at in named]
    hatched = any(one.step is None for one in drawn)
    widest = max(pixels(name) for name in names)
    # Names that stand side by side on the narrowest page need no room to lean.
    leaning = not many and len(names) * (widest + 8) > PLOT_WIDTH
    over = 24 + (round(0.7 * widest) if leaning else 0)
    under = 20 + axis_room(words)
    return {
        "data": [cells_of(drawn, size=11)],
        "layout": base_layout(
            height=CELL_HEIGHT * len(rows) + over - 24,
            top=24,
            right=12,
            bottom=under,
            barmode="overlay",
            bargap=0,
            uniformtext={"minsize": SMALLEST_TEXT, "mode": "hide"},
            xaxis={
                "range": [-0.5, len(columns) - 0.5],
                "side": "top",
                "tickvals": named,
                "ticktext": names,
                "autotickangles": [0, 45],
                "automargin": True,
                "tickfont": {"size": 11, "color": MUTED},
                "showgrid": False,
                "zeroline": False,
                "ticks": "",
                "fixedrange": True,
            },
            yaxis=row_axis([safe_label(name, most=20, lines=2) for name in rows]),
            annotations=[
                note(
                    _key(
                        low, high, unit=unit, words=words, few=says.few if hatched else ""
                    ),
                    x=1,
                    y=0,
                    xref="paper",
                    yref="paper",
                    xanchor="right",
                    yanchor="top",
                    yshift=-4,
                    align="right",
                ),
                *axis_note(words, side="bottom", drop=20),
            ],
        ),
    }


def describe_heat(
    cells: Sequence[Cell],
    words: Words,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    unit: str,
    says: HeatWords,
) -> str:
    """The highest cells and the lowest one, and how many are of too few."""
    firm = sorted(
        (one for one in cells if _firm(one.estimate)),
        key=lambda one: -bounds(one.estimate)[1],
    )
    if not firm:
        return f"{words.title}. {words.withheld if cells else words.no_data}"
    worth = firm[:MOST_TOLD] + [one for one in firm[-1:] if one not in firm[:MOST_TOLD]]
    names = {id(one.estimate): f"{rows[one.row]}, {columns[one.column]}" for one in worth}
    told = alt_text(
        [one.estimate for one in worth],
        words,
        label_of=lambda one: names[id(one)],
        unit=unit,
    )
    few = len(cells) - len(firm)
    return f"{told} {says.few}: {words.number(few, 'count')}." if few else told
