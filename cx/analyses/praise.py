"""Praise that nobody asked for: contacts whose reason holds one of a few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cx import catalog
from cx.analyses.effort import some_rows
from cx.measure import Composed, Estimate, Question, Rows, compose, estimate_from_sums
from cx.measure.estimate import shown, withheld_status
from cx.store import Store

CONTACTS = "praise_share"
# The words of queries/praise_share.sql.
PRAISE = ("praise", "compliment", "thank", "칭찬", "감사 인사")
COMPLAINT = ("complain", "grievance", "불만", "항의", "클레임")

_SAYS = """,
spoken as (
    select
        observation.*,
        coalesce(observation.subreason, observation.reason) as said,
        case when {words} then 1 else 0 end as counts_as,
        case when {against} then 1 else 0 end as counts_against
    from observation
)
"""


_SUMS = """,
by_customer as (
    select
        sum(counts_as) as ones,
        count(*) as rows_here
    from spoken
    group by cluster_id
)

select
    sum(ones) as numerator,
    sum(rows_here) as denominator,
    sum(ones * ones) as numerator_squares,
    sum(ones * rows_here) as cross_products,
    sum(rows_here * rows_here) as denominator_squares,
    count(*) as clusters
from by_customer
"""


def said_in_reasons(
    store: Store, question: Question, words: Sequence[str]
) -> tuple[Estimate, tuple[str, ...]]:
    """Share of contacts whose reason holds one of the words, and which reasons those are.

    The detailed reason decides where there is one.  Letters of either case count.
    """
    one = _share(store, _spoken(store, question, words, _SUMS))
    if one.value is None:
        return one, ()
    named = _spoken(
        store,
        question,
        words,
        "select distinct said from spoken where counts_as = 1 order by said",
    )
    reasons = store.query(named.sql, named.bound).rows
    return one, tuple(str(reason) for (reason,) in reasons)


def _share(store: Store, asked: Composed) -> Estimate:
    row = store.query(asked.sql, asked.bound).dicts()[0]
    sums = {name: float(cell or 0) for name, cell in row.items()}
    n = int(sums["denominator"])
    status = withheld_status(catalog.metric(CONTACTS), n)
    if status in ("withheld", "empty"):
        return Estimate({}, n, None, None, None, status)
    return shown({}, n, status, estimate_from_sums("proportion", sums), sums)


def praise_against(
    store: Store, question: Question, good: Sequence[str], bad: Sequence[str]
) -> Estimate:
    """Praise as a share of praise and complaints; a reason that says both is neither."""
    sums = _SUMS.replace("from spoken", "from spoken where counts_as <> counts_against")
    return _share(store, _spoken(store, question, good, sums, against=bad))


def said_rows(
    store: Store, question: Question, words: Sequence[str], *, most: int
) -> Rows:
    """The contacts whose reason holds one of the words."""
    kept = "from spoken where counts_as = 1"
    return some_rows(
        store,
        _spoken(store, question, words, f"select count(*) as n {kept}"),
        _spoken(store, question, words, f"select * {kept}"),
        CONTACTS,
        most,
    )


def _spoken(
    store: Store,
    question: Question,
    words: Sequence[str],
    select: str,
    *,
    against: Sequence[str] = (),
) -> Composed:
    bound: dict[str, str] = {}
    found = [_holds(words, "word", bound), _holds(against, "against", bound)]
    alone = replace(question, by=(), period=None, parameters=())
    asked = compose(
        store,
        catalog.metric(CONTACTS),
        alone,
        select=_SAYS.format(words=found[0], against=found[1]) + select,
    )
    return Composed(asked.sql, {**asked.bound, **bound})


def _holds(words: Sequence[str], name: str, bound: dict[str, str]) -> str:
    """The condition that a reason holds one of the words, which are bound by name."""
    wanted = [word.strip().lower() for word in words if word.strip()]
    own = {f"{name}_{at}": word for at, word in enumerate(wanted)}
    bound |= own
    text = "lower(coalesce(observation.subreason, observation.reason))"
    return " or ".join(f"strpos({text}, ${one}) > 0" for one in own) or "false"
