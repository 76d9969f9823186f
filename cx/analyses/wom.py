"""Word of mouth beyond one number: bad experiences against good, and by ratings.

All of it rests on the rows of a metric file, narrowed by the same question as its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cx import catalog
from cx.analyses.effort import some_rows
from cx.errors import QuestionError
from cx.measure import (
    Composed,
    Estimate,
    Question,
    Rows,
    compose,
    estimate_from_sums,
)
from cx.measure.estimate import shown, withheld_status
from cx.stats.share_ratio import FourSums, ratio_of_shares
from cx.store import Store

ASKED = "negative_wom_incidence"
RATED = ("effort", "touchpoint")

_FOUR = ("bad_told", "bad", "good_told", "good")
_BOTH_SIDES = (
    """,
marked as (
    select
        cluster_id,
        case when experience = 'bad' then 1 else 0 end as bad,
        case when experience = 'good' then 1 else 0 end as good,
        case when experience = 'bad' and told in ('negative', 'both') then 1 else 0 end
            as bad_told,
        case when experience = 'good' and told in ('positive', 'both') then 1 else 0 end
            as good_told,
        case when told in ('positive', 'both') then 1 else 0 end as positive,
        case when told in ('negative', 'both') then 1 else 0 end as negative
    from observation
),

by_customer as (
    select
        cluster_id,
        count(*) as asked,
        sum(bad) as bad,
        sum(good) as good,
        sum(bad_told) as bad_told,
        sum(good_told) as good_told,
        sum(positive) as positive,
        sum(negative) as negative
    from marked
    group by cluster_id
)

select
    sum(asked) as asked,
    sum(positive) as positive,
    sum(negative) as negative,
    sum(case when bad + good > 0 then 1 else 0 end) as customers,
    """
    + ",\n    ".join(f"sum({name}) as {name}" for name in _FOUR)
    + ",\n    "
    + ",\n    ".join(
        f"sum({first} * {second}) as {first}_x_{second}"
        for first in _FOUR
        for second in _FOUR
    )
    + "\nfrom by_customer"
)


@dataclass(frozen=True)
class BothSides:
    """Bad and good experiences among all who were asked, and how many passed them on.

    `asymmetry` is (bad_told / bad) / (good_told / good), `n` of it bad + good.
    `positive` and `negative` told so, whatever their experience.
    """

    asked: int
    bad: int
    bad_told: int
    good: int
    good_told: int
    positive: int
    negative: int
    asymmetry: Estimate


def both_sides(store: Store, question: Question) -> BothSides:
    """Counts and the asymmetry ratio; everything 0 where nobody was asked."""
    metric = catalog.metric(ASKED)
    asked = compose(store, metric, _plain(question), select=_BOTH_SIDES)
    row = {
        name: int(cell or 0)
        for name, cell in store.query(asked.sql, asked.bound).dicts()[0].items()
    }
    return BothSides(
        **{name: row[name] for name in ("asked", *_FOUR, "positive", "negative")},
        asymmetry=_asymmetry(row),
    )


def _asymmetry(row: Mapping[str, int]) -> Estimate:
    fewer, n = min(row["bad"], row["good"]), row["bad"] + row["good"]
    status = withheld_status(catalog.metric(ASKED), fewer)
    if status in ("withheld", "empty"):
        return Estimate({}, n, None, None, None, status)
    a, b, c, d = (row[name] for name in _FOUR)
    sums = FourSums(
        (a, b, c, d),
        [[row[f"{one}_x_{two}"] for two in _FOUR] for one in _FOUR],
        row["customers"],
    )
    return shown({}, n, status, ratio_of_shares(sums))


def _plain(question: Question) -> Question:
    return replace(question, by=(), period=None, parameters=())


# By what the same person rated


# One row for each response and rated thing: the side of the scale its rating is on.
_GROUPED = {
    "effort": """select
            source,
            response_id,
            cast(null as varchar) as rated,
            case when score >= 5 then 'high' when score <= 3 then 'low' else 'middle' end
                as side
        from answer
        where question = 'ces2' and score is not null""",
    "touchpoint": """select
            source,
            response_id,
            touchpoint as rated,
            case
                when 4 * (score - scale_min) <= scale_max - scale_min then 'low'
                when 4 * (scale_max - score) <= scale_max - scale_min then 'high'
                else 'middle'
            end as side
        from answer
        where
            question = 'touchpoint'
            and score is not null
            and scale_max - scale_min >= 2""",
}
_RATED = """,
rating as (
    select distinct
        source,
        response_id,
        rated,
        side
    from ({grouped}) as every_rating
),

