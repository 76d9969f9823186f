"""Two numbers of each unit against each other, with the uncertainty of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DASHES,
    Figure,
    Line,
    Words,
    base_layout,
    bounds,
    hover,
    note,
    nothing,
    shown,
    value_axis,
    value_span,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, safe, safe_label
from cx.charts.place import held_by, spots_of
from cx.palette import BENCHMARK, MUTED, PAPER, PREVIOUS, US

if TYPE_CHECKING:
    from cx.measure import Estimate

HEIGHT = 320
NAME_WIDTH = 18
MOST_TOLD = 6
# As QuadrantWords names them, across and up.
OUTER = ((0, 1), (1, 1), (0, 0), (1, 0))


@dataclass(frozen=True)
class Place:
    """One unit by two numbers."""

    label: str
    x: Estimate
    y: Estimate
    # False where another test already found its side too uncertain.
    sure: bool = True


@dataclass(frozen=True, kw_only=True)
class QuadrantWords:
    """What the axes count, what a hollow dot means, and names of the quadrants."""

    x: str
    y: str
    near: str
    # Upper left, upper right, lower left, lower right.
    corners: tuple[str, str, str, str] = ("", "", "", "")


def _drawn(place: Place) -> bool:
    return shown(place.x) and shown(place.y)


def clear_of(place: Place, x_cut: Line, y_cut: Line) -> bool:
    """Whether both intervals lie wholly on one side of their line."""
    if not place.sure:
        return False
    for one, cut in ((place.x, x_cut), (place.y, y_cut)):
        low, _, high = bounds(one)
        if one.status == "low" or low <= cut.value <= high:
            return False
    return True


def _crosses(places: Sequence[Place]) -> dict[str, Any]:
    across: list[float | None] = []
    up: list[float | None] = []
    for place in places:
        (left, x, right), (bottom, y, top) = bounds(place.x), bounds(place.y)
        across += [left, right, None, x, x, None]
        up += [y, y, None, bottom, top, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": up,
        "line": {"color": PREVIOUS, "width": 1},
        "opacity": 0.7,
        "hoverinfo": "skip",
    }


def _cut(line: Line, *, upright: bool) -> dict[str, Any]:
    along, other = ("x", "y") if upright else ("y", "x")
    return {
        "type": "line",
        f"{along}0": line.value,
        f"{along}1": line.value,
        f"{other}0": 0,
        f"{other}1": 1,
        f"{other}ref": "paper",
        "line": {"color": BENCHMARK, "width": 1.25, "dash": DASHES},
        "layer": "below",
    }


def _corner_names(says: QuadrantWords) -> list[dict[str, Any]]:
    """The name of each quadrant, in its outer corner."""
    return [
        note(
            f"<i>{safe_label(name, most=NAME_WIDTH)}</i>",
            x=x,
            y=y,
            xref="paper",
            yref="paper",
            xanchor="right" if x else "left",
            yanchor="top" if y else "bottom",
            xshift=-2 if x else 2,
        )
        for name, (x, y) in zip(says.corners, OUTER, strict=True)
        if name
    ]


def quadrant(
    places: Sequence[Place],
    *,
    x_unit: str,
    y_unit: str,
    x_cut: Line,
    y_cut: Line,
    words: Words,
    says: QuadrantWords,
) -> Figure:
    """A dot with a cross of intervals for each unit; `customdata` is its index.

    Hollow when an interval touches a line: on which side it lies is not known.
    """
    known = [(at, one) for at, one in enumerate(places) if _drawn(one)]
    if not known:
        return nothing(words)
    drawn = [one for _, one in known]
    low_x, high_x = value_span(
        [x_cut.value, *(v for one in drawn for v in bounds(one.x))], unit=x_unit
    )
    low_y, high_y = value_span(
        [y_cut.value, *(v for one in drawn for v in bounds(one.y))], unit=y_unit
    )
    if any(says.corners):
        # The names of the quadrants stand where no dot does.
        air = 0.09 * (high_y - low_y)
        low_y, high_y = low_y - air, high_y + air
    firm = [clear_of(one, x_cut, y_cut) for one in drawn]
    texts = [
        hover(one.label, one.x, unit=x_unit, words=words).replace(
            full_label(one.label), f"{full_label(one.label)}<br>{full_label(says.x)}", 1
        )
        + "<br>"
        + hover(says.y, one.y, unit=y_unit, words=words)
        + ("" if sure else f"<br>{full_label(says.near)}")
        for one, sure in zip(drawn, firm, strict=True)
    ]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [bounds(one.x)[1] for one in drawn],
        "y": [bounds(one.y)[1] for one in drawn],
        "marker": {
            "size": 9,
            "color": [US if sure else PAPER for sure in firm],
            "line": {"color": US, "width": 1.75},
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [at for at, _ in known],
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    wide, tall = (high_x - low_x) or 1.0, (high_y - low_y) or 1.0
    at = [
        ((bounds(one.x)[1] - low_x) / wide, (bounds(one.y)[1] - low_y) / tall)
        for one in drawn
    ]
    # Those that say something are named first, the largest before the others.
    order = sorted(
        range(len(drawn)),
        key=lambda row: (not firm[row], -min(drawn[row].x.n, drawn[row].y.n)),
    )
    names = [(row, safe_label(drawn[row].label, most=NAME_WIDTH)) for row in order]
    taken = [
        (0.15 + 0.7 * x, 0.03 + 0.94 * y, name)
        for name, (x, y) in zip(says.corners, OUTER, strict=True)
    ]
    named = [
        note(
            dict(names)[row],
            x=bounds(drawn[row].x)[1],
            y=bounds(drawn[row].y)[1],
            colour=US if firm[row] else MUTED,
            hovertext=full_label(drawn[row].label),
            **held_by(spot),
        )
        for row, spot in spots_of(
            at,
            names,
            height=HEIGHT,
            cuts=((x_cut.value - low_x) / wide, (y_cut.value - low_y) / tall),
            others=taken,
        ).items()
    ]
    cut_text = f"{x_cut.label} {words.number(x_cut.value, x_unit)}"
    other_text = f"{y_cut.label} {words.number(y_cut.value, y_unit)}"
    notes, top = heading(
        [
            ("┆", BENCHMARK, cut_text),
            ("┄", BENCHMARK, other_text),
            ("○", US, "" if all(firm) else says.near),
        ],
        words=words,
        axis=False,
    )
    notes = [one | {"yshift": one["yshift"] + 18} for one in notes]
    notes.append(
        note(
            f"↑ {safe_label(says.y, most=46)}",
            x=0,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=6,
        )
    )
    missing = len(places) - len(known)
    under = [f"{safe_label(says.x, most=46)} →"]
    if missing:
        under.append(f"{safe(words.withheld)}: {safe(words.number(missing, 'count'))}")
    notes.append(
        note(
            "<br>".join(under),
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
    return {
        "data": [_crosses(drawn), dots],
        "layout": base_layout(
            height=HEIGHT,
            top=top + 18,
            right=14,
            bottom=30 + 15 * len(under),
            xaxis=value_axis(low_x, high_x, unit=x_unit, words=words, most=5)
            | {"showgrid": False},
            yaxis=value_axis(low_y, high_y, unit=y_unit, words=words, most=5)
            | {"showgrid": False},
            shapes=[_cut(x_cut, upright=True), _cut(y_cut, upright=False)],
            annotations=[*_corner_names(says), *named, *notes],
        ),
    }


def describe_quadrant(
    places: Sequence[Place],
    words: Words,
    *,
    x_unit: str,
    y_unit: str,
    x_cut: Line,
    y_cut: Line,
    says: QuadrantWords,
) -> str:
    """The lines, the units that lie clear of both, and how many do not."""
    known = [one for one in places if _drawn(one)]
    if not known:
        return f"{words.title}. {words.no_data}"
    firm = [one for one in known if clear_of(one, x_cut, y_cut)]
    said = [
        f"{words.title}. {says.x}, {x_cut.label} {words.number(x_cut.value, x_unit)}; "
        f"{says.y}, {y_cut.label} {words.number(y_cut.value, y_unit)}."
    ]
    said += [
        f"{one.label}: {words.number(bounds(one.x)[1], x_unit)}, "
        f"{words.number(bounds(one.y)[1], y_unit)}."
        for one in firm[:MOST_TOLD]
    ]
    if len(firm) > MOST_TOLD:
        said.append(words.more.format(count=words.number(len(firm) - MOST_TOLD, "count")))
    if len(known) > len(firm):
        said.append(f"{says.near}: {words.number(len(known) - len(firm), 'count')}.")
    if len(places) > len(known):
        left_out = words.number(len(places) - len(known), "count")
        said.append(f"{words.withheld}: {left_out}.")
    return " ".join(said)
