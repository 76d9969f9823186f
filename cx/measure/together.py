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

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from cx import catalog
from cx.catalog import Metric
from cx.errors import QuestionError, StoreError
from cx.measure import remembered
from cx.measure.choice import Item, item
from cx.measure.grid import BLANK, Array, Counted, Grid, axes_of
from cx.measure.question import (
    MOST_GROUPS,
    Question,
    dimension_columns,
    groups_of,
    narrowing,
    values,
)
from cx.measure.sums import ADDED, by_buckets, grids
from cx.store import Store

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
            for one, found in zip(items, grids(store, items), strict=True):
                _keep(store, one, found)


def _grid(store: Store, metric: Metric, question: Question) -> Grid | None:
    one = _whole_table(store, metric, question)
    if one is None:
        return None
    found = _known(store, one)
    if found is None and by_buckets(store, metric, question):
        (found,) = grids(store, [one])
        _keep(store, one, found)
    return found


def _known(store: Store, one: Item) -> Grid | None:
    """What was asked before of at least these dimensions."""
    every: dict[tuple[str, ...], Grid] = remembered.known(store, _key(store, one)) or {}
    wanted = {*axes_of(one.question)}
    return next((grid for axes, grid in every.items() if wanted <= {*axes}), None)


def _keep(store: Store, one: Item, found: Grid) -> None:
    key = _key(store, one)
    every = {**(remembered.known(store, key) or {}), axes_of(one.question): found}
    remembered.put(store, key, every, sum(grid.size for grid in every.values()))


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
