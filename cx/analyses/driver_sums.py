"""Touchpoint ratings beside an outcome, gathered as sums in one pass of SQL.

Customers are spread over 200 buckets by `md5_number_lower(customer) % 200` (where nobody
is named, `source:response` stands for the customer): md5 does not change between versions
of a database, so neither does any interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cx.analyses.driver_base import SMALLEST_N, Base, Met, base, default_touchpoints
from cx.analyses.driver_wide import Wide, gathered_sums, wide_rows
from cx.errors import QuestionError, said
from cx.measure import NOTES, Question, Rows
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
    "rows_behind",
]

# Complete answers alone will do if fewer than this are lost by it.
LOST_AT_MOST = 0.05
MOST_PATTERNS = 100
MOST_TOUCHPOINTS = 40
# What a row says of a touchpoint it has no rating of.
NOT_USED, BLANK = "not used", "blank"


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
    wide = wide_rows(store, of, question, chosen, weighted)
    blank = sum(t.blank for t in used)
    if not weighted and blank < LOST_AT_MOST * of.responses:
        # Even if no two blanks were of one person, too few are lost to matter.
        kept, responses = [0], of.responses
        sums = _sums(store, wide, kept, met, weighted)
        lost = responses - sums.n
    else:
        kept, responses, lost = _patterns(store, wide, len(chosen))
        sums = _sums(store, wide, kept, met, weighted)
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


def _patterns(store: Store, wide: Wide, touchpoints: int) -> tuple[list[int], int, int]:
    """Patterns of blanks to use, how many responses there are, how many have a blank."""
    found = store.query(
        f"{wide.sql} select blanks, count(*) from wide group by blanks "
        "order by 2 desc, 1",
        wide.bound,
    ).rows
    responses = sum(int(count) for _, count in found)
    lost = sum(int(count) for blanks, count in found if blanks)
    if lost < LOST_AT_MOST * responses:
        return [0], responses, lost
    nothing = 2**touchpoints - 1
    kept = [int(blanks) for blanks, _ in found if blanks != nothing]
    return kept[:MOST_PATTERNS], responses, lost


def _sums(
    store: Store, wide: Wide, kept: list[int], met: tuple[bool, ...], weighted: bool
) -> Sums:
    columns, touchpoint = ["y"], [-1]
    for j, has_indicator in enumerate(met):
        columns += [f"met{j}", f"x{j}"] if has_indicator else [f"x{j}"]
        touchpoint += [j, j] if has_indicator else [j]
    return gathered_sums(store, wide, columns, touchpoint, kept, weighted)


def rows_behind(
    store: Store,
    gathered: Gathered,
    question: Question,
    *,
    most: int,
    rated: str | None = None,
) -> Rows:
    """The responses a model rests on, a row each; only those who `rated` a touchpoint."""
    of, names = gathered.base, gathered.names
    wide = wide_rows(store, of, question, names, gathered.weighted)
    shown = [f"case when met{j} = 1 then x{j} end" for j in range(len(names))]
    states = [
        f"case when met{j} = 1 then null when blanks // {2**j} % 2 = 1 then '{BLANK}' "
        f"else '{NOT_USED}' end"
        for j in range(len(names))
    ]
    cells = ", ".join(
        f"coalesce(cast({shown[j]} as varchar), {states[j]}) as t{j}"
        for j in range(len(names))
    )
    kept = f"from wide where blanks in ({', '.join(map(str, gathered.patterns))})"
    if rated is not None:
        kept += f" and met{names.index(rated)} = 1"
    n = int(store.query(f"{wide.sql} select count(*) {kept}", wide.bound).rows[0][0])
    answer = store.query(
        f"{wide.sql} select source, response_id, responded_at, y, {cells} {kept} "
        f"order by source, response_id limit {int(most)}",
        wide.bound,
    )
    columns = ("source", "response_id", "responded_at", of.outcome.id, *names)
    return Rows(columns, answer.rows, n)
