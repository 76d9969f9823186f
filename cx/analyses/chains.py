"""Episodes one by one: how long they get, the longest of them, and their contacts.

What a page shows of them carries no customer number: an episode is known by the row of
its first contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cx.measure import Question, Rows, dimension_columns, narrowing, with_tables
from cx.store import Store

# Episodes of this many contacts and more are counted together.
LONG = 5
CONTACT_COLUMNS = (
    *("contact_id", "started_at", "channel", "reason", "subreason", "team", "product"),
    *("resolved", "transfers", "handle_s", "source", "upload_id", "line"),
)
EPISODE_COLUMNS = (
    *("contact_id", "started_at", "contacts", "last_at", "channel", "last_channel"),
    *("reason", "last_reason", "team", "last_team", "channels", "teams", "all_handle_s"),
    *("source", "upload_id", "line"),
)


@dataclass(frozen=True)
class Touch:
    """One contact of a chain."""

    started_at: datetime
    channel: str | None
    reason: str | None
    team: str | None


@dataclass(frozen=True)
class Chain:
    """The contacts of one episode in order; `row_id` is that of the first."""

    row_id: str
    contacts: tuple[Touch, ...]


def sizes(store: Store, question: Question) -> dict[int, int]:
    """How many episodes that are over have 1, 2, … contacts; the last is LONG or more."""
    tables, bound = _episodes(store, question)
    found = store.query(
        f"{tables} select case when contacts < $long then contacts else $long end, "
        "count(*) from chosen group by 1",
        {**bound, "long": LONG},
    ).rows
    counted = {int(size): int(n) for size, n in found}
    return {size: counted.get(size, 0) for size in range(1, LONG + 1)} if counted else {}


def rows_of_size(store: Store, question: Question, size: int, most: int = 1_000) -> Rows:
    """The episodes of so many contacts (of so many or more for LONG), newest first."""
    tables, bound = _episodes(store, question)
    sign = ">=" if size == LONG else "="
    return _listed(
        store,
        f"{tables}, listed as (select * from chosen where contacts {sign} $size)",
        {**bound, "size": size},
        EPISODE_COLUMNS,
        order="started_at desc, row_id",
        most=most,
    )


def longest(store: Store, question: Question, *, most: int = 8) -> list[Chain]:
    """The episodes of the most contacts that are over, newest first among equals."""
    tables, bound = _episodes(store, question)
    found = store.query(
        f"""{tables}, picked as (
            select * from chosen where contacts > 1
            order by contacts desc, started_at desc, row_id limit {int(most)}
        )
        select picked.row_id, contact.started_at, contact.channel, contact.reason,
            contact.team
        from picked join contact on {SAME_EPISODE}
        order by picked.contacts desc, picked.started_at desc, picked.row_id,
            contact.started_at, contact.contact_id, contact.row_id""",
        bound,
    ).rows
    chains: dict[str, list[Touch]] = {}
    for row_id, *contact in found:
        chains.setdefault(row_id, []).append(Touch(*contact))
    return [Chain(row_id, tuple(contacts)) for row_id, contacts in chains.items()]


def rows_of_chain(
    store: Store, question: Question, row_id: str, most: int = 1_000
) -> Rows:
    """The contacts of one episode in order."""
    tables, bound = _episodes(store, question)
    return _listed(
        store,
        f"""{tables}, picked as (select * from chosen where row_id = $row_id),
        listed as (select contact.* from picked join contact on {SAME_EPISODE})""",
        {**bound, "row_id": row_id},
        CONTACT_COLUMNS,
        order="started_at, contact_id, row_id",
        most=most,
    )


# All a customer's contacts from the first to the last of an episode belong to it.
SAME_EPISODE = """picked.customer_id = contact.customer_id
            and contact.in_history
            and contact.started_at between picked.started_at and picked.last_at
            and (picked.same = 'customer' or picked.reason = contact.reason)"""


def _episodes(store: Store, question: Question) -> tuple[str, dict[str, Any]]:
    """CTEs up to `chosen`: the episodes of a question that are over.

    The question names `window_days` and `same`.
    """
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "episode")
    conditions, bound = narrowing(question, "started_at", columns, "episode")
    narrowed = " and ".join(
        ["window_days = $window_days", "same = $same", "is_over", *conditions]
    )
    tables = with_tables(
        store,
        alias,
        [("chosen", f"select * from episode where {narrowed}")],
        one_variant=True,
    )
    return tables, bound | dict(question.parameters)


def _listed(
    store: Store,
    tables: str,
    bound: dict[str, Any],
    columns: tuple[str, ...],
    *,
    order: str,
    most: int,
) -> Rows:
    n = int(store.query(f"{tables} select count(*) from listed", bound).rows[0][0])
    found = store.query(
        f"{tables} select {', '.join(columns)} from listed order by {order} "
        f"limit {int(most)}",
        bound,
    )
    return Rows(tuple(found.columns), list(found.rows), n)
