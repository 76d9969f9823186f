"""Whether a logistic model would tell another story of a yes-or-no outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cx.analyses.driver_fit import Array, fitted
from cx.analyses.driver_sums import Gathered
from cx.analyses.driver_wide import wide_rows
from cx.measure import Question
from cx.stats.driver_model import Centred, Layout, centred, exact_weights
from cx.stats.drivers import EXACT_UP_TO, lmg
from cx.stats.logistic import mcfadden_r2
from cx.store import Store

MOST_ROWS = 50_000
MOST_CHECKED = 6


@dataclass(frozen=True)
class LogisticCheck:
    """Shares of the explained part, linear beside logistic, of the weightiest drivers.

    `rows` are (name, linear share, logistic share), each summing to 1.
    """

    n: int
    r2: float
    mcfadden: float
    rows: tuple[tuple[str, float, float], ...]
    same_order: bool
    largest_gap: float


def logistic_check(
    store: Store, gathered: Gathered, question: Question
) -> LogisticCheck | None:
    """Whether a logistic model would say the same of a yes-or-no outcome; None elsewhere.

    Complete answers, at most 50,000 picked by a hash, and the six weightiest drivers:
    both models see the same.  Unweighted.  None, too, where the logistic model has no
    limit.
    """
    if gathered.base.outcome.unit != "share":
        return None
    model = fitted(gathered)
    found = (
        exact_weights(model.of.correlation, model.layout.sizes).importance
        if len(model.names) <= EXACT_UP_TO
        else np.abs(model.of.correlation[0, 1:])
    )
    top = sorted(np.argsort(-found)[:MOST_CHECKED].tolist())
    names = [model.names[j] for j in top]
    places = [gathered.names.index(name) for name in names]
    columns = [
        f"{kind}{j}"
        for j in places
        for kind in (["met"] if gathered.met[j] else []) + ["x"]
    ]
    wide = wide_rows(store, gathered.base, question, gathered.names, False)
    rows = store.query(
        f"{wide.sql}, picked as (select * from wide where blanks = 0 "
        f"order by md5(source || ':' || response_id) limit {MOST_ROWS}) "
        f"select {', '.join(columns)}, count(*), sum(y) from picked "
        f"group by {', '.join(columns)}",
        wide.bound,
    ).rows
    if not rows:
        return None
    table = np.array(rows, dtype=np.float64)
    design, n, yes = table[:, :-2], table[:, -2], table[:, -1]
    sizes = [1 + int(gathered.met[j]) for j in places]
    varies = np.ptp(design, axis=0) > 0
    if not varies.all():
        ends = np.cumsum(sizes)
        sizes = [
            int(varies[end - size : end].sum())
            for end, size in zip(ends, sizes, strict=True)
        ]
        design = design[:, varies]
    try:
        logistic = mcfadden_r2(design, sizes, n, yes)
    except ValueError:
        return None
    return _side_by_side(names, sizes, design, n, yes, logistic)


def _side_by_side(
    names: list[str],
    sizes: list[int],
    design: Array,
    n: Array,
    yes: Array,
    logistic: Array,
) -> LogisticCheck:
    full = np.column_stack([np.ones(len(design)), yes / n, design])
    moments = (full * n[:, None]).T @ full / n.sum()
    moments[1, 1] = yes.sum() / n.sum()
    layout = Layout(
        tuple(None for _ in range(design.shape[1])), tuple(range(2, full.shape[1]))
    )
    of: Centred = centred(moments, layout)
    linear = exact_weights(of.correlation, sizes)
    ours, theirs = linear.importance / linear.r2, lmg(logistic) / logistic[-1]
    return LogisticCheck(
        n=int(n.sum()),
        r2=float(linear.r2),
        mcfadden=float(logistic[-1]),
        rows=tuple(zip(names, ours.tolist(), theirs.tolist(), strict=True)),
        same_order=bool((np.argsort(-ours) == np.argsort(-theirs)).all()),
        largest_gap=float(np.abs(ours - theirs).max()),
    )
