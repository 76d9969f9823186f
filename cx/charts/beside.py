"""Our shares after low and high effort beside those that others published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cx.charts.bars import whiskers
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
    value_axis,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, muted, safe, safe_label, why_label
from cx.charts.sentence import sentence
from cx.palette import BAD, BENCHMARK, GOOD, NEUTRAL, PAPER

if TYPE_CHECKING:
    from cx.measure import Estimate

PAIR_HEIGHT = 62
# Ours above the middle of the row, the published pair under it.
OURS, THEIRS = -0.2, 0.2


@dataclass(frozen=True)
class EffortPair:
    """One intention: shares after low and after high effort, ours and as published."""

    label: str
    low: Estimate
    high: Estimate
    published_low: float | None = None
    published_high: float | None = None


@dataclass(frozen=True, kw_only=True)
class BesideWords:
    """What low and high effort are called, and whose numbers are whose."""

    low: str
    high: str
    own: str
    published: str


def _ours(
    pairs: Sequence[EffortPair], *, low: bool, words: Words, name: str
) -> list[dict[str, Any]]:
    colour = GOOD if low else BAD
    found = [
        (row, one.label, one.low if low else one.high) for row, one in enumerate(pairs)
    ]
    known = [one for one in found if shown(one[2])]
    ends = []
    for row, _, one in known:
        bottom, _, top = bounds(one)
        ends.append((row + OURS, bottom, top))
    return [
        whiskers(ends, colour),
        {
            "type": "scatter",
            "mode": "markers",
            "x": [bounds(one)[1] for *_, one in known],
            "y": [row + OURS for row, *_ in known],
            "marker": {
                "symbol": "circle" if low else "diamond",
                "size": 10,
                "color": [PAPER if one.status == "low" else colour for *_, one in known],
                "line": {"color": colour, "width": 1.75},
                "opacity": 1,
            },
            "unselected": {"marker": {"opacity": 0.45}},
            "customdata": [2 * row + (not low) for row, *_ in known],
            "hovertext": [
                f"{full_label(name)}<br>{hover(label, one, unit='share', words=words)}"
                for _, label, one in known
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "cliponaxis": False,
        },
    ]


def _theirs(
    pairs: Sequence[EffortPair], *, low: bool, words: Words, says: BesideWords
) -> dict[str, Any]:
    found = [
        (row, one.label, one.published_low if low else one.published_high)
        for row, one in enumerate(pairs)
    ]
    known = [(row, label, value) for row, label, value in found if value is not None]
    name = safe(says.low if low else says.high)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value for *_, value in known],
        "y": [row + THEIRS for row, *_ in known],
        "marker": {
            "symbol": "circle-open" if low else "diamond-open",
            "size": 9,
            "color": BENCHMARK,
            "line": {"color": BENCHMARK, "width": 1.5},
            "opacity": 1,
        },
        "hovertext": [
            f"{full_label(says.published)}<br>{full_label(label)}<br>{name} "
            f"<b>{safe(words.number(value, 'share'))}</b>"
            for _, label, value in known
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }


def _span(ends: Sequence[tuple[float, float, float]], colour: str) -> dict[str, Any]:
    """The gap between the two ends of each (row, from, to)."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for _, begin, end in ends for x in (begin, end, None)],
        "y": [y for row, _, _ in ends for y in (row, row, None)],
        "line": {"color": colour, "width": 4},
        "opacity": 0.3,
        "hoverinfo": "skip",
    }


def _both(pair: EffortPair, words: Words) -> str:
    """Low and high effort in figures, ours over theirs."""
    if shown(pair.low) and shown(pair.high):
        if "low" in (pair.low.status, pair.high.status):
            ours = muted(safe(words.count(min(pair.low.n, pair.high.n))))
        else:
            values = [
                words.number(bounds(one)[1], "share") for one in (pair.low, pair.high)
            ]
            ours = f"<b>{safe(' / '.join(values))}</b>"
    else:
        one = pair.high if shown(pair.low) else pair.low
        ours = why_label(words.why_not(one))
    if pair.published_low is None or pair.published_high is None:
        return ours
    theirs = [
        words.number(value, "share")
        for value in (pair.published_low, pair.published_high)
    ]
    span = f'<span style="font-size:11px;color:{BENCHMARK}">'
    return f"{ours}<br>{span}{safe(' / '.join(theirs))}</span>"


def pairs_beside(
    pairs: Sequence[EffortPair], *, words: Words, says: BesideWords
) -> Figure:
    """Two ends for each intention, ours above the published ones.

    `customdata` is 2 x index for low effort, 2 x index + 1 for high effort; published
    numbers have no rows and cannot be clicked.
    """
    if not any(shown(one) for pair in pairs for one in (pair.low, pair.high)):
        return nothing(words)
    gaps, known = [], []
    for row, pair in enumerate(pairs):
        if shown(pair.low) and shown(pair.high):
            gaps.append((row + OURS, bounds(pair.low)[1], bounds(pair.high)[1]))
        if pair.published_low is not None and pair.published_high is not None:
            known.append((row + THEIRS, pair.published_low, pair.published_high))
    notes, top = heading(
        [
            ("●", GOOD, says.low),
            ("◆", BAD, says.high),
            ("○◇", BENCHMARK, says.published if known else ""),
        ],
        words=words,
        side="right",
        axis=False,
    )
    names = [safe_label(pair.label, most=16, lines=3) for pair in pairs]
    lines = [
        note(
            f"{safe_label(says.low, most=10)} / {safe_label(says.high, most=10)}",
            x=1,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            xshift=8,
        )
    ]
    return {
        "data": [
            _span(gaps, NEUTRAL),
            _span(known, BENCHMARK),
            *_ours(pairs, low=True, words=words, name=f"{says.own}, {says.low}"),
            *_ours(pairs, low=False, words=words, name=f"{says.own}, {says.high}"),
            _theirs(pairs, low=True, words=words, says=says),
            _theirs(pairs, low=False, words=words, says=says),
            # Without a trace of its own, Plotly would not draw the right-hand axis.
            {"type": "scatter", "x": [], "y": [], "yaxis": "y2", "hoverinfo": "skip"},
        ],
        "layout": base_layout(
            height=PAIR_HEIGHT * len(pairs),
            top=top,
            bottom=28 + axis_room(words),
            xaxis=value_axis(0.0, 1.0, unit="share", words=words, most=4),
            yaxis=row_axis(names),
            yaxis2=row_axis([_both(pair, words) for pair in pairs])
            | {"overlaying": "y", "side": "right"},
            annotations=[*notes, *lines, *axis_note(words, side="bottom")],
        ),
    }


def describe_beside(
    pairs: Sequence[EffortPair], words: Words, *, says: BesideWords
) -> str:
    """Each intention: ours after low and high effort, then the published pair."""
    if not any(shown(one) for pair in pairs for one in (pair.low, pair.high)):
        return f"{words.title}. {words.no_data}"
    said = [f"{words.title}."]
    for pair in pairs:
        for name, one in ((says.low, pair.low), (says.high, pair.high)):
            label = f"{pair.label}, {name}"
            said.append(sentence(label, one, unit="share", words=words))
        if pair.published_low is not None and pair.published_high is not None:
            low, high = (
                words.number(value, "share")
                for value in (pair.published_low, pair.published_high)
            )
            said.append(f"{says.published}: {says.low} {low}, {says.high} {high}.")
    return " ".join(said)
