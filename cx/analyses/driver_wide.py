"""Ratings side by side: from the tables made for it, else laid there by SQL.

Where `cx.rating_mart` has made its tables, one row a response is read as it stands; where
it has not (a question answered twice by one response, purchases as an outcome, another
engine), SQL gathers the rows of `answer`.  Both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx.analyses.driver_base import Base, Met
from cx.analyses.driver_outcomes import outcome_rows
from cx.analyses.driver_ready import Ready, ready, ready_rows
from cx.measure import BUCKETS, Question
from cx.rating_mart import BLANK
from cx.stats.moments import Sums
from cx.store import Store

# Stands for a touchpoint that was not met until its columns are made: no score is lower.
NOT_MET = -1_000_000_000
NOT_MET_READY = BLANK + 1
# Products of two scores up to this fit into a SMALLINT.
SMALL = 181
# Rows read at a time, and multiplied at a time.
AT_ONCE = 2_000_000
MULTIPLIED = 100_000

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Wide:
    """SQL up to a CTE `wide`, a row a response: y, w, bucket, blanks, met_j and x_j.

    `blanks` has bit j set where touchpoint j was left blank; `x_j` is 0 where it was not
    met or is blank.  `ready`: its rows need no laying side by side; `rows` is how many
    there can be.
    """

    sql: str
    bound: dict[str, Any]
    ready: bool
    rows: int


def wide_rows(
    store: Store, of: Base, question: Question, names: tuple[str, ...], weighted: bool
) -> Wide:
    """One row for each response with the outcome and something said of `names`."""
    whole = "floor({})" if of.whole else "{}"
    number = "double"
    if of.whole:
        number = "smallint" if of.largest <= SMALL else "bigint"
    made = ready(store, of.outcome, question)
    if made:
        return _from_ready(store, of, question, names, weighted, (number, whole), made)
    sql, bound = outcome_rows(store, of.outcome, question)
    at = range(len(names))
    which = " ".join(f"when $touchpoint_{j} then {j}" for j in at)
    raw = ", ".join(f"max(case when place = {j} then score end) as r{j}" for j in at)
    rated = f"case when r{{j}} > {NOT_MET} then r{{j}} else 0 end"
    columns = ", ".join(
        f"cast({whole.format(rated.format(j=j))} as {number}) as x{j}, "
        f"cast(case when r{j} > {NOT_MET} then 1 else 0 end as {number}) as met{j}"
        for j in at
    )
    blanks = " + ".join(f"case when r{j} is null then {2**j} else 0 end" for j in at)
    sql += f""",
rating as (
    select source, response_id, coalesce(score, {NOT_MET}) as score,
        case touchpoint {which} end as place
    from answer
    where question = 'touchpoint' and (score is not null or state = 'not_used')
),
side_by_side as (
    select source, response_id, {raw}
    from rating where place is not null group by source, response_id
),
wide as (
    select outcome_row.source, outcome_row.response_id, outcome_row.responded_at,
        cast({whole.format("outcome_row.y")} as {number}) as y,
        {"outcome_row.weight" if weighted else "1"} as w,
        md5_number_lower(outcome_row.somebody) % {BUCKETS} as bucket,
        {blanks} as blanks, {columns}
    from outcome_row inner join side_by_side
        on outcome_row.source = side_by_side.source
        and outcome_row.response_id = side_by_side.response_id
    {"where outcome_row.weight > 0" if weighted else ""}
)"""
    bound |= {f"touchpoint_{j}": name for j, name in enumerate(names)}
    return Wide(sql, bound, False, of.asked)


def _from_ready(
    store: Store,
    of: Base,
    question: Question,
    names: tuple[str, ...],
    weighted: bool,
    how: tuple[str, str],
    made: Ready,
) -> Wide:
    number, whole = how
    sql, bound = ready_rows(store, of.outcome, question)
    met = {one.name: one for one in of.touchpoints}
    raw = [made.rating(name) for name in names]
    columns, blanks = [], ["0"]
    for j, (name, rating) in enumerate(zip(names, raw, strict=True)):
        always = _always_met(met[name])
        x = rating if always else f"case when {rating} > {NOT_MET_READY} then {rating} "
        x += "" if always else "else 0 end"
        one = "1" if always else f"case when {rating} > {NOT_MET_READY} then 1 else 0 end"
        columns += [
            f"cast({x} as {number}) as x{j}",
            f"cast({one} as {number}) as met{j}",
        ]
        if met[name].blank:
            blanks.append(f"case when {rating} = {BLANK} then {2**j} else 0 end")
    # Where nobody left one blank, the others need not be looked at.
    full = [
        rating for name, rating in zip(names, raw, strict=True) if not met[name].blank
    ]
    said = " or ".join(f"{rating} > {BLANK}" for rating in full[:1] or raw)
    sql += f""",
