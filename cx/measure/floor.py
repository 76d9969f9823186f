"""Which cells may be told: small ones are withheld, and so is what would give them away.

Docs: docs/decisions/0013-small-cells.md.  A cell is a choice of one value, or of all, on
each axis; a line is the values of one axis with their total, everything else held fixed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

import numpy as np

# Fewer customers than this are never told, however many rows they have.
PRIVATE = 5
ALL = "\0all"
POOL = "\0pool"
# Beyond so many unknown cells only the rule of two for each line is kept.
MOST_SOLVED = 120

Cell = tuple[str, ...]
Counts = Mapping[Cell, tuple[int, int]]


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
    if not small:
        return set()
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
    if not hidden:
        return True
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
