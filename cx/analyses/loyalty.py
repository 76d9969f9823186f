"""Loyalty as attitude and behaviour: true, latent, spurious, none; open cut-offs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cx.analyses.customer_groups import BUYING, NAMED, filtered, only_named, up_to
from cx.analyses.customers import MIN_N, withheld
from cx.analyses.customers import share as share_of
from cx.analyses.effort import some_rows
from cx.errors import QuestionError, said
from cx.measure import Composed, Estimate, Question, Rows, with_tables
from cx.store import Store

DAYS = 365
NEW_DAYS = 90
# Above so many orders a year nobody's cell can change any more.
MOST_ORDERS = 60
CELLS = {
    "true": said("True loyalty"),
    "latent": said("Latent loyalty"),
    "spurious": said("Spurious loyalty"),
    "none": said("No loyalty"),
}
ATTITUDES = {"nps": (10, 9), "csat": (5, 5)}
CUTS = ("fixed", "thirds")
FIXED_ORDERS = 2

_PEOPLE = f"""
behaved as (
    select
        customer_id,
        min(case when {BUYING} then occurred_at end) as first_at,
        max(case when {BUYING} then occurred_at end) as last_at,
        sum(
            case
                when {BUYING} and occurred_at > $as_of - interval 1 day * {DAYS} then 1
                else 0
            end
        ) as orders,
        sum(
            case
                when
                    {BUYING}
                    and discount > 0
                    and occurred_at > $as_of - interval 1 day * {DAYS}
                    then 1
                else 0
            end
        ) as discounted,
        sum(
            case
                when occurred_at <= $as_of - interval 1 day * {DAYS} then 0
                when kind = 'return' then -abs(amount)
                when {BUYING} then amount
                else 0
            end
        ) as money
    from purchase
    where {NAMED} and occurred_at <= $as_of{{narrowed}}
    group by customer_id
    having min(case when {BUYING} then occurred_at end) is not null
),

said_last as (
    select
        customer_id,
        score,
        row_number() over (
            partition by customer_id
            order by responded_at desc, row_id desc
        ) as nth
    from answer
    where
        question = $attitude
        and score is not null
        and scale_max = $top
        and {NAMED}
        and responded_at <= $as_of
        and responded_at > $as_of - interval 1 day * {DAYS}
),

placed as (
    select
        behaved.*,
        said_last.score,
        case
            when behaved.first_at > $as_of - interval 1 day * {NEW_DAYS} then 1
            else 0
        end as is_new
    from behaved
    left join said_last
        on behaved.customer_id = said_last.customer_id and said_last.nth = 1
)
"""


@dataclass(frozen=True)
class Cuts:
    """From which score attitude is high, and from how many orders in a year behaviour."""

    score: int
    orders: int


@dataclass(frozen=True)
class Cell:
    """One of the four: customers as a share of all four, and what they buy.

    `money` is what they paid in a year less returns, None where no amount is given;
    `discounted` the share of their orders that had a discount.
    """

    name: str
    people: Estimate
    money: float | None
    money_share: float | None
    discounted: float | None


@dataclass(frozen=True)
class Loyalty:
    """The four cells as of a day; `moves` says how many change cell under other cuts.

    `buyers` have ever bought; `too_new` since less than 90 days; `silent` of the others
    have no attitude on record.
    """

    as_of: datetime
    attitude: str
    cuts: Cuts
    buyers: int
    too_new: int
    silent: int
    cells: tuple[Cell, ...]
    moves: tuple[tuple[Cuts, float], ...]

    @property
    def placed(self) -> int:
        """Customers in one of the four cells."""
        return self.buyers - self.too_new - self.silent


def _composed(
    store: Store, question: Question, attitude: str, as_of: datetime, select: str
) -> Composed:
    narrowed, bound = filtered(store, question, "purchase", "occurred_at", dated=False)
    tables = with_tables(store, store.mart(question.version), [])
    sql = f"{tables},\n{_PEOPLE.format(narrowed=narrowed)}{select}"
    top, _ = ATTITUDES[attitude]
    values = {**bound, "as_of": as_of, "attitude": attitude, "top": top}
    return Composed(sql, only_named(sql, values))


def attitudes(store: Store, question: Question) -> list[str]:
    """Which scores this data has of named customers: likelihood to recommend first."""
    alias = store.mart(question.version)
    found = []
    for name, (top, _) in ATTITUDES.items():
        answers = store.query(
            f"select count(*) from {alias}.answer where question = $name "
            f"and scale_max = $top and score is not null and {NAMED}",
            {"name": name, "top": top},
        )
        if answers.rows[0][0]:
            found.append(name)
    return found


def loyalty(store: Store, question: Question, attitude: str, cut: str) -> Loyalty | None:
    """Everybody's cell as of the end of the period; None without orders of customers."""
    if attitude not in ATTITUDES or cut not in CUTS:
        raise QuestionError(
            "Loyalty cannot be read by {name}. It can be read by: {known}.",
            name=f"{attitude}, {cut}",
            known=", ".join((*ATTITUDES, *CUTS)),
        )
    covered = up_to(store, question)
    if covered is None:
        return None
    made = _composed(
        store,
        question,
        attitude,
        covered[1],
        f"select least(orders, {MOST_ORDERS}) as orders, score, is_new, "
        "count(*) as people, sum(money) as money, count(money) as priced, "
        "sum(discounted) as discounted, sum(orders) as all_orders from placed "
        f"group by least(orders, {MOST_ORDERS}), score, is_new",
    )
    rows = store.query(made.sql, made.bound).dicts()
    buyers = sum(one["people"] for one in rows)
    if not buyers:
        return None
    old = [one for one in rows if not one["is_new"]]
    known = [one for one in old if one["score"] is not None]
    cuts = _cuts(known, attitude, cut)
    silent = sum(one["people"] for one in old if one["score"] is None)
    too_new = buyers - sum(one["people"] for one in old)
    n = buyers - too_new - silent
    cells: tuple[Cell, ...] = ()
    if n >= MIN_N and not withheld(store, question, n):
        cells = tuple(_cells(known, cuts, n))
    moves = tuple(
        (other, _moved(known, cuts, other)) for other in _others(known, attitude, cuts)
    )
    return Loyalty(
        covered[1], attitude, cuts, buyers, too_new, silent, cells, moves if cells else ()
    )


