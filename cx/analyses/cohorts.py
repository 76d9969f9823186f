"""Cohorts of customers by the month of their first order, and contracts that end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cx.analyses.customers import (
    LONGEST,
    VISITS,
    Waits,
    asked,
    listed,
    lives,
    nothing,
    share,
    waits,
    withheld,
)
from cx.mart import quoted
from cx.measure import Composed, Estimate, Question, Rows, dimension_columns
from cx.store import Store

MONTHS = 12
# The three readings without a contract, each with its own metric file.
READINGS = ("retention_any_12", "retention_at_12", "retention_rolling_12")
# A whole month is a twelfth of 365.25 days.
DAYS_OF_MONTH = {month: round(month * 365.25 / 12) for month in range(1, 25)}

_MONTH = "12 * extract(year from {at}) + extract(month from {at})"
_CELLS = f"""
, aged as (
    select distinct
        newcomer.customer_key,
        {_MONTH.format(at="newcomer.occurred_at")} as born,
        {_MONTH.format(at="step.on_day")} as in_month
    from newcomer
    inner join step on newcomer.customer_key = step.customer_key
)
"""
_COUNTS = f"""{_CELLS}
select born, in_month - born as age, count(*) as n
from aged
group by born, in_month - born
order by born, age
"""
_WHOLE = (
    f"select {_MONTH.format(at='(data_end + interval 1 day)')} - 1 as whole_month "
    "from covered"
)


@dataclass(frozen=True)
class Cohort:
    """Customers whose first order lies in one month ("2025-04-01").

    `active` is the share of them that bought in the 1st, 2nd … month after it: "unknown"
    where that month was not over when the data ended, never nought.
    """

    month: str
    customers: int
    active: tuple[Estimate, ...]

    @property
    def full(self) -> bool:
        """Whether all its months are over."""
        return all(one.status != "unknown" for one in self.active)


def _first_day(month: int) -> str:
    return f"{(month - 1) // 12:04d}-{(month - 1) % 12 + 1:02d}-01"


def cohorts(
    store: Store, question: Question, *, lead_days: int, months: int = MONTHS
) -> list[Cohort]:
    """Cohorts by month, the oldest first; months of too few customers are withheld."""
    made = lives(store, question, lead_days=lead_days, kinds=VISITS["order"])
    whole = int(asked(store, made, _WHOLE)[0]["whole_month"] or 0)
    counts = {
        (int(row["born"]), int(row["age"])): int(row["n"])
        for row in asked(store, made, _COUNTS)
    }
    sizes = {born: n for (born, age), n in counts.items() if age == 0}
    if withheld(store, question, sum(sizes.values())):
        return []
    return [
        Cohort(
            _first_day(born),
            size,
            tuple(
                share({"month": str(age)}, counts.get((born, age), 0), size)
                if born + age <= whole
                else nothing({"month": str(age)}, "unknown", size)
                for age in range(1, months + 1)
            ),
        )
        for born, size in sorted(sizes.items())
    ]


def cohort_rows(
    store: Store,
    question: Question,
    *,
    lead_days: int,
    month: str,
    age: int,
    most: int,
) -> Rows:
    """The customers (codes) of one cohort, and who bought in that month of age."""
    made = lives(store, question, lead_days=lead_days, kinds=VISITS["order"])
    year, number = int(month[:4]), int(month[5:7])
    bound = {**made.bound, "born_in": 12 * year + number, "aged": age}
    # The CTE goes before the select that is counted and listed.
    return listed(
        store,
        question,
        Composed(made.sql + _CELLS, bound),
        "select newcomer.customer_id, newcomer.occurred_at as first_order, "
        "max(case when aged.in_month - aged.born = $aged then 1 else 0 end) as bought "
        "from newcomer inner join aged on newcomer.customer_key = aged.customer_key "
        "where aged.born = $born_in "
        "group by newcomer.customer_id, newcomer.occurred_at",
        order="first_order, customer_id",
        most=most,
    )


# Who left: the first cancellation after the first order or renewal.  All others were seen
# as customers up to the end of the data.
_ENDED = """
, ended as (
    select
        newcomer.customer_key,
        min(purchase.occurred_at) as left_at
    from newcomer
    inner join purchase on newcomer.customer_key = purchase.customer_key
    where
        purchase.kind = 'cancel'
        and purchase.occurred_at >= newcomer.occurred_at
    group by newcomer.customer_key
)
"""
_TENURE = f"""{_ENDED}
, tenure as (
    select
        newcomer.customer_bucket as bucket,
        {{group}} as member,
        least(
            date_diff(
                'day',
                newcomer.occurred_at,
                coalesce(ended.left_at, covered.data_end)
            ),
            {LONGEST}
        ) as days,
        case
            when date_diff('day', newcomer.occurred_at, ended.left_at) < {LONGEST} then 1
            else 0
        end as gone
    from newcomer
    cross join covered
    left join ended on newcomer.customer_key = ended.customer_key
)

select member, bucket, days, sum(gone) as events, count(*) as n
from tenure
group by member, bucket, days
order by member, bucket, days
"""


def contracts(
    store: Store, question: Question, *, lead_days: int, by: str | None = None
) -> dict[str | None, Waits]:
    """Days from the first order or renewal to the cancellation, by a dimension or in all.

    Empty where nobody ever cancelled: then there is no contract to end, and who merely
    stops buying is not seen to leave.
    """
    alias = store.mart(question.version)
    gone = store.query(
        f"select count(*) as n from {alias}.purchase "
        "where kind = 'cancel' and customer_id is not null"
    )
    if not gone.rows[0][0]:
        return {}
    made = lives(store, question, lead_days=lead_days, kinds=VISITS["order"])
    columns = dimension_columns(store, alias, "purchase")
    group = f"newcomer.{quoted(columns[by])}" if by else "cast(null as varchar)"
    rows = asked(store, made, _TENURE.format(group=group))
    found: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["member"], []).append(row)
    return {
        member: one
        for member, its in found.items()
        if not withheld(
            store,
            replace(question, filters=_filters(question, by, member)),
            (one := waits(its)).n,
        )
    }


def _filters(
    question: Question, by: str | None, member: str | None
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if by is None:
        return question.filters
    return tuple(
        sorted(
            {**dict(question.filters), by: ("~" if member is None else member,)}.items()
        )
    )


def contract_rows(store: Store, question: Question, *, lead_days: int, most: int) -> Rows:
    """The customers (codes) behind the curve: first order, and when they cancelled."""
    made = lives(store, question, lead_days=lead_days, kinds=VISITS["order"])
    return listed(
        store,
        question,
        Composed(made.sql + _ENDED, made.bound),
        "select newcomer.customer_id, newcomer.occurred_at as first_order, "
        "ended.left_at from newcomer "
        "left join ended on newcomer.customer_key = ended.customer_key",
        order="first_order, customer_id",
        most=most,
    )
