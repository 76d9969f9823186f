"""What an incentive brings, net of what it costs: offered against held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cx.analyses.customer_groups import BUYING, NAMED, filtered, only_named
from cx.analyses.customers import nothing, share, status_of, withheld
from cx.errors import QuestionError, said
from cx.measure import Composed, Estimate, Question, Rows, with_tables
from cx.measure.estimate import shown
from cx.stats.compare import Difference, difference_of_means, difference_of_shares
from cx.stats.intervals import mean_interval
from cx.store import Store

WINDOWS = (30, 60, 90, 180)
ARMS = ("offered", "holdout")
# Which of the two prices the file gives as the amount.
PRICES = ("paid", "list")
MEASURES = {
    "before": said("Had ordered in the 180 days before"),
    "again": said("Ordered again"),
    "gross": said("Spent, before discounts"),
    "discount": said("Discounts given"),
    "net": said("Spent, net of discounts"),
    "margin": said("Margin, net of discounts"),
}
SHARES = ("before", "again")

# One entry a customer: the order with which the test began for them.  What they send
# back is taken off what they spend.
_ENTRIES = f"""
entry as (
    select
        row_id,
        customer_id,
        occurred_at,
        offer,
        row_number() over (partition by customer_id order by occurred_at, row_id) as nth
    from purchase
    where offer is not null and {NAMED}{{narrowed}}
),

closing as (
    select max(occurred_at) as data_end
    from purchase
),

ripe as (
    select
        entry.row_id,
        entry.customer_id,
        entry.occurred_at,
        entry.offer
    from entry
    cross join closing
    where
        entry.nth = 1
        and entry.occurred_at + interval 1 day * $test_days <= closing.data_end
),

moved as (
    select
        customer_id,
        occurred_at,
        {BUYING} as bought,
        case when kind = 'return' then -abs(amount) else amount end as amount,
        case when {BUYING} then coalesce(discount, 0) else 0 end as discount,
        margin
    from purchase
    where {NAMED} and kind in ('order', 'renewal', 'return')
),

afterwards as (
    select
        ripe.row_id,
        ripe.customer_id,
        ripe.occurred_at,
        ripe.offer,
        max(
            case
                when
                    moved.bought
                    and moved.occurred_at < ripe.occurred_at
                    and moved.occurred_at >= ripe.occurred_at - interval 180 day
                    then 1
                else 0
            end
        ) as before,
        max(
            case
                when moved.bought and moved.occurred_at > ripe.occurred_at
                    and moved.occurred_at
                    <= ripe.occurred_at + interval 1 day * $test_days
                    then 1
                else 0
            end
        ) as again,
        sum(
            case
                when moved.occurred_at > ripe.occurred_at
                    and moved.occurred_at
                    <= ripe.occurred_at + interval 1 day * $test_days
                    then moved.amount
                else 0
            end
        ) as amount,
        sum(
            case
                when moved.occurred_at > ripe.occurred_at
                    and moved.occurred_at
                    <= ripe.occurred_at + interval 1 day * $test_days
                    then moved.discount
                else 0
            end
        ) as discount,
        sum(
            case
                when moved.occurred_at > ripe.occurred_at
                    and moved.occurred_at
                    <= ripe.occurred_at + interval 1 day * $test_days
                    then moved.margin
            end
        ) as margin,
        max(case when moved.margin is not null then 1 else 0 end) as has_margin
    from ripe
    left join moved on ripe.customer_id = moved.customer_id
    group by ripe.row_id, ripe.customer_id, ripe.occurred_at, ripe.offer
),

