"""Outcomes that touchpoints may go with: what is asked, said, or done afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cx.analyses.driver_ready import counted_ready, questions_ready
from cx.errors import QuestionError, said
from cx.measure import Question, dimension_columns, narrowing, with_tables
from cx.store import Store

DAYS_TO_BUY = 90
# What counts as buying: a visit or a return does not.
BOUGHT = ("order", "renewal")


@dataclass(frozen=True)
class Outcome:
    """What is explained, and how an answer becomes its number.

    `value` is SQL over one answer's `score`. `better` is -1 where a lower number is.
    Slopes are in `unit`s: score points, NPS points, or shares on 0 to 1.
    """

    id: str
    name: str
    kind: Literal["score", "net", "yes_no", "bought"]
    question: str | None
    value: str = "score"
    better: Literal[1, -1] = 1
    unit: Literal["score", "points", "share"] = "score"
    scale: tuple[int, int] | None = None


OUTCOMES = (
    Outcome("nps", said("Likelihood to recommend, 0 to 10"), "score", "nps"),
    Outcome(
        "nps_net",
        said("NPS, in points"),
        "net",
        "nps",
        "case when score >= 9 then 100 when score >= 7 then 0 else -100 end",
        unit="points",
    ),
    Outcome(
        "nps_promoter",
        said("Share of promoters"),
        "yes_no",
        "nps",
        "case when score >= 9 then 1 else 0 end",
        unit="share",
    ),
    Outcome("csat", said("Customer satisfaction (CSAT)"), "score", "csat"),
    Outcome(
        "csat_top2",
        said("Share of satisfied customers, 4 or 5 of 5"),
        "yes_no",
        "csat",
        "case when score >= 4 then 1 else 0 end",
        unit="share",
        scale=(1, 5),
    ),
    Outcome(
        "overall_satisfaction",
        said("Overall satisfaction"),
        "score",
        "overall_satisfaction",
    ),
    Outcome("intent_rebuy", said("Intention to buy again"), "score", "intent_rebuy"),
    Outcome("ces2", said("Customer Effort Score 2.0"), "score", "ces2"),
    Outcome(
        "ces2_easy",
        said("Share who found it easy, 5 to 7 of 7"),
        "yes_no",
        "ces2",
        "case when score >= 5 then 1 else 0 end",
        unit="share",
    ),
    Outcome(
        "ces1",
        said("Customer Effort Score 1.0, lower is easier"),
        "score",
        "ces1",
        better=-1,
    ),
    Outcome(
        "recommend_other",
        said("Recommendation, another scale"),
        "score",
        "recommend_other",
    ),
    Outcome(
        "repurchase_90",
        said("Bought again within 90 days"),
        "bought",
        None,
        "bought",
        unit="share",
    ),
)
BY_ID = {one.id: one for one in OUTCOMES}


def outcome(outcome_id: str) -> Outcome:
    """The outcome of this name; QuestionError if there is none."""
    if outcome_id not in BY_ID:
        raise QuestionError(
            "There is no outcome {given}. There are: {known}.",
            given=outcome_id,
            known=", ".join(BY_ID),
        )
    return BY_ID[outcome_id]


def outcome_rows(
    store: Store, wanted: Outcome, question: Question
) -> tuple[str, dict[str, Any]]:
    """CTEs up to `outcome_row`: one row for each response that has the outcome.

    Its columns: source, response_id, somebody (who it is for buckets), weight, y, and the
    scale.  Purchases count in the 90 days after the answer, and only for answers old
    enough for the purchases to cover those days.
    """
    alias = store.mart(question.version)
    conditions, bound = narrowing(
        question, "responded_at", dimension_columns(store, alias, "answer"), "answer"
    )
    about = wanted.question or "touchpoint"
    picked = ["question = $outcome_question", *conditions]
    if wanted.scale:
        low, high = wanted.scale
        picked.append(f"scale_min = {low} and scale_max = {high}")
    if wanted.kind == "bought":
        rows = _bought(" and ".join(picked))
    else:
        picked.append("score is not null")
        rows = [
            (
                "outcome_row",
                "select source, response_id, coalesce(max(customer_id), "
                "source || ':' || response_id) as somebody, max(weight) as weight, "
                f"max({wanted.value}) as y, max(scale_min) as scale_min, "
                "max(scale_max) as scale_max, min(responded_at) as responded_at "
                f"from answer where {' and '.join(picked)} group by source, response_id",
            )
        ]
    return with_tables(store, alias, rows), {**bound, "outcome_question": about}


def _bought(picked: str) -> list[tuple[str, str]]:
    kinds = ", ".join(f"'{kind}'" for kind in BOUGHT)
    return [
        (
            "old_enough",
            "select source, response_id, max(customer_id) as customer_id, "
            "max(weight) as weight, min(responded_at) as responded_at from answer "
            f"where {picked} and customer_id is not null "
            f"and responded_at + interval {DAYS_TO_BUY} day "
            "<= (select max(occurred_at) from purchase) group by source, response_id",
        ),
        (
            "again",
            "select distinct old_enough.source, old_enough.response_id from old_enough "
            "inner join purchase on old_enough.customer_id = purchase.customer_id "
            "and purchase.occurred_at > old_enough.responded_at and purchase.occurred_at "
            f"<= old_enough.responded_at + interval {DAYS_TO_BUY} day "
            f"where purchase.kind in ({kinds})",
        ),
        (
            "outcome_row",
            "select old_enough.source, old_enough.response_id, old_enough.customer_id "
            "as somebody, old_enough.weight, case when again.response_id is null then 0 "
            "else 1 end as y, 0 as scale_min, 1 as scale_max, old_enough.responded_at "
            "from old_enough left join again on old_enough.source = again.source "
            "and old_enough.response_id = again.response_id",
        ),
    ]


def offered(store: Store, question: Question) -> list[tuple[Outcome, int]]:
    """Outcomes in this data, with how many responses have them and rated a touchpoint.

    In the order of OUTCOMES; those that nobody has are left out.
    """
    alias = store.mart(question.version)
    tables = store.columns(alias)
    made = questions_ready(store, question)
    at_once = counted_ready(store, question) if made else []
    found = []
    counted: dict[tuple[str | None, tuple[int, int] | None], int] = {}
    for one in OUTCOMES:
        if one.kind == "bought" and not _anybody_bought(store, alias, tables):
            continue
        key = (one.question, one.scale)
        if one.question in made:
            counted[key] = sum(
                n
                for asked, scale, n in at_once
                if asked == one.question and one.scale in (None, scale)
            )
        elif key not in counted:
            counted[key] = _counted(store, one, question)
        if counted[key]:
            found.append((one, counted[key]))
    return found


def _anybody_bought(store: Store, alias: str, tables: dict[str, list[str]]) -> bool:
    if "purchase" not in tables:
        return False
    return bool(store.query(f"select 1 from {alias}.purchase limit 1").rows)


def _counted(store: Store, wanted: Outcome, question: Question) -> int:
    sql, bound = outcome_rows(store, wanted, question)
    return int(
        store.query(
            f"{sql} select count(*) from outcome_row where "
            "(source, response_id) in (select (source, response_id) from answer "
            "where question = 'touchpoint' and score is not null)",
            bound,
        ).rows[0][0]
    )
