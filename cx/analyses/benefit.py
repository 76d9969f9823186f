"""What an action on a reason brought: its contacts by week, against untouched reasons.

Weeks begin on Monday.  The week in which the action starts belongs to neither side unless
it starts on its Monday, and weeks that the data does not cover wholly are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cx.analyses.reasons import COUNTED
from cx.measure import NOT_RECORDED, Question, dimension_columns, narrowing, with_tables
from cx.stats import did
from cx.stats.did import Judged
from cx.store import Store

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Weekly:
    """Contacts and orders of each whole week; reasons that are blank are NOT_RECORDED.

    `orders` is empty where no order is loaded, or where they do not cover the weeks.
    """

    weeks: tuple[date, ...]
    counts: dict[str, NDArray[np.int64]]
    orders: NDArray[np.int64] | None


@dataclass(frozen=True)
class Benefit:
    """An action judged over the weeks around its start; week `at` is the first after.

    `expected` is what each week would have had, had the reason moved as the untouched
    ones did; `orders` those before and after.
    """

    reason: str
    start: date
    weeks: tuple[date, ...]
    at: int
    actual: tuple[int, ...]
    expected: tuple[float, ...]
    judged: Judged
    orders: tuple[int, int] | None

    @property
    def offsets(self) -> tuple[int, ...]:
        """Weeks since the start: -1 is the last one before, 0 the first one after."""
        return tuple(number - self.at for number in range(len(self.weeks)))


def weekly(store: Store, question: Question) -> Weekly:
    """Contacts by week and reason, of all dates, narrowed by the question's filters."""
    alias = store.mart(question.version)
    asked = replace(question, since=None, until=None)
    columns = dimension_columns(store, alias, "contact")
    conditions, bound = narrowing(asked, "started_at", columns, "contact")
    narrowed = " and ".join([*COUNTED, *conditions])
    chosen = ("chosen", f"select * from contact where {narrowed}")
    tables = with_tables(store, alias, [chosen])
    span = store.query(
        f"select min(started_at), max(started_at) from {alias}.contact"
    ).rows
    first, last = span[0]
    if first is None:
        return Weekly((), {}, None)
    weeks = _whole_weeks(first.date(), last.date())
    place = {week: at for at, week in enumerate(weeks)}
    found = store.query(
        f"""{tables}
        select cast(date_trunc('week', started_at) as date) as week_start,
            coalesce(reason, $blank) as reason, count(*) as n
        from chosen group by 1, 2""",
        {**bound, "blank": NOT_RECORDED},
    ).rows
    counts: dict[str, NDArray[np.int64]] = {}
    for week, reason, n in found:
        if week in place:
            counts.setdefault(reason, np.zeros(len(weeks), dtype=np.int64))[
                place[week]
            ] = n
    return Weekly(weeks, counts, _orders(store, alias, weeks))


def _whole_weeks(first: date, last: date) -> tuple[date, ...]:
    monday = first + timedelta(days=-first.weekday() % 7)
    found = []
    while monday + timedelta(days=6) <= last:
        found.append(monday)
        monday += WEEK
    return tuple(found)


def _orders(store: Store, alias: str, weeks: Sequence[date]) -> NDArray[np.int64] | None:
    rows = store.query(
        f"select cast(date_trunc('week', occurred_at) as date) as week_start, count(*) "
        f"as n from {alias}.purchase where kind = 'order' group by 1"
    ).rows
    known = {week: int(n) for week, n in rows}
    if not weeks or any(week not in known for week in weeks):
        return None
    return np.array([known[week] for week in weeks], dtype=np.int64)


def benefit(
    found: Weekly,
    reason: str,
    start: date,
    *,
    most_weeks: int = 26,
    acted_on: Sequence[str] = (),
) -> Benefit | None:
    """Judge an action; None where the reason or weeks before and after it are missing."""
    if reason not in found.counts:
        return None
    before = [at for at, week in enumerate(found.weeks) if week + WEEK <= start]
    after = [at for at, week in enumerate(found.weeks) if week >= start]
    kept = [*before[-most_weeks:], *after[:most_weeks]]
    at = len(before[-most_weeks:])
    if not at or at == len(kept):
        return None
    counts = {name: values[kept] for name, values in found.counts.items()}
    judged = did.judge(counts, reason, at, acted_on=acted_on)
    rest = sum(
        (counts[name] for name in judged.against),
        start=np.zeros(len(kept), dtype=np.int64),
    )
    actual = counts[reason]
    level = float(actual[:at].sum()) / max(float(rest[:at].sum()), 1.0)
    orders = None
    if found.orders is not None:
        around = found.orders[kept]
        orders = (int(around[:at].sum()), int(around[at:].sum()))
    return Benefit(
        reason=reason,
        start=start,
        weeks=tuple(found.weeks[one] for one in kept),
        at=at,
        actual=tuple(int(one) for one in actual),
        expected=tuple(float(one) * level for one in rest),
        judged=judged,
        orders=orders,
    )
