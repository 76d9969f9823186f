"""The sums of a lot of numbers that read the same rows, as one query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx.catalog import Metric
from cx.mart import BUCKETS
from cx.measure.choice import Item
from cx.measure.floor import ALL, Cell
from cx.measure.grid import BLANK, Grid, Levels, axes_of
from cx.measure.question import (
    Question,
    dimension_columns,
    groups_of,
    narrowing,
    who_is,
    with_tables,
)
from cx.store import Store

# What is summed of a cell and bucket: v is a row's value, or the upper side of a ratio
# and w its lower side.
SUMS = {
    "proportion": {"above": "sum(v)"},
    "mean": {"above": "sum(v)", "squares": "sum(v * v)"},
    "net": {
        "above": "sum(v)",
        "positive": "sum(case when v > 0 then 1 else 0 end)",
        "negative": "sum(case when v < 0 then 1 else 0 end)",
    },
    "ratio": {"above": "sum(v)", "below": "sum(w)"},
    # Only how many rows they have: their numbers are not sums.
    "quantile": {},
    "time_to": {},
}
ADDED = ("proportion", "mean", "net", "ratio")
# What an estimator returns of a cell, out of the sums of each customer.
OF_CELL = {
    "numerator": "sum(above)",
    "denominator": "sum(below)",
    "numerator_squares": "sum(above * above)",
    "cross_products": "sum(above * below)",
    "denominator_squares": "sum(below * below)",
    "clusters": "sum(case when n > 0 then 1 else 0 end)",
    "n": "sum(n)",
}
MORE = {
    "squares": "sum(squares)",
    "positive": "sum(positive)",
    "negative": "sum(negative)",
}
SUMMED = re.compile(r"\b(above|below|n|squares|positive|negative)\b")


def by_buckets(store: Store, metric: Metric, question: Question) -> bool:
    """Whether intervals come from buckets of customers, or from each customer."""
    _somebody, key, bucket = who_is(store, store.mart(question.version), metric)
    return key == bucket


def grids(store: Store, lot: Sequence[Item]) -> list[Grid]:
    """The sums of numbers of the same rows, in one reading; two where customers count."""
    metric, question = lot[0].metric, lot[0].question
    picked = _picked(store, lot)
    names = [f"g{at}" for at in range(1, len(axes_of(question)) + 1)]
    # Text takes longer to group by than a number or a day.
    told = [f"coalesce(cast({g} as varchar), '{BLANK}') as of_{g}" for g in names]
    sql = f"select {', '.join([*told, 'bucket', *picked.sums])}\nfrom picked"
    sql = f"{picked.tables}\n{sql}\ngroup by {', '.join([*names, 'bucket'])}"
    found = _by_bucket(lot, store.arrays(sql, dict(picked.bound)))
    if by_buckets(store, metric, question):
        return found
    sql = f"{picked.tables}{_every_level(lot, names, picked.sums)}"
    return _by_customer(lot, found, store.arrays(sql, dict(picked.bound)))


@dataclass(frozen=True)
class Picked:
    """A lot's rows as CTEs ending in `picked`, what is summed of them, bound values."""

    tables: str
    sums: Sequence[str]
    bound: Mapping[str, Any]


def _picked(store: Store, lot: Sequence[Item]) -> Picked:
    metric, question = lot[0].metric, lot[0].question
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, metric.rows)
    conditions, bound = narrowing(question, metric.anchor, columns, metric.rows)
    _somebody, key, bucket = who_is(store, alias, metric)
    groups = groups_of(metric, question, columns)
    listed = [f"{sql} as g{at}" for at, sql in enumerate(groups, start=1)]
    listed += [f"{bucket} as bucket", f"{key} as cluster_key"]
    summed = []
    # What several choose by is worked out once.
    conditions_of: dict[str, str] = {}
    given: dict[tuple[str, int | str], str] = {}
    for at, one in enumerate(lot):
        chosen = _bound(one.choice.chosen, one.parameters, given)
        chosen = conditions_of.setdefault(chosen, f"chosen_{len(conditions_of)}")
        summed.append(f"count_if({chosen}) as n_{at}")
        for letter, sql in zip("vw", one.choice.worth, strict=False):
            value = _bound(sql, one.parameters, given)
            listed.append(f"case when {chosen} then {value} end as {letter}{at}")
        for name, sql in SUMS[one.metric.estimator].items():
            summed.append(f"coalesce({_numbered(sql, at)}, 0) as {name}_{at}")
    listed += conditions_of.values()
    judged = ", ".join(f"({sql}) as {name}" for sql, name in conditions_of.items())
    bound |= {name: value for (_parameter, value), name in given.items()}
    if metric.rows == "episode":
        # The view of episodes asks for these two by their own names.
        bound |= {name: lot[0].parameters[name] for name in ("window_days", "same")}
    narrowed = " and ".join(conditions) or "true"
    extra = [
        ("judged", f"select *, {judged}\nfrom {metric.rows}\nwhere {narrowed}"),
        ("picked", f"select {', '.join(listed)}\nfrom judged as {metric.rows}"),
    ]
    tables = with_tables(store, alias, extra, one_variant=metric.rows == "episode")
    return Picked(tables, summed, bound)


