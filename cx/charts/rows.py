"""Charts with one row for each estimate: a dot, its interval, and the number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DASHES,
    DOTS,
    NOTE_WIDTH,
    ROW_HEIGHT,
    Figure,
    Reference,
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
    span_text,
    value_axis,
    value_span,
)
from cx.charts.labels import full_label, muted, safe, safe_label
from cx.palette import BENCHMARK, HAIRLINE, MUTED, NEUTRAL, PAPER, US

if TYPE_CHECKING:
    from cx.measure import Estimate

REFERENCE_HEIGHT = 17


def _intervals(rows: Sequence[tuple[int, Estimate]], colour: str) -> dict[str, Any]:
    across: list[float | None] = []
    down: list[int | None] = []
    for row, estimate in rows:
        low, _, high = bounds(estimate)
        across += [low, high, None]
        down += [row, row, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": down,
        "line": {"color": colour, "width": 2},
        "hoverinfo": "skip",
    }


def _dots(
    rows: Sequence[tuple[int, Estimate]], colours: Sequence[str], texts: Sequence[str]
) -> dict[str, Any]:
    fills = [
        PAPER if estimate.status == "low" else colour
        for (_, estimate), colour in zip(rows, colours, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [estimate.value for _, estimate in rows],
        "y": [row for row, _ in rows],
        "marker": {
            "size": 9,
            "color": fills,
            "line": {"color": list(colours), "width": 2},
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [row for row, _ in rows],
        "hovertext": list(texts),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _beside(estimate: Estimate, unit: str, words: Words) -> str:
    if not shown(estimate):
        return ""
    _, value, _ = bounds(estimate)
    if estimate.status == "low":
        reach = span_text(estimate, unit=unit, words=words)
        return muted(f"{safe(reach)}<br>{safe(words.count(estimate.n))}")
    number = safe(words.number(value, unit))
    return f"{number}<br>{muted(safe(words.count(estimate.n)))}"


def reference_lines(
    lines: Sequence[Reference], *, unit: str, words: Words
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Upright lines; above the rows, in the colour of each, what it is and its value."""
    shapes, notes = [], []
    for position, line in enumerate(lines):
        colour = getattr(line, "colour", BENCHMARK)
        height = REFERENCE_HEIGHT * (len(lines) - position - 1)
        shapes.append(
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": line.value,
                "x1": line.value,
                "y0": 0,
                "y1": 1,
                "line": {"color": colour, "width": 1.25, "dash": DASHES},
                "layer": "below",
            }
        )
        value = safe(words.number(line.value, unit))
        notes.append(
            note(
                f"<b>┆</b> {safe_label(line.label, most=NOTE_WIDTH)} <b>{value}</b>",
                x=1,
                y=1,
                xref="paper",
                yref="paper",
                xanchor="right",
                yanchor="bottom",
                yshift=height + 3,
                colour=MUTED if colour == NEUTRAL else colour,
                hovertext=full_label(line.label),
            )
        )
    return shapes, notes


def drawn(lines: Sequence[Reference]) -> list[Reference]:
    """References firm enough for a chart: a benchmark of low confidence is only told."""
    return [line for line in lines if getattr(line, "drawn", True)]


def ranked(
    estimates: Sequence[Estimate],
    *,
    label_of: Callable[[Estimate], str],
    unit: str,
    words: Words,
    colour_of: Callable[[Estimate], str] | None = None,
    reference: Sequence[Reference] = (),
    value_range: tuple[float, float] | None = None,
) -> Figure:
    """One row for each estimate in the order given; `customdata` is its index."""
    if not estimates:
        return nothing(words)
    rows = [(row, one) for row, one in enumerate(estimates) if shown(one)]
    lines = drawn(reference)
    values = [value for _, one in rows for value in bounds(one)]
    values += [line.value for line in lines]
    low, high = value_span(values or [0.0, 1.0], unit=unit, value_range=value_range)
    colours = [colour_of(one) if colour_of else US for _, one in rows]
    texts = [hover(label_of(one), one, unit=unit, words=words) for _, one in rows]
    data = [
        _intervals(
            [row for row, own in zip(rows, colours, strict=True) if own == colour], colour
        )
        for colour in dict.fromkeys(colours)
    ]
    data.append(_dots(rows, colours, texts))
    # Without a trace of its own, Plotly would not draw the right-hand axis.
    data.append({"type": "scatter", "x": [], "y": [], "yaxis": "y2", "hoverinfo": "skip"})
    shapes, notes = reference_lines(lines, unit=unit, words=words)
    for row, one in enumerate(estimates):
        if shown(one):
            continue
        text = safe(words.why_not(one))
        count = f" ({safe(words.count(one.n))})" if one.n else ""
        notes.append(
            note(
                text + count,
                x=0,
                y=row,
                xref="paper",
                yref="y",
                xanchor="left",
                xshift=4,
                bgcolor=PAPER,
                hovertext=full_label(label_of(one)),
            )
        )
    labels = [safe_label(label_of(one), lines=2) for one in estimates]
    return {
        "data": data,
        "layout": base_layout(
            height=ROW_HEIGHT * len(estimates),
            top=8 + REFERENCE_HEIGHT * len(lines),
            bottom=28 + axis_room(words),
            xaxis=value_axis(low, high, unit=unit, words=words, most=4),
            yaxis=row_axis(labels)
            | {"showgrid": True, "gridcolor": HAIRLINE, "griddash": DOTS},
            yaxis2=row_axis([_beside(one, unit, words) for one in estimates])
            | {"overlaying": "y", "side": "right"},
            shapes=shapes,
            annotations=[*notes, *axis_note(words, side="bottom")],
        ),
    }


def readings(
    estimates_with_labels: Sequence[tuple[str, Estimate]],
    *,
    words: Words,
    reference: Sequence[Reference] = (),
) -> Figure:
    """Several ways of counting one share, on one axis from 0 to 100 %."""
    labels = {id(estimate): label for label, estimate in estimates_with_labels}
    return ranked(
        [estimate for _, estimate in estimates_with_labels],
        label_of=lambda estimate: labels[id(estimate)],
        unit="share",
        words=words,
        reference=reference,
        value_range=(0.0, 1.0),
    )
