"""What customers leave after the cost of serving them, and which cost need not be.

A repeat contact about the same reason is a cost the company made, not the customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cx.analyses.customers import asked, listed, share, status_of, withheld
from cx.errors import QuestionError
from cx.measure import (
    Composed,
    Estimate,
    Question,
    Rows,
    dimension_columns,
    narrowing,
    with_tables,
)
from cx.measure.estimate import shown
from cx.stats.intervals import mean_interval
from cx.store import Store

REPEAT_WITHIN = (1, 3, 7, 14, 30)
POINTS = 100
_BUYS = "('order', 'renewal')"


def _customers(store: Store, question: Question, cost: float, within: int) -> Composed:
    """CTEs up to `customer`: margin and cost of those who bought in the period."""
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "purchase")
    conditions, bound = narrowing(question, "occurred_at", columns, "purchase")
    narrowed = "".join(f" and {one}" for one in conditions)
    # A filter that contacts do not record is refused: half a cost is no cost.
    columns = dimension_columns(store, alias, "contact")
    conditions, again = narrowing(question, "started_at", columns, "contact")
    in_time = "".join(f" and {one}" for one in conditions)
    # A return without a margin of its own says nothing of what it cost.
    sold = (
        "select customer_key, customer_id, "
        f"sum(case when kind in {_BUYS} then 1 else 0 end) as orders, "
        f"sum(case when kind in {_BUYS} and margin is null then 1 else 0 end) "
        "as unknown, "
        f"sum(case when kind in {_BUYS} then margin else 0 end) as margin, "
        "sum(case when kind = 'return' then margin else 0 end) as returns "
        f"from purchase where customer_id is not null{narrowed} "
        "group by customer_key, customer_id"
    )
    buyer = "select * from sold where orders > 0 and unknown = 0"
    priced = (
        "select customer_key, coalesce(cost, $contact_cost) as cost, "
        "case when cost is null then 1 else 0 end as unpriced, "
        "case when previous_same_reason_days <= $within then 1 else 0 end as again "
        f"from contact where customer_id is not null{in_time}"
    )
    served = (
        "select customer_key, count(*) as contacts, sum(unpriced) as unpriced, "
        "sum(case when again = 0 then cost else 0 end) as first_cost, "
        "sum(case when again = 1 then cost else 0 end) as repeat_cost "
        "from priced group by customer_key"
    )
    customer = (
        "select buyer.customer_key, buyer.customer_id, orders, margin, "
        "coalesce(returns, 0) as returns, coalesce(contacts, 0) as contacts, "
        "coalesce(unpriced, 0) as unpriced, coalesce(first_cost, 0) as first_cost, "
        "coalesce(repeat_cost, 0) as repeat_cost, margin + coalesce(returns, 0) "
        "- coalesce(first_cost, 0) - coalesce(repeat_cost, 0) as profit "
        "from buyer left join served on buyer.customer_key = served.customer_key"
    )
    tables = with_tables(
        store,
        alias,
        [
            ("sold", sold),
            ("buyer", buyer),
            ("priced", priced),
            ("served", served),
            ("customer", customer),
        ],
    )
    priced_at = Decimal(str(cost))
    return Composed(
        tables, {**bound, **again, "contact_cost": priced_at, "within": within}
    )


@dataclass(frozen=True)
class Whale:
    """Customers, the most profitable first: shares of them, of the profit they add up to.

    `held` passes 1 where customers are served at a loss; `peak` is its highest point and
    `peak_at` the share of customers there.
    """

    customers: tuple[float, ...]
    held: tuple[float, ...]
    peak: float
    peak_at: float


@dataclass(frozen=True)
class Profit:
    """Money in the unit of the file: margin, less returns, less contacts, is profit.

    `customers` are those all of whose orders have a margin; `left_out` have one without.
    `unpriced` of `contacts` had no cost of their own.  `at_a_loss` is a share of
    customers; `by_repeats` so many of them would not be without repeat contacts.
    """

    customers: int
    left_out: int
    contacts: int
    unpriced: int
    margin: Decimal
    returns: Decimal
    first_cost: Decimal
    repeat_cost: Decimal
    profit: Decimal
    mean: Estimate
    at_a_loss: Estimate
    losing: int
    by_repeats: int
    whale: Whale | None


def profit(store: Store, question: Question, *, cost: float, within: int) -> Profit:
    """Profit after cost to serve; QuestionError where too few customers have a margin.

    `cost` is what a contact without a cost of its own is taken to cost; a repeat is a
    contact about the same reason `within` days of the one before.
    """
    made = _customers(store, question, cost, within)
    (row,) = asked(
        store,
        made,
        "select count(*) as customers, sum(contacts) as contacts, "
        "sum(unpriced) as unpriced, sum(margin) as margin, sum(returns) as returns, "
        "sum(first_cost) as first_cost, sum(repeat_cost) as repeat_cost, "
        "sum(profit) as profit, "
        "sum(case when profit < 0 then 1 else 0 end) as losing, "
        "sum(case when profit < 0 and profit + repeat_cost >= 0 then 1 else 0 end) "
        "as by_repeats from customer",
    )
    (left,) = asked(
        store,
        made,
        "select count(*) as n from sold where orders > 0 and unknown > 0",
    )
    n = int(row["customers"])
    if not n or withheld(store, question, n):
        raise QuestionError(
            "Only {n} customers have a margin on every order here; {needed} are needed "
            "to say what they leave after service.",
            n=n,
            needed=10,
        )
    ranked = asked(
        store,
        made,
        "select profit, count(*) as n from customer group by profit order by profit desc",
    )
    amounts = [(Decimal(one["profit"]), int(one["n"])) for one in ranked]
    total = sum((amount * count for amount, count in amounts), Decimal(0))
    squares = sum(float(amount) ** 2 * count for amount, count in amounts)
    money = {
        name: Decimal(row[name] or 0)
        for name in ("margin", "returns", "first_cost", "repeat_cost", "profit")
    }
    return Profit(
        customers=n,
        left_out=int(left["n"]),
        contacts=int(row["contacts"]),
        unpriced=int(row["unpriced"]),
        **money,
        mean=shown({}, n, status_of(n), mean_interval(float(total), squares, n)),
        at_a_loss=share({}, int(row["losing"]), n),
        losing=int(row["losing"]),
        by_repeats=int(row["by_repeats"]),
        whale=whale_of(amounts),
    )


def whale_of(amounts: list[tuple[Decimal, int]]) -> Whale | None:
    """The curve of (profit, customers), the highest first; None for no profit in all.

    >>> curve = whale_of([(Decimal(8), 1), (Decimal(4), 1), (Decimal(-2), 1)])
    >>> curve.peak, round(curve.peak_at, 3), curve.held[-1]
    (1.2, 0.667, 1.0)
    """
    n = sum(count for _, count in amounts)
    total = sum((amount * count for amount, count in amounts), Decimal(0))
    if n < 1 or total <= 0:
        return None
    across, up, seen, held = [0.0], [0.0], 0, Decimal(0)
    peak, peak_at = 0.0, 0.0
    for amount, count in amounts:
        seen += count
        held += amount * count
        across.append(seen / n)
        up.append(float(held / total))
        if up[-1] > peak:
            peak, peak_at = up[-1], across[-1]
    return Whale(*_thinned(across, up), peak, peak_at)


def _thinned(
    across: list[float], up: list[float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """At most so many points, evenly along the customers, both ends kept."""
    kept = [0]
    for at in range(1, len(across)):
        last = at == len(across) - 1
        if last or across[at] - across[kept[-1]] >= 1 / POINTS:
            kept.append(at)
    return tuple(across[at] for at in kept), tuple(up[at] for at in kept)


def profit_rows(
    store: Store, question: Question, *, cost: float, within: int, losing: bool, most: int
) -> Rows:
    """The customers (codes) and what each leaves, the lowest first."""
    made = _customers(store, question, cost, within)
    where = " where profit < 0" if losing else ""
    return listed(
        store,
        question,
        made,
        "select customer_id, orders, margin, returns, contacts, first_cost, repeat_cost, "
        f"profit from customer{where}",
        order="profit, customer_id",
        most=most,
    )


def has_margin(store: Store, question: Question) -> int:
    """How many orders of this data have a margin."""
    alias = store.mart(question.version)
    sql = f"select count(margin) as n from {alias}.purchase where kind in {_BUYS}"
    return int(store.query(sql).rows[0][0])
