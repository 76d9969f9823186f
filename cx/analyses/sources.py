"""Where customers came from, and whether those of one source stay or like us more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cx import catalog
from cx.analyses.customer_groups import apart, net, share
from cx.analyses.effort import composed, some_rows
from cx.errors import QuestionError, said
from cx.measure import Composed, Estimate, Question, Rows
from cx.measure.told import untold
from cx.stats.compare import Difference, benjamini_hochberg, p_value
from cx.store import Store

SOURCES = "referral_share"
OUTCOMES = {
    "back90": said("Ordered again within 90 days"),
    "back365": said("Ordered again within 365 days"),
    "nps": said("Net Promoter Score"),
}
UNITS = {"back90": "share", "back365": "share", "nps": "points"}
# Of the sources that are said to differ, so many at most may do so by chance.
FALSE_FINDS = 0.05
MOST_SOURCES = 12

# One row a new customer; the score is the latest they gave after their first order.
_NEW = """,
closing as (
    select max(occurred_at) as data_end
    from purchase
),

soonest as (
    select
        observation.row_id,
        min(purchase.occurred_at) as next_at
    from observation
    inner join purchase
        on
            observation.customer_id = purchase.customer_id
            and observation.occurred_at < purchase.occurred_at
    where purchase.kind in ('order', 'renewal')
    group by observation.row_id
),

scores as (
    select
        observation.row_id,
        answer.score,
        row_number() over (
            partition by observation.row_id
            order by answer.responded_at desc, answer.row_id desc
        ) as nth
    from observation
    inner join answer
        on
            observation.customer_id = answer.customer_id
            and observation.occurred_at < answer.responded_at
    where
        answer.question = 'nps'
        and answer.score is not null
        and not coalesce(answer.placeholder, false)
),

newcomer as (
    select
        observation.*,
        case
            when
                observation.occurred_at + interval 90 day <= closing.data_end
                then
                    case
                        when soonest.next_at <= observation.occurred_at + interval 90 day
                            then 1
                        else 0
                    end
        end as back90,
        case
            when
                observation.occurred_at + interval 365 day <= closing.data_end
                then
                    case
                        when soonest.next_at <= observation.occurred_at + interval 365 day
                            then 1
                        else 0
                    end
        end as back365,
        scores.score as nps
    from observation
    cross join closing
    left join soonest on observation.row_id = soonest.row_id
    left join scores on observation.row_id = scores.row_id and scores.nth = 1
)
"""


@dataclass(frozen=True)
class Source:
    """One source: its share of new customers, and each outcome against the rest.

    `differs` names the outcomes in which it differs beyond chance, all sources and
    outcomes taken together.
    """

    name: str
    share: Estimate
    outcomes: dict[str, Estimate]
    differences: dict[str, Difference | None]
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """All sources, the largest first; `tested` comparisons were one family."""

    new: int
    sources: tuple[Source, ...]
    tested: int


def sources(store: Store, question: Question) -> Sources | None:
    """New customers by source, what became of them; None where no source is recorded."""
    made = _composed(
        store,
        question,
        "select acquisition_source as source, count(*) as n, count(back90) as n_back90, "
        "sum(back90) as back90, count(back365) as n_back365, sum(back365) as back365, "
        "count(nps) as n_nps, sum(case when nps >= 9 then 1 else 0 end) as up, "
        "sum(case when nps <= 6 then 1 else 0 end) as down from newcomer "
        "group by acquisition_source order by n desc, source",
    )
    rows = store.query(made.sql, made.bound).dicts()
    total = sum(row["n"] for row in rows)
    if not total:
        return None
    if untold(store, catalog.metric(SOURCES), question, total):
        return Sources(total, (), 0)
    found, tests = [], []
    for row in rows[:MOST_SOURCES]:
        rest = {name: _total(rows, name) - (row[name] or 0) for name in _NUMBERS}
        outcomes = {name: _outcome(name, row["source"], row) for name in OUTCOMES}
        others = {name: _outcome(name, None, rest) for name in OUTCOMES}
        differences = {
            name: apart(outcomes[name], others[name])
            if outcomes[name].status == "ok" and others[name].status == "ok"
            else None
            for name in OUTCOMES
        }
        tests += [
            (row["source"], name, p_value(one))
            for name, one in differences.items()
            if one is not None
        ]
        of_all = share(
            {"source": row["source"]},
            # Every new customer is one row: those of the source, and the others.
            [
                {"of": 1, "among": 1, "people": row["n"]},
                {"of": 0, "among": 1, "people": total - row["n"]},
            ],
            "of",
            "among",
        )
        found.append(Source(row["source"], of_all, outcomes, differences))
    adjusted = benjamini_hochberg([p for *_, p in tests])
    clear = {
        (source, name)
        for (source, name, _), q in zip(tests, adjusted, strict=True)
        if q <= FALSE_FINDS
    }
    return Sources(
        total,
        tuple(
            replace(one, differs=tuple(o for o in OUTCOMES if (one.name, o) in clear))
            for one in found
        ),
        len(tests),
    )


_NUMBERS = ("n", "n_back90", "back90", "n_back365", "back365", "n_nps", "up", "down")


def _total(rows: list[dict[str, Any]], name: str) -> int:
    return sum(row[name] or 0 for row in rows)


def _outcome(name: str, source: str | None, row: dict[str, Any]) -> Estimate:
    """Customers are rows here: each is new once."""
    group = {"source": source, "outcome": name}
    if name == "nps":
        up, down, n = int(row["up"] or 0), int(row["down"] or 0), int(row["n_nps"])
        patterns = [
            {"up": 1, "down": 0, "n": 1, "people": up},
            {"up": 0, "down": 1, "n": 1, "people": down},
            {"up": 0, "down": 0, "n": 1, "people": n - up - down},
        ]
        return net(group, patterns, "up", "down", "n")
    yes, n = int(row[name] or 0), int(row[f"n_{name}"])
    return share(
        group,
        [{"y": 1, "n": 1, "people": yes}, {"y": 0, "n": 1, "people": n - yes}],
        "y",
        "n",
    )


def _composed(store: Store, question: Question, select: str) -> Composed:
    return composed(store, SOURCES, question, _NEW + select)


def source_rows(store: Store, question: Question, source: str, most: int) -> Rows:
    """The first orders of the new customers of one source."""
    made = _composed(store, question, "select distinct acquisition_source from newcomer")
    known = [row[0] for row in store.query(made.sql, made.bound).rows]
    if source not in known:
        raise QuestionError(
            "There is no source {name} here. There are: {known}.",
            name=source,
            known=", ".join(sorted(known)),
        )
    kept = "from newcomer where acquisition_source = $picked_source"
    both = []
    for select in ("select count(*) as n", "select *"):
        one = _composed(store, question, f"{select} {kept}")
        both.append(Composed(one.sql, {**one.bound, "picked_source": source}))
    return some_rows(store, both[0], both[1], SOURCES, most)
