"""Customers who may be leaving: plain rules, and how often each was right before.

A rule sees only what was known on its day.  On earlier days it is then seen who did not
come back; a rule is worth something where those it points at come back less than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cx.customer_groups import (
    BUYING,
    NAMED,
    apart,
    filtered,
    only_named,
    share,
    up_to,
)
from cx.customers import withheld
from cx.errors import QuestionError, said
from cx.measure import Composed, Estimate, Question, Rows, with_tables
from cx.stats.compare import Difference, benjamini_hochberg, p_value
from cx.store import Store

RULES = {
    "drop": said("Score fell by 2 or more"),
    "snowball": said("A chain of contacts is open"),
    "recovery": said("A problem was not put right"),
    "gap": said("Longer without an order than usual for this customer"),
}
ACTIVE_DAYS = 365
BACK_DAYS = 90
RECENT_DAYS = 90
CHAIN_DAYS = 7
DROP = 2
FEWEST_GAPS = 4
MOST_DAYS = 4
# What a rule must have behind it: earlier days need a past of their own.
PAST_DAYS = 180
FALSE_FINDS = 0.05

# Every CTE has a row for each customer and day; nothing of a day looks past it but `gone`.
_FLAGS = f"""
buying as (
    select
        customer_id,
        occurred_at
    from purchase
    where {BUYING} and {NAMED}{{narrowed}}
),

life as (
    select
        landmark.at_day,
        buying.customer_id,
        max(case when buying.occurred_at <= landmark.at_day then buying.occurred_at end)
            as last_at,
        sum(case when buying.occurred_at <= landmark.at_day then 1 else 0 end) as orders,
        max(
            case
                when
                    buying.occurred_at > landmark.at_day
                    and buying.occurred_at
                    <= landmark.at_day + interval 1 day * {BACK_DAYS}
                    then 1
                else 0
            end
        ) as came_back
    from buying
    cross join landmark
    group by landmark.at_day, buying.customer_id
    having
        max(case when buying.occurred_at <= landmark.at_day then buying.occurred_at end)
        > landmark.at_day - interval 1 day * {ACTIVE_DAYS}
),

on_days as (
    select
        customer_id,
        cast(occurred_at as date) as on_day
    from buying
    group by customer_id, cast(occurred_at as date)
),

between_orders as (
    select
        customer_id,
        on_day,
        date_diff(
            'day',
            lag(on_day) over (partition by customer_id order by on_day),
            on_day
        ) as gap_days
    from on_days
),

placed_gap as (
    select
        landmark.at_day,
        between_orders.customer_id,
        between_orders.gap_days,
        row_number() over (
            partition by landmark.at_day, between_orders.customer_id
            order by between_orders.gap_days, between_orders.on_day
        ) as nth,
        count(*) over (
            partition by landmark.at_day, between_orders.customer_id
        ) as gaps
    from between_orders
    cross join landmark
    where
        between_orders.gap_days is not null
        and between_orders.on_day <= cast(landmark.at_day as date)
),

usual as (
    select
        at_day,
        customer_id,
        min(case when 10 * nth >= 9 * gaps then gap_days end) as usual_days
    from placed_gap
    where gaps >= {FEWEST_GAPS}
    group by at_day, customer_id
),

scored as (
    select
        landmark.at_day,
        answer.customer_id,
        answer.question,
        answer.score,
        answer.responded_at,
        row_number() over (
            partition by landmark.at_day, answer.customer_id, answer.question
            order by answer.responded_at desc, answer.row_id desc
        ) as nth
    from answer
    cross join landmark
    where
        (
            answer.question = 'nps'
            or answer.question = 'csat' and answer.scale_min = 1 and answer.scale_max = 5
        )
        and answer.score is not null
        and {NAMED}
        and answer.responded_at <= landmark.at_day
),

fell as (
    select
        newer.at_day,
        newer.customer_id,
        max(case when older.score - newer.score >= {DROP} then 1 else 0 end) as fallen
    from scored as newer
    inner join scored as older
        on
            newer.at_day = older.at_day
            and newer.customer_id = older.customer_id
            and newer.question = older.question
            and older.nth = 2
    where
        newer.nth = 1
        and newer.responded_at > newer.at_day - interval 1 day * {RECENT_DAYS}
    group by newer.at_day, newer.customer_id
),

