"""How far word of mouth travels: people told, a few of whom told most."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cx import catalog
from cx.measure import LOW_BASE, Estimate, Question, compose, estimate_from_sums
from cx.measure.estimate import shown, withheld_status
from cx.stats.concentration import Lorenz, lorenz, nearest_rank
from cx.store import Store

SIGNS = ("negative", "positive")
CAPPED_AT = 0.99
# With fewer tellers, their top hundredth (or tenth) is nobody (or two people).
LEAST_FOR_TOP = {0.01: 100, 0.1: LOW_BASE}

_CAPPED = """
select
    sum(total) as numerator,
    sum(rows_here) as denominator,
    sum(total * total) as numerator_squares,
    sum(total * rows_here) as cross_products,
    sum(rows_here * rows_here) as denominator_squares,
    count(*) as clusters,
    sum(squares) as squares
from (
    select
        sum(least(value, $people_cap)) as total,
        count(*) as rows_here,
        sum(least(value, $people_cap) * least(value, $people_cap)) as squares
    from observation
    group by cluster_id
) as customer
"""


@dataclass(frozen=True)
class Reach:
    """How many people were told something of one sign.

    `capped` is the mean with every number above `cap` (the 99th percentile) counted as
    `cap`; `above` so many were.  `curve` is None where nothing may be shown.
    """

    n: int
    cap: float
    above: int
    capped: Estimate
    curve: Lorenz | None

    def held_by_top(self, share: float) -> float | None:
        """Share of all people told that the loudest `share` (0.01 or 0.1) told."""
        if self.curve is None or self.n < LEAST_FOR_TOP[share]:
            return None
        return self.curve.held_by_top(share)


def reach(store: Store, question: Question, sign: str) -> Reach:
    """Winsorised mean and concentration; `sign` is "negative" or "positive"."""
    metric = catalog.metric(f"{sign}_wom_reach")
    question = replace(question, by=(), period=None, parameters=())
    listed = compose(
        store,
        metric,
        question,
        select="select value, count(*) as tellers from observation group by value",
    )
    counts = {
        float(row["value"]): int(row["tellers"])
        for row in store.query(listed.sql, listed.bound).dicts()
    }
    n = sum(counts.values())
    status = withheld_status(metric, n)
    if status in ("withheld", "empty"):
        return Reach(n, 0.0, 0, Estimate({}, n, None, None, None, status), None)
    cap = nearest_rank(counts, CAPPED_AT)
    asked = compose(store, metric, question, select=_CAPPED)
    row = store.query(asked.sql, {**asked.bound, "people_cap": cap}).dicts()[0]
    sums = {name: float(cell) for name, cell in row.items()}
    return Reach(
        n,
        cap,
        sum(tellers for value, tellers in counts.items() if value > cap),
        shown({}, n, status, estimate_from_sums("mean", sums)),
        lorenz(counts),
    )
