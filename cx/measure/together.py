"""Numbers of the same rows out of one reading of them, by cell and bucket of customers.

A page asks a dozen numbers of the same rows, and most of the time goes into planning and
reading each: they are summed in one query.  A cell is a value of each dimension that the
question is broken down or filtered by, so the same sums say what the next value of a
filter is, and which cells are too small to be told.

In tables of more than a million rows intervals come from 200 groups of customers
(docs/decisions/0014), and sums by cell and bucket are all that a number is made of.  In
smaller ones customers are summed one by one, at every level, once a page asks for it.

Docs: docs/decisions/0019-asked-together.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx import catalog
from cx.catalog import Metric
from cx.errors import QuestionError, StoreError
from cx.mart import BUCKETS
from cx.measure import remembered
from cx.measure.choice import Item, item
from cx.measure.floor import ALL, Cell
from cx.measure.grid import BLANK, Array, Counted, Grid, Levels
from cx.measure.question import (
    MOST_GROUPS,
    Question,
    dimension_columns,
    groups_of,
    narrowing,
    values,
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
# More cells than this take longer than asking each number by itself.
MOST_CELLS = 1_500
CLOCK_CELLS = {"hour": 24, "weekday": 7}
DAYS_IN = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}


def rows(store: Store, metric: Metric, question: Question) -> list[dict[str, Any]] | None:
    """What the metric's estimator returns; None where it has to be asked for that."""
    grid = _grid(store, metric, question) if metric.estimator in ADDED else None
    found = grid.rows(question) if grid else None
    if found is None:
        return None
    listed = []
    for group, row in found:
        if row["n"]:
            cells = [None if value == BLANK else value for value in group]
            cells += [None] * (MOST_GROUPS - len(cells))
            listed.append({**row, **dict(zip(("g1", "g2", "g3"), cells, strict=True))})
    return listed


def by_bucket(
    store: Store, metric: Metric, question: Question
) -> tuple[Array, Array] | None:
    """Numerator and denominator by bucket, of a question without groups."""
    grid = _grid(store, metric, question) if metric.estimator in ADDED else None
    return grid.by_bucket(question) if grid else None


def counts(store: Store, metric: Metric, question: Question) -> Counted | None:
    """By period, rows and customers of each cell of the question's dimensions."""
    grid = _grid(store, metric, question)
    return grid.counts(question) if grid else None


def prepare(store: Store, asked: Iterable[tuple[str, Question]]) -> None:
    """Ask several numbers at once, so that each is known when its turn comes.

    What cannot be asked is left for its turn, to be refused there.
    """
    lots: dict[Hashable, dict[Hashable, Item]] = defaultdict(dict)
    for metric_id, question in asked:
        with suppress(QuestionError):
            one = _whole_table(store, catalog.metric(metric_id), question)
            if one and _known(store, one) is None:
                # Episodes are of one window and one key at a time.
                names = ("window_days", "same") if one.metric.rows == "episode" else ()
                variant = tuple(one.parameters.get(name) for name in names)
                same = replace(one.question, parameters=())
                lot = lots[one.metric.rows, one.metric.anchor, same, variant]
                lot[_key(store, one)] = one
    for items in ([*lot.values()] for lot in lots.values()):
        # Together they may take longer than a question may: then each by itself.
        with suppress(StoreError):
            for one, found in zip(items, _asked(store, items), strict=True):
                _keep(store, one, found)


def _grid(store: Store, metric: Metric, question: Question) -> Grid | None:
    one = _whole_table(store, metric, question)
    if one is None:
        return None
    found = _known(store, one)
    if found is None and _by_buckets(store, metric, question):
        (found,) = _asked(store, [one])
        _keep(store, one, found)
    return found


def _by_buckets(store: Store, metric: Metric, question: Question) -> bool:
    """Whether intervals come from buckets of customers, or from each customer."""
    _somebody, key, bucket = who_is(store, store.mart(question.version), metric)
    return key == bucket


def _known(store: Store, one: Item) -> Grid | None:
    """What was asked before of at least these dimensions."""
    every: dict[tuple[str, ...], Grid] = remembered.known(store, _key(store, one)) or {}
    wanted = {*_axes(one.question)}
    return next((grid for axes, grid in every.items() if wanted <= {*axes}), None)


