"""Units of unequal size against the limits of chance: a funnel, not a league table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from cx.charts.frame import (
    DASHES,
    DOTS,
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
from cx.charts.funnel_curves import FunnelCurve, limits_of, name_of
from cx.charts.key import heading
from cx.charts.labels import full_label, safe_label
from cx.charts.place import anchor_of, sides_of
from cx.charts.sentence import alt_text
from cx.palette import BENCHMARK, LOW_BASE, PAPER, US, verdict

if TYPE_CHECKING:
    from cx.measure import Estimate

HEIGHT = 300
OUTER = 99.0
NAME_WIDTH = 18


@dataclass(frozen=True)
class FunnelUnit:
    """A team, a reason, an agent, and the widest limit it is beyond (0, 95 or 99.8)."""

    label: str
    estimate: Estimate
    outside: float = 0


@dataclass(frozen=True, kw_only=True)
class FunnelWords:
    """What a funnel plot says."""

    # Filled in: value.
    target: str
    n: str
    # Filled in: count.
    withheld: str
    # Filled in: outside, count.
    told: str


def _colour(unit: FunnelUnit, *, target: float, better: str) -> str:
    if unit.estimate.status == "low":
        return LOW_BASE
    if not unit.outside:
        return US
    return verdict(bounds(unit.estimate)[1] - target, better=better)


def _count_axis(low: float, high: float, *, log: bool, words: Words) -> dict[str, Any]:
    if not log:
        return value_axis(0, high, unit="count", words=words, most=5) | {
            "showgrid": False
        }
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    ticks = [10.0**power * one for power in powers for one in (1, 3)]
    kept = [tick for tick in ticks if low * 0.9 <= tick <= high * 1.1]
    return value_axis(low, high, unit="count", words=words) | {
        "type": "log",
        "range": [log10(low) - 0.05, log10(high) + 0.06],
        "tickvals": kept,
        "ticktext": [words.number(tick, "count") for tick in kept],
        "showgrid": False,
    }


def _names(
    units: Sequence[FunnelUnit],
    colours: Sequence[str],
    dots: Sequence[tuple[float, float]],
    across: Sequence[float],
    others: Sequence[tuple[float, float, str]],
) -> list[dict[str, Any]]:
    """Names of those outside, the farthest limit first; no room, no name."""
    outside = [at for at, one in enumerate(units) if one.outside]
    outside.sort(key=lambda at: (-units[at].outside, -units[at].estimate.n))
    texts = {at: safe_label(units[at].label, most=NAME_WIDTH) for at in outside}
    sides = sides_of(dots, list(texts.items()), height=HEIGHT, others=others)
    return [
        note(
            f"<b>{texts[at]}</b>" if units[at].outside > OUTER else texts[at],
            x=across[at],
            y=bounds(units[at].estimate)[1],
            colour=colours[at],
            hovertext=full_label(units[at].label),
            **anchor_of(side),
        )
        for at, side in sides.items()
    ]


def funnel_plot(
    units: Sequence[FunnelUnit],
    *,
    curves: Sequence[FunnelCurve],
    target: float,
    unit: str,
    words: Words,
    says: FunnelWords,
    better: str = "",
    log: bool = True,
) -> Figure:
    """A dot for each unit by its n, named only when outside; `customdata` is its index.

    Units of a low base are grey.  Those withheld are counted under the plot.
    """
    known = [(at, one) for at, one in enumerate(units) if shown(one.estimate)]
    if not known:
        return nothing(words)
    drawn = [one for _, one in known]
    counts = [max(one.estimate.n, 1) for one in drawn]
    values = [bounds(one.estimate)[1] for one in drawn]
    colours = [_colour(one, target=target, better=better) for one in drawn]
    low_n, high_n = min(counts) / 1.3, max(counts) * 1.3
    near = [
        point for curve in curves for point in curve.points if low_n <= point[0] <= high_n
    ]
    # The mouth of a funnel would flatten all else.
    reach = max(abs(value - target) for value in values) * 1.6
    mouth = [v for _, low, high in near for v in (low, high) if abs(v - target) <= reach]
    low, high = value_span([*values, *mouth, target], unit=unit)
    across = _count_axis(low_n, high_n, log=log, words=words)
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": counts,
        "y": values,
        "marker": {
            "size": [11 if one.outside > OUTER else 8 for one in drawn],
            "color": [
                PAPER if one.estimate.status == "low" or 0 < one.outside < OUTER else own
                for one, own in zip(drawn, colours, strict=True)
            ],
            "line": {"color": colours, "width": 1.75},
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 0.45}},
        "customdata": [at for at, _ in known],
        "hovertext": [
            hover(one.label, one.estimate, unit=unit, words=words) for one in drawn
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    at = [log10(count) if log else float(count) for count in counts]
    begin, end = across["range"]
    dots_at = [
        ((x - begin) / (end - begin), (value - low) / ((high - low) or 1))
        for x, value in zip(at, values, strict=True)
    ]
    ends = (10**begin, 10**end) if log else (begin, end)
    called = [one for curve in curves for one in name_of(curve, ends, high, log=log)]
    others = [
        (
            (one["x"] - begin) / (end - begin),
            (one["y"] - low) / ((high - low) or 1),
            str(one["text"]),
        )
        for one in called
    ]
    names = [*_names(drawn, colours, dots_at, at, others), *called]
    dashes = {position: (DASHES if position else DOTS) for position in range(len(curves))}
    lines = [
        line for at, curve in enumerate(curves) for line in limits_of(curve, dashes[at])
    ]
    notes, top = heading(
        [
            ("—", BENCHMARK, says.target.format(value=words.number(target, unit))),
            *([("○", LOW_BASE, words.low_base)] if LOW_BASE in colours else []),
        ],
        words=words,
    )
    missing = len(units) - len(known)
    under = [safe_label(says.n, most=40)]
    if missing:
        left_out = says.withheld.format(count=words.number(missing, "count"))
        under.append(safe_label(left_out, most=46))
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
        "data": [*lines, dots],
        "layout": base_layout(
            height=HEIGHT,
            top=top,
            right=12,
            bottom=30 + 15 * len(under),
            xaxis=across,
            yaxis=value_axis(low, high, unit=unit, words=words, most=5),
            shapes=[
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": target,
                    "y1": target,
                    "line": {"color": BENCHMARK, "width": 1.25},
                    "layer": "below",
                }
            ],
            annotations=[*names, *notes],
        ),
    }


def describe_funnel(
    units: Sequence[FunnelUnit],
    words: Words,
    *,
    target: float,
    unit: str,
    says: FunnelWords,
) -> str:
    """How many are outside, who, and the value they are held against."""
    known = [one for one in units if shown(one.estimate)]
    if not known:
        return f"{words.title}. {words.no_data}"
    outside = sorted((one for one in known if one.outside), key=lambda one: -one.outside)
    counted = says.told.format(
        outside=words.number(len(outside), "count"),
        count=words.number(len(known), "count"),
    )
    names = {id(one.estimate): one.label for one in outside}
    told = alt_text(
        [one.estimate for one in outside],
        words,
        label_of=lambda one: names[id(one)],
        unit=unit,
    )
    if not outside:
        told = f"{words.title}."
    middle = says.target.format(value=words.number(target, unit))
    missing = len(units) - len(known)
    rest = (
        f" {says.withheld.format(count=words.number(missing, 'count'))}."
        if missing
        else ""
    )
    return f"{told} {counted}; {middle}.{rest}"
