"""Kinds of quality by touchpoint, from pairs of answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from cx import catalog
from cx.analyses.effort import composed
from cx.measure import Question, withheld_status
from cx.stats.kano import Judged, judged, kind
from cx.store import Store

PAIRS = "kano_questionable"


@dataclass(frozen=True)
class Feature:
    """One touchpoint: pairs of each kind; `judged` is None where too few count."""

    touchpoint: str
    counts: dict[str, int]
    judged: Judged | None


def features(store: Store, question: Question) -> list[Feature]:
    """Features in the order of the journey."""
    asked = composed(
        store,
        PAIRS,
        question,
        """
select
    observation.touchpoint,
    min(observation.stage_order) as place,
    observation.label as with_it,
    missing.label as without_it,
    count(*) as n
from observation
inner join answer as missing
    on
        observation.source = missing.source
        and observation.response_id = missing.response_id
        and observation.touchpoint = missing.touchpoint
        and missing.question = 'kano_dysfunctional'
where missing.label is not null
group by observation.touchpoint, with_it, without_it
order by place, observation.touchpoint, with_it, without_it""",
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in store.query(asked.sql, asked.bound).dicts():
        found[str(row["touchpoint"])][kind(row["with_it"], row["without_it"])] += int(
            row["n"]
        )
    least = catalog.metric("kano_better")
    return [
        Feature(
            touchpoint,
            dict(counts),
            judged(counts)
            if withheld_status(least, sum(counts[one] for one in "AOMI")) in ("ok", "low")
            else None,
        )
        for touchpoint, counts in found.items()
    ]
