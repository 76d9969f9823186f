"""Perfect orders: what is lost to which cause, each order once; and late orders."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from cx import catalog
from cx.analyses.customer_groups import apart, mean, share
from cx.analyses.effort import composed, some_rows
from cx.errors import QuestionError, said
from cx.measure import Composed, Estimate, Question, Rows
from cx.measure.told import untold
from cx.stats.compare import Difference
from cx.store import Store

PERFECT = "perfect_order"
# In the order in which they are asked: an order is lost to the first one it fails.
CAUSES = {
    "late": said("Late"),
    "incomplete": said("Incomplete"),
    "damaged": said("Damaged"),
    "papers": said("Papers wrong"),
}
_FLAGS = """,
flagged as (
    select
        *,
        case when late then 1 else 0 end as lost_late,
        case when complete then 0 else 1 end as lost_incomplete,
        case when undamaged then 0 else 1 end as lost_damaged,
        case when documented then 0 else 1 end as lost_papers
    from observation
),

caused as (
    select
        *,
        case
            when lost_late = 1 then 'late'
            when lost_incomplete = 1 then 'incomplete'
            when lost_damaged = 1 then 'damaged'
            when lost_papers = 1 then 'papers'
        end as first_cause
    from flagged
)
"""


@dataclass(frozen=True)
class Loss:
    """Orders lost to a cause: as the first one they fail, and at all."""

    cause: str
    first: Estimate
    any: Estimate


@dataclass(frozen=True)
class Perfect:
    """The share of perfect orders, its losses (their `first` add up to the rest).

    `multiplied` is what the four rates would give if failures were independent.
    """

    perfect: Estimate
    losses: tuple[Loss, ...]
    multiplied: float | None

    @property
    def beyond_first(self) -> int:
        """Failures that fall on an order already lost to an earlier cause."""
        return sum(
            round((one.any.value or 0) * one.any.n)
            - round((one.first.value or 0) * one.first.n)
            for one in self.losses
        )


def perfect(store: Store, question: Question) -> Perfect | None:
    """Perfect orders and what the others are lost to; None where no order says all."""
    sums = ", ".join(
        f"sum(lost_{name}) as any_{name}, "
        f"sum(case when first_cause = '{name}' then 1 else 0 end) as first_{name}"
        for name in CAUSES
    )
    names = ", ".join(f"any_{name}, first_{name}" for name in CAUSES)
    made = composed(
        store,
        PERFECT,
        question,
        f"{_FLAGS}, customer as (select cluster_key, count(*) as n, sum(value) as good, "
        f"{sums} from caused group by cluster_key) "
        f"select n, good, {names}, count(*) as people from customer "
        f"group by n, good, {names}",
    )
    patterns = store.query(made.sql, made.bound).dicts()
    metric = catalog.metric(PERFECT)
    good = share({}, patterns, "good", "n")
    if not good.n:
        return None
    if good.status == "withheld" or untold(store, metric, question, good.n):
        return Perfect(Estimate({}, good.n, None, None, None, "withheld"), (), None)
    losses = tuple(
        Loss(
            name,
            share({"cause": name}, patterns, f"first_{name}", "n"),
            share({"cause": name}, patterns, f"any_{name}", "n"),
        )
        for name in CAUSES
    )
    return Perfect(good, losses, prod(1 - (one.any.value or 0) for one in losses))


def lost_rows(store: Store, question: Question, cause: str, most: int) -> Rows:
    """The orders lost to a cause as the first one they fail."""
    if cause not in CAUSES:
        raise QuestionError(
            "There is no loss called {name} here. There are: {known}.",
            name=cause,
            known=", ".join(CAUSES),
        )
    kept = f"from caused where first_cause = '{cause}'"
    counted, listed = (
        composed(store, PERFECT, question, f"{_FLAGS} {select} {kept}")
        for select in ("select count(*) as n", "select *")
    )
    return some_rows(store, counted, listed, PERFECT, most)


# An answer belongs to the customer's latest order before it, if that one had been
# delivered or was overdue by then.
_RATED = """,
delivered as (
    select
        purchase.customer_id,
        purchase.row_id as order_row_id,
        purchase.occurred_at,
        purchase.promised_at,
        purchase.delivered_at,
        case when purchase.late then 1 else 0 end as late
    from purchase
    where
        purchase.kind = 'order'
        and purchase.customer_id is not null
        and not coalesce(purchase.placeholder, false)
        and purchase.promised_at is not null
        and purchase.delivered_at is not null
),

paired as (
    select
        observation.row_id as answer_row_id,
        delivered.late,
        row_number() over (
            partition by observation.row_id
            order by delivered.occurred_at desc, delivered.order_row_id
        ) as nearest
    from observation
    inner join delivered on observation.customer_id = delivered.customer_id
    where
        delivered.occurred_at >= observation.responded_at - interval 1 day * $rated_days
        and (
            delivered.delivered_at <= observation.responded_at
            or delivered.promised_at <= observation.responded_at
        )
        and delivered.occurred_at < observation.responded_at
),

rated as (
    select
        observation.*,
        paired.late
    from observation
    inner join paired on observation.row_id = paired.answer_row_id
    where
        paired.nearest = 1
        and observation.score is not null
        and observation.scale_min = 1
        and observation.scale_max = 5
)
"""


@dataclass(frozen=True)
class Rated:
    """A mean from 1 to 5 after late orders and after those on time."""

    late: Estimate
    on_time: Estimate
    difference: Difference | None


def _answers(
    store: Store, question: Question, touchpoint: str | None, days: int, select: str
) -> Composed:
    asked = question
    if touchpoint is not None:
        asked = Question(
            since=question.since,
            until=question.until,
            filters=(
                *((name, v) for name, v in question.filters if name != "touchpoint"),
                ("touchpoint", (touchpoint,)),
            ),
            version=question.version,
        )
    metric = "csat" if touchpoint is None else "touchpoint_score"
    made = composed(store, metric, asked, _RATED + select)
    return Composed(made.sql, {**made.bound, "rated_days": days})


def after_delivery(
    store: Store, question: Question, touchpoint: str | None, days: int
) -> Rated:
    """How a touchpoint (None: satisfaction) is rated after late orders and others.

    `days` is the longest time from order to answer.
    """
    made = _answers(
        store,
        question,
        touchpoint,
        days,
        ", customer as (select late, cluster_key, count(*) as n, sum(score) as total, "
        "sum(score * score) as squares from rated group by late, cluster_key) "
        "select late, n, total, squares, count(*) as people from customer "
        "group by late, n, total, squares",
    )
    patterns = store.query(made.sql, made.bound).dicts()
    late, on_time = (
        mean(
            {"delivered": name},
            [one for one in patterns if one["late"] == flag],
            "total",
            "squares",
            "n",
        )
        for name, flag in (("late", 1), ("on time", 0))
    )
    return Rated(late, on_time, apart(late, on_time))


def rated_rows(
    store: Store,
    question: Question,
    touchpoint: str | None,
    days: int,
    late: int,
    most: int,
) -> Rows:
    """The answers behind one of the two means."""
    metric = "csat" if touchpoint is None else "touchpoint_score"
    kept = f"from rated where late = {int(late)}"
    counted, listed = (
        _answers(store, question, touchpoint, days, f"{select} {kept}")
        for select in ("select count(*) as n", "select *")
    )
    return some_rows(store, counted, listed, metric, most)
