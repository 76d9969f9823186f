"""Where episodes begin and where they end; the widths add up to the episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi
from typing import Any

from cx.charts.flow_links import OUTCOMES, Link, check_flows, joined_links, totals_of
from cx.charts.frame import Figure, Words, base_layout, note, nothing
from cx.charts.key import heading
from cx.charts.labels import full_label, muted, safe, safe_label
from cx.palette import BAD, GOOD, HAIRLINE, INK, TINTS

PALE = {"resolved": TINTS[GOOD], "returned": TINTS[BAD], "unknown": HAIRLINE}
HEIGHT = 300
# Room for a name between two nodes, however thin they are.
NODE_GAP = 20
NODE_WIDTH = 0.035
BENDS = 16
NAME_WIDTH = 16


@dataclass(frozen=True, kw_only=True)
class FlowWords:
    """What a flow chart says."""

    first: str
    last: str
    resolved: str
    returned: str
    unknown: str
    other: str
    # Filled in: count.
    episodes: str

    def outcome(self, name: str) -> str:
        """What an outcome is called."""
        known = {"resolved": self.resolved, "returned": self.returned}
        return known.get(name, self.unknown)


def _order(links: Sequence[Link], side: str, other: str) -> list[str]:
    totals = totals_of(links, side)
    return sorted(totals, key=lambda name: (name == other, -totals[name]))


def _stacked(
    links: Sequence[Link], side: str, orders: dict[str, list[str]], height: int
) -> tuple[dict[int, tuple[float, float]], dict[str, tuple[float, float]]]:
    """From and to of each link, and of each node, in pixels from the top."""
    across = "target" if side == "source" else "source"
    names = orders[side]
    total = sum(link.episodes for link in links)
    scale = (height - NODE_GAP * len(names)) / total
    outcomes = list(OUTCOMES)
    at = 0.0
    spans: dict[int, tuple[float, float]] = {}
    nodes: dict[str, tuple[float, float]] = {}
    for name in names:
        begin = at = at + NODE_GAP
        own = [row for row, link in enumerate(links) if getattr(link, side) == name]
        own.sort(
            key=lambda row: (
                orders[across].index(getattr(links[row], across)),
                outcomes.index(links[row].outcome),
            )
        )
        for row in own:
            spans[row] = (at, at + links[row].episodes * scale)
            at = spans[row][1]
        nodes[name] = (begin, at)
    return spans, nodes


def _band(left: tuple[float, float], right: tuple[float, float]) -> dict[str, list[Any]]:
    """An eased band from the left span to the right one."""
    steps = [step / BENDS for step in range(BENDS + 1)]
    eased = [(1 - cos(pi * step)) / 2 for step in steps]
    span = 1 - 2 * NODE_WIDTH
    across = [NODE_WIDTH + span * step for step in steps]
    upper, lower = (
        [left[end] + (right[end] - left[end]) * part for part in eased] for end in (0, 1)
    )
    return {
        "x": [*across, *reversed(across), None],
        "y": [*upper, *reversed(lower), None],
    }


def _ends(
    links: Sequence[Link],
    spans: dict[int, tuple[float, float]],
    x: float,
    *,
    words: Words,
    says: FlowWords,
) -> dict[str, Any]:
    """The links as parts of their node, which can be touched and clicked."""
    rows = sorted(spans)
    total = sum(link.episodes for link in links)
    texts = []
    for row in rows:
        link = links[row]
        share = safe(words.number(link.episodes / total, "share"))
        count = words.number(link.episodes, "count")
        told = safe(says.episodes.format(count=count))
        path = full_label(f"{link.source} → {link.target}")
        name = full_label(says.outcome(link.outcome))
        texts.append(f"{path}<br>{name}<br><b>{share}</b> {told}")
    return {
        "type": "bar",
        "x": [x] * len(rows),
        "width": NODE_WIDTH,
        "base": [spans[row][0] for row in rows],
        "y": [spans[row][1] - spans[row][0] for row in rows],
        "marker": {
            "color": [OUTCOMES[links[row].outcome] for row in rows],
            "line": {"width": 0},
        },
        "customdata": rows,
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.45}},
    }


def _names(
    nodes: dict[str, tuple[float, float]],
    totals: dict[str, int],
    *,
    right: bool,
    words: Words,
) -> list[dict[str, Any]]:
    return [
        note(
            f"<b>{safe_label(name, most=NAME_WIDTH)}</b> "
            + muted(safe(words.number(totals[name], "count"))),
            x=1 if right else 0,
            y=begin,
            xanchor="right" if right else "left",
            yanchor="bottom",
            yshift=-1,
            colour=INK,
            hovertext=full_label(name),
        )
        for name, (begin, _) in nodes.items()
    ]


def flows(
    links: Sequence[Link], *, words: Words, says: FlowWords, most: int = 12
) -> Figure:
    """Bands from first to last place, as wide as their episodes, coloured by outcome.

    `customdata` is an index into `joined_links` of the same links.
    """
    joined = joined_links(links, other=says.other, most=most)
    if not joined:
        return nothing(words)
    check_flows(joined, sum(link.episodes for link in links if link.episodes > 0))
    orders = {side: _order(joined, side, says.other) for side in ("source", "target")}
    nodes_most = max(len(names) for names in orders.values())
    height = max(140 + NODE_GAP * nodes_most, HEIGHT if nodes_most > 2 else 0)
    left, left_nodes = _stacked(joined, "source", orders, height)
    right, right_nodes = _stacked(joined, "target", orders, height)
    data: list[dict[str, Any]] = []
    for outcome, colour in PALE.items():
        bands = [
            _band(left[row], right[row])
            for row, link in enumerate(joined)
            if link.outcome == outcome
        ]
        if bands:
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": [x for band in bands for x in band["x"]][:-1],
                    "y": [y for band in bands for y in band["y"]][:-1],
                    "fill": "toself",
                    "fillcolor": colour,
                    "line": {"width": 0, "color": colour},
                    "opacity": 0.6,
                    "hoverinfo": "skip",
                }
            )
    for spans, x in ((left, NODE_WIDTH / 2), (right, 1 - NODE_WIDTH / 2)):
        data.append(_ends(joined, spans, x, words=words, says=says))
    total = sum(link.episodes for link in joined)
    ended = totals_of(joined, "outcome")
    key = [
        (
            "■",
            colour,
            f"{says.outcome(name)} {words.number(ended[name] / total, 'share')}",
        )
        for name, colour in OUTCOMES.items()
        if name in ended
    ]
    notes, top = heading(key, words=words, axis=False)
    for right_side, text in ((False, says.first), (True, says.last)):
        notes.append(
            note(
                safe_label(text, most=22),
                x=1 if right_side else 0,
                y=0,
                xref="paper",
                yref="paper",
                xanchor="right" if right_side else "left",
                yanchor="top",
                yshift=-4,
            )
        )
    hidden = {"visible": False, "fixedrange": True}
    return {
        "data": data,
        "layout": base_layout(
            height=height,
            top=top,
            bottom=26,
            barmode="overlay",
            bargap=0,
            xaxis=hidden | {"range": [0, 1]},
            yaxis=hidden | {"range": [height, 0]},
            annotations=[
                *notes,
                *_names(
                    left_nodes, totals_of(joined, "source"), right=False, words=words
                ),
                *_names(
                    right_nodes, totals_of(joined, "target"), right=True, words=words
                ),
            ],
        ),
    }


def describe_flows(
    links: Sequence[Link],
    words: Words,
    *,
    says: FlowWords,
    most: int = 12,
    told: int = 5,
) -> str:
    """The outcomes of all, then the widest paths."""
    joined = joined_links(links, other=says.other, most=most)
    if not joined:
        return f"{words.title}. {words.no_data}"
    total = sum(link.episodes for link in joined)
    ended = totals_of(joined, "outcome")
    outcomes = [
        f"{says.outcome(name)} {words.number(ended[name] / total, 'share')}"
        for name in OUTCOMES
        if name in ended
    ]
    widest = sorted(joined, key=lambda link: -link.episodes)
    paths = [
        f"{link.source} → {link.target}, {says.outcome(link.outcome)}: "
        + says.episodes.format(count=words.number(link.episodes, "count"))
        + "."
        for link in widest[:told]
    ]
    if len(widest) > told:
        paths.append(words.more.format(count=words.number(len(widest) - told, "count")))
    every = says.episodes.format(count=words.number(total, "count"))
    return " ".join([f"{words.title}. {every}: {', '.join(outcomes)}.", *paths])
