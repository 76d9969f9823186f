"""How often customers buy, how much, and whether the satisfied ones buy again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cx.analyses.customers import (
    MIN_N,
    VISITS,
    asked,
    listed,
    lives,
    nothing,
    share,
    status_of,
    withheld,
)
from cx.measure import (
    BUCKETS,
    Composed,
    Estimate,
    Question,
    Rows,
    dimension_columns,
    narrowing,
    with_tables,
)
from cx.measure.estimate import shown
from cx.stats.compare import Difference
from cx.stats.concentration import Lorenz, lorenz
from cx.stats.intervals import ClusterSums, clustered_share, mean_interval, t_quantile
from cx.store import Store

FIFTHS = 5
SCORES = (1, 2, 3, 4, 5)
BUYS = "('order', 'renewal')"


def _period(store: Store, question: Question) -> Composed:
    """CTEs up to `customer`: those who bought in the question's period, one row each."""
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "purchase")
    conditions, bound = narrowing(question, "occurred_at", columns, "purchase")
    narrowed = "".join(f" and {one}" for one in conditions)
    chosen = f"select * from purchase where customer_id is not null{narrowed}"
    customer = (
        f"select customer_key, customer_id, "
        f"sum(case when kind in {BUYS} then 1 else 0 end) as orders, "
        f"sum(case when kind in {BUYS} then amount else 0 end) as spent, "
        "sum(case when kind = 'return' then abs(amount) else 0 end) as returned, "
        f"max(case when kind in {BUYS} then occurred_at end) as last_at "
        "from chosen group by customer_key, customer_id"
    )
    buyer = "select * from customer where orders > 0"
    tables = with_tables(
        store, alias, [("chosen", chosen), ("customer", customer), ("buyer", buyer)]
    )
    return Composed(tables, bound)


@dataclass(frozen=True)
class Activity:
    """What the customers of a period did; money in the unit of the file.

    `repeat` is the share with two orders or more, `frequency` orders and `value` spent,
    each per customer who bought.  `returned` is money of returns, not taken off.
    """

    customers: int
    orders: int
    spent: float
    returned: float
    repeat: Estimate
    frequency: Estimate
    value: Estimate
    curve: Lorenz | None


def activity(store: Store, question: Question) -> Activity:
    """Repeat rate, frequency and spend of those who bought in the period."""
    made = _period(store, question)
    rows = asked(
        store,
        made,
        "select orders, coalesce(spent, 0) as spent, count(*) as n from buyer "
        "group by orders, coalesce(spent, 0) order by orders, spent",
    )
    n = sum(int(row["n"]) for row in rows)
    none = nothing({}, "withheld" if n else "empty", n)
    if not n or withheld(store, question, n):
        return Activity(n, 0, 0.0, 0.0, none, none, none, None)
    (back,) = asked(store, made, "select sum(returned) as returned from customer")
    repeat = sum(int(row["n"]) for row in rows if row["orders"] >= 2)
    sums = {
        name: (
            sum(row[name] * row["n"] for row in rows),
            sum(row[name] ** 2 * row["n"] for row in rows),
        )
        for name in ("orders", "spent")
    }
    spent: dict[float, int] = {}
    for row in rows:
        amount = max(float(row["spent"]), 0.0)
        spent[amount] = spent.get(amount, 0) + int(row["n"])
    return Activity(
        n,
        int(sums["orders"][0]),
        float(sums["spent"][0]),
        float(back["returned"] or 0),
        share({}, repeat, n),
        _mean(*sums["orders"], n),
        _mean(*sums["spent"], n),
        lorenz(spent),
    )


def _mean(total: Any, squares: Any, n: int) -> Estimate:
    found = mean_interval(float(total), float(squares), n)
    return shown({}, n, status_of(n), found)


def buyers(store: Store, question: Question, *, most: int) -> Rows:
    """The customers (codes) behind a period's numbers, who spent most first."""
    return listed(
        store,
        question,
        _period(store, question),
        "select customer_id, orders, spent, returned, last_at from buyer",
        order="spent desc nulls last, customer_id",
        most=most,
    )


