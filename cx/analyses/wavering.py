"""Customers who may be leaving: plain rules, and how often each was right before.

A rule sees only what was known on its day.  On earlier days it is then seen who did not
come back; a rule is worth something where those it points at come back less than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cx.analyses.customer_groups import apart, share, up_to
from cx.analyses.customers import withheld
from cx.analyses.wavering_flags import BACK_DAYS, RULES, flags
from cx.errors import QuestionError
from cx.measure import Estimate, Question, Rows
from cx.stats.compare import Difference, benjamini_hochberg, p_value
from cx.store import Store

MOST_DAYS = 4
# What a rule must have behind it: earlier days need a past of their own.
PAST_DAYS = 180
FALSE_FINDS = 0.05


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
    chances = iter(benjamini_hochberg([p_value(d) for *_, d in tried if d is not None]))
    rules = []
    for name, judged, flagged, others, difference in tried:
        beyond = difference is not None and next(chances) <= FALSE_FINDS
        tells = beyond and difference is not None and difference.value > 0
        count = int(now[f"now_{name}"] or 0)
        rules.append(Rule(name, judged, flagged, others, difference, tells, count))
    return Wavering(last, tuple(days), active, tuple(rules))


def _now(store: Store, question: Question, last: datetime) -> dict[str, Any]:
    sums = ", ".join(f"sum(rule_{name}) as now_{name}" for name in RULES)
    made = flags(
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
    made = flags(
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
    made = flags(
        store,
        question,
        [found.as_of],
        f"select customer_id, {listed}, {reasons} as reasons, orders, "
        f"last_at as last_order_at from flagged where {reasons} > 0 "
        f"order by reasons desc, customer_id limit {int(most)}",
    )
    counted = flags(
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
        flags(store, question, list(found.days), f"{select} {kept}{order}")
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