chained as (
    select
        landmark.at_day,
        contact.customer_id,
        max(case when contact.previous_same_reason_days <= {CHAIN_DAYS} then 1 else 0 end)
            as chained
    from contact
    cross join landmark
    where
        contact.in_history
        and contact.customer_id is not null
        and contact.started_at <= landmark.at_day
        and contact.started_at > landmark.at_day - interval 1 day * {CHAIN_DAYS}
    group by landmark.at_day, contact.customer_id
),

told as (
    select
        landmark.at_day,
        answer.customer_id,
        max(
            case
                when answer.question = 'problem_resolved' and answer.score = 0 then 1
                when answer.question = 'recovery_satisfaction' and answer.score <= 2
                    then 1
                else 0
            end
        ) as failed
    from answer
    cross join landmark
    where
        answer.question in ('had_problem', 'problem_resolved', 'recovery_satisfaction')
        and answer.score is not null
        and {NAMED}
        and answer.responded_at <= landmark.at_day
        and answer.responded_at > landmark.at_day - interval 1 day * {RECENT_DAYS}
    group by landmark.at_day, answer.customer_id
),

flagged as (
    select
        life.at_day,
        life.customer_id,
        life.last_at,
        life.orders,
        1 - life.came_back as gone,
        fell.fallen as rule_drop,
        case
            when landmark.has_contacts = 0 then cast(null as integer)
            else coalesce(chained.chained, 0)
        end as rule_snowball,
        told.failed as rule_recovery,
        case
            when usual.usual_days is null then cast(null as integer)
            when
                date_diff('day', cast(life.last_at as date), cast(life.at_day as date))
                > usual.usual_days
                then 1
            else 0
        end as rule_gap
    from life
    inner join landmark on life.at_day = landmark.at_day
    left join fell
        on life.at_day = fell.at_day and life.customer_id = fell.customer_id
    left join chained
        on life.at_day = chained.at_day and life.customer_id = chained.customer_id
    left join told
        on life.at_day = told.at_day and life.customer_id = told.customer_id
    left join usual
        on life.at_day = usual.at_day and life.customer_id = usual.customer_id
)
"""


@dataclass(frozen=True)
class Rule:
    """One rule on earlier days: of those it pointed at, who did not come back.

    `flagged` and `others` are shares not back within 90 days, `judged` all whom the rule
    could judge; `tells` only where the difference is beyond chance among all rules.
    `now` is how many it points at on the last day.
    """

    name: str
    judged: Estimate
    flagged: Estimate
    others: Estimate
    difference: Difference | None
    tells: bool
    now: int


@dataclass(frozen=True)
class Wavering:
    """The rules, the earlier days they were tried on, and the day the list is of."""

    as_of: datetime
    days: tuple[datetime, ...]
    active: int
    rules: tuple[Rule, ...]


def _composed(
    store: Store, question: Question, days: list[datetime], select: str
) -> Composed:
    narrowed, bound = filtered(store, question, "purchase", "occurred_at", dated=False)
    marks = {f"mark{number}": day for number, day in enumerate(days)}
    # A day before the first contact cannot say that there was none.
    listed = " union all ".join(
        f"select cast(${name} as timestamp) as at_day, (select case when "
        f"min(started_at) <= cast(${name} as timestamp) - interval 1 day * {CHAIN_DAYS} "
        "then 1 else 0 end from contact) as has_contacts"
        for name in marks
    )
    tables = with_tables(store, store.mart(question.version), [("landmark", listed)])
    sql = f"{tables},\n{_FLAGS.format(narrowed=narrowed)}{select}"
    return Composed(sql, only_named(sql, {**bound, **marks}))


def earlier_days(first: datetime, last: datetime) -> list[datetime]:
    """Up to four days, 90 days apart, each with its 90 days after and its past before.

    >>> [str(d)[:10] for d in earlier_days(datetime(2025, 4, 1), datetime(2026, 1, 31))]
    ['2025-11-02']
    """
    found = (last - timedelta(days=BACK_DAYS * k) for k in range(1, MOST_DAYS + 1))
    return [day for day in found if day - first >= timedelta(days=PAST_DAYS)]


def wavering(store: Store, question: Question) -> Wavering | None:
    """Each rule with its precision on history; None without orders of customers."""
    covered = up_to(store, question)
    if covered is None:
        return None
    first, last = covered
    now = _now(store, question, last)
    active = int(now["active"] or 0)
    if not active:
        return None
    days = earlier_days(first, last)
    if withheld(store, question, active):
        return Wavering(last, tuple(days), active, ())
    patterns = _history(store, question, days) if days else []
    tried = []
    for name in RULES:
        key = {"rule": name}
        judged = share(key, patterns, f"gone_{name}", f"judged_{name}")
        flagged = share(key, patterns, f"gone_flagged_{name}", f"flagged_{name}")
        rest = [
            {
                "gone": one[f"gone_{name}"] - one[f"gone_flagged_{name}"],
                "n": one[f"judged_{name}"] - one[f"flagged_{name}"],
                "people": one["people"],
            }
            for one in patterns
        ]
        others = share(key, rest, "gone", "n")
        difference = apart(flagged, others) if flagged.status == "ok" else None
        tried.append((name, judged, flagged, others, difference))
    chances = iter(
        benjamini_hochberg([p_value(d) for *_, d in tried if d is not None])
    )
    rules = []
    for name, judged, flagged, others, difference in tried:
        beyond = difference is not None and next(chances) <= FALSE_FINDS
        tells = beyond and difference is not None and difference.value > 0
        count = int(now[f"now_{name}"] or 0)
        rules.append(Rule(name, judged, flagged, others, difference, tells, count))
    return Wavering(last, tuple(days), active, tuple(rules))


def _now(store: Store, question: Question, last: datetime) -> dict[str, Any]:
    sums = ", ".join(f"sum(rule_{name}) as now_{name}" for name in RULES)
    made = _composed(
        store, question, [last], f"select count(*) as active, {sums} from flagged"
    )
    (row,) = store.query(made.sql, made.bound).dicts()
    return row


def _history(
    store: Store, question: Question, days: list[datetime]
) -> list[dict[str, Any]]:
    columns = {}
    for name in RULES:
        columns[f"judged_{name}"] = f"count(rule_{name})"
        columns[f"flagged_{name}"] = f"coalesce(sum(rule_{name}), 0)"
        columns[f"gone_{name}"] = (
            f"sum(case when rule_{name} is not null then gone else 0 end)"
        )
        columns[f"gone_flagged_{name}"] = (
            f"sum(case when rule_{name} = 1 then gone else 0 end)"
        )
    listed = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
    names = ", ".join(columns)
    made = _composed(
        store,
        question,
        days,
        f", customer as (select customer_id, {listed} from flagged group by customer_id) "
        f"select {names}, count(*) as people from customer group by {names}",
    )
    return store.query(made.sql, made.bound).dicts()


def flagged_now(
    store: Store, question: Question, found: Wavering, rules: tuple[str, ...], most: int
) -> Rows:
    """Customers some of the rules point at on the last day, most reasons first."""
    unknown = [name for name in rules if name not in RULES]
    if unknown or not rules:
        raise QuestionError(
            "There is no rule {name} here. There are: {known}.",
            name=", ".join(unknown),
            known=", ".join(RULES),
        )
    reasons = " + ".join(f"coalesce(rule_{name}, 0)" for name in rules)
    listed = ", ".join(f"rule_{name}" for name in rules)
    made = _composed(
        store,
        question,
        [found.as_of],
        f"select customer_id, {listed}, {reasons} as reasons, orders, "
        f"last_at as last_order_at from flagged where {reasons} > 0 "
        f"order by reasons desc, customer_id limit {int(most)}",
    )
    counted = _composed(
        store,
        question,
        [found.as_of],
        f"select count(*) as n from flagged where {reasons} > 0",
    )
    n = int(store.query(counted.sql, counted.bound).rows[0][0])
    answer = store.query(made.sql, made.bound)
    return Rows(tuple(answer.columns), list(answer.rows), n)


def tried_rows(
    store: Store, question: Question, found: Wavering, rule: str, flagged: bool, most: int
) -> Rows:
    """Customers on earlier days whom a rule pointed to, or could judge and did not."""
    if rule not in RULES:
        raise QuestionError(
            "There is no rule {name} here. There are: {known}.",
            name=rule,
            known=", ".join(RULES),
        )
    kept = f"from flagged where rule_{rule} = {int(flagged)}"
    made, counted = (
        _composed(store, question, list(found.days), f"{select} {kept}{order}")
        for select, order in (
            (
                "select at_day as after_at, customer_id, gone, orders, last_at",
                f" order by at_day, customer_id limit {int(most)}",
            ),
            ("select count(*)", ""),
        )
    )
    n = int(store.query(counted.sql, counted.bound).rows[0][0])
    if withheld(store, question, n):
        return Rows((), [], n)
    answer = store.query(made.sql, made.bound)
    return Rows(tuple(answer.columns), list(answer.rows), n)
