"""Who came back by a day: the rows behind the curve of return."""

from __future__ import annotations

from cx.analyses.effort import composed, some_rows
from cx.measure import Composed, Question, Rows
from cx.store import Store

CURVE = "stays_away"


def returned_rows(store: Store, question: Question, *, day: int, most: int) -> Rows:
    """The first contacts whose customer was back no later than `day` days after.

    The curve's share is not these by all: recent contacts count in it only for as long
    as they have been watched.
    """
    kept = "from observation where happened = 1 and duration <= 86400 * $by_day"
    counted, listed = (
        composed(store, CURVE, question, select)
        for select in (f"select count(*) as n {kept}", f"select * {kept}")
    )
    bound = {"by_day": day}
    return some_rows(
        store,
        Composed(counted.sql, counted.bound | bound),
        Composed(listed.sql, listed.bound | bound),
        CURVE,
        most,
    )
