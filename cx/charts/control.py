"""A share over time with the limits of what chance alone does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DASHES,
    Figure,
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
from cx.charts.labels import safe, safe_label
from cx.charts.lines import HEIGHT, date_axis, line_through, path_through, unbroken
from cx.charts.sentence import alt_text, describe_trend
from cx.palette import BAD, BENCHMARK, MUTED, PAPER, US, US_WASH

if TYPE_CHECKING:
    from cx.measure import Estimate


@dataclass(frozen=True)
class ControlPoint:
    """One period, the limits that its n allows, and whether it is beyond them."""

    estimate: Estimate
    low: float | None
    high: float | None
    outside: bool = False


@dataclass(frozen=True, kw_only=True)
class ControlWords:
    """What a control chart says."""

    # Filled in: value.
    centre: str
    limits: str
    outside: str
    unripe: str
    # Filled in: outside, count, value.
    told: str


def _days(points: Sequence[ControlPoint]) -> list[str]:
    return [point.estimate.group["period"] or "" for point in points]


def _unripe(points: Sequence[ControlPoint], since: date | str | None) -> set[int]:
    """The periods whose window has not passed: no success and no alarm yet."""
    first = str(since or "9999")
    return {index for index, day in enumerate(_days(points)) if day >= first}


def _flagged(points: Sequence[ControlPoint], unripe: set[int]) -> set[int]:
    return {
        index
        for index, point in enumerate(points)
        if point.outside and index not in unripe and shown(point.estimate)
    }


def _edges(days: Sequence[str]) -> list[str]:
    """Where the step of each period begins, and where the last one ends."""
    at = [datetime.fromisoformat(day) for day in days]
    steps = [later - earlier for earlier, later in pairwise(at)]
    usual = min(steps, default=timedelta(days=1))
    starts = [at[0] - usual / 2]
    starts += [earlier + (later - earlier) / 2 for earlier, later in pairwise(at)]
    return [one.isoformat() for one in [*starts, at[-1] + usual / 2]]


def _band(points: Sequence[ControlPoint], edges: Sequence[str]) -> dict[str, Any]:
    """The limits in steps; a period without limits leaves a gap."""
    across: list[Any] = []
    up: list[Any] = []
    run: list[tuple[str, str, float, float]] = []

    def close() -> None:
        if run:
            across.extend(x for begin, end, *_ in run for x in (begin, end))
            across.extend(x for begin, end, *_ in reversed(run) for x in (end, begin))
            up.extend(high for *_, high in run for _ in range(2))
            up.extend(low for *_, low, _ in reversed(run) for _ in range(2))
            across.append(None)
            up.append(None)
            run.clear()

    for index, point in enumerate(points):
        if point.low is None or point.high is None:
            close()
        else:
            run.append((edges[index], edges[index + 1], point.low, point.high))
    close()
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across[:-1],
        "y": up[:-1],
        "fill": "toself",
        "fillcolor": US_WASH,
        "line": {"width": 0.5, "color": US_WASH},
        "hoverinfo": "skip",
    }


def _dots(
    points: Sequence[ControlPoint],
    unripe: set[int],
    *,
    unit: str,
    words: Words,
    says: ControlWords,
) -> dict[str, Any]:
    known = [(at, one.estimate) for at, one in enumerate(points) if shown(one.estimate)]
    flagged = _flagged(points, unripe)
    hollow = unripe | {index for index, one in known if one.status == "low"}
    texts = []
    for index, one in known:
        lines = [hover(words.period(_days(points)[index]), one, unit=unit, words=words)]
        low, high = points[index].low, points[index].high
        if low is not None and high is not None:
            reach = f"{words.number(low, unit)} – {words.number(high, unit)}"
            lines.append(safe(f"{says.limits} {reach}"))
        if index in flagged:
            lines.append(f"<b>{safe(says.outside)}</b>")
        if index in unripe:
            lines.append(f"<b>{safe(says.unripe)}</b>")
        texts.append("<br>".join(lines))
    own = [BAD if index in flagged else US for index, _ in known]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_days(points)[index] for index, _ in known],
        "y": [one.value for _, one in known],
        "marker": {
            "size": [11 if index in flagged else 7 for index, _ in known],
            "color": [
                PAPER if index in hollow else colour
                for (index, _), colour in zip(known, own, strict=True)
            ],
            "line": {"color": own, "width": 1.75},
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [index for index, _ in known],
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _ripe_to(edge: str, *, right: bool, says: ControlWords) -> tuple[Any, Any]:
    """An upright line where the ripe periods end, and what comes after it."""
    shape = {
        "type": "line",
        "yref": "paper",
        "x0": edge,
        "x1": edge,
        "y0": 0,
        "y1": 1,
        "line": {"color": MUTED, "width": 1, "dash": DASHES},
        "layer": "below",
    }
    text = note(
        safe_label(says.unripe, most=22) + (" →" if right else ""),
        x=edge,
        y=0,
        yref="paper",
        xanchor="right" if right else "left",
        yanchor="bottom",
        xshift=-4 if right else 4,
        yshift=2,
        bgcolor=PAPER,
        opacity=0.9,
    )
    return shape, text


def control_chart(
    points: Sequence[ControlPoint],
    *,
    centre: float,
    unit: str,
    words: Words,
    says: ControlWords,
    provisional_from: date | str | None = None,
) -> Figure:
    """One point for each period in order; `customdata` is its index.

    Periods from `provisional_from` on are hollow and dashed, and are never called
    outside: their window has not passed.
    """
    estimates = [point.estimate for point in points]
    if not any(shown(one) for one in estimates):
        return nothing(words)
    days = _days(points)
    edges = _edges(days)
    unripe = _unripe(points, provisional_from)
    ordinals = [float(date.fromisoformat(day).toordinal()) for day in days]
    runs = unbroken(estimates, ordinals)
    solid = [[point for point in run if point[0] not in unripe] for run in runs]
    dashed = [
        [
            run[at]
            for at in range(len(run))
            if {run[at][0], run[min(at + 1, len(run) - 1)][0]} & unripe
        ]
        for run in runs
    ]
    # A shape would lie under the band.
    level = line_through(
        [edges[0], edges[-1]], [centre] * 2, BENCHMARK, width=1.25, dash=DASHES
    )
    data = [_band(points, edges), level]
    for parts, dash in ((solid, "solid"), (dashed, DASHES)):
        path = path_through([part for part in parts if part], days)
        if path["x"]:
            data.append(line_through(path["x"], path["y"], US, dash=dash, width=1.5))
    data.append(_dots(points, unripe, unit=unit, words=words, says=says))
    values = [centre, *(bounds(one)[1] for one in estimates if shown(one))]
    values += [v for one in points for v in (one.low, one.high) if v is not None]
    low, high = value_span(values, unit=unit)
    shapes: list[dict[str, Any]] = []
    flagged = _flagged(points, unripe)
    middle = says.centre.format(value=words.number(centre, unit))
    entries = [
        ("┄", BENCHMARK, middle),
        ("■", US_WASH, says.limits),
        ("●", BAD, says.outside if flagged else ""),
        ("○", US, says.unripe if unripe else ""),
    ]
    notes, top = heading(entries, words=words)
    if unripe:
        first = min(unripe)
        right = first > 0.6 * len(days)
        shape, text = _ripe_to(edges[first], right=right, says=says)
        shapes.append(shape)
        notes.append(text)
    return {
        "data": data,
        "layout": base_layout(
            height=HEIGHT,
            top=top,
            right=12,
            bottom=30,
            xaxis=date_axis(days, words=words) | {"range": [edges[0], edges[-1]]},
            yaxis=value_axis(low, high, unit=unit, words=words, most=5),
            shapes=shapes,
            annotations=notes,
        ),
    }


def describe_control(
    points: Sequence[ControlPoint],
    words: Words,
    *,
    centre: float,
    unit: str,
    says: ControlWords,
    provisional_from: date | str | None = None,
) -> str:
    """How many ripe periods are outside and which, then the trend of the ripe ones."""
    unripe = _unripe(points, provisional_from)
    ripe = [one.estimate for at, one in enumerate(points) if at not in unripe]
    known = [one for one in ripe if shown(one)]
    if not known:
        return f"{words.title}. {words.no_data}"
    outside = [points[index].estimate for index in sorted(_flagged(points, unripe))]
    counted = says.told.format(
        outside=words.number(len(outside), "count"),
        count=words.number(len(known), "count"),
        value=words.number(centre, unit),
    )
    if not outside:
        told = describe_trend(known, words, unit=unit)
    else:
        told = alt_text(
            outside,
            words,
            label_of=lambda one: words.period(one.group["period"] or ""),
            unit=unit,
        )
    rest = f" {says.unripe}: {words.number(len(unripe), 'count')}." if unripe else ""
    return f"{told} {counted}.{rest}"
