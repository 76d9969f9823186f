"""Results of a self-assessment: by item, by principle, by role, never by person.

Scores run from 1 to 5.  Fewer than FEWEST people of a role: nothing is told.  From FEWEST
on the middle answer (the median) is; the mean and its interval only from ENOUGH on, as
for all numbers about staff.  No number mixes roles by people, so none can be taken from
another to find a role that is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import mean, median
from typing import Any

from cx.frameworks import Framework, Principle
from cx.stats.compare import Difference, difference_of_means
from cx.stats.intervals import mean_interval

ROLES = ("management", "frontline", "other")
FEWEST, ENOUGH = 3, 8
LOWEST, HIGHEST = 1, 5
MOST_EVIDENCE = 5


@dataclass(frozen=True)
class Answer:
    """One score of one person for one item; the person is a code."""

    item: str
    role: str
    respondent: str
    score: int
    evidence: str


@dataclass(frozen=True)
class Scored:
    """What may be told of a group of people: `n` people, and a score from 1 to 5.

    `kind` is "mean" (with interval), "middle" (the median), "few" or "nobody" (no score).
    """

    n: int
    kind: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    # Of the mean; kept for differences.
    variance: float = 0.0


@dataclass(frozen=True)
class Weakest:
    """An item that scores low: the mean of the roles that are told, and its evidence."""

    item: str
    value: float
    evidence: tuple[str, ...]


def answers(values: Iterable[Mapping[str, Any]], framework: Framework) -> list[Answer]:
    """What counts of one framework; other frameworks and unknown items are left out."""
    known = {item.id for item in framework.items}
    return [
        Answer(
            one["item"],
            one["role"],
            one["respondent"] or "",
            one["score"],
            one["evidence"] or "",
        )
        for one in values
        if one["framework"] == framework.id and one["item"] in known
    ]


def people(found: Iterable[Answer], role: str) -> int:
    """How many people of a role answered anything."""
    return len({one.respondent for one in found if one.role == role})


def roles_of(found: Iterable[Answer]) -> list[str]:
    """Roles that answered: the usual ones first, then any other that was typed."""
    given = {one.role for one in found}
    return [role for role in ROLES if role in given] + sorted(given - set(ROLES))


def by_item(found: Iterable[Answer], item: str, role: str) -> Scored:
    """One item as one role scores it."""
    return scored(
        Fraction(one.score) for one in found if one.item == item and one.role == role
    )


def by_principle(found: Iterable[Answer], principle: Principle, role: str) -> Scored:
    """One principle as one role scores it: the mean of each person's items, of people.

    Who scored fewer than half of its items is not counted.
    """
    items = {item.id for item in principle.items}
    own: dict[str, list[int]] = {}
    for one in found:
        if one.role == role and one.item in items:
            own.setdefault(one.respondent, []).append(one.score)
    return scored(
        Fraction(sum(scores), len(scores))
        for scores in own.values()
        if 2 * len(scores) >= len(items)
    )


def scored(given: Iterable[Fraction]) -> Scored:
    """What may be told of so many people's scores.

    >>> scored([Fraction(1), Fraction(5)])
    Scored(n=2, kind='few', value=None, low=None, high=None, variance=0.0)
    >>> scored([Fraction(1), Fraction(4), Fraction(5)]).value
    4.0
    """
    scores = list(given)
    n = len(scores)
    if n < FEWEST:
        return Scored(n, "few" if n else "nobody")
    if n < ENOUGH:
        return Scored(n, "middle", float(median(scores)))
    total, squares = sum(scores), sum(one * one for one in scores)
    found = mean_interval(float(total), float(squares), n)
    variance = float((squares - total * total / n) / (n - 1))
    low, high = max(found.low, LOWEST), min(found.high, HIGHEST)
    return Scored(n, "mean", found.value, low, high, variance)


def together(parts: Iterable[Scored]) -> float | None:
    """The mean of the roles that are told, each role counting the same."""
    told = [one.value for one in parts if one.value is not None]
    return mean(told) if told else None


def gap(management: Scored, frontline: Scored) -> Difference | None:
    """Management minus front line (Welch); None unless both have a mean."""
    if management.kind != "mean" or frontline.kind != "mean":
        return None
    if management.value is None or frontline.value is None:
        return None
    if not management.variance and not frontline.variance:
        # Everybody of a role agreed, in both: there is nothing to take an interval from.
        return None
    return difference_of_means(
        management.value,
        management.variance,
        management.n,
        frontline.value,
        frontline.variance,
        frontline.n,
    )


def weakest(found: list[Answer], framework: Framework, most: int = 3) -> list[Weakest]:
    """The items with the lowest score of the roles that are told, with their evidence.

    Evidence is given without role and person, and only from roles that are told.
    """
    low = []
    for item in framework.items:
        parts = {role: by_item(found, item.id, role) for role in roles_of(found)}
        value = together(parts.values())
        if value is None:
            continue
        told = {role for role, one in parts.items() if one.value is not None}
        said = sorted(
            {
                one.evidence
                for one in found
                if one.item == item.id and one.role in told and one.evidence
            }
        )
        low.append(Weakest(item.id, value, tuple(said[:MOST_EVIDENCE])))
    order = {item.id: place for place, item in enumerate(framework.items)}
    return sorted(low, key=lambda one: (one.value, order[one.item]))[:most]


def progress(
    found: Iterable[Answer], framework: Framework, role: str, respondent: str
) -> dict[str, Answer]:
    """What one person has saved, by item: shown to that person while filling in."""
    known = {item.id for item in framework.items}
    return {
        one.item: one
        for one in found
        if one.role == role and one.respondent == respondent and one.item in known
    }
