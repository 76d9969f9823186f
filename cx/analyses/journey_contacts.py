"""What contacts say about a journey: whom a touchpoint sends to us, and how we refuse.

Nothing is guessed: a reason belongs to a touchpoint only where its words name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cx import catalog
from cx.errors import QuestionError
from cx.measure import (
    HIDDEN_COLUMNS,
    NOTES,
    Composed,
    Question,
    Rows,
    compose,
    dimension_columns,
    narrowing,
)
from cx.stats.compare import Difference, difference_from_intervals
from cx.stats.intervals import Interval, wilson_interval
from cx.stats.mix import standardise
from cx.store import Store

SMALLEST_N = 10
GREETED_WITHIN_S = 15
ADVERSE = ("refused", "partial")
# Words by which an audited item says that it times the first greeting.
GREETINGS = ("greet", "welcome", "인사", "맞이", "첫 응대", "첫응대")


def _words(text: str) -> set[str]:
    """Words of a name, folded, without the s of a plural."""
    found = re.findall(r"\w+", text.casefold())
    return {w[:-1] if len(w) > 3 and w.endswith("s") else w for w in found}


def named_in(touchpoint: str, reason: str) -> bool:
    """Whether a reason's words name a touchpoint: all of its words are among them.

    Korean writes compounds together, so a Hangul name may stand inside a word.

    >>> named_in("Returns", "Return request"), named_in("Delivery", "Refund status")
    (True, False)
    >>> named_in("배송", "배송지연 문의")
    True
    """
    own = _words(touchpoint)
    if not own:
        return False
    if own <= _words(reason):
        return True
    hangul = re.fullmatch(r"[가-힣 ]{2,}", touchpoint.strip())
    return bool(hangul) and touchpoint.replace(" ", "") in reason.replace(" ", "")


def reasons_of(
    touchpoints: Iterable[str], reasons: Sequence[str]
) -> dict[str, list[str]]:
    """The reasons that name each touchpoint; one that names two belongs to neither."""
    found: dict[str, list[str]] = {name: [] for name in touchpoints}
    for reason in reasons:
        named = [name for name in found if named_in(name, reason)]
        if len(named) == 1:
            found[named[0]].append(reason)
    return found


def _contacts(store: Store, question: Question) -> tuple[str, str, dict[str, object]]:
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "contact")
    conditions, bound = narrowing(question, "started_at", columns, "contact")
    conditions.append("coalesce(direction, 'in') = 'in'")
    return alias, " and ".join(conditions), bound


def reason_counts(store: Store, question: Question) -> dict[str, int]:
    """Contacts customers began, by reason; those without one are left out."""
    alias, where, bound = _contacts(store, question)
    sql = f"""
        select reason, count(*) from {alias}.contact
        where {where} and reason is not null group by reason order by reason"""
    return {str(reason): int(n) for reason, n in store.query(sql, bound).rows}


def contact_rows(
    store: Store, question: Question, reasons: Sequence[str], *, most: int
) -> Rows:
    """The contacts of some reasons.  Refused where they are too few to show."""
    alias, where, bound = _contacts(store, question)
    names = {f"reason_{at}": reason for at, reason in enumerate(reasons)}
    listed = ", ".join(f"${name}" for name in names)
    given = f"from {alias}.contact where {where} and reason in ({listed})"
    both = {**bound, **names}
    n = int(store.query(f"select count(*) {given}", both).rows[0][0])
    if n < SMALLEST_N:
        raise QuestionError(NOTES["withheld"])
    answer = store.query(
        f"select * {given} order by started_at, row_id limit {int(most)}", both
    )
    return _shown(answer.columns, answer.rows, n)


def _shown(columns: tuple[str, ...], rows: list[tuple[Any, ...]], n: int) -> Rows:
    kept = [
        at
        for at, name in enumerate(columns)
        if name not in HIDDEN_COLUMNS and not name.startswith(("previous_", "next_same"))
    ]
    return Rows(
        tuple(columns[at] for at in kept),
        [tuple(row[at] for at in kept) for row in rows],
        n,
    )


@dataclass(frozen=True)
class Handled:
    """A share among refused requests, with an alternative offered and without.

    Shares are as they are (`raw`) and at the same reasons (`equal`); the difference is
    offered less not offered, at the same reasons where that can be, else None.
    """

    metric_id: str
    offered: int
    not_offered: int
    raw: tuple[Interval | None, Interval | None]
    equal: tuple[Interval | None, Interval | None]
    difference: Difference | None
    reasons: int
    coverage: float


def has_outcomes(store: Store, version: int | None = None) -> tuple[bool, bool]:
    """Whether any contact says what became of a request, and whether it had a choice."""
    alias = store.mart(version)
    known = store.columns(alias)["contact"]
    found = []
    for name in ("outcome", "choice_offered"):
        sql = f"select count({name}) from {alias}.contact"
        found.append(name in known and store.query(sql).rows[0][0] > 0)
    return found[0], found[1]


_REFUSED = """,
one_contact as (
    select contact_id, max(outcome) as outcome, max(reason) as contact_reason,
        max(cast(choice_offered as integer)) as offered
    from contact
    group by contact_id
    having count(*) = 1
),
refused as (
    select observation.*, one_contact.offered, one_contact.contact_reason
    from observation
    inner join one_contact on observation.contact_id = one_contact.contact_id
    where one_contact.outcome in ('refused', 'partial')
        and one_contact.offered is not null
)
"""


def _refused(store: Store, metric_id: str, question: Question, select: str) -> Composed:
    asked = replace(question, by=(), period=None, parameters=())
    return compose(store, catalog.metric(metric_id), asked, select=_REFUSED + select)


def refusals(store: Store, metric_id: str, question: Question) -> Handled | None:
    """A share after refusals, by whether an alternative was offered; None if too few."""
    made = _refused(
        store,
        metric_id,
        question,
        "select coalesce(contact_reason, ''), offered, count(*), sum(value) "
        "from refused group by 1, 2 order by 1, 2",
    )
    rows = store.query(made.sql, made.bound).rows
    reasons = sorted({row[0] for row in rows})
    asked, agreed = np.zeros((2, len(reasons))), np.zeros((2, len(reasons)))
    for reason, offered, n, yes in rows:
        cell = 0 if offered else 1, reasons.index(reason)
        asked[cell], agreed[cell] = float(n), float(yes)
    sizes = asked.sum(axis=1)
    if min(sizes, default=0) < SMALLEST_N:
        return None
    found = standardise(asked, agreed, minimum=SMALLEST_N)
    one, other = found.groups
    return Handled(
        metric_id=metric_id,
        offered=int(sizes[0]),
        not_offered=int(sizes[1]),
        raw=(found.crude[0], found.crude[1]),
        equal=(one, other),
        difference=difference_from_intervals(one, other) if one and other else None,
        reasons=sum(found.kept),
        coverage=found.coverage,
    )


def refusal_rows(
    store: Store, metric_id: str, question: Question, *, offered: bool, most: int
) -> Rows:
    """The answers after refusals, with an alternative offered or without."""
    where = f"from refused where offered = {int(offered)}"
    counted = _refused(store, metric_id, question, f"select count(*) {where}")
    n = int(store.query(counted.sql, counted.bound).rows[0][0])
    if n < SMALLEST_N:
        raise QuestionError(NOTES["withheld"])
    listed = _refused(
        store,
        metric_id,
        question,
        f"select * {where} order by responded_at, row_id limit {int(most)}",
    )
    answer = store.query(listed.sql, listed.bound)
    return _shown(answer.columns, answer.rows, n)


@dataclass(frozen=True)
class Greeted:
    """How many audited first greetings came within 15 seconds."""

    items: tuple[str, ...]
    n: int
    share: Interval | None


def greetings(store: Store, question: Question) -> Greeted:
    """Timed greetings of audits; the share is None below ten."""
    alias = store.mart(question.version)
    if "elapsed_s" not in store.columns(alias)["audit_item"]:
        return Greeted((), 0, None)
    columns = dimension_columns(store, alias, "audit_item")
    conditions, bound = narrowing(question, "visited_at", columns, "audit_item")
    named = " or ".join(f"strpos(lower(item), '{word}') > 0" for word in GREETINGS)
    where = " and ".join([f"({named})", "elapsed_s is not null", *conditions])
    sql = f"""
        select item, count(*), sum(case when elapsed_s <= {GREETED_WITHIN_S} then 1 else 0
        end) from {alias}.audit_item where {where} group by item order by item"""
    rows = store.query(sql, bound).rows
    n, soon = sum(int(row[1]) for row in rows), sum(int(row[2]) for row in rows)
    items = tuple(str(row[0]) for row in rows)
    return Greeted(items, n, wilson_interval(soon, n) if n >= SMALLEST_N else None)
