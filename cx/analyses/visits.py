"""What customers met on their first three visits: satisfaction, effort, late delivery."""

from __future__ import annotations

from dataclasses import dataclass

from cx.analyses.customers import (
    VISITS,
    asked,
    lives,
    nothing,
    share,
    status_of,
    withheld,
)
from cx.measure import Composed, Estimate, Question, estimate_from_sums
from cx.measure.estimate import shown
from cx.store import Store

# An answer belongs to a visit when it came so many days after it, and before the next.
ANSWERED_WITHIN = 35
MEASURES = ("satisfied", "hard", "late")
FIRST = (1, 2, 3)

_MET = f"""
, told as (
    select
        step.customer_key,
        step.visit,
        answer.question,
        answer.score,
        row_number() over (
            partition by step.customer_key, step.visit, answer.question
            order by answer.responded_at, answer.row_id
        ) as place
    from step
    inner join answer on step.customer_key = answer.customer_key
    where
        step.visit <= 3
        and answer.state = 'answered'
        and answer.score is not null
        and cast(answer.responded_at as date) >= step.on_day
        and cast(answer.responded_at as date)
        <= step.on_day + interval 1 day * {ANSWERED_WITHIN}
        and (
            step.next_day is null
            or cast(answer.responded_at as date) < step.next_day
        )
        and (
            (answer.question = 'csat' and answer.scale_min = 1 and answer.scale_max = 5)
            or (
                answer.question = 'ces2'
                and answer.scale_min = 1
                and answer.scale_max = 7
            )
        )
),

delivered as (
    select
        step.customer_key,
        step.visit,
        max(case when bought.late then 1 else 0 end) as late
    from step
    inner join bought
        on
            step.customer_key = bought.customer_key
            and step.on_day = cast(bought.occurred_at as date)
    where
        step.visit <= 3
        and bought.late is not null
    group by step.customer_key, step.visit
)

select
    visit,
    case when question = 'csat' then 'satisfied' else 'hard' end as measure,
    sum(
        case
            when question = 'csat' and score >= 4 then 1
            when question = 'ces2' and score <= 3 then 1
            else 0
        end
    ) as yes,
    count(*) as n
from told
where place = 1
group by visit, question
union all
select visit, 'late' as measure, sum(late) as yes, count(*) as n
from delivered
group by visit
"""


@dataclass(frozen=True)
class Met:
    """One share on one visit: customers with an answer (or a delivery) are its base."""

    visit: int
    measure: str
    estimate: Estimate


def met_on(store: Store, question: Question, *, visit: str, lead_days: int) -> list[Met]:
    """Of the first three visits: satisfied (4-5), hard (1-3 of 7), delivered late."""
    made = lives(store, question, lead_days=lead_days, kinds=VISITS[visit])
    found = {
        (int(row["visit"]), str(row["measure"])): (int(row["yes"]), int(row["n"]))
        for row in asked(store, Composed(made.sql + _MET, made.bound), "")
    }
    most = max((n for _, n in found.values()), default=0)
    if withheld(store, question, most):
        return []
    return [
        Met(
            place,
            measure,
            share({"visit": str(place)}, *found.get((place, measure), (0, 0))),
        )
        for measure in MEASURES
        if any(kind == measure for _, kind in found)
        for place in FIRST
    ]


# After late and after timely delivery: an answer is about the last order before it.
_AFTER_DELIVERY = """
, rated as (
    select
        answer.row_id,
        answer.score,
        bought.customer_key,
        bought.late,
        row_number() over (
            partition by answer.row_id order by bought.occurred_at desc, bought.row_id
        ) as back
    from answer
    inner join bought on answer.customer_key = bought.customer_key
    inner join newcomer on answer.customer_key = newcomer.customer_key
    where
        answer.question = 'csat'
        and answer.state = 'answered'
        and answer.scale_min = 1
        and answer.scale_max = 5
        and answer.score is not null
        and bought.occurred_at <= answer.responded_at
        and answer.responded_at <= bought.occurred_at + interval 1 day * $answered_within
),

judged as (
    select
        customer_key,
        case when late then 1 else 0 end as late,
        score
    from rated
    where
        back = 1
        and late is not null
),

of_customer as (
    select
        customer_key,
        late,
        sum(score) as total,
        count(*) as n,
        sum(score * score) as squares
    from judged
    group by customer_key, late
)

select
    late,
    sum(total) as numerator,
    sum(n) as denominator,
    sum(total * total) as numerator_squares,
    sum(total * n) as cross_products,
    sum(n * n) as denominator_squares,
    count(*) as clusters,
    sum(squares) as squares
from of_customer
group by late
"""
ABOUT_AN_ORDER_WITHIN = 180


def after_delivery(
    store: Store, question: Question, *, within: int = ABOUT_AN_ORDER_WITHIN
) -> dict[str, Estimate]:
    """Mean satisfaction (1 to 5) after "late" and after "on time" delivery.

    An answer is about its customer's last order of the `within` days before it; orders
    without a promised or a real day of delivery say nothing.  Customers are the unit.
    """
    made = lives(store, question, lead_days=0, kinds=VISITS["order"])
    rows = asked(
        store,
        Composed(made.sql + _AFTER_DELIVERY, made.bound),
        "",
        answered_within=within,
    )
    every = sum(int(row["denominator"]) for row in rows)
    if withheld(store, question, every):
        return {}
    found = {}
    for row in rows:
        name, n = "late" if row["late"] else "on time", int(row["denominator"])
        sums = {key: float(cell) for key, cell in row.items() if key != "late"}
        status = status_of(n)
        found[name] = (
            shown({"delivery": name}, n, status, estimate_from_sums("mean", sums))
            if status in ("ok", "low")
            else nothing({"delivery": name}, status, n)
        )
    return found
