"""What we said against what the customer did or says: four counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cx.charts.frame import (
    Figure,
    Words,
    base_layout,
    bounds,
    hover,
    nothing,
    row_axis,
    shown,
    span_text,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, muted, safe, safe_label
from cx.palette import BAD, BAD_WASH, HAIRLINE, INK, MUTED, PAPER

if TYPE_CHECKING:
    from cx.measure import Estimate

CELL_HEIGHT = 78
GAP = 0.04
# Said solved, but not: first row, second column.
EMPHASISED = 1


@dataclass(frozen=True)
class Crossed:
    """How many, and their share of all four cells; `n` of the share is all four."""

    count: int
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class CrossingWords:
    """What the rows and columns are, and what the cell to look at is called."""

    rows: tuple[str, str]
    columns: tuple[str, str]
    gap: str
    # What each cell is called, row by row, where it has a name of its own.
    names: tuple[str, ...] = ()

    def cell(self, at: int) -> str:
        """A cell by its row and column, and by its name if it has one."""
        place = f"{self.rows[at // 2]} · {self.columns[at % 2]}"
        return f"{self.names[at]}: {place}" if self.names else place


def _text(cell: Crossed, words: Words, *, colour: str) -> str:
    if not shown(cell.estimate):
        return muted(safe_label(words.why_not(cell.estimate), most=18, lines=2))
    _, value, _ = bounds(cell.estimate)
    share = safe(words.number(value, "share"))
    reach = safe(span_text(cell.estimate, unit="share", words=words))
    count = safe(words.number(cell.count, "count"))
    if cell.estimate.status == "low":
        return f"{count}<br>{muted(reach)}"
    big = f'<span style="font-size:19px;color:{colour}"><b>{share}</b></span>'
    return f"{big}<br>{count}<br>{muted(reach)}"


def two_by_two(cells: Sequence[Crossed], *, words: Words, says: CrossingWords) -> Figure:
    """Four cells, row by row; `customdata` is the index of each.

    Raises ValueError for any other number of cells than four, or none.
    """
    if not cells or not any(cell.estimate.n for cell in cells):
        return nothing(words)
    if len(cells) != 4:
        raise ValueError(f"a two by two has four cells, not {len(cells)}")
    places = [(at // 2, at % 2) for at in range(4)]
    texts = []
    for (row, column), cell in zip(places, cells, strict=True):
        label = says.cell(2 * row + column)
        if shown(cell.estimate):
            told = hover(label, cell.estimate, unit="share", words=words)
            texts.append(f"{told}<br>{safe(words.number(cell.count, 'count'))}")
        else:
            texts.append(f"{full_label(label)}<br>{safe(words.why_not(cell.estimate))}")
    strong = [at == EMPHASISED for at in range(4)]
    drawn = {
        "type": "bar",
        "x": [column for _, column in places],
        "base": [row - 0.5 + GAP / 2 for row, _ in places],
        "y": [1 - GAP] * 4,
        "width": 1 - GAP / 2,
        "marker": {
            "color": [BAD_WASH if one else PAPER for one in strong],
            "line": {
                "color": [BAD if one else HAIRLINE for one in strong],
                "width": [1.5 if one else 1 for one in strong],
            },
        },
        "text": [
            _text(cell, words, colour=BAD if strong[at] else INK)
            + (f"<br>{safe_label(says.names[at], most=24)}" if says.names else "")
            for at, cell in enumerate(cells)
        ],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 12, "color": INK},
        "customdata": [0, 1, 2, 3],
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.6}, "textfont": {"color": INK}},
    }
    base = max(cell.estimate.n for cell in cells)
    notes, top = heading(
        [("■", BAD, says.gap), ("", MUTED, words.count(base))],
        words=words,
        side="right",
        axis=False,
    )
    names = [safe_label(name, most=20, lines=3) for name in says.columns]
    lines = 1 + max(name.count("<br>") for name in names)
    under = 10 + 15 * lines
    return {
        "data": [drawn],
        "layout": base_layout(
            height=CELL_HEIGHT * 2,
            top=top + under,
            bottom=6,
            barmode="overlay",
            bargap=0,
            xaxis={
                "range": [-0.5, 1.5],
                "side": "top",
                "tickvals": [0, 1],
                "ticktext": names,
                "tickangle": 0,
                "tickfont": {"size": 12, "color": INK},
                "showgrid": False,
                "zeroline": False,
                "ticks": "",
                "fixedrange": True,
            },
            yaxis=row_axis([safe_label(name, most=14, lines=3) for name in says.rows]),
            annotations=[one | {"yshift": one["yshift"] + under} for one in notes],
        ),
    }


def describe_crossing(
    cells: Sequence[Crossed], words: Words, *, says: CrossingWords
) -> str:
    """All four cells, the gap first."""
    if not cells or not any(cell.estimate.n for cell in cells):
        return f"{words.title}. {words.no_data}"
    said = []
    for at in (EMPHASISED, 0, 2, 3):
        cell, label = cells[at], f"{says.rows[at // 2]}, {says.columns[at % 2]}"
        if says.names:
            label = f"{says.names[at]} ({label})"
        if not shown(cell.estimate):
            said.append(f"{label}: {words.why_not(cell.estimate)}.")
            continue
        share = words.number(bounds(cell.estimate)[1], "share")
        reach = span_text(cell.estimate, unit="share", words=words)
        count = words.number(cell.count, "count")
        said.append(f"{label}: {count}, {share} ({words.interval} {reach}).")
    base = words.count(max(cell.estimate.n for cell in cells))
    return " ".join([f"{words.title}, {base}.", *said])
