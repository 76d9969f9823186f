"""Service recovery: from a problem to a satisfied customer, and the paradox tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cx.analyses.customer_groups import (
    BUYING,
    NAMED,
    Pattern,
    apart,
    filtered,
    mean,
    net,
    only_named,
    share,
)
from cx.analyses.customers import withheld
from cx.analyses.effort import some_rows
from cx.errors import QuestionError, said
from cx.measure import Composed, Estimate, Question, Rows, with_tables
from cx.stats.compare import Difference
from cx.store import Store

BACK_DAYS = 90
# A metric of responses, for what may be shown of them and in which order.
ANY = "promoters_complaining"
GROUPS = {
    "none": said("No problem"),
    "recovered": said("Won back"),
    "failed": said("Not won back"),
}
STAGES = {
    "problem": said("Had a problem"),
    "contacted": said("Told us"),
    "resolved": said("Says it was resolved"),
    "satisfied": said("And satisfied with it"),
}
# Outcome -> its unit.
OUTCOMES = {"satisfaction": "score", "nps": "points", "back": "share"}

# One row a response that says whether there was a problem.  Whether a customer bought
# again is asked only of those who bought before, and only once all the days are over.
_RESPONSES = f"""
said_so as (
    select
        source,
        response_id,
        max(row_id) as row_id,
        max(case when not coalesce(placeholder, false) then customer_id end)
            as customer_id,
        max(responded_at) as responded_at,
        max(case when question = 'had_problem' then score end) as had,
        max(case when question = 'problem_contacted' then score end) as contacted,
        max(case when question = 'problem_resolved' then score end) as resolved,
        max(case when question = 'recovery_satisfaction' and scale_max = 5 then score end)
            as recovery,
        max(
            case
                when question = 'csat' and scale_min = 1 and scale_max = 5 then score
            end
        ) as csat,
        max(case when question = 'nps' then score end) as nps
    from answer
    where true{{narrowed}}
    group by source, response_id
    having max(case when question = 'had_problem' then score end) is not null
),

closing as (
    select max(occurred_at) as data_end
    from purchase
),

buying as (
    select
        customer_id,
        occurred_at
    from purchase
    where {BUYING} and {NAMED}
),

bought as (
    select
        said_so.row_id,
        max(case when buying.occurred_at <= said_so.responded_at then 1 else 0 end)
            as before,
        max(
            case
                when
                    buying.occurred_at > said_so.responded_at
                    and buying.occurred_at
                    <= said_so.responded_at + interval 1 day * $back_days
                    then 1
                else 0
            end
        ) as again
    from said_so
    inner join buying on said_so.customer_id = buying.customer_id
    group by said_so.row_id
),

