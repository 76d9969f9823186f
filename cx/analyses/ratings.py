"""Contacts that were listened to: do raters agree, and do customers?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from cx import catalog
from cx.analyses.effort import composed
from cx.measure import Estimate, Question, withheld_status
from cx.stats.agreement import Agreement, bucketed_kappa
from cx.stats.compare import Difference, difference_of_shares
from cx.stats.intervals import wilson_interval
from cx.store import Store

RATED = "qa_score"
# Fewer pairs than this and kappa is anything.
LEAST_PAIRS = 30
# A score on a scale of more answers than this is no category.
MOST_CATEGORIES = 11


@dataclass(frozen=True)
class Pairs:
    """Agreement of two raters on all items or one; None where there are too few pairs."""

    item: str | None
    pairs: int
    plain: Agreement | None
    weighted: Agreement | None
    graded: bool = False


_PAIRS = """,
pair as (
    select
        observation.bucket,
        observation.item,
        observation.scale_min,
        observation.scale_max,
        observation.score as first_score,
        another.score as second_score
    from observation
    inner join observation as another
        on
            observation.source = another.source
            and observation.visit_id = another.visit_id
            and observation.item = another.item
            and coalesce(observation.touchpoint, '') = coalesce(another.touchpoint, '')
            and observation.scale_min = another.scale_min
            and observation.scale_max = another.scale_max
            and observation.auditor < another.auditor
)
select item, bucket, scale_min, scale_max, first_score, second_score, count(*) as n
from pair
group by item, bucket, scale_min, scale_max, first_score, second_score
order by item, bucket, scale_min, scale_max, first_score, second_score"""


def agreement(store: Store, question: Question) -> list[Pairs]:
    """Agreement on all items first, then on each item in the order of names.

    Where items have different scales only each by itself is told.
    """
    asked = composed(store, RATED, question, _PAIRS)
    rows = store.query(asked.sql, asked.bound).dicts()
    if not rows:
        return []
    scales = {(row["scale_min"], row["scale_max"]) for row in rows}
    names = sorted({str(row["item"]) for row in rows})
    found = [_of(None, rows)] if len(scales) == 1 else []
    return found + [_of(name, [r for r in rows if r["item"] == name]) for name in names]


def _of(item: str | None, rows: list[dict[str, Any]]) -> Pairs:
    pairs = int(sum(row["n"] for row in rows))
    buckets = sorted({row["bucket"] for row in rows})
    scores = sorted(
        {row[side] for row in rows for side in ("first_score", "second_score")}
    )
    scales = {(row["scale_min"], row["scale_max"]) for row in rows}
    if pairs < LEAST_PAIRS or len(scores) > MOST_CATEGORIES or len(scales) > 1:
        return Pairs(item, pairs, None, None)
    # Answers nobody gave lie between those that were: they count as steps apart.
    low, high = scores[0], scores[-1]
    if (
        all(float(score).is_integer() for score in scores)
        and high - low < MOST_CATEGORIES
    ):
        scores = [low + step for step in range(int(high - low) + 1)]
    tables = np.zeros((len(buckets), len(scores), len(scores)))
    for row in rows:
        at = scores.index(row["first_score"]), scores.index(row["second_score"])
        tables[buckets.index(row["bucket"])][at] += row["n"]
    return Pairs(
        item,
        pairs,
        bucketed_kappa(list(tables)),
        bucketed_kappa(list(tables), weights="quadratic"),
        graded=len(scores) > 2,
    )


# What customers said, and from which score on it is good.
SAID = {"ces2": (1, 7, 5), "csat": (1, 5, 4)}
BANDS = ("all", "most", "less")
MOST_FROM = 0.6


@dataclass(frozen=True)
class Link:
    """Share of good answers by how the same contact was rated, best rated first.

    `difference` is best less worst band; None where one of them has too few.
    """

    question: str
    bands: tuple[Estimate, ...]
    difference: Difference | None


def link(store: Store, question: Question) -> list[Link]:
    """Do customers of well-rated contacts say better things of them?  Tested, not taken.

    Answers and ratings are joined by contact number; two raters are put together.
    """
    asked = composed(
        store,
        RATED,
        question,
        """,
rated as (
    select
        contact_id,
        sum(numerator) as got,
        sum(denominator) as most
    from observation
    where contact_id is not null
    group by contact_id
)
select
    answer.question,
    case
        when rated.got >= rated.most then 'all'
        when rated.got >= $most_from * rated.most then 'most'
        else 'less'
    end as band,
    answer.score,
    answer.scale_min,
    answer.scale_max,
    count(*) as n
from rated
inner join answer on rated.contact_id = answer.contact_id
where answer.question in ('ces2', 'csat') and answer.score is not null
group by answer.question, band, answer.score, answer.scale_min, answer.scale_max""",
    )
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in store.query(asked.sql, {**asked.bound, "most_from": MOST_FROM}).dicts():
        low, high, good = SAID[row["question"]]
        if (row["scale_min"], row["scale_max"]) != (low, high):
            continue
        cell = counts[row["question"], row["band"]]
        cell[0] += int(row["n"])
        cell[1] += int(row["n"]) if row["score"] >= good else 0
    found = []
    for name in SAID:
        bands = tuple(_share(name, band, counts[name, band]) for band in BANDS)
        if not any(one.n for one in bands):
            continue
        first, last = bands[0], bands[-1]
        ends = [counts[name, band] for band in (BANDS[0], BANDS[-1])]
        judged = first.value is not None and last.value is not None
        found.append(
            Link(
                name,
                bands,
                difference_of_shares(ends[0][1], ends[0][0], ends[1][1], ends[1][0])
                if judged
                else None,
            )
        )
    return found


def _share(name: str, band: str, counts: list[int]) -> Estimate:
    metric = catalog.metric("ces2")
    n, good = counts
    status = withheld_status(metric, n)
    group: dict[str, str | None] = {"band": band, "question": name}
    if status in ("withheld", "empty"):
        return Estimate(group, n, None, None, None, status)
    limits = wilson_interval(good, n)
    return Estimate(group, n, limits.value, limits.low, limits.high, status)
