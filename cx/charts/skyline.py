"""Towers side by side, the highest first, with the outline of the period before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from cx.charts.frame import (
    DASHES,
    Figure,
    Words,
    base_layout,
    nothing,
    value_axis,
)
from cx.charts.key import heading
from cx.charts.labels import SMALL_SIZE, full_label, pixels, safe_label
from cx.palette import ANOTHER, BENCHMARK, HAIRLINE, MUTED, NEUTRAL, PAPER, PREVIOUS, US

HEIGHT = 300
NAME_WIDTH = 24
# Names of the narrowest page stand upright, one line each.
NARROW = 300
LINE = 15
MOST_TOLD = 6
# Colour, hatching and the mark of the key: told apart without colour as well.
LOOKS = (
    (US, "", "■"),
    (ANOTHER, "", "■"),
    (US, "/", "▨"),
    (ANOTHER, "/", "▨"),
    (US, ".", "▩"),
    (ANOTHER, ".", "▩"),
)
OTHERS = (NEUTRAL, "", "■")
NOBODY = (PAPER, "", "□")


@dataclass(frozen=True)
class SkylineTower:
    """One tower: its height, that of the period before, its share and who owns it.

    `owner` is empty where nobody does; `share` is of all towers, on 0 to 1.
    """

    label: str
    height: float
    before: float | None
    share: float
    n: int
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class SkylineWords:
    """What a skyline says."""

    before: str
    running: str
    nobody: str
    others: str
    share: str


def looks(towers: Sequence[SkylineTower]) -> dict[str, tuple[str, str, str]]:
    """Owner -> colour, hatching, mark: those who own most first, the rest alike.

    >>> looks([SkylineTower("a", 1, None, 1, 1, "Logistics")])["Logistics"][2]
    '■'
    """
    held: dict[str, float] = {}
    for one in towers:
        if one.owner:
            held[one.owner] = held.get(one.owner, 0.0) + one.share
    ranked = sorted(held, key=lambda owner: (-held[owner], owner))
    found = {
        owner: LOOKS[at] if at < len(LOOKS) else OTHERS for at, owner in enumerate(ranked)
    }
    return {"": NOBODY, **found}


def _entries(
    towers: Sequence[SkylineTower], says: SkylineWords
) -> list[tuple[str, str, str]]:
    found = looks(towers)
    shown = [(look[2], look[0], owner) for owner, look in found.items() if owner]
    owned = [entry for entry in shown if entry[1] != NEUTRAL]
    if len(owned) < len(shown):
        owned.append((OTHERS[2], OTHERS[0], says.others))
    if any(not one.owner for one in towers):
        owned.append(("□", MUTED, says.nobody))
    if any(one.before is not None for one in towers):
        owned.append(("┄", PREVIOUS, says.before))
    return [*owned, ("—", BENCHMARK, says.running)]


def _hover(one: SkylineTower, running: float, unit: str, words: Words, says: Any) -> str:
    lines = [
        full_label(one.label),
        f"<b>{full_label(words.number(one.height, unit))}</b>",
        full_label(f"{says.share} {words.number(one.share, 'share')}"),
        full_label(f"{says.running} {words.number(running, 'share')}"),
        full_label(words.count(one.n)),
        full_label(one.owner or says.nobody),
    ]
    if one.before is not None:
        lines.append(full_label(f"{says.before} {words.number(one.before, unit)}"))
    return "<br>".join(lines)


def skyline(
    towers: Sequence[SkylineTower], *, unit: str, words: Words, says: SkylineWords
) -> Figure:
    """Adjoining towers; `customdata` is the index of each.

    The line is the running share of all, on an axis of its own from nought to all.
    """
    if not towers:
        return nothing(words)
    found = looks(towers)
    own = [found[one.owner] for one in towers]
    places = list(range(len(towers)))
    running, so_far = [], 0.0
    for one in towers:
        so_far += one.share
        running.append(min(so_far, 1.0))
    bars = {
        "type": "bar",
        "x": places,
        "y": [one.height for one in towers],
        "width": 1,
        "marker": {
            "color": [look[0] for look in own],
            "pattern": {
                "shape": [look[1] for look in own],
                "fillmode": "overlay",
                "fgcolor": PAPER,
                "size": 6,
                "solidity": 0.25,
            },
            "line": {"color": [MUTED if look == NOBODY else PAPER for look in own]}
            | {"width": 1},
        },
        "customdata": places,
        "hovertext": [
            _hover(one, part, unit, words, says)
            for one, part in zip(towers, running, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.45}},
    }
    data: list[dict[str, Any]] = [bars]
    if any(one.before is not None for one in towers):
        across = [edge for at in places for edge in (at - 0.5, at + 0.5)]
        up = [one.before for one in towers for _ in range(2)]
        data.append(_line(across, up, PREVIOUS, dash=DASHES, width=2))
    data.append(_line(places, running, BENCHMARK, width=1.5) | {"yaxis": "y2"})
    top_value = max(max(one.height, one.before or 0.0) for one in towers) or 1.0
    notes, top = heading(_entries(towers, says), words=words)
    labels = [safe_label(one.label, most=NAME_WIDTH) for one in towers]
    # A name for each tower where there is room, else for the first of every few.
    step = ceil(len(towers) * LINE / NARROW)
    named = places[::step]
    room = max(pixels(labels[at]) for at in named)
    return {
        "data": data,
        "layout": base_layout(
            height=HEIGHT,
            top=top,
            right=36,
            bottom=room + 8,
            bargap=0,
            xaxis={
                "range": [-0.6, len(towers) - 0.4],
                "tickvals": named,
                "ticktext": [labels[at] for at in named],
                "tickangle": -90,
                "tickfont": {"size": SMALL_SIZE, "color": MUTED},
                "showgrid": False,
                "zeroline": False,
                "showline": True,
                "linecolor": HAIRLINE,
                "ticks": "",
                "fixedrange": True,
            },
            yaxis=value_axis(0.0, top_value, unit=unit, words=words, most=5),
            yaxis2={
                **value_axis(0.0, 1.0, unit="share", words=words, most=3),
                "overlaying": "y",
                "side": "right",
                "showgrid": False,
            },
            annotations=notes,
        ),
    }


def _line(x: Sequence[Any], y: Sequence[Any], colour: str, **line: Any) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": list(y),
        "line": {"color": colour, **line},
        "hoverinfo": "skip",
    }


def describe_skyline(
    towers: Sequence[SkylineTower], words: Words, *, unit: str, says: SkylineWords
) -> str:
    """The highest towers with their share and owner, and how many more there are."""
    if not towers:
        return f"{words.title}. {words.no_data}"
    said = [
        f"{one.label}: {words.number(one.height, unit)}, "
        f"{words.number(one.share, 'share')}, {one.owner or says.nobody}."
        for one in towers[:MOST_TOLD]
    ]
    if len(towers) > MOST_TOLD:
        rest = words.number(len(towers) - MOST_TOLD, "count")
        said.append(words.more.format(count=rest))
    return " ".join([f"{words.title}.", *said])