grouped as (
    select
        said_so.*,
        coalesce(said_so.customer_id, said_so.row_id) as cluster_id,
        case
            when said_so.had = 0 then 'none'
            when said_so.contacted = 0 then 'silent'
            when said_so.contacted = 1 and said_so.recovery >= 4 then 'recovered'
            when said_so.contacted = 1 and said_so.recovery <= 3 then 'failed'
        end as grp,
        case
            when
                bought.before = 1
                and said_so.responded_at + interval 1 day * $back_days <= closing.data_end
                then bought.again
        end as again
    from said_so
    cross join closing
    left join bought on said_so.row_id = bought.row_id
)
"""
# Who reached a stage, and among whom that is counted.
_REACHED = {
    "problem": "had = 1",
    "contacted": "had = 1 and contacted = 1",
    "resolved": "had = 1 and contacted = 1 and resolved = 1",
    "satisfied": "had = 1 and contacted = 1 and resolved = 1 and recovery >= 4",
}
_AMONG = {name: "true" if name == "problem" else "had = 1" for name in STAGES}
_SUMS = {
    "n_csat": "count(csat)",
    "sum_csat": "sum(csat)",
    "squares_csat": "sum(csat * csat)",
    "n_nps": "count(nps)",
    "up": "sum(case when nps >= 9 then 1 else 0 end)",
    "down": "sum(case when nps <= 6 then 1 else 0 end)",
    "n_back": "count(again)",
    "sum_back": "sum(again)",
}


@dataclass(frozen=True)
class Outcome:
    """One outcome in the three groups, and how far they lie from those without a problem.

    `paradox` only where recovered minus none lies above 0 with its whole interval.
    """

    name: str
    unit: str
    groups: dict[str, Estimate]
    recovered: Difference | None
    failed: Difference | None

    @property
    def paradox(self) -> bool:
        """Whether people are better off here after a problem that was put right."""
        return self.recovered is not None and self.recovered.low > 0


@dataclass(frozen=True)
class Recovery:
    """What became of problems: `asked` answers, the funnel, outcomes by group.

    `silent` had a problem and told nobody; they are in none of the three groups.
    """

    asked: int
    silent: int
    funnel: tuple[Estimate, ...]
    outcomes: tuple[Outcome, ...]


def _composed(store: Store, question: Question, select: str) -> Composed:
    narrowed, bound = filtered(store, question, "answer", "responded_at", dated=True)
    tables = with_tables(store, store.mart(question.version), [])
    sql = f"{tables},\n{_RESPONSES.format(narrowed=narrowed)}{select}"
    return Composed(sql, only_named(sql, {**bound, "back_days": BACK_DAYS}))


def recovery(store: Store, question: Question) -> Recovery | None:
    """The funnel and the paradox test; None where nobody was asked about problems."""
    counted = _composed(
        store,
        question,
        "select count(*) as asked, "
        "sum(case when grp = 'silent' then 1 else 0 end) as silent from grouped",
    )
    (sums,) = store.query(counted.sql, counted.bound).dicts()
    asked = int(sums["asked"])
    if not asked:
        return None
    if withheld(store, question, asked):
        return Recovery(asked, 0, (), ())
    funnel = tuple(_stages(store, question))
    inner = ", ".join(f"{sql} as {name}" for name, sql in _SUMS.items())
    names = ", ".join(_SUMS)
    made = _composed(
        store,
        question,
        f", customer as (select grp, cluster_id, {inner} from grouped "
        "where grp in ('none', 'recovered', 'failed') group by grp, cluster_id) "
        f"select grp, {names}, count(*) as people from customer group by grp, {names}",
    )
    patterns = store.query(made.sql, made.bound).dicts()
    by_group = {
        group: [one for one in patterns if one["grp"] == group] for group in GROUPS
    }
    outcomes = tuple(_outcome(name, by_group) for name in OUTCOMES)
    return Recovery(asked, int(sums["silent"] or 0), funnel, outcomes)


def _stages(store: Store, question: Question) -> list[Estimate]:
    """Shares of all problems, the first of all asked, with customers as the unit."""
    steps = {name: (_REACHED[name], _AMONG[name]) for name in STAGES}
    sums = ", ".join(
        f"sum(case when ({among}) and ({of}) then 1 else 0 end) as of_{name}, "
        f"sum(case when {among} then 1 else 0 end) as among_{name}"
        for name, (of, among) in steps.items()
    )
    names = ", ".join(f"of_{name}, among_{name}" for name in steps)
    made = _composed(
        store,
        question,
        f", customer as (select cluster_id, {sums} from grouped group by cluster_id) "
        f"select {names}, count(*) as people from customer group by {names}",
    )
    patterns = store.query(made.sql, made.bound).dicts()
    return [
        share({"stage": name}, patterns, f"of_{name}", f"among_{name}") for name in steps
    ]


def _outcome(name: str, by_group: dict[str, list[dict[str, Any]]]) -> Outcome:
    def of(group: str, patterns: list[Pattern]) -> Estimate:
        key = {"group": group, "outcome": name}
        if name == "satisfaction":
            return mean(key, patterns, "sum_csat", "squares_csat", "n_csat")
        if name == "nps":
            return net(key, patterns, "up", "down", "n_nps")
        return share(key, patterns, "sum_back", "n_back")

    groups = {group: of(group, list(found)) for group, found in by_group.items()}
    return Outcome(
        name,
        OUTCOMES[name],
        groups,
        apart(groups["recovered"], groups["none"]),
        apart(groups["failed"], groups["none"]),
    )


def empty(outcome: Outcome) -> bool:
    """Whether nobody in any group says anything about an outcome."""
    return not any(one.n for one in outcome.groups.values())


def group_rows(store: Store, question: Question, group: str, most: int) -> Rows:
    """The responses behind a group, each with its scores."""
    if group not in (*GROUPS, "silent"):
        raise QuestionError(
            "There is no group {name} here. There are: {known}.",
            name=group,
            known=", ".join(GROUPS),
        )
    return _rows(store, question, f"grp = '{group}'", most)


def stage_rows(store: Store, question: Question, stage: str, most: int) -> Rows:
    """The responses that reached a stage of the funnel."""
    if stage not in STAGES:
        raise QuestionError(
            "There is no stage {name} here. There are: {known}.",
            name=stage,
            known=", ".join(STAGES),
        )
    return _rows(store, question, _REACHED[stage], most)


def _rows(store: Store, question: Question, kept: str, most: int) -> Rows:
    listed = (
        "select response.*, grouped.again as bought_again from grouped "
        "inner join response on grouped.source = response.source "
        f"and grouped.response_id = response.response_id where {kept}"
    )
    counted = _composed(
        store, question, f"select count(*) as n from grouped where {kept}"
    )
    return some_rows(store, counted, _composed(store, question, listed), ANY, most)
