"""From one level to another, step by step; the steps add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isclose
from typing import TYPE_CHECKING

from cx.charts.bars import bars, whiskers
from cx.charts.frame import (
    ROW_HEIGHT,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    bounds,
    hover,
    note,
    row_axis,
    shown,
    value_axis,
    value_span,
)
from cx.charts.labels import full_label, muted, safe, safe_label
from cx.palette import HAIRLINE, INK, MUTED, PAPER, TINTS, verdict

if TYPE_CHECKING:
    from cx.measure import Estimate

BAR_WIDTH = 0.5


@dataclass(frozen=True)
class Step:
    """One driver; the value of the estimate is the change it brings, with its sign."""

    label: str
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class WaterfallWords:
    """What a waterfall calls its two ends, and how it writes a change (value, unit)."""

    start: str
    end: str
    change: Callable[[float, str], str]


def check_sum(start: float, steps: Sequence[Step], end: float) -> None:
    """Raise ValueError unless the steps that may be shown lead from start to end."""
    reached = start + sum(bounds(one.estimate)[1] for one in steps if shown(one.estimate))
    if not isclose(reached, end, abs_tol=1e-9):
        raise ValueError(f"the steps of this waterfall lead to {reached}, not to {end}")


def _changing(words: Words, says: WaterfallWords, unit: str) -> Words:
    """The same words, for numbers that are changes."""
    return replace(
        words,
        number=lambda value, of: (
            says.change(value, of) if of == unit else words.number(value, of)
        ),
    )


def waterfall(
    start: float,
    steps: Sequence[Step],
    end: float,
    *,
    unit: str,
    words: Words,
    says: WaterfallWords,
    better: str = "lower",
) -> Figure:
    """Level bars from the first level to the last; `customdata` is the step's index.

    The ends are marks, not bars: the axis need not begin at nought.  Raises ValueError
    when the steps do not add up.
    """
    check_sum(start, steps, end)
    levels = [start]
    for one in steps:
        change = bounds(one.estimate)[1] if shown(one.estimate) else 0.0
        levels.append(levels[-1] + change)
    known = [(at, one) for at, one in enumerate(steps) if shown(one.estimate)]
    colours = [verdict(bounds(one.estimate)[1], better=better) for _, one in known]
    ends = []
    for at, one in known:
        low, _, high = bounds(one.estimate)
        ends.append((at + 1, levels[at] + low, levels[at] + high))
    last = len(steps) + 1
    drawn = bars(
        base=[levels[at] for at, _ in known],
        x=[bounds(one.estimate)[1] for _, one in known],
        y=[at + 1 for at, _ in known],
        width=BAR_WIDTH,
        customdata=[at for at, _ in known],
        hovertext=[
            hover(one.label, one.estimate, unit=unit, words=_changing(words, says, unit))
            for _, one in known
        ],
        marker={
            "color": [
                PAPER if one.estimate.status == "low" else TINTS.get(colour, HAIRLINE)
                for (_, one), colour in zip(known, colours, strict=True)
            ],
            "line": {"color": colours, "width": 1},
        },
    )
    joints = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for level in levels for x in (level, level, None)],
        "y": [y for row in range(last) for y in (row, row + 1, None)],
        "line": {"color": MUTED, "width": 0.75},
        "hoverinfo": "skip",
    }
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": [start, end],
        "y": [0, last],
        "marker": {"symbol": "diamond", "size": 11, "color": INK, "opacity": 1},
        "hovertext": [
            f"{full_label(label)}<br><b>{safe(words.number(value, unit))}</b>"
            for label, value in ((says.start, start), (says.end, end))
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    right = [f"<b>{safe(words.number(start, unit))}</b>"]
    notes = []
    for row, one in enumerate(steps, start=1):
        if shown(one.estimate):
            value = safe(says.change(bounds(one.estimate)[1], unit))
            count = muted(safe(words.count(one.estimate.n)))
            right.append(count if one.estimate.status == "low" else f"{value}<br>{count}")
            continue
        right.append("")
        count = f" ({safe(words.count(one.estimate.n))})" if one.estimate.n else ""
        notes.append(
            note(
                safe(words.why_not(one.estimate)) + count,
                x=0,
                y=row,
                xref="paper",
                xanchor="left",
                xshift=4,
                bgcolor=PAPER,
                hovertext=full_label(one.label),
            )
        )
    right.append(f"<b>{safe(words.number(end, unit))}</b>")
    labels = [says.start, *(one.label for one in steps), says.end]
    names = [safe_label(label, most=18, lines=2) for label in labels]
    names[0], names[-1] = f"<b>{names[0]}</b>", f"<b>{names[-1]}</b>"
    values = [*levels, *(value for _, *both in ends for value in both)]
    low, high = value_span(values, unit=unit)
    return {
        "data": [
            joints,
            drawn,
            whiskers(ends, MUTED),
            marks,
            # Without a trace of its own, Plotly would not draw the right-hand axis.
            {"type": "scatter", "x": [], "y": [], "yaxis": "y2", "hoverinfo": "skip"},
        ],
        "layout": base_layout(
            height=ROW_HEIGHT * (last + 1),
            bottom=28 + axis_room(words),
            barmode="overlay",
            xaxis=value_axis(low, high, unit=unit, words=words, most=4),
            yaxis=row_axis(names),
            yaxis2=row_axis(right) | {"overlaying": "y", "side": "right"},
            annotations=[*notes, *axis_note(words, side="bottom")],
        ),
    }


def describe_waterfall(
    start: float,
    steps: Sequence[Step],
    end: float,
    words: Words,
    *,
    unit: str,
    says: WaterfallWords,
) -> str:
    """Both ends, then every step with its sign and its interval."""
    said = [f"{words.title}. {says.start} {words.number(start, unit)}."]
    for one in steps:
        if not shown(one.estimate):
            reason, count = words.why_not(one.estimate), words.count(one.estimate.n)
            said.append(f"{one.label}: {reason} ({count}).")
            continue
        low, value, high = bounds(one.estimate)
        ends = f"{says.change(low, unit)} – {says.change(high, unit)}"
        said.append(
            f"{one.label}: {says.change(value, unit)} ({words.interval} {ends}, "
            f"{words.count(one.estimate.n)})."
        )
    said.append(f"{says.end} {words.number(end, unit)}.")
    return " ".join(said)