rated_too as (
    select
        observation.*,
        rating.rated,
        rating.side
    from observation
    inner join rating
        on
            observation.source = rating.source
            and observation.response_id = rating.response_id
)
"""
_SUMS = """,
by_customer as (
    select
        rated,
        side,
        sum(value) as ones,
        count(*) as rows_here
    from rated_too
    group by rated, side, cluster_id
)

select
    rated,
    side,
    sum(ones) as numerator,
    sum(rows_here) as denominator,
    sum(ones * ones) as numerator_squares,
    sum(ones * rows_here) as cross_products,
    sum(rows_here * rows_here) as denominator_squares,
    count(*) as clusters
from by_customer
group by rated, side
"""


def rated_by(store: Store, metric_id: str, question: Question, by: str) -> list[Estimate]:
    """A word-of-mouth share by what the same person rated.

    `by` is "effort" (Customer Effort Score 2.0: high 5-7, middle 4, low 1-3) or
    "touchpoint" (high: the top quarter of its scale, low: the bottom one).  Groups are
    "side" and, for touchpoints, "touchpoint".  Two answers about one thing on different
    sides count on both.
    """
    asked = _rated(store, metric_id, question, by, _SUMS)
    found = []
    for row in store.query(asked.sql, asked.bound).dicts():
        group = {"side": str(row.pop("side"))}
        touchpoint = row.pop("rated")
        if by == "touchpoint":
            group = {"touchpoint": str(touchpoint), **group}
        found.append(_share(metric_id, group, row))
    return sorted(found, key=lambda one: tuple(map(str, one.group.values())))


def _share(metric_id: str, group: dict[str, str], row: dict[str, Any]) -> Estimate:
    sums = {name: float(cell) for name, cell in row.items()}
    n = int(sums["denominator"])
    status = withheld_status(catalog.metric(metric_id), n)
    cells: dict[str, str | None] = {**group}
    if status in ("withheld", "empty"):
        return Estimate(cells, n, None, None, None, status)
    return shown(cells, n, status, estimate_from_sums("proportion", sums), sums)


def rated_rows(
    store: Store,
    metric_id: str,
    question: Question,
    by: str,
    group: Mapping[str, str | None],
    *,
    most: int,
) -> Rows:
    """The responses behind one of `rated_by`."""
    kept = "from rated_too where side = $rated_side"
    picked = {"rated_side": group["side"]}
    if by == "touchpoint":
        kept += " and rated = $rated_name"
        picked["rated_name"] = group["touchpoint"]
    counted, listed = (
        _rated(store, metric_id, question, by, select)
        for select in (f"select count(*) as n {kept}", f"select * {kept}")
    )
    return some_rows(
        store,
        Composed(counted.sql, {**counted.bound, **picked}),
        Composed(listed.sql, {**listed.bound, **picked}),
        metric_id,
        most,
    )


def _rated(
    store: Store, metric_id: str, question: Question, by: str, select: str
) -> Composed:
    if by not in RATED:
        raise QuestionError(
            "Word of mouth cannot be broken down by {given}. It can be broken down by: "
            "{known}.",
            given=by,
            known=", ".join(RATED),
        )
    joined = _RATED.format(grouped=_GROUPED[by])
    return compose(
        store, catalog.metric(metric_id), _plain(question), select=joined + select
    )
