"""Touchpoint ratings beside an outcome, gathered as sums in one pass of SQL.

Customers are spread over 200 buckets by `md5_number_lower(customer) % 200` (where nobody
is named, `source:response` stands for the customer): md5 does not change between versions
of a database, so neither does any interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from cx.driver_base import SMALLEST_N, Base, Met, base, default_touchpoints
from cx.driver_outcomes import outcome_rows
from cx.errors import QuestionError, said
from cx.measure import BUCKETS, NOTES, Question, Rows
from cx.stats.moments import Sums
from cx.store import Store

__all__ = [
    "Base",
    "Gathered",
    "Met",
    "Missing",
    "base",
    "default_touchpoints",
    "gather",
    "gathered_sums",
    "rows_behind",
    "wide_rows",
]

# Complete answers alone will do if fewer than this are lost by it.
LOST_AT_MOST = 0.05
MOST_PATTERNS = 100
MOST_TOUCHPOINTS = 40
# Stands for a touchpoint that was not met until its columns are made: no score is lower.
NOT_MET = -1_000_000_000
# Products of two scores up to this fit into a SMALLINT.
SMALL = 181


@dataclass(frozen=True)
class Missing:
    """What was done about questions left blank, and what that cost.

    `lost` of `responses` left a used touchpoint blank. "complete" leaves them out; "em"
    fills in, but for `left_out` whose pattern of blanks is too rare.
    """

    method: Literal["none", "complete", "em"]
    lost: int
    responses: int
    left_out: int
    patterns: int


@dataclass(frozen=True)
class Gathered:
    """Sums of an outcome and its touchpoints, and how they came about.

    Columns of `sums`: 1, the outcome, and for each of `names` "met it" if `met` says so,
    then its rating.
    """

    base: Base
    names: tuple[str, ...]
    met: tuple[bool, ...]
    sums: Sums
    missing: Missing
    weighted: bool
    dropped: tuple[tuple[str, str], ...]
    patterns: tuple[int, ...]

    @property
    def n(self) -> int:
        """Responses in the model."""
        return self.sums.n

    @property
    def n_eff(self) -> float:
        """Answers of equal weight that would say as much."""
        return self.sums.n_effective

    def touchpoint(self, name: str) -> Met:
        """The touchpoint of this name."""
        return next(one for one in self.base.touchpoints if one.name == name)


def _used(of: Base, names: tuple[str, ...]) -> tuple[list[Met], list[tuple[str, str]]]:
    known = {t.name: t for t in of.touchpoints}
    for name in names:
        if name not in known:
            raise QuestionError(
                "There is no touchpoint {name} here. There are: {known}.",
                name=name,
                known=", ".join(known),
            )
    used: list[Met] = []
    dropped: list[tuple[str, str]] = []
    for name in names or default_touchpoints(of):
        if known[name].answered < SMALLEST_N:
            dropped.append((name, said("rated by fewer than 10 people")))
        else:
            used.append(known[name])
    if not used:
        raise QuestionError(
            "No touchpoint was rated by enough of the people who have this outcome: "
            "{name}.",
            name=said(of.outcome.name),
        )
    if len(used) > MOST_TOUCHPOINTS:
        raise QuestionError(
            "{given} touchpoints are too many for one model; choose at most {most}.",
            given=len(used),
            most=MOST_TOUCHPOINTS,
        )
    return used, dropped


def wide_rows(
    store: Store, of: Base, question: Question, names: tuple[str, ...], weighted: bool
) -> tuple[str, dict[str, Any]]:
    """CTEs up to `wide`: a row a response with y, w, bucket, blanks, met_j and x_j.

    `blanks` has bit j set where touchpoint j was left blank; `x_j` is 0 where it was not
    met or is blank.
    """
    sql, bound = outcome_rows(store, of.outcome, question)
    number = "double"
    if of.whole and of.largest <= SMALL:
        number = "smallint"
    elif of.whole:
        number = "bigint"
    whole = "floor({})" if of.whole else "{}"
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
    return sql, {**bound, **{f"touchpoint_{j}": name for j, name in enumerate(names)}}


def gather(
    store: Store,
    outcome_id: str,
    question: Question | None = None,
    names: tuple[str, ...] = (),
    *,
    weighted: bool = False,
    of: Base | None = None,
) -> Gathered:
    """Sums of the outcome and its touchpoints by bucket of customers and by blanks.

    `of` is what `base` said of the same outcome and question, so as not to ask twice.

    Where fewer than 5 % would be lost, complete answers alone; else all patterns of
    blanks, for EM.  QuestionError where that leaves too few.
    """
    question = question or Question()
    of = of or base(store, outcome_id, question)
    if weighted and not of.weighted_possible:
        raise QuestionError("These answers carry no survey weights.")
    used, dropped = _used(of, names)
    chosen = tuple(t.name for t in used)
    met = tuple(t.not_used > 0 for t in used)
    sql, bound = wide_rows(store, of, question, chosen, weighted)
    run = partial(store.query, parameters=bound)
    blank = sum(t.blank for t in used)
    if not weighted and blank < LOST_AT_MOST * of.responses:
        # Even if no two blanks were of one person, too few are lost to matter.
        kept, responses = [0], of.responses
        sums = _sums(run, sql, kept, met, weighted)
        lost = responses - sums.n
    else:
        kept, responses, lost = _patterns(run, sql, len(chosen))
        sums = _sums(run, sql, kept, met, weighted)
    method: Literal["none", "complete", "em"] = "complete" if lost else "none"
    if kept != [0]:
        method = "em"
    if sums.n < SMALLEST_N:
        raise QuestionError(
            "{why} {n} people answered {outcome} and the touchpoints used; {needed} are "
            "needed.",
            why=said(NOTES["withheld"]),
            n=sums.n,
            outcome=said(of.outcome.name),
            needed=SMALLEST_N,
        )
    left_out = responses - sums.n if method == "em" else 0
    missing = Missing(method, lost, responses, left_out, len(kept))
    return Gathered(of, chosen, met, sums, missing, weighted, tuple(dropped), tuple(kept))


def _patterns(run: Any, sql: str, touchpoints: int) -> tuple[list[int], int, int]:
    """Patterns of blanks to use, how many responses there are, how many have a blank."""
    found = run(
        f"{sql} select blanks, count(*) from wide group by blanks order by 2 desc, 1"
    ).rows
    responses = sum(int(count) for _, count in found)
    lost = sum(int(count) for blanks, count in found if blanks)
    if lost < LOST_AT_MOST * responses:
        return [0], responses, lost
    nothing = 2**touchpoints - 1
    kept = [int(blanks) for blanks, _ in found if blanks != nothing]
    return kept[:MOST_PATTERNS], responses, lost


def _sums(
    run: Any, sql: str, kept: list[int], met: tuple[bool, ...], weighted: bool
) -> Sums:
    columns, touchpoint = ["y"], [-1]
    for j, has_indicator in enumerate(met):
        columns += [f"met{j}", f"x{j}"] if has_indicator else [f"x{j}"]
        touchpoint += [j, j] if has_indicator else [j]
    return gathered_sums(run, f"{sql} ", columns, touchpoint, kept, weighted)


def gathered_sums(
    run: Any,
    sql: str,
    columns: list[str],
    touchpoint: list[int],
    kept: list[int],
    weighted: bool,
    source: str = "wide",
) -> Sums:
    """Sums of products of `columns` of `source` by bucket, and by pattern in `kept`.

    `touchpoint` says whose each column is (-1: the outcome, never blank).  Whole numbers
    are added up as whole numbers.
    """
    w = "w * " if weighted else ""
    k = len(columns)
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    asked = [f"sum({w}{name})" for name in columns]
    asked += [f"sum({w}{columns[i]} * {columns[j]})" for i, j in pairs]
    listed = ", ".join(str(blanks) for blanks in kept)
    rows = run(
        f"{sql} select bucket, blanks, count(*), sum(w), sum(w * w), {', '.join(asked)} "
        f"from {source} where blanks in ({listed}) group by bucket, blanks"
    ).rows
    place = {blanks: at for at, blanks in enumerate(kept)}
    shape = (BUCKETS, len(kept))
    second = np.zeros((*shape, k + 1, k + 1))
    counts, squares = np.zeros(shape), np.zeros(shape)
    if rows:
        # Whole sums stay below 2 ** 53: exact in a double.
        table = np.array(rows, dtype=np.float64)
        at = table[:, 0].astype(int), np.array([place[int(row[1])] for row in rows])
        counts[at], squares[at] = table[:, 2], table[:, 4]
        second[(*at, 0, 0)] = table[:, 3]
        for i in range(k):
            second[(*at, 0, i + 1)] = second[(*at, i + 1, 0)] = table[:, 5 + i]
        for position, (i, j) in enumerate(pairs, start=5 + k):
            second[(*at, i + 1, j + 1)] = table[:, position]
            second[(*at, j + 1, i + 1)] = table[:, position]
    blank = np.array(
        [[False, *(t >= 0 and bool(b >> t & 1) for t in touchpoint)] for b in kept]
    )
    # Blank cells are 0 in SQL too: a blank rating and its "met it" are both 0.
    return Sums(second, counts, squares, blank)


def rows_behind(
    store: Store, gathered: Gathered, question: Question, *, most: int
) -> Rows:
    """The responses a model rests on, a row each; empty where not met or blank."""
    of, names = gathered.base, gathered.names
    sql, bound = wide_rows(store, of, question, names, gathered.weighted)
    shown = [f"case when met{j} = 1 then x{j} end" for j in range(len(names))]
    states = [
        f"case when met{j} = 1 then null when blanks // {2**j} % 2 = 1 then 'blank' "
        f"else 'not used' end"
        for j in range(len(names))
    ]
    cells = ", ".join(
        f"coalesce(cast({shown[j]} as varchar), {states[j]}) as t{j}"
        for j in range(len(names))
    )
    only = "where blanks = 0" if gathered.missing.method != "em" else ""
    answer = store.query(
        f"{sql} select source, response_id, responded_at, y, {cells} from wide {only} "
        f"order by source, response_id limit {int(most)}",
        bound,
    )
    columns = ("source", "response_id", "responded_at", of.outcome.id, *names)
    return Rows(columns, answer.rows, gathered.n)
