"""Sums of a number by cell, out of which any selection of the cells is worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from cx.measure.floor import ALL, Cell
from cx.measure.question import NOT_RECORDED, Question

# A blank in a cell: no value that a file can hold.
BLANK = "\x1f"
Array = NDArray[np.float64]
Row = Mapping[str, float]
Counted = dict[str, dict[Cell, tuple[int, int]]]


@dataclass(frozen=True)
class Grid:
    """A number's sums, for each cell (in order of its axes) and bucket of customers.

    Enough where intervals come from buckets: sums by bucket of cells without a row in
    common add up.
    """

    axes: tuple[str, ...]
    cells: tuple[Cell, ...]
    sums: Mapping[str, Array]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(sums.nbytes for sums in self.sums.values())

    def chosen(self, question: Question) -> Iterator[tuple[int, dict[str, str]]]:
        """The number of each cell that the question's filters leave, and its values."""
        filters = wanted(question)
        for number, cell in enumerate(self.cells):
            of = dict(zip(self.axes, cell, strict=True))
            if all(of[name] in filters[name] for name in filters if name in of):
                yield number, of

    def by_bucket(self, question: Question) -> tuple[Array, Array]:
        """Numerator and denominator of a question without groups."""
        numbers = [number for number, _of in self.chosen(question)]
        above, n = (self.sums[name][numbers].sum(axis=0) for name in ("above", "n"))
        if "below" in self.sums:
            return above, self.sums["below"][numbers].sum(axis=0)
        return above, n

    def rows(self, question: Question) -> list[tuple[Cell, Row]] | None:
        """Each group of a question with what its estimator would return."""
        groups: dict[Cell, list[int]] = defaultdict(list)
        for number, of in self.chosen(question):
            groups[group_of(of, question)].append(number)
        return [(group, self._row(numbers)) for group, numbers in groups.items()]

    def _row(self, numbers: Sequence[int]) -> Row:
        summed = {name: sums[numbers].sum(axis=0) for name, sums in self.sums.items()}
        above, n = summed["above"], summed["n"]
        below = summed.get("below", n)
        found = {
            "numerator": above.sum(),
            "denominator": below.sum(),
            "numerator_squares": (above**2).sum(),
            "cross_products": (above * below).sum(),
            "denominator_squares": (below**2).sum(),
            "clusters": (n > 0).sum(),
            "n": n.sum(),
        }
        for name in ("squares", "positive", "negative"):
            if name in summed:
                found[name] = summed[name].sum()
        return {name: float(value) for name, value in found.items()}

    def counts(self, question: Question) -> Counted | None:
        """By period, rows and buckets with any, of each cell at every level."""
        tables: dict[str, dict[Cell, Array]] = defaultdict(dict)
        for number, of in self.chosen(question):
            n = self.sums["n"][number]
            table = tables[named(of["period"]) if question.period else NOT_RECORDED]
            for level in product(*((named(of[name]), ALL) for name in question.by)):
                table[level] = table[level] + n if level in table else n
        return {
            period: {
                level: (int(n.sum()), int((n > 0).sum()))
                for level, n in table.items()
                if n.any()
            }
            for period, table in tables.items()
        }


@dataclass(frozen=True)
class Levels(Grid):
    """The same for tables in which each customer counts: sums at every level.

    Cells that share customers do not add up, so what was not summed is not known.
    """

    levels: Mapping[Cell, Row]

    @property
    def size(self) -> int:
        """Bytes, about."""
        return super().size + 1_000 * len(self.levels)

    def _of(self, question: Question, by: str) -> list[tuple[dict[str, str], Row]] | None:
        """Cells of one level; `by` is "value" or "any": what its groups are of."""
        filters = wanted(question)
        if any(len(filters[name]) > 1 for name in filters if name not in question.by):
            return None
        found = []
        for cell, row in self.levels.items():
            of = dict(zip(self.axes, cell, strict=True))
            for name, value in of.items():
                if name in question.by or name == "period":
                    fits = by == "any" or value != ALL
                    fits &= name not in filters or value in filters[name]
                else:
                    fits = value in filters.get(name, (ALL,))
                if not fits:
                    break
            else:
                found.append((of, row))
        return found

    def rows(self, question: Question) -> list[tuple[Cell, Row]] | None:
        """Each group of a question with what its estimator would return, if known."""
        found = self._of(question, "value")
        if found is None:
            return None
        return [(group_of(of, question), row) for of, row in found]

    def counts(self, question: Question) -> Counted | None:
        """By period, rows and customers of each cell at every level, if known."""
        found = self._of(question, "any")
        if found is None:
            return None
        tables: Counted = defaultdict(dict)
        for of, row in found:
            table = tables[named(of["period"]) if question.period else NOT_RECORDED]
            level = tuple(named(of[name]) for name in question.by)
            if row["n"]:
                before = table.get(level, (0, 0))
                table[level] = (
                    before[0] + int(row["n"]),
                    before[1] + int(row["clusters"]),
                )
        return dict(tables)


def wanted(question: Question) -> dict[str, set[str]]:
    """The values that each filter leaves; one that asks for blanks leaves them too."""
    return {
        name: {*chosen, *([BLANK] if NOT_RECORDED in chosen else [])}
        for name, chosen in question.filters
        if chosen
    }


def named(value: str) -> str:
    """A value as cells are called by elsewhere."""
    return NOT_RECORDED if value == BLANK else value


def group_of(of: Mapping[str, str], question: Question) -> Cell:
    """A cell's values of what a question is broken down by, the period first."""
    return tuple(of[name] for name in axes_of(question))


def axes_of(question: Question) -> Cell:
    """What the cells of a question are told apart by, the period first."""
    return (*(["period"] if question.period else []), *question.by)
