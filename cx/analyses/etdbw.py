"""Easy to do business with: every item on its own, and the rows behind one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cx import catalog
from cx.analyses.effort import some_rows
from cx.measure import (
    Composed,
    Estimate,
    Question,
    Rows,
    compose,
    estimate_from_sums,
    withheld_status,
)
from cx.store import Store

TOP2, MEAN = "etdbw_top2", "etdbw_score"
FEWEST_PEOPLE = 5

_BY_ITEM = """,
by_customer as (
    select
        item,
        sum(cast(value as decimal(9, 3))) as total,
        sum(cast(value as decimal(9, 3)) * cast(value as decimal(9, 3))) as squares,
        count(*) as rows_here
    from observation
    where item is not null
    group by item, cluster_id
)

select
    item,
    sum(total) as numerator,
    sum(rows_here) as denominator,
    sum(total * total) as numerator_squares,
    sum(total * rows_here) as cross_products,
    sum(rows_here * rows_here) as denominator_squares,
    count(*) as clusters,
    sum(squares) as squares
from by_customer
group by item
"""


def items(store: Store, question: Question, metric_id: str = TOP2) -> list[Estimate]:
    """A number for each item, by its name; withheld where too few people rated it."""
    asked = _asked(store, question, metric_id, _BY_ITEM)
    rows = store.query(asked.sql, asked.bound).dicts()
    return [
        _estimate(metric_id, row) for row in sorted(rows, key=lambda row: row["item"])
    ]


def item_rows(store: Store, question: Question, item: str, *, most: int) -> Rows:
    """The answers behind one item."""
    counted = _asked(
        store, question, TOP2, "select count(*) as n from observation where item = $item"
    )
    listed = _asked(store, question, TOP2, "select * from observation where item = $item")
    given = {"item": item}
    return some_rows(
        store,
        Composed(counted.sql, counted.bound | given),
        Composed(listed.sql, listed.bound | given),
        TOP2,
        most,
    )


def _asked(store: Store, question: Question, metric_id: str, select: str) -> Composed:
    alone = replace(question, by=(), period=None, parameters=())
    return compose(store, catalog.metric(metric_id), alone, select=select)


def _estimate(metric_id: str, row: dict[str, Any]) -> Estimate:
    metric = catalog.metric(metric_id)
    group: dict[str, str | None] = {"item": row["item"]}
    sums = {name: float(cell) for name, cell in row.items() if name != "item"}
    n = int(sums["denominator"])
    status = withheld_status(metric, n)
    if status == "withheld" or sums["clusters"] < FEWEST_PEOPLE:
        return Estimate(group, n, None, None, None, "withheld")
    one = estimate_from_sums(metric.estimator, sums)
    return Estimate(group, n, one.value, one.low, one.high, status)
