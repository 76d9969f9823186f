"""Why customers contact: contacts by reason and by month, and the rows behind them.

Counted are contacts that customers began; answers to surveys and automatic replies that
came in as contacts are not.  A contact has one reason, so reasons add up to all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from cx.errors import QuestionError
from cx.measure import (
    NOT_RECORDED,
    NOTES,
    Question,
    Rows,
    dimension_columns,
    narrowing,
    with_tables,
)
from cx.store import Store

COUNTED = (
    "direction is distinct from 'out'",
    "(left_out is null or left_out not in ('survey', 'automatic'))",
)
COLUMNS = (
    *("contact_id", "started_at", "channel", "reason", "subreason", "team", "product"),
    *("resolved", "transfers", "handle_s", "cost", "source", "upload_id", "line"),
)
# Rows of fewer contacts could be traced to persons.
SMALLEST_N = 10
# Fewer reasons put different things together; more cannot each have an owner.
FEWEST_REASONS, MOST_REASONS = 10, 60
MOST_OTHER = 0.10
OTHER = (
    *("other", "others", "misc", "miscellaneous", "general", "unknown", "n/a", "etc"),
    *("기타", "기타 문의", "기타문의", "일반", "미분류"),
)


@dataclass(frozen=True)
class Tower:
    """Contacts about one reason; `squares` sums each customer's contacts squared.

    A contact without a customer counts as a customer of its own.  `cost` is that of the
    `costed` contacts whose cost is recorded.
    """

    reason: str | None
    contacts: int
    customers: int
    squares: int
    cost: Decimal
    costed: int


def is_other(reason: str | None) -> bool:
    """Whether a reason says nothing: blank, or some word for other.

    >>> is_other(None), is_other(" 기타 "), is_other("Refund")
    (True, True, False)
    """
    return reason is None or reason.strip().lower() in OTHER


def towers(store: Store, question: Question) -> list[Tower]:
    """Reasons by their contacts, most first; those without a reason are one of them."""
    return _towers(store, question, "reason")


def total(store: Store, question: Question) -> Tower:
    """All reasons together: a customer who came about two is one customer."""
    found = _towers(store, question, "cast(null as varchar)")
    return found[0] if found else Tower(None, 0, 0, 0, Decimal(0), 0)


def _towers(store: Store, question: Question, by: str) -> list[Tower]:
    tables, bound = _chosen(store, question)
    found = store.query(
        f"""{tables},
        person as (
            select {by} as reason, {_person(store, question)} as person,
                count(*) as n, sum(cost) as cost, count(cost) as costed
            from chosen group by 1, 2
        )
        select reason, cast(sum(n) as bigint), count(*), cast(sum(n * n) as bigint),
            sum(cost), cast(sum(costed) as bigint)
        from person group by reason order by sum(n) desc, reason""",
        bound,
    ).rows
    return [
        Tower(reason, int(n), int(people), int(squares), cost or Decimal(0), int(costed))
        for reason, n, people, squares, cost, costed in found
    ]


def by_month(store: Store, question: Question) -> dict[date, Tower]:
    """Contacts of each month that has any."""
    tables, bound = _chosen(store, question)
    found = store.query(
        f"""{tables},
        person as (
            select cast(date_trunc('month', started_at) as date) as month_start,
                {_person(store, question)} as person, count(*) as n
            from chosen group by 1, 2
        )
        select month_start, cast(sum(n) as bigint), count(*), cast(sum(n * n) as bigint)
        from person group by month_start order by month_start""",
        bound,
    ).rows
    return {
        month: Tower(None, int(n), int(people), int(squares), Decimal(0), 0)
        for month, n, people, squares in found
    }


def about(question: Question, reasons: Iterable[str | None]) -> Question:
    """The same question about some reasons only; about none, it stays as it is."""
    reasons = tuple(reasons)
    if not reasons:
        return question
    filters = dict(question.filters)
    filters["reason"] = tuple(NOT_RECORDED if r is None else r for r in reasons)
    return replace(question, filters=tuple(sorted(filters.items())))


def covered(store: Store, version: int | None) -> tuple[date, date] | None:
    """The first and last day on which anybody contacted."""
    first, last = store.query(
        f"select min(started_at), max(started_at) from {store.mart(version)}.contact"
    ).rows[0]
    return (first.date(), last.date()) if first else None


def rows(store: Store, question: Question, most: int = 1_000) -> Rows:
    """The contacts of a question, oldest first.  Refused where they are too few."""
    tables, bound = _chosen(store, question)
    n = int(store.query(f"{tables} select count(*) from chosen", bound).rows[0][0])
    if 0 < n < SMALLEST_N:
        raise QuestionError(NOTES["withheld"])
    found = store.query(
        f"{tables} select {', '.join(COLUMNS)} from chosen "
        f"order by started_at, row_id limit {int(most)}",
        bound,
    )
    return Rows(tuple(found.columns), list(found.rows), n)


def _chosen(store: Store, question: Question) -> tuple[str, dict[str, Any]]:
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "contact")
    conditions, bound = narrowing(question, "started_at", columns, "contact")
    narrowed = " and ".join([*COUNTED, *conditions])
    chosen = ("chosen", f"select * from contact where {narrowed}")
    return with_tables(store, alias, [chosen]), bound


def _person(store: Store, question: Question) -> str:
    held = store.columns(store.mart(question.version))["contact"]
    return "customer_key" if "customer_key" in held else "coalesce(customer_id, row_id)"


# What a typed score, owner or target makes of a reason

VERBS = ("eliminate", "automate", "simplify", "leverage", "improve")
NEAR_AXIS = 0.25


def verb(
    for_customer: float | None, for_company: float | None, *, poor: bool = False
) -> str | None:
    """What to do with a reason, by its scores from -2 (irritant) to 2 (value).

    Improve where it lies within a quarter of an axis, or is of value to both and done
    poorly.  None until both are scored.

    >>> verb(-2, -1), verb(2, -1), verb(-1, 1), verb(1, 2), verb(0, -2)
    ('eliminate', 'automate', 'simplify', 'leverage', 'improve')
    """
    if for_customer is None or for_company is None:
        return None
    if min(abs(for_customer), abs(for_company)) <= NEAR_AXIS:
        return "improve"
    if for_customer < 0:
        return "eliminate" if for_company < 0 else "simplify"
    if for_company < 0:
        return "automate"
    return "improve" if poor else "leverage"


@dataclass(frozen=True)
class Verdicts:
    """What is clear of a reason against all others, and how much of the contacts it is.

    Each of satisfaction, ease and returns is 1 clearly better, -1 clearly worse, 0 not
    clear, None not known.  `share` is of all contacts, `usual` that of an average reason.
    `sold` is the share of contacts with a sale, None where no sale is ever recorded.
    """

    satisfaction: int | None
    ease: int | None
    returns: int | None
    share: float
    usual: float
    sold: float | None


@dataclass(frozen=True)
class Proposal:
    """Scores that the data would give, with the reasons why; never recorded by itself."""

    for_customer: int | None
    for_company: int | None
    why: tuple[tuple[str, int], ...]


OFTEN = 1.5
SOLD_OFTEN = 0.05


def proposal(found: Verdicts) -> Proposal:
    """What the data would score: a start for those who decide, and no more.

    For the customer one point for each of satisfaction, ease and returns that is clear;
    for the company one up for sales in 5 % of contacts or more, one down for being half
    as many again as the average reason, and one down for clearly more returns.
    """
    why: list[tuple[str, int]] = []
    known = [
        (name, value)
        for name, value in (
            ("satisfaction", found.satisfaction),
            ("ease", found.ease),
            ("returns", found.returns),
        )
        if value is not None
    ]
    why += [(name, value) for name, value in known if value]
    customer = max(-2, min(2, sum(value for _, value in known))) if known else None
    company = 0
    if found.sold is not None and found.sold >= SOLD_OFTEN:
        company += 1
        why.append(("sales", 1))
    if found.share >= OFTEN * found.usual:
        company -= 1
        why.append(("volume", -1))
    if found.returns == -1:
        company -= 1
    return Proposal(customer, max(-2, min(2, company)), tuple(why))


def largest(found: Sequence[Tower], share: float = 0.5) -> list[Tower]:
    """The fewest towers that together hold so much of all contacts."""
    every, so_far, kept = sum(one.contacts for one in found), 0, []
    for one in sorted(found, key=lambda one: -one.contacts):
        if so_far >= share * every:
            break
        so_far += one.contacts
        kept.append(one)
    return kept


def sold(store: Store, question: Question) -> dict[str | None, float]:
    """Share of contacts with a sale by reason; empty where no sale is ever recorded."""
    tables, bound = _chosen(store, question)
    found = store.query(
        f"{tables} select reason, count(*), "
        "count(*) filter (where sale_amount > 0) from chosen group by reason "
        "order by reason",
        bound,
    ).rows
    if not any(sales for *_, sales in found):
        return {}
    return {reason: int(sales) / int(n) for reason, n, sales in found}
