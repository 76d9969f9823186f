"""Comments: found, counted by theme, and put beside the score that came with them.

No feeling is read out of a text: whether a theme goes with low or high scores is said by
the scores that the same people gave in the same response.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cx import catalog, typed
from cx.analyses.voice_rows import MIN_N, PAGE, Comment, Found, about, said_rows
from cx.analyses.voice_terms import Theme, default_themes, pattern
from cx.errors import QuestionError
from cx.measure import (
    LOW_BASE,
    NOTES,
    PERIODS,
    Estimate,
    Question,
    compose,
    withheld_status,
)
from cx.stats.intervals import ClusterSums, clustered_share
from cx.store import Store


@dataclass(frozen=True)
class ThemeCount:
    """How often a theme comes up, and which scores come with it.

    `share` is of all comments; `low` and `high` are of its comments that have a score.
    """

    theme: Theme
    n: int
    share: Estimate
    low: Estimate
    high: Estimate


def themes(store: Store, version: int | None = None) -> tuple[Theme, ...]:
    """The themes as of a version: those that ship, as people changed them; with words."""
    said = typed.state(store, "theme_words", version)
    shipped = {theme.name: theme for theme in default_themes()}
    found = dict(shipped)
    for name, values in said.items():
        found[name] = replace(
            shipped.get(name, Theme(name, ())),
            words=values["words"] or (),
            reason=values["reason"],
            typed=True,
        )
    return tuple(theme for theme in found.values() if pattern(theme.words))


def count_themes(
    store: Store, question: Question, of: Sequence[Theme]
) -> tuple[int, list[ThemeCount]]:
    """How many comments there are, and how many are about each theme, the most first.

    A comment may be about several themes; people are what the intervals rest on.
    """
    if not of:
        return 0, []
    said, bound = said_rows(store, question)
    flags, persons, sums = [], [], []
    for at, theme in enumerate(of):
        flags.append(f"case when {about(theme)} then 1 else 0 end as t{at}")
        persons += [
            f"sum(t{at}) as t{at}",
            f"sum(t{at} * scored) as s{at}",
            f"sum(t{at} * low) as l{at}",
            f"sum(t{at} * high) as h{at}",
        ]
        sums += [*_pair(f"t{at}", "m"), *_pair(f"l{at}", f"s{at}")]
        sums += [*_pair(f"h{at}", f"s{at}")]
    sql = f"""with {said},

flagged as (
    select
        person,
        case when side = 'none' then 0 else 1 end as scored,
        case when side = 'low' then 1 else 0 end as low,
        case when side = 'high' then 1 else 0 end as high,
        {", ".join(flags)}
    from said
),

persons as (
    select
        count(*) as m,
        {", ".join(persons)}
    from flagged
    group by person
)

select {", ".join(sums)} from persons
"""
    row = [int(cell or 0) for cell in store.query(sql, bound).rows[0]]
    found = []
    for at, theme in enumerate(of):
        parts = [
            ClusterSums(*row[18 * at + 6 * k : 18 * at + 6 * k + 6]) for k in range(3)
        ]
        share, low, high = (_estimate(part, {"theme": theme.name}) for part in parts)
        found.append(ThemeCount(theme, int(parts[0].numerator), share, low, high))
    return row[1], sorted(found, key=lambda one: (-one.n, one.theme.name))


def _pair(above: str, below: str) -> list[str]:
    """The six sums over people that a share of `below` needs."""
    return [
        f"sum({above})",
        f"sum({below})",
        f"sum({above} * {above})",
        f"sum({above} * {below})",
        f"sum({below} * {below})",
        f"count(case when {below} > 0 then 1 end)",
    ]


def _estimate(sums: ClusterSums, group: dict[str, str | None]) -> Estimate:
    n = int(sums.denominator)
    if n < MIN_N:
        return Estimate(group, n, None, None, None, "withheld" if n else "empty")
    if sums.clusters == 1:
        return Estimate(group, n, None, None, None, "alone")
    found = clustered_share(sums)
    status = "low" if n < LOW_BASE else "ok"
    return Estimate(group, n, found.value, found.low, found.high, status)


def over_time(
    store: Store, question: Question, theme: Theme, step: str
) -> list[tuple[str, int, int]]:
    """Comments about a theme over time: (first day of the period, about it, in all)."""
    if step not in PERIODS:
        raise QuestionError(
            "A period is one of {known}, not {given}.",
            known=", ".join(PERIODS),
            given=step,
        )
    said, bound = said_rows(store, question)
    rows = store.query(
        f"with {said}\nselect\n"
        f"    cast(cast(date_trunc('{step}', responded_at) as date) as varchar) "
        "as period,\n"
        f"    sum(case when {about(theme)} then 1 else 0 end) as about,\n"
        "    count(*) as n\nfrom said\nwhere responded_at is not null\n"
        "group by period\norder by period",
        bound,
    ).rows
    return [(str(period), int(about), int(n)) for period, about, n in rows]


# Which comments belong to the rows of a number, by the kind of its rows.
LEADING = {
    "answer": {
        "response": "row_id in (select source || ':' || response_id from observation)",
        "answer": "source || ':' || response_id in "
        "(select source || ':' || response_id from observation)",
    },
    "response": {
        "response": "row_id in (select row_id from observation)",
        "answer": "source || ':' || response_id in (select row_id from observation)",
    },
    "contact": {
        "response": "contact_id in (select contact_id from observation)",
        "answer": "contact_id in (select contact_id from observation)",
    },
}


def behind(store: Store, metric_id: str, question: Question, *, page: int = 0) -> Found:
    """What the people behind a number said: comments of its rows' responses.

    Rows of contacts lead to the answers about them.  Refused where the number is.
    """
    metric = catalog.metric(metric_id)
    counted = compose(store, metric, question, select="select count(*) from observation")
    n = int(store.query(counted.sql, counted.bound).rows[0][0])
    if withheld_status(metric, n) == "withheld":
        raise QuestionError(NOTES["withheld"])
    if metric.rows not in LEADING:
        return Found(0, {}, ())
    said, _ = said_rows(
        store, Question(version=question.version), only=LEADING[metric.rows]
    )
    sql = f""",
{said},

heard as (select cast(count(*) as bigint) as base from said)

select
    heard.base,
    said.row_id,
    said.responded_at,
    said.comment,
    said.touchpoint,
    said.channel,
    said.reason,
    said.asked,
    said.score,
    said.side
from heard
left join said on true
order by said.responded_at desc nulls last, said.row_id, said.comment
limit {PAGE} offset {int(page) * PAGE}
"""
    listed = compose(store, metric, question, select=sql)
    rows = store.query(listed.sql, listed.bound).rows
    base = int(rows[0][0]) if rows else 0
    found = tuple(Comment(*row[1:]) for row in rows if row[1] is not None)
    return Found(base, {"any": base}, found)


def any_comment(store: Store, alias: str) -> bool:
    """Whether this data has any comment."""
    return bool(
        store.query(
            f"select count(*) as n from (select 1 as one from {alias}.response "
            "where comment is not null limit 1)"
        ).rows[0][0]
    )
