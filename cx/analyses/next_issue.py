"""Which reason follows which within the window, and what a forward sentence could avoid.

The period is split at its middle contact: pairs are chosen in the earlier part and judged
in the later, which had no say in the choice.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from cx.measure import Question, Rows, dimension_columns, narrowing, with_tables
from cx.stats.adjacent import Followed, NextIssues, Pair, next_issues
from cx.stats.intervals import Interval
from cx.store import Store

DAYS_A_MONTH = 365.25 / 12
COLUMNS = (
    *("contact_id", "started_at", "reason", "next_at", "next_reason", "channel", "team"),
    *("product", "resolved", "source", "upload_id", "line"),
)


@dataclass(frozen=True)
class Returns:
    """What came after mature contacts; `split` is the first day of the later part.

    `same` and `other` count those followed by a contact about the same reason and about
    another, `unnamed` those followed by one without a reason.  `later_days` is how many
    days the later part covers.
    """

    mature: int
    same: int
    other: int
    unnamed: int
    split: date | None
    later_days: int
    issues: NextIssues


def returns(store: Store, question: Question) -> Returns:
    """Count what follows within the window, and find the pairs that hold."""
    tables, bound = _mature(store, question)
    by_day = store.query(
        f"{tables} select cast(started_at as date) as day, count(*) from mature "
        "group by day order by day",
        bound,
    ).rows
    split = _middle([(day, int(n)) for day, n in by_day])
    if split is None:
        return Returns(
            0, 0, 0, 0, None, 0, next_issues(Followed({}, {}), Followed({}, {}))
        )
    found = store.query(
        f"""{tables} select started_at >= $split as is_later, reason, returned,
            case when returned then next_reason end as next, count(*) as n,
            count(distinct customer_key) as customers
        from mature group by all""",
        {**bound, "split": split},
    ).rows
    parts = {True: _Part(), False: _Part()}
    same = other = unnamed = 0
    for is_later, reason, returned, following, n, customers in found:
        parts[is_later].add(reason, following, int(n), int(customers))
        same += n if following == reason else 0
        other += n if following is not None and following != reason else 0
        unnamed += n if returned and following is None else 0
    return Returns(
        mature=sum(int(n) for _, n in by_day),
        same=int(same),
        other=int(other),
        unnamed=int(unnamed),
        split=split,
        later_days=(by_day[-1][0] - split).days + 1,
        issues=next_issues(parts[False].followed(), parts[True].followed()),
    )


def avoidable(found: Returns, pair: Pair) -> Interval:
    """Contacts a month that follow the pair in the later part: the most there is to save.

    Exact Poisson limits (Garwood 1936) on the customers behind them.
    """
    if pair.later is None:
        raise ValueError("This pair was not judged in the later part.")
    support, months = pair.later.support, found.later_days / DAYS_A_MONTH
    customers = min(pair.later.customers or support, support)
    if not customers:
        return Interval(0.0, 0.0, poisson(0).high / months)
    limits, scale = poisson(customers), support / customers / months
    return Interval(support / months, limits.low * scale, limits.high * scale)


def poisson(events: int) -> Interval:
    """Exact limits of a count (Garwood 1936).

    >>> found = poisson(10)
    >>> round(found.low, 3), round(found.high, 3)
    (4.795, 18.39)
    """
    from scipy.special import gammaincinv

    low = float(gammaincinv(events, 0.025)) if events else 0.0
    return Interval(float(events), low, float(gammaincinv(events + 1, 0.975)))


def rows_behind(
    store: Store, question: Question, first: str, following: str, most: int = 1_000
) -> Rows:
    """The contacts about `first` that were followed by one about `following`."""
    tables, bound = _mature(store, question)
    bound |= {"first": first, "following": following}
    tables += """, pair as (
        select * from mature
        where returned and reason = $first and next_reason = $following
    )"""
    n = int(store.query(f"{tables} select count(*) from pair", bound).rows[0][0])
    found = store.query(
        f"{tables} select {', '.join(COLUMNS)} from pair "
        f"order by started_at, row_id limit {int(most)}",
        bound,
    )
    return Rows(tuple(found.columns), list(found.rows), n)


class _Part:
    """Counts of one part of the period."""

    def __init__(self) -> None:
        self.pairs: dict[tuple[str, str], int] = {}
        self.customers: dict[tuple[str, str], int] = {}
        self.mature: dict[str, int] = defaultdict(int)

    def add(self, reason: str, following: str | None, n: int, customers: int) -> None:
        self.mature[reason] += n
        if following is not None:
            self.pairs[reason, following] = n
            self.customers[reason, following] = customers

    def followed(self) -> Followed:
        return Followed(self.pairs, self.mature, self.customers)


def _mature(store: Store, question: Question) -> tuple[str, dict[str, Any]]:
    """CTEs up to `mature`: contacts with a reason that had their whole window."""
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "contact")
    conditions, bound = narrowing(question, "started_at", columns, "contact")
    window = dict(question.parameters)["window_days"]
    narrowed = " and ".join(
        [
            "in_history",
            "reason is not null",
            "started_at <= data_end - interval 1 day * $window_days",
            *conditions,
        ]
    )
    mature = (
        "select *, "
        "coalesce(next_at <= started_at + interval 1 day * $window_days, false) "
        f"as returned from contact where {narrowed}"
    )
    return with_tables(store, alias, [("mature", mature)]), {
        **bound,
        "window_days": window,
    }


def _middle(by_day: list[tuple[date, int]]) -> date | None:
    """The first day of the later half; None where one day is all there is.

    >>> _middle([(date(2026, 1, 1), 5), (date(2026, 1, 2), 3), (date(2026, 1, 3), 4)])
    datetime.date(2026, 1, 2)
    """
    total, before = sum(n for _, n in by_day), 0
    for day, n in by_day:
        if before and 2 * (before + n) > total:
            return day
        before += n
    return None
