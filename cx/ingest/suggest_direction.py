"""Ratings that run against the others: on those, a low number may be the good answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

from cx.ingest.mapping import UNSCALED
from cx.ingest.mapping_sql import rating_of
from cx.ingest.read import RawFile
from cx.ingest.suggest_answers import QuestionSuggestion
from cx.ingest.suggest_values import connection, spread
from cx.mart import quoted

MOST_ROWS = 100_000
MOST_ITEMS = 24
# Fewer pairs than this say nothing about a direction.
LEAST_PAIRS = 30
# An item without a telling header: that it moves with the others says that it is one.
LEAST_SURE = 0.4
NAMED = ("overall_satisfaction", "nps", "csat", "recommend_other")
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Against:
    """A rating, and its correlation with the mean of the others (95 % interval)."""

    column: str
    r: float
    low: float
    high: float
    n: int
    others: int


def running_against(
    raw: RawFile, questions: tuple[QuestionSuggestion, ...]
) -> tuple[Against, ...]:
    """Ratings whose correlation with the others is surely negative."""
    items = [
        q
        for q in questions
        if q.question not in UNSCALED
        and q.scale_min is not None
        and q.confidence >= LEAST_SURE
    ]
    # The questions with a name first: they are what the others are held against.
    items.sort(key=lambda q: q.question not in NAMED)
    items = items[:MOST_ITEMS]
    if len(items) < 2:
        return ()
    with connection() as con:
        raw.attach(con)
        scores = ", ".join(f"{_score(q)} as i{i}" for i, q in enumerate(items))
        con.execute(
            f"create temp table scored as select {scores} from file_rows "
            f"where {spread(raw, MOST_ROWS)}"
        )
        pairs = list(combinations(range(len(items)), 2))
        listed = ", ".join(f"corr(i{a}, i{b})" for a, b in pairs)
        found = con.execute(f"select {listed} from scored").fetchall()[0]
        known = {
            pair: r
            for pair, r in zip(pairs, found, strict=True)
            if r is not None and not math.isnan(r)
        }
        named = {i for i, q in enumerate(items) if q.question in NAMED}
        # Of a few, those that a header names are what the rest is held against.
        fixed = named if len(items) < 4 and len(named) < len(items) else {0}
        turned = _turned(len(items), known, fixed)
        straight = [i for i in range(len(items)) if i not in turned]
        against = []
        for i in turned:
            mean = f"list_avg([{', '.join(f'i{j}' for j in straight)}])"
            r, n = con.execute(
                f"select corr(i{i}, {mean}), count(i{i} + {mean}) from scored"
            ).fetchall()[0]
            if r is None or n < LEAST_PAIRS:
                continue
            low, high = _interval(r, n)
            if high < 0:
                column = items[i].column
                against.append(Against(column, r, low, high, n, len(straight)))
    return tuple(against)


def _score(q: QuestionSuggestion) -> str:
    """A rating between 0 and 1, without the codes beside its scale."""
    codes = ", ".join("'" + c.replace("'", "''") + "'" for c in (*q.not_used, *q.blank))
    low, high = q.scale_min or 0.0, q.scale_max or 0.0
    cell = f"trim({quoted(q.column)})"
    rating = rating_of(cell, low, high)
    apart = f"{cell} in ({codes}) or " if codes else ""
    return (
        f"case when {apart}{rating} not between {low} and {high} then null "
        f"else ({rating} - {low}) / {max(high - low, 1e-9)} end"
    )


def _turned(
    items: int, known: dict[tuple[int, int], float], fixed: set[int]
) -> list[int]:
    """Items to turn so that the rest agree, the most contrary first."""
    turned: list[int] = []

    def contrary(i: int) -> float:
        rs = [r for pair, r in known.items() if i in pair and not set(turned) & set(pair)]
        return sum(rs) / len(rs) if rs else 0.0

    while len(turned) < items // 2:
        left = [i for i in range(items) if i not in turned and i not in fixed]
        if not left:
            break
        worst = min(left, key=lambda i: (contrary(i), -i))
        if contrary(worst) >= 0:
            break
        turned.append(worst)
    return turned


def _interval(r: float, n: int) -> tuple[float, float]:
    """Fisher's interval for a correlation of n pairs.

    >>> [round(end, 3) for end in _interval(-0.5, 100)]
    [-0.634, -0.337]
    """
    z = math.atanh(max(-0.999999, min(0.999999, r)))
    reach = Z / math.sqrt(n - 3)
    return math.tanh(z - reach), math.tanh(z + reach)
