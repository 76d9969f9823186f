"""Episodes from one place to another, joined without losing any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cx.palette import BAD, GOOD, NEUTRAL

OUTCOMES = {"resolved": GOOD, "returned": BAD, "unknown": NEUTRAL}


@dataclass(frozen=True)
class Link:
    """Episodes that began in one place, ended in another, and how.

    `parts` are the (source, target) pairs that were joined to make it.
    """

    source: str
    target: str
    outcome: str
    episodes: int
    parts: tuple[tuple[str, str], ...] = ()


def check_flows(links: Sequence[Link], episodes: int) -> None:
    """Raise ValueError unless the links hold every episode exactly once."""
    total = sum(link.episodes for link in links)
    if total != episodes:
        raise ValueError(f"these flows hold {total} episodes, not {episodes}")


def totals_of(links: Sequence[Link], side: str) -> dict[str, int]:
    """Episodes by source, target or outcome."""
    totals: dict[str, int] = {}
    for link in links:
        name = getattr(link, side)
        totals[name] = totals.get(name, 0) + link.episodes
    return totals


def _kept(links: Sequence[Link], side: str, most: int) -> set[str]:
    totals = totals_of(links, side)
    ranked = sorted(totals, key=lambda name: -totals[name])
    return set(ranked if len(ranked) <= most else ranked[: most - 1])


def joined_links(links: Sequence[Link], *, other: str, most: int = 12) -> list[Link]:
    """The largest nodes of each side, the rest under one name; every episode stays.

    An outcome that is not known to this chart is `unknown`.

    >>> [
    ...     link.episodes
    ...     for link in joined_links(
    ...         [Link("a", "b", "resolved", 3), Link("a", "b", "resolved", 4)],
    ...         other="rest",
    ...     )
    ... ]
    [7]
    """
    left, right = (_kept(links, side, most // 2) for side in ("source", "target"))
    joined: dict[tuple[str, str, str], Link] = {}
    for link in links:
        if link.episodes <= 0:
            continue
        key = (
            link.source if link.source in left else other,
            link.target if link.target in right else other,
            link.outcome if link.outcome in OUTCOMES else "unknown",
        )
        pairs = link.parts or ((link.source, link.target),)
        found = joined.get(key) or Link(*key, episodes=0)
        new = tuple(pair for pair in pairs if pair not in found.parts)
        joined[key] = replace(
            found, episodes=found.episodes + link.episodes, parts=found.parts + new
        )
    return list(joined.values())