result as (
    select
        row_id,
        customer_id,
        occurred_at,
        offer,
        before,
        again,
        coalesce(amount, 0){{more}} as gross,
        discount,
        coalesce(amount, 0){{less}} as net,
        case when has_margin = 1 then coalesce(margin, 0) end as margin
    from afterwards
)
"""


@dataclass(frozen=True)
class Measure:
    """One outcome per customer in both arms, and offered minus held out."""

    name: str
    unit: str
    offered: Estimate
    holdout: Estimate
    difference: Difference | None


@dataclass(frozen=True)
class Uplift:
    """The test: everybody whose days are over; `waiting` are still inside theirs."""

    days: int
    measures: dict[str, Measure]
    waiting: int

    @property
    def pays(self) -> bool | None:
        """Whether what is left after discounts is more, less, or not known to differ."""
        net = self.measures["net"].difference
        if net is None or not net.clear:
            return None
        return net.value > 0

    @property
    def alike(self) -> bool:
        """Whether both arms were alike before the test, as far as the data shows."""
        before = self.measures["before"].difference
        return before is None or not before.clear


def _composed(
    store: Store, question: Question, days: int, price: str, select: str
) -> Composed:
    if days not in WINDOWS or price not in PRICES:
        raise QuestionError(
            "A test of an offer cannot be read by {name}. It can be read by: {known}.",
            name=f"{days}, {price}",
            known=", ".join(map(str, (*WINDOWS, *PRICES))),
        )
    narrowed, bound = filtered(store, question, "purchase", "occurred_at", dated=True)
    tables = with_tables(store, store.mart(question.version), [])
    more, less = (" + discount", "") if price == "paid" else ("", " - discount")
    entries = _ENTRIES.format(narrowed=narrowed, more=more, less=less)
    sql = f"{tables},\n{entries}{select}"
    return Composed(sql, only_named(sql, {**bound, "test_days": days}))


def uplift(
    store: Store, question: Question, days: int, price: str = "paid"
) -> Uplift | None:
    """Offered against held out, per customer; None where no test is recorded.

    `price` says what the amounts of the file are: what was "paid", or "list" prices
    from which the discount is still to be taken.
    """
    sums = ", ".join(
        f"count({name}) as n_{name}, sum({name}) as sum_{name}, "
        f"sum({name} * {name}) as squares_{name}"
        for name in MEASURES
    )
    made = _composed(
        store, question, days, price, f"select offer, {sums} from result group by offer"
    )
    arms = {row["offer"]: row for row in store.query(made.sql, made.bound).dicts()}
    counted = _composed(
        store,
        question,
        days,
        price,
        "select count(*) from entry where nth = 1",
    )
    entered = int(store.query(counted.sql, counted.bound).rows[0][0])
    if not entered:
        return None
    ripe = sum(int(row["n_again"]) for row in arms.values())
    if withheld(store, question, ripe):
        arms = {}
    measures = {name: _measure(name, arms) for name in MEASURES}
    return Uplift(days, measures, entered - ripe)


def _measure(name: str, arms: dict[str, dict[str, Any]]) -> Measure:
    sides = []
    for arm in ARMS:
        row = arms.get(arm, {})
        n, total = int(row.get(f"n_{name}") or 0), row.get(f"sum_{name}") or 0
        group: dict[str, str | None] = {"offer": arm}
        if name in SHARES:
            sides.append(share(group, int(total), n))
            continue
        status = status_of(n)
        if status in ("empty", "withheld"):
            sides.append(nothing(group, status, n))
            continue
        squares = row[f"squares_{name}"]
        found = mean_interval(float(total), float(squares), n)
        sums = {"variance": _variance(float(total), float(squares), n)}
        sides.append(shown(group, n, status, found, sums))
    unit = "share" if name in SHARES else "money"
    return Measure(name, unit, sides[0], sides[1], _difference(name, *sides))


def _variance(total: float, squares: float, n: int) -> float:
    return max(squares - total * total / n, 0.0) / (n - 1)


def _difference(name: str, one: Estimate, other: Estimate) -> Difference | None:
    if one.value is None or other.value is None:
        return None
    if name in SHARES:
        return difference_of_shares(
            round(one.value * one.n), one.n, round(other.value * other.n), other.n
        )
    return difference_of_means(
        *(one.value, one.sums["variance"], one.n),
        *(other.value, other.sums["variance"], other.n),
    )


def arm_rows(
    store: Store, question: Question, days: int, price: str, arm: str, most: int
) -> Rows:
    """The customers of one arm, with what they did in the days after."""
    if arm not in ARMS:
        raise QuestionError(
            "There is no group {name} here. There are: {known}.",
            name=arm,
            known=", ".join(ARMS),
        )
    counted, listed = (
        _composed(
            store,
            question,
            days,
            price,
            f"{select} from result where offer = '{arm}'{order}",
        )
        for select, order in (
            ("select count(*)", ""),
            ("select *", f" order by occurred_at, row_id limit {int(most)}"),
        )
    )
    n = int(store.query(counted.sql, counted.bound).rows[0][0])
    if withheld(store, question, n):
        return Rows((), [], n)
    answer = store.query(listed.sql, listed.bound)
    return Rows(tuple(answer.columns), list(answer.rows), n)
