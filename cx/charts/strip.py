"""A journey as a strip: small multiples over the same stages, or a row for each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DOTS,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    bounds,
    hover,
    note,
    nothing,
    shown,
    value_axis,
    value_span,
)
from cx.charts.labels import SMALL_SIZE, full_label, muted, safe, safe_label
from cx.charts.sentence import sentence
from cx.palette import BAD, BAD_WASH, BENCHMARK, HAIRLINE, INK, MUTED, PAPER, US

if TYPE_CHECKING:
    from cx.measure import Estimate

PANEL_HEIGHT = 72
ROW_HEIGHT = 92
GAP = 0.36
# Beside a second mark, the first stands so far to the left, the second to the right.
LEFT, RIGHT = 0.32, 0.1


@dataclass(frozen=True)
class Panel:
    """One measure along the journey, an estimate (or nothing) for each stage.

    `beside` is what each is compared with, if anything; `short` is the title in a line.
    """

    title: str
    unit: str
    estimates: Sequence[Estimate | None]
    beside: Sequence[Estimate | None] = ()
    short: str = ""


def _known(one: Estimate | None) -> bool:
    return one is not None and shown(one)


def _number(one: Estimate | None, unit: str, words: Words) -> str:
    """A number to read, or why there is none."""
    if one is None or not shown(one):
        return words.why_not(one) if one is not None else words.no_data
    _, value, _ = bounds(one)
    written = words.number(value, unit)
    return f"({written})" if one.status == "low" else written


def _cell(panel: Panel, at: int, words: Words) -> str:
    written = _number(panel.estimates[at], panel.unit, words)
    if panel.beside and _known(panel.estimates[at]) and _known(panel.beside[at]):
        return f"{written} : {_number(panel.beside[at], panel.unit, words)}"
    return written


def _hover(stage: str, panel: Panel, at: int, words: Words) -> str:
    one = panel.estimates[at]
    if one is None or not shown(one):
        return full_label(stage)
    told = hover(f"{stage} · {panel.title}", one, unit=panel.unit, words=words)
    if panel.beside and panel.beside[at] is not None and _known(panel.beside[at]):
        told += "<br>: " + safe(_number(panel.beside[at], panel.unit, words))
    return told


def strip(
    stages: Sequence[str],
    panels: Sequence[Panel],
    *,
    words: Words,
    worst: int | None = None,
) -> Figure:
    """One panel under the other over the same stages; `worst` is shaded.

    `customdata` is panel x number of stages + stage.
    """
    if not stages or not any(_known(one) for p in panels for one in p.estimates):
        return nothing(words)
    data: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    count = len(panels)
    shapes: list[dict[str, Any]] = []
    if worst is not None:
        shapes.append(
            {
                "type": "rect",
                "xref": "x",
                "yref": "paper",
                "x0": worst - 0.48,
                "x1": worst + 0.48,
                "y0": 0,
                "y1": 1,
                "fillcolor": BAD_WASH,
                "line": {"width": 0},
                "layer": "below",
            }
        )
    for row, panel in enumerate(panels):
        top = 1 - row / count
        name = "y" if row == 0 else f"y{row + 1}"
        both = [*panel.estimates, *panel.beside]
        ends = [v for one in both if one is not None and shown(one) for v in bounds(one)]
        low, high = value_span(ends or [0, 1], unit=panel.unit)
        air = 0.12 * (high - low)
        axes["yaxis" + name[1:]] = {
            "domain": [(count - row - 1) / count, (count - row - GAP) / count],
            "range": [low - air, high + air],
            "visible": False,
            "fixedrange": True,
        }
        notes.append(
            note(
                f"<b>{safe_label(panel.title, most=90)}</b>",
                x=0,
                y=top,
                xref="paper",
                yref="paper",
                xanchor="left",
                yanchor="top",
                yshift=-3,
                colour=INK,
                size=12,
            )
        )
        shapes.append(
            {
                "type": "line",
                "xref": "paper",
                "yref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": top,
                "y1": top,
                "line": {"color": HAIRLINE, "width": 1},
            }
        )
        data += _panel(stages, panel, row, name, words)
        for at, one in enumerate(panel.estimates):
            if not _known(one):
                notes.append(
                    note(
                        safe_label(_number(one, panel.unit, words), most=18, lines=2),
                        x=at,
                        y=0.5,
                        xref="x",
                        yref=f"{name} domain",
                        align="center",
                    )
                )
    labels = [
        safe_label(f"{at + 1}. {s}", most=16, lines=2) for at, s in enumerate(stages)
    ]
    if worst is not None:
        labels[worst] = f"<b>{labels[worst]}</b>"
    return {
        "data": data,
        "layout": base_layout(
            height=PANEL_HEIGHT * count,
            top=42,
            bottom=8,
            xaxis={
                "range": [-0.5, len(stages) - 0.5],
                "side": "top",
                "anchor": "free",
                "position": 1,
                "tickvals": list(range(len(stages))),
                "ticktext": labels,
                "tickangle": 0,
                "tickfont": {"size": 12, "color": INK},
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            **axes,
            shapes=shapes,
            annotations=notes,
        ),
    }


def _panel(
    stages: Sequence[str], panel: Panel, row: int, axis: str, words: Words
) -> list[dict[str, Any]]:
    """Whiskers, what it is compared with, and the dots that can be touched."""
    shift = LEFT if panel.beside else 0.0
    known = [(at, one) for at, one in enumerate(panel.estimates) if one and shown(one)]
    colour = BAD if panel.beside else US
    rules: list[dict[str, Any]] = []
    if panel.beside:
        other = [(at, one) for at, one in enumerate(panel.beside) if one and shown(one)]
        rules += [
            _whiskers(other, RIGHT, BENCHMARK, axis),
            {
                "type": "scatter",
                "mode": "markers+text",
                "text": [
                    "&#160;" + safe(_number(one, panel.unit, words)) for _, one in other
                ],
                "textposition": "middle right",
                "textfont": {"size": 12, "color": MUTED},
                "cliponaxis": False,
                "x": [at + RIGHT for at, _ in other],
                "y": [one.value for _, one in other],
                "yaxis": axis,
                "marker": {"symbol": "diamond", "size": 8, "color": BENCHMARK},
                "hoverinfo": "skip",
            },
        ]
    return [
        _whiskers(known, -shift, colour, axis),
        *rules,
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [at - shift for at, _ in known],
            "y": [one.value for _, one in known],
            "yaxis": axis,
            "text": [
                "&#160;" + safe(_number(one, panel.unit, words)) for _, one in known
            ],
            "textposition": "middle right",
            "textfont": {"size": 12, "color": INK},
            "marker": {
                "size": 9,
                "color": [PAPER if one.status == "low" else colour for _, one in known],
                "line": {"color": colour, "width": 1.75},
                "opacity": 1,
            },
            "unselected": {"marker": {"opacity": 0.45}},
            "customdata": [row * len(stages) + at for at, _ in known],
            "hovertext": [_hover(stages[at], panel, at, words) for at, _ in known],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "cliponaxis": False,
        },
    ]


def _whiskers(
    known: Sequence[tuple[int, Estimate]], shift: float, colour: str, axis: str
) -> dict[str, Any]:
    across: list[float | None] = []
    up: list[float | None] = []
    for at, one in known:
        low, _, high = bounds(one)
        across += [at + shift, at + shift, None]
        up += [low, high, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": up,
        "yaxis": axis,
        "line": {"color": colour, "width": 1.5},
        "hoverinfo": "skip",
    }


def strip_rows(
    stages: Sequence[str],
    panels: Sequence[Panel],
    *,
    words: Words,
    worst: int | None = None,
) -> Figure:
    """The same for a narrow page: the first panel drawn, the others in a line of text.

    `customdata` is the stage: that of the first panel.
    """
    first, *others = panels
    known = [(at, one) for at, one in enumerate(first.estimates) if one and shown(one)]
    if not known:
        return nothing(words)
    low, high = value_span([v for _, one in known for v in bounds(one)], unit=first.unit)
    words = replace(words, axis=first.title)
    notes, shapes = [], []
    for at, stage in enumerate(stages):
        title = f"<b>{safe_label(f'{at + 1}. {stage}', most=30)}</b>"
        value = safe(_number(first.estimates[at], first.unit, words))
        lines = [
            " · ".join(
                f"{safe_label(p.short or p.title, most=14)} {safe(_cell(p, at, words))}"
                for p in part
                if p.estimates[at] is not None
            )
            for part in (others[:2], others[2:4], others[4:])
        ]
        for text, colour, y in (
            (f"{title} &#160;{value}", INK, at - 0.36),
            ("<br>".join(line for line in lines if line), MUTED, at + 0.24),
        ):
            notes.append(
                note(
                    text if colour == INK else muted(text),
                    x=0,
                    y=y,
                    xref="paper",
                    yref="y",
                    xanchor="left",
                    yanchor="middle",
                    colour=colour,
                    size=13 if colour == INK else SMALL_SIZE,
                )
            )
        if at == worst:
            shapes.append(
                {
                    "type": "rect",
                    "xref": "paper",
                    "yref": "y",
                    "x0": 0,
                    "x1": 1,
                    "y0": at - 0.49,
                    "y1": at + 0.49,
                    "fillcolor": BAD_WASH,
                    "line": {"width": 0},
                    "layer": "below",
                }
            )
    level = -0.12
    ends = [(at + level, one) for at, one in known]
    across = [v for _, one in ends for v in (bounds(one)[0], bounds(one)[2], None)]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": across,
                "y": [v for y, _ in ends for v in (y, y, None)],
                "line": {"color": US, "width": 1.75},
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": [one.value for _, one in known],
                "y": [y for y, _ in ends],
                "marker": {"size": 9, "color": US, "opacity": 1},
                "unselected": {"marker": {"opacity": 0.45}},
                "customdata": [at for at, _ in known],
                "hovertext": [_hover(stages[at], first, at, words) for at, _ in known],
                "hovertemplate": "%{hovertext}<extra></extra>",
            },
        ],
        "layout": base_layout(
            height=ROW_HEIGHT * len(stages),
            bottom=28 + axis_room(words),
            xaxis=value_axis(low, high, unit=first.unit, words=words, most=4)
            | {"griddash": DOTS},
            yaxis={
                "range": [len(stages) - 0.5, -0.5],
                "visible": False,
                "fixedrange": True,
            },
            shapes=shapes,
            annotations=[*notes, *axis_note(words, side="bottom")],
        ),
    }


def describe_strip(
    stages: Sequence[str],
    panels: Sequence[Panel],
    words: Words,
    *,
    worst: int | None = None,
) -> str:
    """The first panel stage by stage, the worst important one in all its measures."""
    said = [
        sentence(stage, one, unit=panels[0].unit, words=words)
        for stage, one in zip(stages, panels[0].estimates, strict=True)
        if one is not None
    ]
    if worst is not None:
        said += [
            sentence(f"{stages[worst]}, {p.title}", one, unit=p.unit, words=words)
            for p in panels[1:]
            if (one := p.estimates[worst]) is not None
        ]
    return " ".join([f"{words.title}.", *said])
