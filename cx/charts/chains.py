"""Contacts that belong together: how many, and one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cx.charts.frame import (
    DOTS,
    ROW_HEIGHT,
    Figure,
    Words,
    base_layout,
    note,
    nothing,
    row_axis,
    value_axis,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, safe, safe_label
from cx.palette import ANOTHER, BENCHMARK, HAIRLINE, INK, MUTED, NEUTRAL, TINTS, US

# Form and colour together: no channel is told by its colour alone.
MARKS = (
    ("circle", "●", US),
    ("square", "■", ANOTHER),
    ("diamond", "◆", BENCHMARK),
    ("triangle-up", "▲", NEUTRAL),
    ("circle-open", "○", US),
    ("square-open", "□", ANOTHER),
    ("diamond-open", "◇", BENCHMARK),
    ("triangle-up-open", "△", NEUTRAL),
)
# One day's contacts are stacked, so many to a column, and columns this far apart.
STACKED = 3
STACK_STEP = 0.26
APART = 0.045
SIZES_HEIGHT = 170


@dataclass(frozen=True)
class ChainContact:
    """One contact: days since the first, its channel, and a line more for the hover."""

    day: float
    channel: str
    note: str = ""


@dataclass(frozen=True)
class Chain:
    """One customer's contacts in order; `label` is already masked."""

    label: str
    contacts: Sequence[ChainContact]


@dataclass(frozen=True, kw_only=True)
class ChainWords:
    """What a timeline says."""

    days: str
    # Filled in: count, days.
    contacts: str


def channels_of(chains: Sequence[Chain]) -> list[str]:
    """The channels in order of first use."""
    return list(dict.fromkeys(one.channel for chain in chains for one in chain.contacts))


def _told(chain: Chain, words: Words, says: ChainWords) -> str:
    span = chain.contacts[-1].day - chain.contacts[0].day
    return says.contacts.format(
        count=words.number(len(chain.contacts), "count"),
        days=words.number(round(span), "count"),
    )


def _places(days: Sequence[float], apart: float) -> list[tuple[float, float]]:
    """Across and down from the middle of the row: one day's contacts are stacked.

    >>> _places([0, 0, 5], 1.0)
    [(0.0, -0.13), (0.0, 0.13), (5.0, 0.0)]
    """
    places = []
    for day in dict.fromkeys(days):
        same = days.count(day)
        for start in range(0, same, STACKED):
            column = min(STACKED, same - start)
            places += [
                (day + apart * (start // STACKED), (at - (column - 1) / 2) * STACK_STEP)
                for at in range(column)
            ]
    return places


def timeline(chains: Sequence[Chain], *, words: Words, says: ChainWords) -> Figure:
    """A row for each chain, a mark for each contact; `customdata` is its place."""
    chains = list(chains)
    if not any(chain.contacts for chain in chains):
        return nothing(words)
    longest = max((one.day for chain in chains for one in chain.contacts), default=0) or 1
    places = [
        _places([one.day for one in chain.contacts], APART * longest) for chain in chains
    ]
    reach = max(across for row in places for across, _ in row) or 1
    names = channels_of(chains)
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for row in places if row for x in (row[0][0], row[-1][0], None)],
            "y": [y for row, at in enumerate(places) if at for y in (row, row, None)],
            "line": {"color": HAIRLINE, "width": 2},
            "hoverinfo": "skip",
        }
    ]
    for position, name in enumerate(names):
        symbol, _, colour = MARKS[position % len(MARKS)]
        found = [
            (row, at, one)
            for row, chain in enumerate(chains)
            for at, one in enumerate(chain.contacts)
            if one.channel == name
        ]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [places[row][at][0] for row, at, _ in found],
                "y": [row + places[row][at][1] for row, at, _ in found],
                "marker": {
                    "symbol": symbol,
                    "size": 9,
                    "color": colour,
                    "line": {"color": colour, "width": 1.5},
                    "opacity": 1,
                },
                "unselected": {"marker": {"opacity": 0.45}},
                "customdata": [row for row, _, _ in found],
                "hovertext": [
                    "<br>".join(
                        line
                        for line in (
                            full_label(chains[row].label),
                            f"<b>{safe(words.number(round(one.day, 1), 'count'))}</b> "
                            + safe_label(says.days, most=40),
                            full_label(one.channel),
                            full_label(one.note),
                        )
                        if line
                    )
                    for row, _, one in found
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "cliponaxis": False,
            }
        )
    key = [
        (MARKS[at % len(MARKS)][1], MARKS[at % len(MARKS)][2], name)
        for at, name in enumerate(names)
    ]
    notes, top = heading(key, words=words, side="right", axis=False)
    notes += [
        note(
            safe_label(says.days, most=40),
            x=1,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="top",
            yshift=-22,
        )
    ]
    axis = value_axis(0, reach, unit="count", words=words, most=5)
    # A day has no quarters here.
    axis["tickvals"] = [tick for tick in axis["tickvals"] if tick == round(tick)]
    labels = [
        f"{safe_label(chain.label, most=18)}<br>"
        f'<span style="font-size:11px;color:{MUTED}">'
        f"{safe_label(_told(chain, words, says), most=24)}</span>"
        if chain.contacts
        else safe_label(chain.label, most=18)
        for chain in chains
    ]
    return {
        "data": data,
        "layout": base_layout(
            height=ROW_HEIGHT * len(chains),
            top=top,
            right=14,
            bottom=44,
            xaxis=axis | {"range": [-0.03 * reach, 1.02 * reach], "griddash": DOTS},
            yaxis=row_axis(labels),
            annotations=notes,
        ),
    }


