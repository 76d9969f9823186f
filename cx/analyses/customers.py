"""Customers from their first order on: who comes back, and how soon.

The life of a customer does not begin with the period a reader looks at, so all orders of
the data count; filters pick customers by their first order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx import catalog
from cx.measure import (
    BUCKETS,
    LOW_BASE,
    Composed,
    Estimate,
    Question,
    Rows,
    dimension_columns,
    narrowing,
    with_tables,
)
from cx.measure.estimate import shown
from cx.measure.told import untold
from cx.stats.intervals import wilson_interval
from cx.stats.survival import bucketed_survival
from cx.store import Store

# What stands for any number about customers where it is asked whether it may be shown.
GUARD = "average_order"
MIN_N = 10
VISITS = {"order": ("order", "renewal"), "visit": ("order", "renewal", "visit")}
HORIZONS = (30, 60, 90, 180, 365)
LONGEST = 730
# With fewer orders, everybody may well have bought once.
ENOUGH_ORDERS = 100


def status_of(n: int) -> str:
    """Whether so many customers may be shown: ok, low, withheld or empty."""
    if n == 0:
        return "empty"
    if n < MIN_N:
        return "withheld"
    return "low" if n < LOW_BASE else "ok"


def withheld(store: Store, question: Question, n: int) -> bool:
    """Whether what so many customers of this question say must not be shown."""
    plain = replace(question, by=(), period=None, parameters=())
    return 0 < n < MIN_N or untold(store, catalog.metric(GUARD), plain, n)


def share(group: Mapping[str, str | None], yes: int, n: int) -> Estimate:
    """A share of customers, each counted once, with Wilson's interval."""
    status = status_of(n)
    if status in ("withheld", "empty"):
        return Estimate(dict(group), n, None, None, None, status)
    return shown(dict(group), n, status, wilson_interval(yes, n))


def nothing(group: Mapping[str, str | None], status: str, n: int = 0) -> Estimate:
    """No number, and why."""
    return Estimate(dict(group), n, None, None, None, status)


def lives(
    store: Store, question: Question, *, lead_days: int, kinds: Sequence[str]
) -> Composed:
    """CTEs up to `newcomer` and `step`: customers by first order, and days they bought.

    `newcomer`: one row a customer whose first row of these kinds lies at least
    `lead_days` after the data begins.  `step`: their days in order, one row a day, with
    the next day.  `covered`: first and last moment of all orders.
    """
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "purchase")
    always = replace(question, since=None, until=None, by=(), period=None)
    conditions, bound = narrowing(always, "occurred_at", columns, "purchase")
    narrowed = "".join(f" and {one}" for one in conditions)
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    covered = (
        "select min(occurred_at) as data_start, max(occurred_at) as data_end, "
        "min(occurred_at) + interval 1 day * $lead_days as new_from from purchase"
    )
    bought = (
        "select *, row_number() over "
        "(partition by customer_key order by occurred_at, row_id) as place "
        f"from purchase where kind in ({listed}) and customer_id is not null"
    )
    newcomer = (
        "select bought.* from bought cross join covered "
        f"where place = 1 and occurred_at >= covered.new_from{narrowed}"
    )
    on_days = (
        "select bought.customer_key, cast(bought.occurred_at as date) as on_day "
        "from bought inner join newcomer on bought.customer_key = newcomer.customer_key "
        "group by bought.customer_key, cast(bought.occurred_at as date)"
    )
    step = (
        "select *, "
        "row_number() over (partition by customer_key order by on_day) as visit, "
        "lead(on_day) over (partition by customer_key order by on_day) as next_day "
        "from on_days"
    )
    tables = with_tables(
        store,
        alias,
        [
            ("covered", covered),
            ("bought", bought),
            ("newcomer", newcomer),
            ("on_days", on_days),
            ("step", step),
        ],
    )
    return Composed(tables, {**bound, "lead_days": lead_days})


def asked(store: Store, made: Composed, select: str, **more: Any) -> list[dict[str, Any]]:
    """The rows of a select over `lives`, with only the values that it names."""
    sql = f"{made.sql}\n{select}"
    bound = {**made.bound, **more}
    kept = {name: value for name, value in bound.items() if f"${name}" in sql}
    return store.query(sql, kept).dicts()


