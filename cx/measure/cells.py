"""How many rows and customers each cell of a breakdown has, at every level.

Large tables are asked together with the numbers themselves (`together`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from cx.catalog import Metric
from cx.measure import remembered, staff, together
from cx.measure.floor import ALL, PRIVATE, Cell, Counts, withheld_cells
from cx.measure.question import NOT_RECORDED, Question, compose
from cx.store import Store

Tables = Mapping[str, tuple[Counts, set[Cell]]]


def named(value: Any) -> str:
    """A value of a dimension as cells are called by; a blank has a name too."""
    return NOT_RECORDED if value is None else str(value)


def least_people(metric: Metric) -> int:
    """Fewer people than this are never told of."""
    return staff.STAFF if metric.staff else PRIVATE


def judged(
    store: Store, metric: Metric, question: Question, axes: Sequence[str]
) -> Tables:
    """By period, the counts of every cell of the axes and which may not be told.

    Kept as long as the store is: the next value of a filter asks for the same table.
    """
    asked = _whole_table(question, axes)
    return remembered.once(
        store,
        _key(store, metric, asked),
        lambda: _judged_tables(metric, len(axes), _table(store, metric, asked)),
    )


def _whole_table(question: Question, axes: Sequence[str]) -> Question:
    """The question of which a selection on these axes is a part."""
    filters = tuple((n, c) for n, c in question.filters if c and n not in axes)
    return replace(question, by=tuple(axes), filters=filters)


def _key(store: Store, metric: Metric, asked: Question) -> Hashable:
    parameters = metric.read_parameters(dict(asked.parameters))
    plain = replace(asked, parameters=tuple(sorted(parameters.items())), version=None)
    return "cells", store.mart(asked.version), metric.fingerprint, plain


def _judged_tables(
    metric: Metric, axes: int, tables: Mapping[str, dict[Cell, tuple[int, int]]]
) -> Tables:
    least, people = metric.min_n, least_people(metric)
    return {
        period: (counts, withheld_cells(counts, axes, least, people))
        for period, counts in tables.items()
    }


def _table(
    store: Store, metric: Metric, question: Question
) -> dict[str, dict[Cell, tuple[int, int]]]:
    """Rows and customers of every cell of the question's axes, by period."""
    known = together.counts(store, metric, question)
    if known is not None:
        return known
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
                f"select {', '.join(listed)}, coalesce(sum(rows_here), 0) as n, "
                "count(distinct cluster_key) as people from cell"
                + (f" group by {', '.join(groups)}" if groups else "")
            )
    # By customer first: read once, not once for each level.
    every = ", ".join([*period, *columns, "cluster_key"])
    cell = f"select {every}, count(*) as rows_here from observation group by {every}"
    select = f", cell as ({cell})\n{' union all '.join(parts)}"
    composed = compose(store, metric, question, select=select)
    tables: dict[str, dict[Cell, tuple[int, int]]] = defaultdict(dict)
    for row in store.query(composed.sql, composed.bound).dicts():
        cell_of = tuple(
            named(row[f"c{at}"]) if row[f"u{at}"] else ALL for at in range(len(by))
        )
        period_of = named(row["p"]) if question.period else NOT_RECORDED
        tables[period_of][cell_of] = (int(row["n"]), int(row["people"]))
    return dict(tables)