def _cell_of(one: dict[str, Any], cuts: Cuts) -> str:
    likes, buys = one["score"] >= cuts.score, one["orders"] >= cuts.orders
    if likes:
        return "true" if buys else "latent"
    return "spurious" if buys else "none"


def _third(rows: Sequence[dict[str, Any]], column: str) -> int:
    """The value from which on the share of customers is nearest to a third."""
    total = sum(one["people"] for one in rows)
    values = sorted({int(one[column]) for one in rows})

    def above(value: int) -> int:
        return sum(one["people"] for one in rows if one[column] >= value)

    return min(values, key=lambda v: (abs(3 * above(v) - total), v), default=1)


def _cuts(rows: Sequence[dict[str, Any]], attitude: str, cut: str) -> Cuts:
    if cut == "thirds" and rows:
        return Cuts(_third(rows, "score"), max(_third(rows, "orders"), 1))
    return Cuts(ATTITUDES[attitude][1], FIXED_ORDERS)


def _others(rows: Sequence[dict[str, Any]], attitude: str, cuts: Cuts) -> list[Cuts]:
    found = [
        _cuts(rows, attitude, "fixed"),
        _cuts(rows, attitude, "thirds"),
        Cuts(cuts.score - 1, cuts.orders),
        Cuts(cuts.score, cuts.orders + 1),
    ]
    if cuts.orders > 1:
        found.append(Cuts(cuts.score, cuts.orders - 1))
    return [one for one in dict.fromkeys(found) if one != cuts]


def _moved(rows: Sequence[dict[str, Any]], cuts: Cuts, other: Cuts) -> float:
    """Share of customers whose cell is another one under the other cuts."""
    total = sum(one["people"] for one in rows)
    moved = sum(
        one["people"] for one in rows if _cell_of(one, cuts) != _cell_of(one, other)
    )
    return moved / total if total else 0.0


def _cells(rows: Sequence[dict[str, Any]], cuts: Cuts, n: int) -> list[Cell]:
    priced = sum(one["priced"] for one in rows)
    whole = sum(one["money"] or 0 for one in rows)
    found = []
    for name in CELLS:
        own = [one for one in rows if _cell_of(one, cuts) == name]
        people = sum(one["people"] for one in own)
        money = sum(one["money"] or 0 for one in own)
        orders = sum(one["all_orders"] for one in own)
        discounted = sum(one["discounted"] for one in own)
        # What so few spent would tell of persons.
        told = people >= MIN_N
        found.append(
            Cell(
                name,
                share_of({"cell": name}, people, n) if told else _few(name, people, n),
                float(money) if priced and told else None,
                float(money / whole) if priced and told and whole > 0 else None,
                discounted / orders if orders and told else None,
            )
        )
    return found


def _few(name: str, people: int, n: int) -> Estimate:
    if people == 0:
        return share_of({"cell": name}, 0, n)
    return Estimate({"cell": name}, people, None, None, None, "withheld")


def cell_rows(
    store: Store, question: Question, found: Loyalty, cell: str, most: int
) -> Rows:
    """The customers of a cell: their number, score, orders and money in a year."""
    if cell not in CELLS:
        raise QuestionError(
            "There is no cell {name} here. There are: {known}.",
            name=cell,
            known=", ".join(CELLS),
        )
    likes = ">=" if cell in ("true", "latent") else "<"
    buys = ">=" if cell in ("true", "spurious") else "<"
    kept = (
        f"from placed where is_new = 0 and score {likes} {found.cuts.score} "
        f"and orders {buys} {found.cuts.orders}"
    )
    counted, listed = (
        _composed(store, question, found.attitude, found.as_of, f"{select} {kept}")
        for select in (
            "select count(*) as n",
            "select customer_id, score, orders, discounted, money, first_at, last_at, "
            "last_at as occurred_at, customer_id as row_id",
        )
    )
    return some_rows(store, counted, listed, "average_order", most)
