"""The rows of the Voices page: comments, found and listed with the score beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cx.analyses.voice_terms import Term, Theme, pattern, term_pattern
from cx.errors import QuestionError
from cx.measure import (
    NOTES,
    Question,
    dimension_columns,
    narrowing,
)
from cx.store import Store

MIN_N = 10
PAGE = 25
# Found in any case.
ANY_CASE = "(?i)"
SIDES = ("low", "middle", "high", "none")

# One row per comment.  The score beside it is that of the same response: likelihood to
# recommend, else satisfaction, else the rating of the touchpoint it is about.
_SCORED = """
said as (
    select
        row_id,
        responded_at,
        comment,
        touchpoint,
        channel,
        reason,
        person,
        case
            when nps is not null then 'nps'
            when csat is not null then 'csat'
            when rating is not null then 'touchpoint'
        end as asked,
        coalesce(nps, csat, rating) as score,
        case
            when nps <= 6 then 'low'
            when nps >= 9 then 'high'
            when nps is not null then 'middle'
            when coalesce(csat, rating) <= 2 then 'low'
            when coalesce(csat, rating) >= 4 then 'high'
            when coalesce(csat, rating) is not null then 'middle'
            else 'none'
        end as side
    from gathered
)
"""

# Where each response has one comment, about no single touchpoint, it is there already.
_ONE_EACH = """
gathered as (
    select
        row_id,
        responded_at,
        comment,
        cast(null as varchar) as touchpoint,
        channel,
        reason,
        coalesce(customer_id, row_id) as person,
        nps,
        csat,
        cast(null as double) as rating
    from {alias}.response
    where comment is not null and trim(comment) <> '' and {narrowed}
),
"""

# A response may hold several, and a file may repeat one on every answer of its response.
_SEVERAL = """
told as (
    select
        source || ':' || response_id as response,
        comment,
        min(row_id) as row_id,
        min(responded_at) as responded_at,
        case
            when min(touchpoint) = max(touchpoint) and count(touchpoint) = count(*)
                then min(touchpoint)
        end as touchpoint,
        max(channel) as channel,
        max(reason) as reason,
        max(coalesce(customer_id, source || ':' || response_id)) as person,
        min(case when scale_min = 1 and scale_max = 5 then score end) as rating
    from {alias}.answer
    where comment is not null and trim(comment) <> '' and {narrowed}
    group by source, response_id, comment
),

gathered as (
    select
        told.row_id,
        told.responded_at,
        told.comment,
        told.touchpoint,
        told.channel,
        told.reason,
        told.person,
        response.nps,
        response.csat,
        case when told.touchpoint is not null then told.rating end as rating
    from told
    left join {alias}.response on told.response = response.row_id
),
"""

# Whether any response has several comments, or one about a touchpoint alone.
_ANY_SEVERAL = """
select count(*) as n from (
    select source, response_id
    from {alias}.answer
    where comment is not null
    group by source, response_id
    having
        min(comment) <> max(comment)
        or count(case when touchpoint is null then 1 end) = 0
    limit 1
)
"""


@dataclass(frozen=True)
class Comment:
    """One comment, with its masks, and the score given in the same response.

    `asked` is what the score answers: nps, csat or touchpoint; `side` low, middle, high,
    or none where no score was given.
    """

    row_id: str
    said_at: datetime | None
    text: str
    touchpoint: str | None
    channel: str | None
    reason: str | None
    asked: str | None
    score: float | None
    side: str


@dataclass(frozen=True)
class Found:
    """A page of comments, newest first; `sides` counts all that were found."""

    base: int
    sides: dict[str, int]
    comments: tuple[Comment, ...]

    @property
    def n(self) -> int:
        """How many were found."""
        return sum(self.sides.values())


@lru_cache(maxsize=32)
def _has_several(store: Store, alias: str) -> bool:
    """A mart never changes under its name, so this is asked once."""
    return bool(store.query(_ANY_SEVERAL.format(alias=alias)).rows[0][0])


def said_rows(
    store: Store, question: Question, *, only: dict[str, str] | None = None
) -> tuple[str, dict[str, Any]]:
    """CTEs that end in `said`, the comments of a question, and the values they bind.

    `only` narrows them further: a condition for the rows of `response`, and one for
    those of `answer`.
    """
    alias = store.mart(question.version)
    table, sql = "response", _ONE_EACH
    columns = dimension_columns(store, alias, table)
    # Some dimensions only answers have.
    if {name for name, _ in question.filters} - set(columns) or (
        _has_several(store, alias)
    ):
        table, sql = "answer", _SEVERAL
        columns = dimension_columns(store, alias, table)
    conditions, bound = narrowing(question, "responded_at", columns, table)
    narrowed = " and ".join([*conditions, *([only[table]] if only else [])]) or "true"
    return (sql.format(alias=alias, narrowed=narrowed) + _SCORED).strip(), bound


def literal(text: str) -> str:
    """A constant: a pattern that is none would be compiled once for every row."""
    return "'" + text.replace("'", "''") + "'"


def about(theme: Theme) -> str:
    """The condition that a comment is about a theme."""
    return f"regexp_matches(comment, {literal(ANY_CASE + pattern(theme.words))})"


def _wanted(terms: Sequence[Term], theme: Theme | None) -> str:
    """The condition that search terms and a theme make."""
    conditions = [about(theme)] if theme else []
    for term in terms:
        found = f"regexp_matches(comment, {literal(ANY_CASE + term_pattern(term))})"
        conditions.append(f"not {found}" if term.out else found)
    return " and ".join(conditions) or "true"


def search(
    store: Store,
    question: Question,
    terms: Sequence[Term] = (),
    *,
    theme: Theme | None = None,
    side: str | None = None,
    page: int = 0,
    most: int = PAGE,
) -> Found:
    """The comments that hold all terms, a page of them, the newest first.

    QuestionError where the selection has so few comments that none may be shown.
    """
    said, bound = said_rows(store, question)
    kept = f"side = {literal(side)}" if side in SIDES else "true"
    # Both in one pass: the sides of all that was found, and one page of them.
    sql = f"""with {said},

matched as (
    select
        *,
        {_wanted(terms, theme)} as hit
    from said
),

counted as (
    select
        cast(count(*) as bigint) as base,
        {
        ", ".join(
            f"sum(case when hit and side = '{s}' then 1 else 0 end) as n_{s}"
            for s in SIDES
        )
    }
    from matched
),

listed as (
    select
        row_id, responded_at, comment, touchpoint, channel, reason, asked, score, side
    from matched
    where hit and {kept}
    order by responded_at desc nulls last, row_id, comment
    limit {int(most)} offset {int(page) * int(most)}
)

select
    counted.*,
    listed.*
from counted
left join listed on true
order by listed.responded_at desc nulls last, listed.row_id, listed.comment
"""
    rows = store.query(sql, bound).rows
    base = int(rows[0][0])
    if 0 < base < MIN_N:
        raise QuestionError(NOTES["withheld"])
    counts = [int(n or 0) for n in rows[0][1:5]]
    sides = dict(zip(SIDES, counts, strict=True))
    if side in SIDES:
        sides = {side: sides[side]}
    found = tuple(Comment(*row[5:]) for row in rows if row[5] is not None)
    return Found(base, sides, found)