def describe_timeline(chains: Sequence[Chain], words: Words, *, says: ChainWords) -> str:
    """Each chain: how many contacts in how many days, through which channels."""
    said = [
        f"{chain.label}: {_told(chain, words, says)} ({', '.join(channels_of([chain]))})."
        for chain in chains
        if chain.contacts
    ]
    return " ".join([f"{words.title}.", *(said or [words.no_data])])


def sizes(counts: Sequence[tuple[str, int]], *, words: Words) -> Figure:
    """A column for each size of episode; `customdata` is its index."""
    total = sum(count for _, count in counts)
    if not total:
        return nothing(words)
    rows = list(range(len(counts)))
    shares = [words.number(count / total, "share") for _, count in counts]
    columns = {
        "type": "bar",
        "x": rows,
        "y": [count for _, count in counts],
        "marker": {"color": [TINTS[US], *[US] * (len(counts) - 1)]},
        "text": [
            f'{safe(share)}<br><span style="color:{MUTED}">'
            f"{safe(words.number(count, 'count'))}</span>"
            for share, (_, count) in zip(shares, counts, strict=True)
        ],
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": 11, "color": INK},
        "cliponaxis": False,
        "constraintext": "none",
        "customdata": rows,
        "hovertext": [
            f"{safe(label)}<br><b>{safe(share)}</b><br>{safe(words.count(count))}"
            for (label, count), share in zip(counts, shares, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.45}},
    }
    hidden = {"showgrid": False, "zeroline": False, "fixedrange": True}
    notes = []
    if words.axis:
        notes.append(
            note(
                safe_label(words.axis, most=48),
                x=1,
                y=0,
                xref="paper",
                yref="paper",
                xanchor="right",
                yanchor="top",
                yshift=-24,
            )
        )
    return {
        "data": [columns],
        "layout": base_layout(
            height=SIZES_HEIGHT,
            top=34,
            bottom=28 + 18 * bool(notes),
            bargap=0.28,
            xaxis={
                **hidden,
                "range": [-0.6, len(counts) - 0.4],
                "tickvals": rows,
                "ticktext": [safe_label(label, most=10) for label, _ in counts],
                "tickfont": {"size": 12, "color": INK},
                "ticks": "",
                "showline": True,
                "linecolor": HAIRLINE,
            },
            yaxis={
                **hidden,
                "visible": False,
                "range": [0, max(count for _, count in counts) * 1.06],
            },
            annotations=notes,
        ),
    }


def describe_sizes(counts: Sequence[tuple[str, int]], words: Words) -> str:
    """Each size and its share."""
    total = sum(count for _, count in counts)
    if not total:
        return f"{words.title}. {words.no_data}"
    said = [
        f"{label} {words.number(count / total, 'share')} ({words.number(count, 'count')})"
        for label, count in counts
    ]
    return f"{words.title}. {', '.join(said)}. {words.count(total)}."