def _keep(store: Store, one: Item, found: Grid) -> None:
    key = _key(store, one)
    every = {**(remembered.known(store, key) or {}), _axes(one.question): found}
    remembered.put(store, key, every, sum(grid.size for grid in every.values()))


def _axes(question: Question) -> tuple[str, ...]:
    return (*(["period"] if question.period else []), *question.by)


def _key(store: Store, one: Item) -> Hashable:
    asked = replace(one.question, by=(), version=None)
    return "grids", store.mart(one.question.version), one.metric.fingerprint, asked


def _whole_table(store: Store, metric: Metric, question: Question) -> Item | None:
    """The number asked for every value of its dimensions and of its filters'.

    None where the metric does more than choose rows, or the cells are too many.
    Refused as `compose` refuses it.
    """
    if item(metric, question) is None:
        return None
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, metric.rows)
    groups_of(metric, question, columns)
    narrowing(question, metric.anchor, columns, metric.rows)
    room = MOST_GROUPS - (1 if question.period else 0)
    filters = [(name, chosen) for name, chosen in question.filters if chosen]
    axes = [*dict.fromkeys([*question.by, *(name for name, _ in filters)])][:room]
    if _cells(store, alias, question, axes) > MOST_CELLS:
        return None
    rest = tuple(one for one in filters if one[0] not in axes)
    return item(metric, replace(question, by=tuple(axes), filters=rest))


def _cells(store: Store, alias: str, question: Question, axes: Sequence[str]) -> int:
    """How many cells a table by these dimensions has at most."""
    found = 1
    for name in axes:
        found *= CLOCK_CELLS.get(name) or 1 + len(values(store, alias, name))
    if question.period:
        if not (question.since and question.until):
            return MOST_CELLS + 1
        found *= 1 + (question.until - question.since).days // DAYS_IN[question.period]
    return found


def _asked(store: Store, lot: Sequence[Item]) -> list[Grid]:
    """The sums of numbers of the same rows, in one reading; two where customers count."""
    metric, question = lot[0].metric, lot[0].question
    picked = _picked(store, lot)
    names = [f"g{at}" for at in range(1, len(_axes(question)) + 1)]
    # Text takes longer to group by than a number or a day.
    told = [f"coalesce(cast({g} as varchar), '{BLANK}') as of_{g}" for g in names]
    sql = f"select {', '.join([*told, 'bucket', *picked.sums])}\nfrom picked"
    sql = f"{picked.tables}\n{sql}\ngroup by {', '.join([*names, 'bucket'])}"
    grids = _grids(lot, store.arrays(sql, dict(picked.bound)))
    if _by_buckets(store, metric, question):
        return grids
    sql = f"{picked.tables}{_every_level(lot, names, picked.sums)}"
    return _levels(lot, grids, store.arrays(sql, dict(picked.bound)))


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


def _grids(lot: Sequence[Item], found: Mapping[str, NDArray[Any]]) -> list[Grid]:
    axes = _axes(lot[0].question)
    rows = _cells_of(axes, found, len(found["bucket"]))
    # Without groups there is one cell, also where it has no row.
    cells: dict[Cell, int] = {} if axes else {(): 0}
    codes = np.array([cells.setdefault(row, len(cells)) for row in rows], dtype=int)
    grids = []
    for at, one in enumerate(lot):
        sums = {}
        for name in ("n", *SUMS[one.metric.estimator]):
            sums[name] = np.zeros((len(cells), BUCKETS))
            sums[name][codes, found["bucket"].astype(int)] = found[f"{name}_{at}"]
        grids.append(Grid(axes, tuple(cells), sums))
    return grids


def _levels(
    lot: Sequence[Item], grids: Sequence[Grid], found: Mapping[str, NDArray[Any]]
) -> list[Grid]:
    axes = _axes(lot[0].question)
    levels_of = found["level"].tolist()
    cells = [
        tuple(value if level >> at & 1 else ALL for at, value in enumerate(of))
        for of, level in zip(
            _cells_of(axes, found, len(levels_of)), levels_of, strict=True
        )
    ]
    made: list[Grid] = []
    for at, (one, grid) in enumerate(zip(lot, grids, strict=True)):
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