def _every_level(lot: Sequence[Item], names: Sequence[str], summed: Sequence[str]) -> str:
    """Each number as its estimator sums it, by customer, of each cell at every level."""
    period = ["g1"] if lot[0].question.period else []
    customer = ", ".join([*names, "cluster_key"])
    again = [one.rpartition(" as ")[2] for one in summed]
    of_all = []
    for at, one in enumerate(lot):
        for name, sql in _of_cell(one).items():
            # Only a ratio has a denominator of its own: all others count rows.
            plain = sql if _has(one, "below") else re.sub(r"\bbelow\b", "n", sql)
            numbered = SUMMED.sub(rf"\1_{at}", plain)
            of_all.append(f"coalesce({numbered}, 0) as {name}_{at}")
    parts = []
    free = names[len(period) :]
    for level in range(len(free) + 1):
        for used in combinations(free, level):
            kept = [*period, *used]
            told = [
                f"coalesce(cast({g} as varchar), '{BLANK}') as of_{g}"
                if g in kept
                else f"'' as of_{g}"
                for g in names
            ]
            number = sum(1 << names.index(g) for g in kept)
            sums = ", ".join(f"sum({name}) as {name}" for name in again)
            by = ", ".join([*kept, "cluster_key"])
            one_row = f"(select {by}, {sums} from customer group by {by}) as customer"
            grouped = f" group by {', '.join(kept)}" if kept else ""
            parts.append(
                f"select {', '.join([*told, f'{number} as level', *of_all])}\n"
                f"from {'customer' if len(kept) == len(names) else one_row}{grouped}"
            )
    return (
        f",\ncustomer as (select {customer}, {', '.join(summed)}\nfrom picked\n"
        f"group by {customer})\n" + "\nunion all\n".join(parts)
    )


def _of_cell(one: Item) -> dict[str, str]:
    if one.metric.estimator not in ADDED:
        return {name: OF_CELL[name] for name in ("clusters", "n")}
    return OF_CELL | {name: sql for name, sql in MORE.items() if _has(one, name)}


def _has(one: Item, name: str) -> bool:
    return name in SUMS[one.metric.estimator]


def _numbered(sql: str, at: int) -> str:
    return re.sub(r"\b[vw]\b", lambda letter: f"{letter[0]}{at}", sql)


def _bound(
    sql: str,
    parameters: Mapping[str, int | str],
    given: dict[tuple[str, int | str], str],
) -> str:
    """With each parameter under a name that no other value of it has."""

    def to(found: re.Match[str]) -> str:
        asked = (found[1], parameters[found[1]])
        return "$" + given.setdefault(asked, f"given_{len(given)}")

    return re.sub(r"\$(\w+)", to, sql)


def _by_bucket(lot: Sequence[Item], found: Mapping[str, NDArray[Any]]) -> list[Grid]:
    axes = axes_of(lot[0].question)
    rows = _cells_of(axes, found, len(found["bucket"]))
    # Without groups there is one cell, also where it has no row.
    cells: dict[Cell, int] = {} if axes else {(): 0}
    codes = np.array([cells.setdefault(row, len(cells)) for row in rows], dtype=int)
    made = []
    for at, one in enumerate(lot):
        sums = {}
        for name in ("n", *SUMS[one.metric.estimator]):
            sums[name] = np.zeros((len(cells), BUCKETS))
            sums[name][codes, found["bucket"].astype(int)] = found[f"{name}_{at}"]
        made.append(Grid(axes, tuple(cells), sums))
    return made


def _by_customer(
    lot: Sequence[Item], of_buckets: Sequence[Grid], found: Mapping[str, NDArray[Any]]
) -> list[Grid]:
    axes = axes_of(lot[0].question)
    levels_of = found["level"].tolist()
    cells = [
        tuple(value if level >> at & 1 else ALL for at, value in enumerate(of))
        for of, level in zip(
            _cells_of(axes, found, len(levels_of)), levels_of, strict=True
        )
    ]
    made: list[Grid] = []
    for at, (one, grid) in enumerate(zip(lot, of_buckets, strict=True)):
        names = [*_of_cell(one)]
        columns = [found[f"{name}_{at}"].astype(float).tolist() for name in names]
        rows = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
        levels = dict(zip(cells, rows, strict=True))
        made.append(Levels(axes, grid.cells, grid.sums, levels))
    return made


def _cells_of(
    axes: Sequence[str], found: Mapping[str, NDArray[Any]], rows: int
) -> list[Cell]:
    named = [found[f"of_g{at}"].tolist() for at in range(1, len(axes) + 1)]
    return list(zip(*named, strict=True)) if axes else [()] * rows
