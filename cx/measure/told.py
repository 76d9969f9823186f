"""Estimates as they may be told: what a small cell would give away is taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cx.catalog import Metric
from cx.measure.cells import judged, least_people, named
from cx.measure.estimate import Estimate, withheld_status
from cx.measure.floor import ALL, Cell, may_tell, withheld_cells
from cx.measure.question import MOST_GROUPS, Question
from cx.store import Store


def kept(
    store: Store, metric: Metric, question: Question, found: list[Estimate]
) -> list[Estimate]:
    """Estimates with what may not be told taken out: its value, its interval, its n."""
    filters = [(name, chosen) for name, chosen in question.filters if chosen]
    axes = list(dict.fromkeys([*question.by, *(name for name, _ in filters)]))
    if not axes:
        # There is nothing to take it from: how little there is may be said.
        return [_of_few(metric, one) for one in found]
    people = all("clusters" in e.sums for e in found if e.value is not None)
    if len(axes) <= 1 and not filters and people:
        told = _of_one_axis(metric, found, axes)
    else:
        told = _of_filters(store, metric, question, dict(filters), axes, found)
    return [
        one if shown and one.status != "withheld" else _withheld(one)
        for one, shown in zip(found, told, strict=True)
    ]


def _of_few(metric: Metric, one: Estimate) -> Estimate:
    least = least_people(metric)
    if one.value is None or one.sums.get("clusters", least) >= least:
        return one
    return Estimate(one.group, one.n, None, None, None, "withheld")


def _withheld(one: Estimate) -> Estimate:
    return one if one.n == 0 else Estimate(one.group, 0, None, None, None, "withheld")


def _of_one_axis(
    metric: Metric, found: Sequence[Estimate], axes: Sequence[str]
) -> list[bool]:
    """Without filters the estimates say it all; each period is a table of its own."""
    tables: dict[str, dict[Cell, tuple[int, int]]] = defaultdict(dict)
    places = []
    for one in found:
        period = named(one.group.get("period"))
        cell = tuple(named(one.group[axis]) for axis in axes)
        tables[period][cell] = (one.n, int(one.sums.get("clusters", one.n)))
        places.append((period, cell))
    for table in tables.values():
        if axes:
            whole = [sum(counts[at] for counts in table.values()) for at in (0, 1)]
            table[(ALL,)] = (whole[0], whole[1])
    hidden = {
        period: withheld_cells(table, len(axes), metric.min_n, least_people(metric))
        for period, table in tables.items()
    }
    return [cell not in hidden[period] for period, cell in places]


def _of_filters(
    store: Store,
    metric: Metric,
    question: Question,
    filters: Mapping[str, tuple[str, ...]],
    axes: Sequence[str],
    found: Sequence[Estimate],
) -> list[bool]:
    """Hold a selection against the whole table that it is a part of."""
    room = MOST_GROUPS - (1 if question.period else 0)
    whole, rest = list(axes[:room]), axes[room:]
    told = _judged(store, metric, question, filters, whole, found)
    for name in rest:
        # Too many filters for one table: each further one is released by itself.
        again = _judged(store, metric, question, filters, [name], found)
        told = [a and b for a, b in zip(told, again, strict=True)]
    return told


def _judged(
    store: Store,
    metric: Metric,
    question: Question,
    filters: Mapping[str, tuple[str, ...]],
    axes: Sequence[str],
    found: Sequence[Estimate],
) -> list[bool]:
    tables = judged(store, metric, question, axes)
    told = []
    for one in found:
        period = named(one.group.get("period"))
        chosen = [
            frozenset([named(one.group[name])])
            if name in one.group
            else frozenset(filters[name])
            if name in filters
            else None
            for name in axes
        ]
        counts, hidden = tables.get(period, ({}, set()))
        told.append(may_tell(chosen, counts, hidden))
    return told


def untold(store: Store, metric: Metric, question: Question, n: int) -> bool:
    """Whether the one number of a question, of so many rows, is withheld."""
    plain = replace(question, by=(), period=None)
    one = Estimate({}, n, None, None, None, withheld_status(metric, n))
    if one.status == "withheld":
        return True
    filtered = any(chosen for _name, chosen in plain.filters)
    if not n or not filtered:
        return False
    return kept(store, metric, plain, [one])[0].status == "withheld"
