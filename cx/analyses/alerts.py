"""Alerts: who was told, who was held out, and how many got in touch on each day around.

Only customers who were deliberately held out say what would have been without an alert.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cx import catalog
from cx.analyses.compare import Compared, difference, nobody, sides
from cx.measure import (
    Estimate,
    Question,
    dimension_columns,
    measure,
    narrowing,
    with_tables,
)
from cx.stats import movement
from cx.stats.compare import Difference
from cx.stats.intervals import wilson_interval
from cx.store import Store

BEFORE, AFTER = 7, 14
# Fewer customers of a side could be traced.
SMALLEST_N = 10


@dataclass(frozen=True)
class Told:
    """Customers of alerts: all, told, held out; and whether a file ever says which."""

    all: int
    alerted: int
    held_out: int
    alerts: int

    @property
    def claim(self) -> bool:
        """Whether there is anybody to compare with."""
        return self.held_out > 0


@dataclass(frozen=True)
class Around:
    """Share of customers who got in touch on each day from 7 before to 13 after."""

    days: tuple[int, ...]
    alerted: tuple[Estimate, ...]
    held_out: tuple[Estimate, ...]


def told(store: Store, question: Question) -> Told:
    """Who was told and who was held out."""
    tables, bound = _chosen(store, question)
    row = store.query(
        f"""{tables} select count(*),
            sum(case when coalesce(held_out, false) then 0 else 1 end),
            sum(case when coalesce(held_out, false) then 1 else 0 end),
            count(distinct alert_id)
        from chosen""",
        bound,
    ).rows[0]
    return Told(*(int(one or 0) for one in row))


def around(store: Store, question: Question, *, about: str = "same") -> Around:
    """Contacts by day since the alert, of those told and those held out.

    Only alerts of which the data covers all of these days; a customer counts once a day.
    """
    tables, bound = _chosen(store, question)
    same = "true" if about == "any" else "contact.reason = ripe.reason"
    found = store.query(
        f"""{tables},
        span as (
            select min(started_at) as data_start, max(started_at) as data_end
            from contact
        ),
        ripe as (
            select chosen.*, coalesce(chosen.held_out, false) as out
            from chosen inner join span
                on chosen.sent_at + interval 1 day * $after <= span.data_end
                and chosen.sent_at - interval 1 day * $before >= span.data_start
        ),
        near as (
            select ripe.out, ripe.row_id,
                floor(epoch(contact.started_at - ripe.sent_at) / 86400) as day_number
            from ripe inner join contact on ripe.customer_id = contact.customer_id
            where contact.direction is distinct from 'out' and {same}
                and contact.started_at >= ripe.sent_at - interval 1 day * $before
                and contact.started_at < ripe.sent_at + interval 1 day * $after
        ),
        asked as (
            select out, day_number, count(distinct row_id) as n
            from near group by out, day_number
        ),
        size as (select out, count(*) as n from ripe group by out)
        select size.out, asked.day_number, asked.n, size.n
        from size left join asked on size.out = asked.out""",
        {**bound, "before": BEFORE, "after": AFTER},
    ).rows
    sizes = {bool(out): int(size) for out, _, _, size in found}
    counts = {(bool(out), int(at)): int(n) for out, at, n, _ in found if at is not None}
    days = tuple(range(-BEFORE, AFTER))
    return Around(
        days,
        tuple(_share(counts, sizes, False, at) for at in days),
        tuple(_share(counts, sizes, True, at) for at in days),
    )


def _share(
    counts: Mapping[tuple[bool, int], int], sizes: Mapping[bool, int], out: bool, at: int
) -> Estimate:
    n = sizes.get(out, 0)
    group: dict[str, str | None] = {"day": str(at)}
    status = "empty" if not n else "withheld" if n < SMALLEST_N else "ok"
    if status != "ok":
        return Estimate(group, n, None, None, None, status)
    found = wilson_interval(counts.get((out, at), 0), n)
    return Estimate(group, n, found.value, found.low, found.high)


def times(difference: Difference, n: int) -> tuple[float, float, float]:
    """Contacts avoided, with limits: from (alerted - held out), and how many were told.

    >>> times(Difference(-0.05, -0.08, -0.02), 1_000)
    (50.0, 20.0, 80.0)
    """
    return -difference.value * n, -difference.high * n, -difference.low * n


def _chosen(store: Store, question: Question) -> tuple[str, dict[str, object]]:
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "alert")
    conditions, bound = narrowing(question, "sent_at", columns, "alert")
    known = ["customer_id is not null", "not coalesce(placeholder, false)"]
    narrowed = " and ".join([*known, *conditions])
    chosen = ("chosen", f"select * from alert where {narrowed}")
    return with_tables(store, alias, [chosen]), bound


def between(store: Store, metric_id: str, first: Question, second: Question) -> Compared:
    """One metric asked of two groups that share no row, also of the same dates.

    The groups are told apart by a parameter of the metric; a customer may be in both.
    """
    metric = catalog.metric(metric_id)
    one, two = (measure(store, metric_id, asked)[0] for asked in (first, second))
    if one.status != "ok" or two.status != "ok":
        return Compared(metric, one, two, None)
    a, b = (
        sum(sides(store, metric, asked).values(), start=nobody())
        for asked in (first, second)
    )
    together = movement.correlation(a.above, a.below, b.above, b.below)
    return Compared(metric, one, two, difference(metric, one, two, together))
