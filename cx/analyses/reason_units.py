"""What contacts are divided by: orders, shipments, active customers … by month.

A volume export says how many; where none does, orders and visits of the order file are
counted.  A month counts only when contacts and the X both cover all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from typing import Any

from cx.measure import NOT_RECORDED, Question, period_bounds
from cx.store import Store

# Counted from the order file: named so that no measure of a volume file is the same.
FROM_ORDERS = {"~order": "order", "~visit": "visit"}
FIRST_CHOICE = ("orders", "주문", "주문수", "주문 수")
PARTS = ("product", "segment", "channel", "team")
# A sales channel or a sales team is not the channel or team of a contact.
FOLLOWED = ("product", "segment")


@dataclass(frozen=True)
class Units:
    """How many X in each month that is wholly known.

    `followed` are the filters that the X obeys, `ignored` those it knows nothing of.
    """

    per: str
    by_month: dict[date, float]
    followed: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def total(self, months: Iterable[date]) -> float:
        """All X of some months."""
        return fsum(self.by_month[month] for month in months)


def choices(store: Store, version: int | None) -> list[str]:
    """What contacts can be divided by in this data, the usual one first."""
    alias = store.mart(version)
    measures = store.query(
        f"select distinct measure from {alias}.volume "
        "where grain in ('day', 'month') order by measure"
    ).rows
    found = [str(row[0]) for row in measures]
    found.sort(key=lambda name: name.lower() not in FIRST_CHOICE)
    kinds = {
        str(row[0])
        for row in store.query(f"select distinct kind from {alias}.purchase").rows
    }
    return found + [per for per, kind in FROM_ORDERS.items() if kind in kinds]


def units(store: Store, question: Question, per: str) -> Units:
    """The X by month, narrowed by the filters it can follow; all dates."""
    chosen = {name: values for name, values in question.filters if values}
    read = _from_orders if per in FROM_ORDERS else _from_volumes
    by_month, followed = read(store, question, per, chosen)
    ignored = tuple(name for name in chosen if name not in followed and name != "reason")
    return Units(per, by_month, followed, ignored)


def _from_orders(
    store: Store, question: Question, per: str, chosen: Mapping[str, tuple[str, ...]]
) -> tuple[dict[date, float], tuple[str, ...]]:
    bound: dict[str, Any] = {"kind": FROM_ORDERS[per]}
    narrowed, followed = ["kind = $kind"], []
    for name in FOLLOWED:
        if name not in chosen:
            continue
        followed.append(name)
        marks = {f"{name}_{at}": value for at, value in enumerate(chosen[name])}
        bound |= marks
        listed = f"{name} in ({', '.join('$' + mark for mark in marks)})"
        blank = f" or {name} is null" if NOT_RECORDED in chosen[name] else ""
        narrowed.append(f"({listed}{blank})")
    alias = store.mart(question.version)
    rows = store.query(
        "select cast(date_trunc('month', occurred_at) as date), count(*) "
        f"from {alias}.purchase where {' and '.join(narrowed)} group by 1 order by 1",
        bound,
    ).rows
    first, last = store.query(
        f"select cast(min(occurred_at) as date), cast(max(occurred_at) as date) "
        f"from {alias}.purchase where kind = $kind",
        {"kind": FROM_ORDERS[per]},
    ).rows[0]
    found = {month: float(n) for month, n in rows}
    return _whole(found, first, last), tuple(followed)


@dataclass(frozen=True)
class _Volume:
    """One line of a volume export."""

    first: date
    grain: str
    value: float
    parts: tuple[str | None, ...]


def _from_volumes(
    store: Store, question: Question, per: str, chosen: Mapping[str, tuple[str, ...]]
) -> tuple[dict[date, float], tuple[str, ...]]:
    alias = store.mart(question.version)
    rows = store.query(
        f"select cast(period_start as date), grain, value, {', '.join(PARTS)} "
        f"from {alias}.volume where measure = $per and grain in ('day', 'month') "
        "order by period_start, row_id",
        {"per": per},
    ).rows
    lines = [
        _Volume(day, grain, value, tuple(parts)) for day, grain, value, *parts in rows
    ]
    followed = []
    for at, name in enumerate(PARTS):
        wanted = chosen.get(name, ())
        if name not in FOLLOWED or not wanted or NOT_RECORDED in wanted:
            continue
        if any(line.parts[at] is not None for line in lines):
            followed.append(name)
            lines = [line for line in lines if line.parts[at] in wanted]
    months: dict[date, list[_Volume]] = {}
    for line in lines:
        months.setdefault(line.first.replace(day=1), []).append(line)
    found: dict[date, float] = {}
    days = [line.first for line in lines if line.grain == "day"]
    for month, held in months.items():
        by_month = [line for line in held if line.grain == "month"]
        last = period_bounds(month.isoformat(), "month")[1]
        if by_month:
            found[month] = _once(by_month)
        elif min(days) <= month and max(days) >= last:
            one_day: dict[date, list[_Volume]] = {}
            for line in held:
                one_day.setdefault(line.first, []).append(line)
            found[month] = fsum(_once(lines) for lines in one_day.values())
    return found, tuple(followed)


def _once(lines: list[_Volume]) -> float:
    """The whole where a file gives it; else its parts, each counted once."""
    known = [tuple(part is not None for part in line.parts) for line in lines]
    coarsest = min(known, key=lambda pattern: (sum(pattern), pattern))
    return fsum(
        line.value
        for line, pattern in zip(lines, known, strict=True)
        if pattern == coarsest
    )


def _whole(
    found: dict[date, float], first: date | None, last: date | None
) -> dict[date, float]:
    """The months that lie wholly between two days."""
    if first is None or last is None:
        return {}
    return {
        month: n
        for month, n in found.items()
        if month >= first and period_bounds(month.isoformat(), "month")[1] <= last
    }


def whole_months(
    question: Question, contacts: tuple[date, date] | None, known: Units
) -> list[date]:
    """The last unbroken run of months that the question, contacts and the X cover."""
    if contacts is None or not known.by_month:
        return []
    first = max(question.since or contacts[0], contacts[0])
    last = min(question.until or contacts[1], contacts[1])
    run: list[date] = []
    for month in sorted(known.by_month, reverse=True):
        end = period_bounds(month.isoformat(), "month")[1]
        if end > last:
            continue
        if month < first or known.by_month[month] <= 0:
            break
        if run and end + timedelta(days=1) != run[-1]:
            break
        run.append(month)
    return run[::-1]