wide as (
    select source, response_id, responded_at, cast({whole.format("y")} as {number}) as y,
        {"weight" if weighted else "1"} as w, customer_bucket as bucket,
        {" + ".join(blanks)} as blanks, {", ".join(columns)}
    from outcome_row where ({said}){" and weight > 0" if weighted else ""}
)"""
    return Wide(sql, bound, True, of.asked)


def _always_met(met: Met) -> bool:
    return met.not_used == 0 and met.blank == 0


def gathered_sums(
    store: Store,
    wide: Wide,
    columns: list[str],
    touchpoint: list[int],
    kept: list[int],
    weighted: bool,
    source: str = "wide",
) -> Sums:
    """Sums of products of `columns` of `source` by bucket, and by pattern in `kept`.

    `touchpoint` says whose each column is (-1: the outcome, never blank).  Whole numbers
    come out exact: as whole numbers in SQL, below 2 ** 53 in doubles.
    """
    add = _multiplied if wide.ready else _summed
    second, counts, squares = add(store, wide, columns, kept, weighted, source)
    blank = np.array(
        [[False, *(t >= 0 and bool(b >> t & 1) for t in touchpoint)] for b in kept]
    )
    # Blank cells are 0: a blank rating and its "met it" are both 0.
    return Sums(second, counts, squares, blank)


def _summed(
    store: Store,
    wide: Wide,
    columns: list[str],
    kept: list[int],
    weighted: bool,
    source: str,
) -> tuple[Array, Array, Array]:
    """Added up in SQL: nothing but the sums leaves the database."""
    w = "w * " if weighted else ""
    k = len(columns)
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    asked = [f"sum({w}{name})" for name in columns]
    asked += [f"sum({w}{columns[i]} * {columns[j]})" for i, j in pairs]
    rows = store.query(
        f"{wide.sql} select bucket, blanks, count(*), sum(w), sum(w * w), "
        f"{', '.join(asked)} from {source} where blanks in ({_listed(kept)}) "
        "group by bucket, blanks",
        wide.bound,
    ).rows
    second, counts, squares = _nothing(kept, k)
    if rows:
        place = {blanks: at for at, blanks in enumerate(kept)}
        table = np.array(rows, dtype=np.float64)
        at = table[:, 0].astype(int), np.array([place[int(row[1])] for row in rows])
        counts[at], squares[at] = table[:, 2], table[:, 4]
        second[(*at, 0, 0)] = table[:, 3]
        for i in range(k):
            second[(*at, 0, i + 1)] = second[(*at, i + 1, 0)] = table[:, 5 + i]
        for position, (i, j) in enumerate(pairs, start=5 + k):
            second[(*at, i + 1, j + 1)] = table[:, position]
            second[(*at, j + 1, i + 1)] = table[:, position]
    return second, counts, squares


def _multiplied(
    store: Store,
    wide: Wide,
    columns: list[str],
    kept: list[int],
    weighted: bool,
    source: str,
) -> tuple[Array, Array, Array]:
    """Columns read as they stand and multiplied here: a quarter of the time of sums.

    Two million rows at a time, by buckets, which is the order they are kept in.
    """
    second, counts, squares = _nothing(kept, len(columns))
    asked = ", ".join(dict.fromkeys(["bucket", "blanks", *(["w"] * weighted), *columns]))
    step = max(1, BUCKETS // max(1, -(-wide.rows // AT_ONCE)))
    patterns = np.array(kept)
    order = np.argsort(patterns)
    for first in range(0, BUCKETS, step):
        found = store.arrays(
            f"{wide.sql} select {asked} from {source} where blanks in ({_listed(kept)}) "
            f"and bucket between {first} and {first + step - 1}",
            wide.bound,
        )
        bucket = found["bucket"].astype(np.int64)
        if not len(bucket):
            continue
        pattern = np.zeros(1, dtype=np.int64)
        if len(kept) > 1:
            pattern = order[np.searchsorted(patterns, found["blanks"], sorter=order)]
        _add(
            bucket * len(kept) + pattern,
            [found[name] for name in columns],
            found["w"] if weighted else None,
            (second, counts, squares),
        )
    return second, counts, squares


def _add(
    group: NDArray[np.int64],
    columns: list[NDArray[Any]],
    w: NDArray[Any] | None,
    into: tuple[Array, Array, Array],
) -> None:
    """Products within each group (bucket and pattern), written where they belong."""
    second, counts, squares = (part.reshape(-1, *part.shape[2:]) for part in into)
    if (group[1:] < group[:-1]).any():
        order = np.argsort(group, kind="stable")
        group, columns = group[order], [column[order] for column in columns]
        w = None if w is None else w[order]
    start = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    ends = np.r_[start[1:], len(group)]
    at = 0
    while at < len(start):
        # As many whole groups as are multiplied at a time.
        upto = max(at + 1, int(np.searchsorted(ends, start[at] + MULTIPLIED, "right")))
        low, high = int(start[at]), int(ends[upto - 1])
        block = np.empty((1 + len(columns), high - low))
        block[0] = 1
        for j, column in enumerate(columns, start=1):
            block[j] = column[low:high]
        heavy = block if w is None else block * w[low:high]
        for one in range(at, upto):
            span = slice(start[one] - low, ends[one] - low)
            cell = group[start[one]]
            products = heavy[:, span] @ block[:, span].T
            second[cell] = (products + products.T) / 2
            counts[cell] = span.stop - span.start
            weights = None if w is None else w[start[one] : ends[one]]
            squares[cell] = counts[cell] if weights is None else weights @ weights
        at = upto


def _nothing(kept: list[int], columns: int) -> tuple[Array, Array, Array]:
    shape = (BUCKETS, len(kept))
    second = np.zeros((*shape, columns + 1, columns + 1))
    return second, np.zeros(shape), np.zeros(shape)


def _listed(kept: list[int]) -> str:
    return ", ".join(str(blanks) for blanks in kept)
