"""Who orders again after how many contacts, at equal past orders: an association.

People contact because they have just ordered, and who has just ordered orders again; so
customers are compared at equal numbers of orders and equally recent ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from cx.analyses.customer_groups import BUYING, NAMED, filtered, only_named, up_to
from cx.analyses.customers import nothing, share, status_of, withheld
from cx.errors import QuestionError, said
from cx.measure import Composed, Estimate, Question, with_tables
from cx.measure.estimate import shown
from cx.stats.compare import Difference, difference_from_intervals
from cx.stats.mix import standardise
from cx.store import Store

DAYS = 90
ACTIVE_DAYS = 365
# Kind of count -> the most that is told apart.
COUNTS = {"contacts": 3, "repeats": 2}
COUNT_NAMES = {
    "contacts": said("Contacts in the 90 days before"),
    "repeats": said("Repeat contacts in the 90 days before"),
}
MOST_ORDERS = 3
# Of fewer customers, equal past orders would say little about all of them.
LEAST_COVERAGE = 0.5
_LIFE = f"""
buying as (
    select
        customer_id,
        occurred_at
    from purchase
    where {BUYING} and {NAMED}{{narrowed}}
),

life as (
    select
        customer_id,
        sum(
            case
                when
                    occurred_at <= $at_day
                    and occurred_at > $at_day - interval 1 day * {ACTIVE_DAYS}
                    then 1
                else 0
            end
        ) as orders,
        max(
            case
                when
                    occurred_at <= $at_day
                    and occurred_at > $at_day - interval 1 day * {DAYS}
                    then 1
                else 0
            end
        ) as recent,
        max(
            case
                when
                    occurred_at > $at_day
                    and occurred_at <= $at_day + interval 1 day * {DAYS}
                    then 1
                else 0
            end
        ) as came_back
    from buying
    group by customer_id
),

counted as (
    select
        customer_id,
        count(*) as contacts,
        sum(case when previous_same_reason_days <= 7 then 1 else 0 end) as repeats
    from contact
    where
        in_history
        and customer_id is not null
        and started_at <= $at_day
        and started_at > $at_day - interval 1 day * {DAYS}
    group by customer_id
)

select
    least(coalesce(counted.{{count}}, 0), {{most}}) as grp,
    {MOST_ORDERS} * life.recent + least(life.orders, {MOST_ORDERS}) as stratum,
    count(*) as n,
    sum(life.came_back) as yes
from life
left join counted on life.customer_id = counted.customer_id
where life.orders >= 1
group by
    least(coalesce(counted.{{count}}, 0), {{most}}),
    {MOST_ORDERS} * life.recent + least(life.orders, {MOST_ORDERS})
"""


@dataclass(frozen=True)
class AfterContacts:
    """Share who ordered within 90 days of `at_day`, by number of contacts before it.

    `crude` as it is; `equal`, for groups large enough, at the same mix of orders in the
    year before and of orders in the 90 days before; `difference` is the most contacts
    minus none, at equal orders.
    """

    at_day: datetime
    kind: str
    crude: tuple[Estimate, ...]
    equal: tuple[Estimate, ...]
    coverage: float
    difference: Difference | None


def after_contacts(store: Store, question: Question, kind: str) -> AfterContacts | None:
    """Repurchase by contacts; None without orders that reach 180 days back."""
    if kind not in COUNTS:
        raise QuestionError(
            "Contacts cannot be counted by {name}. They can be counted by: {known}.",
            name=kind,
            known=", ".join(COUNTS),
        )
    covered = up_to(store, question)
    if covered is None:
        return None
    at_day = covered[1] - timedelta(days=DAYS)
    alias = store.mart(question.version)
    first = store.query(f"select min(started_at) from {alias}.contact").rows[0][0]
    if first is None or first > at_day - timedelta(days=DAYS) or covered[0] > at_day:
        return None
    narrowed, bound = filtered(store, question, "purchase", "occurred_at", dated=False)
    tables = with_tables(store, alias, [])
    life = _LIFE.format(narrowed=narrowed, count=kind, most=COUNTS[kind])
    sql = f"{tables},\n{life}"
    made = Composed(sql, only_named(sql, {**bound, "at_day": at_day}))
    n = np.zeros((COUNTS[kind] + 1, 2 * MOST_ORDERS), dtype=np.int64)
    yes = np.zeros_like(n)
    for group, stratum, rows, back in store.query(made.sql, made.bound).rows:
        n[int(group), int(stratum) - 1] = rows
        yes[int(group), int(stratum) - 1] = back
    if not n.sum() or withheld(store, question, int(n.sum())):
        return None
    crude = tuple(
        share({"contacts": _label(at, kind)}, int(yes[at].sum()), int(n[at].sum()))
        for at in range(len(n))
    )
    told = [at for at in range(len(n)) if n[at].sum() >= 30]
    found = standardise(n[told], yes[told]) if len(told) > 1 else None
    if found is not None and found.coverage < LEAST_COVERAGE:
        found = None
    equal = []
    for at in range(len(n)):
        own = found.groups[told.index(at)] if found and at in told else None
        group = {"contacts": _label(at, kind)}
        size = int(n[at].sum())
        if own is None:
            few = "withheld" if size else "empty"
            equal.append(nothing(group, few, size))
        else:
            equal.append(shown(group, size, status_of(size), own))
    ends = [found.groups[at] for at in (-1, 0)] if found else [None, None]
    difference = None
    if ends[0] is not None and ends[1] is not None and told[0] == 0:
        difference = difference_from_intervals(ends[0], ends[1])
    coverage = found.coverage if found else 0.0
    return AfterContacts(at_day, kind, crude, tuple(equal), coverage, difference)


def _label(at: int, kind: str) -> str:
    return f"{at}+" if at == COUNTS[kind] else str(at)