_FIFTHS = """
, ranked as (
    select
        customer_id,
        orders,
        spent,
        last_at,
        rank() over (partition by 1 order by cast(last_at as date)) as late,
        rank() over (partition by 1 order by orders) as often,
        count(*) over (partition by 1) as everybody
    from buyer
),

placed as (
    select
        customer_id,
        orders,
        spent,
        last_at,
        cast(floor(5 * (late - 1) / nullif(everybody, 0)) as integer) + 1 as recency,
        cast(floor(5 * (often - 1) / nullif(everybody, 0)) as integer) + 1 as frequency
    from ranked
)
"""


@dataclass(frozen=True)
class Corner:
    """Customers of one fifth by recency and one by frequency (5 is best), their money."""

    recency: int
    frequency: int
    customers: int
    spent: float


def rfm(store: Store, question: Question) -> list[Corner]:
    """Customers by fifths of how lately and how often they bought; ties share a fifth.

    A cell of fewer than ten is there with its count; what it spent is not (nan).
    """
    made = _period(store, question)
    rows = asked(
        store,
        made,
        f"{_FIFTHS} select recency, frequency, count(*) as n, sum(spent) as spent "
        "from placed group by recency, frequency order by recency, frequency",
    )
    if withheld(store, question, sum(int(row["n"]) for row in rows)):
        return []
    return [
        Corner(
            int(row["recency"]),
            int(row["frequency"]),
            int(row["n"]),
            float(row["spent"] or 0) if row["n"] >= MIN_N else float("nan"),
        )
        for row in rows
    ]


def rfm_rows(
    store: Store, question: Question, *, recency: int, frequency: int, most: int
) -> Rows:
    """The customers (codes) of one cell of the grid."""
    made = _period(store, question)
    bound = {**made.bound, "fifth_r": recency, "fifth_f": frequency}
    return listed(
        store,
        question,
        Composed(made.sql + _FIFTHS, bound),
        "select customer_id, orders, spent, last_at from placed "
        "where recency = $fifth_r and frequency = $fifth_f",
        order="spent desc nulls last, customer_id",
        most=most,
    )


@dataclass(frozen=True)
class Repurchase:
    """Share that bought again within the days after each score, 1 to 5, and fives against
    fours: None where one side is too small."""

    shares: tuple[Estimate, ...]
    too_young: int
    gap: Difference | None


def _after_scores(store: Store, question: Question, days: int) -> Composed:
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "answer")
    conditions, bound = narrowing(question, "responded_at", columns, "answer")
    narrowed = "".join(f" and {one}" for one in conditions)
    rated = (
        "select row_id, customer_id, customer_key, customer_bucket, responded_at, score "
        "from answer where question = 'csat' and state = 'answered' and scale_min = 1 "
        "and scale_max = 5 and score in (1, 2, 3, 4, 5) and responded_at is not null "
        f"and customer_id is not null{narrowed}"
    )
    covered = f"select max(occurred_at) as data_end from purchase where kind in {BUYS}"
    # Only who had bought by then: whoever is known from a later order has come, for sure.
    known = (
        "select customer_key, min(occurred_at) as first_at from purchase "
        f"where kind in {BUYS} and customer_id is not null group by customer_key"
    )
    followed = (
        "select rated.*, case when responded_at + interval 1 day * $days "
        "<= covered.data_end then 1 else 0 end as ripe from rated "
        "inner join known on rated.customer_key = known.customer_key "
        "cross join covered where known.first_at <= responded_at"
    )
    again = (
        "select followed.row_id from followed inner join purchase "
        "on followed.customer_key = purchase.customer_key "
        f"where purchase.kind in {BUYS} and purchase.occurred_at > followed.responded_at "
        "and purchase.occurred_at <= followed.responded_at + interval 1 day * $days "
        "group by followed.row_id"
    )
    judged = (
        "select followed.*, "
        "case when again.row_id is not null then 1 else 0 end as bought "
        "from followed left join again on followed.row_id = again.row_id where ripe = 1"
    )
    tables = with_tables(
        store,
        alias,
        [
            ("rated", rated),
            ("covered", covered),
            ("known", known),
            ("followed", followed),
            ("again", again),
            ("judged", judged),
        ],
    )
    return Composed(tables, {**bound, "days": days})


