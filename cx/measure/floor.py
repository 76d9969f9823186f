"""Which cells may be told: small ones are withheld, and so is what would give them away.

Docs: docs/decisions/0013-small-cells.md.  A cell is a choice of one value, or of all, on
each axis; a line is the values of one axis with their total, everything else held fixed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from cx.catalog import Metric
from cx.measure import staff
from cx.measure.estimate import Estimate, withheld_status
from cx.measure.question import MOST_GROUPS, NOT_RECORDED, Question, compose
from cx.store import Store

# Fewer customers than this are never told, however many rows they have.
PRIVATE = 5
ALL = "\0all"
POOL = "\0pool"
# Beyond so many unknown cells only the rule of two for each line is kept.
MOST_SOLVED = 120

Cell = tuple[str, ...]
Counts = Mapping[Cell, tuple[int, int]]
Tables = Mapping[str, tuple[Counts, set[Cell]]]

MOST_KEPT = 1_000
_KNOWN: WeakKeyDictionary[Store, dict[tuple[str, str, Question], Tables]] = (
    WeakKeyDictionary()
)


def withheld_cells(
    counts: Counts, axes: int, least: int, people: int = PRIVATE
) -> set[Cell]:
    """Cells not to be told, of `counts` (rows, customers) of every level, ALL included.

    First the small ones; then, level by level, the next smallest of each line, until no
    line holds a single unknown and no small cell follows from what is told.

    >>> counts = {(ALL,): (103, 90), ("a",): (60, 50), ("b",): (40, 38), ("c",): (3, 2)}
    >>> sorted(withheld_cells(counts, 1, 10))
    [('b',), ('c',)]
    """
    small = {
        cell
        for cell, (n, of_them) in counts.items()
        if 0 < n < least or 0 < of_them < people
    }
    if (ALL,) * axes in small:
        return set(counts)
    hidden = set(small)
    equations: list[tuple[Cell, list[Cell]]] = []
    for level in range(1, axes + 1):
        for used in combinations(range(axes), level):
            lines = _lines(counts, used)
            equations += [(total, cells) for (wide, total), cells in lines if wide == 1]
            _close(counts, lines, equations, small, hidden, least)
            if level > 1 and (more := _of_pools(counts, axes, least, hidden, people)):
                hidden |= more
                _close(counts, lines, equations, small, hidden, least)
    return hidden


def _of_pools(
    counts: Counts, axes: int, least: int, hidden: set[Cell], people: int
) -> set[Cell]:
    """Told cells that would give away a small crossing of values withheld together."""
    pooled: set[tuple[int, str]] = set()
    for cell in hidden:
        named = [at for at, value in enumerate(cell) if value != ALL]
        if len(named) == 1:
            pooled.add((named[0], cell[named[0]]))
    if not pooled:
        return set()
    merged: dict[Cell, tuple[int, int]] = {}
    for cell, (n, people) in counts.items():
        to = tuple(POOL if (at, v) in pooled else v for at, v in enumerate(cell))
        before = merged.get(to, (0, 0))
        merged[to] = (before[0] + n, before[1] + people)
    again = withheld_cells(merged, axes, least, people)
    return {cell for cell in counts if cell in again} - hidden


Lines = list[tuple[tuple[int, Cell], list[Cell]]]


def _lines(counts: Counts, used: Sequence[int]) -> Lines:
    """Lines of a level, planes and beyond: (axes summed over, total), cells with rows."""
    found: dict[tuple[int, Cell], list[Cell]] = defaultdict(list)
    some = [s for size in range(1, len(used) + 1) for s in combinations(used, size)]
    for cell, (n, _people) in counts.items():
        if n and all((value != ALL) == (at in used) for at, value in enumerate(cell)):
            for summed in some:
                total = tuple(ALL if at in summed else v for at, v in enumerate(cell))
                found[(len(summed), total)].append(cell)
    return sorted(found.items())


def _close(
    counts: Counts,
    lines: Lines,
    equations: Sequence[tuple[Cell, list[Cell]]],
    small: set[Cell],
    hidden: set[Cell],
    least: int,
) -> None:
    """Withhold more cells of a level until none of its small ones can be worked out."""
    while True:
        added = False
        for (wide, total), cells in lines:
            gone = [cell for cell in cells if cell in hidden]
            if total in hidden:
                safe = bool(gone) or wide > 1
            else:
                n = sum(counts[cell][0] for cell in gone)
                safe = not gone or (len(gone) > 1 and n >= least)
            if not safe:
                added |= _hide_next(counts, cells, hidden)
        if added:
            continue
        for cell in sorted(_solved(equations, hidden) & small):
            for _total, cells in lines:
                if cell in cells and _hide_next(counts, cells, hidden):
                    added = True
                    break
        if not added:
            return


def _hide_next(counts: Counts, cells: Iterable[Cell], hidden: set[Cell]) -> bool:
    """Withhold the smallest cell of a line that is still told, if there is one."""
    told = [cell for cell in cells if cell not in hidden]
    if told:
        hidden.add(min(told, key=lambda cell: (counts[cell][0], cell)))
    return bool(told)


def _solved(equations: Sequence[tuple[Cell, list[Cell]]], hidden: set[Cell]) -> set[Cell]:
    """Withheld cells that follow from the others by adding and taking away."""
    unknown = sorted(hidden)
    if not unknown or len(unknown) > MOST_SOLVED:
        return set()
    place = {cell: at for at, cell in enumerate(unknown)}
    rows = []
    for total, cells in equations:
        row = np.zeros(len(unknown))
        for cell in cells:
            if cell in place:
                row[place[cell]] = 1
        if total in place:
            row[place[total]] = -1
        if row.any():
            rows.append(row)
    if not rows:
        return set()
    _, sizes, right = np.linalg.svd(np.array(rows))
    rank = int((sizes > 1e-9).sum())
    # A cell follows when no solution of the homogeneous system touches it.
    free = np.abs(right[rank:]).max(axis=0, initial=0.0)
    return {cell for cell in unknown if free[place[cell]] < 1e-9}


def may_tell(
    chosen: Sequence[frozenset[str] | None], counts: Counts, hidden: set[Cell]
) -> bool:
    """Whether a selection adds up from told cells alone; None on an axis is all of it.

    >>> counts = {(ALL,): (103, 90), ("a",): (60, 50), ("b",): (40, 38), ("c",): (3, 2)}
    >>> hidden = withheld_cells(counts, 1, 10)
    >>> [may_tell([frozenset(s)], counts, hidden) for s in ("a", "b", "bc", "ab")]
    [True, False, True, False]
    """
    known = [
        {c[axis] for c in counts if c[axis] != ALL and counts[c][0]}
        for axis in range(len(chosen))
    ]
    sets = [
        None if one is None or one >= known[axis] else one & known[axis]
        for axis, one in enumerate(chosen)
    ]
    cells = [[ALL] if one is None else sorted(one) for one in sets]
    if all(len(options) <= 1 for options in cells):
        return not any(cell in hidden for cell in product(*cells))
    for axis, one in enumerate(sets):
        if one is None or len(one) < 2:
            continue
        others = product(*(o if at != axis else [ALL] for at, o in enumerate(cells)))
        if all(_line_told(axis, total, one, known[axis], hidden) for total in others):
            return True
    return False


def _line_told(
    axis: int, total: Cell, inside: frozenset[str], known: set[str], hidden: set[Cell]
) -> bool:
    def cells(values: Iterable[str]) -> list[Cell]:
        return [(*total[:axis], value, *total[axis + 1 :]) for value in values]

    if not any(cell in hidden for cell in cells(inside)):
        return True
    return total not in hidden and not any(
        cell in hidden for cell in cells(known - inside)
    )


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


def _least_people(metric: Metric) -> int:
    return staff.STAFF if metric.staff else PRIVATE


def _of_few(metric: Metric, one: Estimate) -> Estimate:
    least = _least_people(metric)
    if one.value is None or one.sums.get("clusters", least) >= least:
        return one
    return Estimate(one.group, one.n, None, None, None, "withheld")


def _withheld(one: Estimate) -> Estimate:
    return one if one.n == 0 else Estimate(one.group, 0, None, None, None, "withheld")


def _named(value: Any) -> str:
    return NOT_RECORDED if value is None else str(value)


def _of_one_axis(
    metric: Metric, found: Sequence[Estimate], axes: Sequence[str]
) -> list[bool]:
    """Without filters the estimates say it all; each period is a table of its own."""
    tables: dict[str, dict[Cell, tuple[int, int]]] = defaultdict(dict)
    places = []
    for one in found:
        period = _named(one.group.get("period"))
        cell = tuple(_named(one.group[axis]) for axis in axes)
        tables[period][cell] = (one.n, int(one.sums.get("clusters", one.n)))
        places.append((period, cell))
    for table in tables.values():
        if axes:
            whole = [sum(counts[at] for counts in table.values()) for at in (0, 1)]
            table[(ALL,)] = (whole[0], whole[1])
    hidden = {
        period: withheld_cells(table, len(axes), metric.min_n, _least_people(metric))
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
    tables = _known(store, metric, question, axes)
    told = []
    for one in found:
        period = _named(one.group.get("period"))
        chosen = [
            frozenset([_named(one.group[name])])
            if name in one.group
            else frozenset(filters[name])
            if name in filters
            else None
            for name in axes
        ]
        counts, hidden = tables.get(period, ({}, set()))
        told.append(may_tell(chosen, counts, hidden))
    return told


def _known(
    store: Store, metric: Metric, question: Question, axes: Sequence[str]
) -> Tables:
    """By period, the counts of every cell of the axes and which may not be told.

    Kept as long as the store is: the next value of a filter asks for the same table.
    """
    filters = tuple((n, c) for n, c in question.filters if n not in axes)
    asked = replace(question, by=tuple(axes), filters=filters)
    key = (store.mart(question.version), metric.fingerprint, asked)
    kept_tables = _KNOWN.setdefault(store, {})
    if key not in kept_tables:
        if len(kept_tables) >= MOST_KEPT:
            kept_tables.clear()
        kept_tables[key] = {
            period: (
                counts,
                withheld_cells(counts, len(axes), metric.min_n, _least_people(metric)),
            )
            for period, counts in _table(store, metric, asked).items()
        }
    return kept_tables[key]


def _table(
    store: Store, metric: Metric, question: Question
) -> dict[str, dict[Cell, tuple[int, int]]]:
    """Rows and customers of every cell of the question's axes, by period."""
    by = question.by
    first = 2 if question.period else 1
    columns = [f"g{number}" for number in range(first, first + len(by))]
    period = ["g1"] if question.period else []
    parts = []
    for level in range(len(by) + 1):
        for used in combinations(range(len(by)), level):
            groups = period + [columns[at] for at in used]
            listed = [
                f"{columns[at]} as c{at}, 1 as u{at}"
                if at in used
                else f"cast(null as varchar) as c{at}, 0 as u{at}"
                for at in range(len(by))
            ]
            listed.insert(
                0, f"cast({period[0]} as varchar) as p" if period else "'' as p"
            )
            parts.append(
                f"select {', '.join(listed)}, count(*) as n, "
                "count(distinct cluster_key) as people from observation"
                + (f" group by {', '.join(groups)}" if groups else "")
            )
    composed = compose(store, metric, question, select=" union all ".join(parts))
    tables: dict[str, dict[Cell, tuple[int, int]]] = defaultdict(dict)
    for row in store.query(composed.sql, composed.bound).dicts():
        cell = tuple(
            _named(row[f"c{at}"]) if row[f"u{at}"] else ALL for at in range(len(by))
        )
        period_of = _named(row["p"]) if question.period else NOT_RECORDED
        tables[period_of][cell] = (int(row["n"]), int(row["people"]))
    return dict(tables)


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
