"""Attempts to settle something without speaking to anybody: which can be judged."""

from __future__ import annotations

from dataclasses import dataclass

from cx.measure import Question, dimension_columns, narrowing, with_tables
from cx.store import Store

# Whoever gets in touch about the same reason within so many days was not helped by it.
RIPE_DAYS = 7


@dataclass(frozen=True)
class Attempts:
    """All attempts of a selection, and how many of them cannot be followed, and why.

    Each is counted once: without a known customer, else without a reason, else too new
    (or with no contact loaded that could follow); `followed` are the rest.
    """

    all: int
    unlinked: int
    no_reason: int
    unripe: int

    @property
    def followed(self) -> int:
        """Attempts that can be judged."""
        return self.all - self.unlinked - self.no_reason - self.unripe


def attempts(store: Store, question: Question) -> Attempts:
    """Count the attempts of a question by whether they can be followed."""
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "attempt")
    conditions, bound = narrowing(question, "started_at", columns, "attempt")
    narrowed = " and ".join(conditions) or "true"
    tables = with_tables(
        store,
        alias,
        [
            ("chosen", f"select * from attempt where {narrowed}"),
            ("span", "select max(started_at) as data_end from contact"),
        ],
    )
    row = store.query(
        f"""{tables},
        judged as (
            select
                chosen.customer_id is null
                or coalesce(chosen.placeholder, false) as unlinked,
                chosen.reason is null as no_reason,
                span.data_end is null
                or chosen.started_at + interval 1 day * $days > span.data_end as unripe
            from chosen cross join span
        )
        select count(*),
            sum(case when unlinked then 1 else 0 end),
            sum(case when not unlinked and no_reason then 1 else 0 end),
            sum(case when not unlinked and not no_reason and unripe then 1 else 0 end)
        from judged""",
        {**bound, "days": RIPE_DAYS},
    ).rows[0]
    return Attempts(*(int(one or 0) for one in row))