@dataclass(frozen=True)
class Waits:
    """Days until something happens, as counts by bucket of customers (rows) and day."""

    days: NDArray[np.float64]
    events: NDArray[np.float64]
    censored: NDArray[np.float64]

    @property
    def n(self) -> int:
        """Customers who were waited for."""
        return int(self.events.sum() + self.censored.sum())

    @property
    def happened(self) -> int:
        """Customers to whom it has happened."""
        return int(self.events.sum())

    def by(self, day: int, group: Mapping[str, str | None]) -> Estimate:
        """Share to whom it has happened by a day (Kaplan-Meier); unknown beyond."""
        left = self.still(day, group)
        if left.value is None or left.low is None or left.high is None:
            return left
        return replace(left, value=1 - left.value, low=1 - left.high, high=1 - left.low)

    def still(self, day: int, group: Mapping[str, str | None]) -> Estimate:
        """Share to whom it has not happened by a day; unknown past the data."""
        status = status_of(self.n)
        if status in ("withheld", "empty"):
            return nothing(group, status, self.n)
        found = bucketed_survival(self.days, self.events, self.censored, horizon=day)
        return shown(dict(group), self.n, status, found)


def waits(rows: Iterable[Mapping[str, Any]]) -> Waits:
    """Rows of bucket, days, events and n as arrays."""
    listed = list(rows)
    days = sorted({int(row["days"]) for row in listed})
    place = {day: at for at, day in enumerate(days)}
    events = np.zeros((BUCKETS, len(days)))
    censored = np.zeros((BUCKETS, len(days)))
    for row in listed:
        cell = int(row["bucket"]), place[int(row["days"])]
        events[cell] += int(row["events"])
        censored[cell] += int(row["n"]) - int(row["events"])
    return Waits(np.array(days, dtype=np.float64), events, censored)


# Beyond the longest horizon all are known to wait on; a day can be both last and next.
_STEPS = f"""
select
    step.visit,
    newcomer.customer_bucket as bucket,
    least(
        date_diff(
            'day',
            step.on_day,
            coalesce(step.next_day, cast(covered.data_end as date))
        ),
        {LONGEST}
    ) as days,
    sum(
        case
            when date_diff('day', step.on_day, step.next_day) < {LONGEST} then 1 else 0
        end
    ) as events,
    count(*) as n
from step
inner join newcomer on step.customer_key = newcomer.customer_key
cross join covered
where step.visit <= 2
group by step.visit, newcomer.customer_bucket, days
order by step.visit, bucket, days
"""


@dataclass(frozen=True)
class FirstVisits:
    """The way from the first visit to the second, and from the second to the third."""

    newcomers: int
    second: Waits
    third: Waits


def first_visits(
    store: Store, question: Question, *, visit: str, lead_days: int
) -> FirstVisits:
    """How many come a second and a third time, and after how many days.

    `visit` is "order" or "visit" (a visit without an order counts too).  Several on one
    day are one visit.  Nothing is told (0 customers) where so few must be withheld.
    """
    made = lives(store, question, lead_days=lead_days, kinds=VISITS[visit])
    rows = asked(store, made, _STEPS)
    second = waits(row for row in rows if row["visit"] == 1)
    third = waits(row for row in rows if row["visit"] == 2)
    if withheld(store, question, second.n):
        return FirstVisits(second.n, waits(()), waits(()))
    return FirstVisits(second.n, second, third)


_VISITORS = (
    "select newcomer.customer_id, step.on_day as visited_on, step.next_day as next_visit "
    "from step inner join newcomer on step.customer_key = newcomer.customer_key "
    "where step.visit = $visit_no"
)


def visitors(
    store: Store,
    question: Question,
    *,
    visit: str,
    lead_days: int,
    visit_no: int,
    most: int,
) -> Rows:
    """The customers (codes) behind one step: their day, and the next one if it came."""
    made = lives(store, question, lead_days=lead_days, kinds=VISITS[visit])
    return listed(
        store,
        question,
        Composed(made.sql, {**made.bound, "visit_no": visit_no}),
        _VISITORS,
        order="visited_on, customer_id",
        most=most,
    )


def listed(
    store: Store,
    question: Question,
    made: Composed,
    select: str,
    *,
    order: str,
    most: int,
) -> Rows:
    """Rows of a select about customers; none where so few must be withheld."""
    n = int(asked(store, made, f"select count(*) as n from ({select}) as one")[0]["n"])
    if withheld(store, question, n):
        return Rows((), [], 0)
    rows = asked(store, made, f"{select} order by {order} limit {int(most)}")
    columns = tuple(rows[0]) if rows else ()
    return Rows(columns, [tuple(row.values()) for row in rows], n)


def looks_like_orders(store: Store, question: Question) -> int | None:
    """How many orders there are, where every one of them has a customer of its own.

    Such a number names orders, not people: with it, nobody ever comes back.
    """
    alias = store.mart(question.version)
    (row,) = store.query(
        "select count(*) as orders, count(distinct customer_id) as customers "
        f"from {alias}.purchase where kind in ('order', 'renewal') "
        "and customer_id is not null"
    ).dicts()
    orders = int(row["orders"])
    return orders if orders >= ENOUGH_ORDERS and orders == row["customers"] else None