def repurchase(store: Store, question: Question, *, days: int) -> Repurchase:
    """Satisfaction 1 to 5 against buying again within `days` of the answer."""
    made = _after_scores(store, question, days)
    rows = asked(
        store,
        made,
        "select score, bucket, sum(bought) as bought, sum(n) as n, "
        "sum(bought * bought) as bb, sum(bought * n) as bn, sum(n * n) as nn, "
        "count(*) as customers from (select score, customer_bucket as bucket, "
        "customer_key, sum(bought) as bought, count(*) as n from judged "
        "group by score, customer_bucket, customer_key) as one "
        "group by score, bucket order by score, bucket",
    )
    (young,) = asked(store, made, "select count(*) as n from followed where ripe = 0")
    every = sum(int(row["n"]) for row in rows)
    if withheld(store, question, every):
        rows = []
    shares = tuple(
        _share_of([row for row in rows if row["score"] == score], score)
        for score in SCORES
    )
    return Repurchase(shares, int(young["n"]), _gap(rows, shares))


def _share_of(rows: list[dict[str, Any]], score: int) -> Estimate:
    group: dict[str, str | None] = {"score": str(score)}
    whole = {
        name: sum(int(row[name]) for row in rows)
        for name in ("bought", "n", "bb", "bn", "nn", "customers")
    }
    status = status_of(whole["n"])
    if status in ("withheld", "empty"):
        return nothing(group, status, whole["n"])
    sums = ClusterSums(
        numerator=whole["bought"],
        denominator=whole["n"],
        numerator_squares=whole["bb"],
        cross=whole["bn"],
        denominator_squares=whole["nn"],
        clusters=whole["customers"],
    )
    return shown(group, whole["n"], status, clustered_share(sums))


def _gap(rows: list[dict[str, Any]], shares: tuple[Estimate, ...]) -> Difference | None:
    """Fives minus fours, customers left out bucket by bucket: some are on both sides."""
    if any(one.value is None or one.status != "ok" for one in shares[3:]):
        return None
    bought, n = np.zeros((2, BUCKETS)), np.zeros((2, BUCKETS))
    for row in rows:
        if row["score"] >= 4:
            cell = int(row["score"]) - 4, int(row["bucket"])
            bought[cell], n[cell] = float(row["bought"]), float(row["n"])
    kept = n.sum(axis=0) > 0
    bought, n = bought[:, kept], n[:, kept]
    left = n.sum(axis=1, keepdims=True) - n
    buckets = int(kept.sum())
    if buckets < 2 or not left.all():
        return None
    each = (bought.sum(axis=1, keepdims=True) - bought) / left
    without = each[1] - each[0]
    error = float(
        np.sqrt((buckets - 1) / buckets * ((without - without.mean()) ** 2).sum())
    )
    four, five = (one.value or 0.0 for one in shares[3:])
    half = t_quantile(buckets - 1) * error
    return Difference(five - four, five - four - half, five - four + half)


def repurchase_rows(
    store: Store, question: Question, *, days: int, score: int, most: int
) -> Rows:
    """The answers behind one score: when, and whether the customer bought again."""
    made = _after_scores(store, question, days)
    return listed(
        store,
        question,
        Composed(made.sql, {**made.bound, "rated_at": score}),
        "select customer_id, responded_at, score, bought from judged "
        "where score = $rated_at",
        order="responded_at, customer_id",
        most=most,
    )


_FIRST_YEAR = """
, of_customer as (
    select
        newcomer.customer_key,
        sum(bought.amount) as spent
    from newcomer
    inner join bought on newcomer.customer_key = bought.customer_key
    cross join covered
    where
        newcomer.occurred_at + interval 1 day * 365 <= covered.data_end
        and bought.occurred_at < newcomer.occurred_at + interval 1 day * 365
    group by newcomer.customer_key
)

select
    count(*) as n,
    sum(coalesce(spent, 0)) as total,
    sum(coalesce(spent, 0) * coalesce(spent, 0)) as squares
from of_customer
"""


def first_year(store: Store, question: Question, *, lead_days: int) -> Estimate:
    """Mean spent in the 365 days from a first order on, of those whose year is over."""
    made = lives(store, question, lead_days=lead_days, kinds=VISITS["order"])
    (row,) = asked(store, Composed(made.sql + _FIRST_YEAR, made.bound), "")
    n = int(row["n"])
    if not n or withheld(store, question, n):
        return nothing({}, "withheld" if n else "empty", n)
    return _mean(row["total"], row["squares"], n)
