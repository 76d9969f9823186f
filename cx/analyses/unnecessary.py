"""What service costs that need not be: every contact in exactly one part.

Contacts that came back come first, whatever they are about; the others go by what people
scored their reason.  The unit cost is the contact's own, else its handling time at the
cost of an hour; a contact with neither is counted, and costs nothing that is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cx.analyses.reasons import COLUMNS, COUNTED, SMALLEST_N
from cx.errors import QuestionError
from cx.measure import (
    NOTES,
    Question,
    Rows,
    dimension_columns,
    narrowing,
    with_tables,
)
from cx.store import Store

# What could go, then what stays.
UNNECESSARY = ("repeat", "eliminate", "simplify")
NECESSARY = ("automate", "improve", "leverage", "unscored")
PARTS = (*UNNECESSARY, *NECESSARY)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """Contacts of one part; `seconds` of handling, `cost` of the `costed` ones."""

    name: str
    contacts: int = 0
    costed: int = 0
    cost: Decimal = Decimal(0)
    timed: int = 0
    seconds: Decimal = Decimal(0)

    def __add__(self, other: Part) -> Part:
        """Both together, under the first name."""
        return Part(
            self.name,
            self.contacts + other.contacts,
            self.costed + other.costed,
            self.cost + other.cost,
            self.timed + other.timed,
            self.seconds + other.seconds,
        )

    @property
    def hours(self) -> float:
        """Hours of handling, of the contacts whose time is recorded."""
        return float(self.seconds) / 3600


@dataclass(frozen=True)
class Costs:
    """All parts in order; they share no contact and add up to `total`."""

    parts: tuple[Part, ...]
    total: Part

    @property
    def necessary(self) -> Part:
        """What is left when every other part is gone."""
        return self._sum(NECESSARY)

    @property
    def unnecessary(self) -> Part:
        """The parts that could go."""
        return self._sum(UNNECESSARY)

    def _sum(self, names: tuple[str, ...]) -> Part:
        together = Part(names[0])
        for one in self.parts:
            if one.name in names:
                together += one
        return together


def costs(
    store: Store,
    question: Question,
    verbs: Mapping[str, str],
    *,
    hourly: Decimal = Decimal(0),
    window_days: int = 7,
) -> Costs:
    """Split all contacts of a question.

    `verbs` is what to do with each scored reason; the first contact of each episode and
    those without a known customer are no repeats.
    """
    tables, bound = _chosen(store, question, window_days)
    rows = store.query(
        f"""{tables}
        select reason, came_back, count(*),
            sum(case
                when cost is not null or (handle_s is not null and $hourly > 0) then 1
                else 0
            end),
            sum(cost),
            sum(case when cost is null then cast(handle_s as decimal(18, 1)) end),
            count(handle_s),
            sum(cast(handle_s as decimal(18, 1)))
        from chosen group by reason, came_back""",
        {**bound, "hourly": hourly},
    ).rows
    known = {name: Part(name) for name in PARTS}
    total = Part("total")
    for reason, came_back, n, costed, cost, uncosted_s, timed, seconds in rows:
        at_rate = Decimal(uncosted_s or 0) * hourly / 3600
        money = Decimal(cost or 0) + at_rate
        name = "repeat" if came_back else verbs.get(reason or "", "unscored")
        one = Part(name, int(n), int(costed), money, int(timed), Decimal(seconds or 0))
        known[name] += one
        total += one
    return Costs(tuple(known.values()), total)


def rows(
    store: Store,
    question: Question,
    name: str,
    verbs: Mapping[str, str],
    *,
    window_days: int = 7,
    most: int = 1_000,
) -> Rows:
    """The contacts of one part, oldest first.  Refused where they are too few."""
    tables, bound = _chosen(store, question, window_days)
    if name == "repeat":
        where = "came_back"
    else:
        about = {
            f"about_{at}": reason
            for at, (reason, verb) in enumerate(sorted(verbs.items()))
            if name in ("unscored", verb)
        }
        bound |= about
        listed = ", ".join(f"${mark}" for mark in about)
        inside = f"coalesce(reason in ({listed}), false)" if about else "false"
        where = f"not came_back and {'not ' if name == 'unscored' else ''}{inside}"
    n = int(
        store.query(f"{tables} select count(*) from chosen where {where}", bound).rows[0][
            0
        ]
    )
    if 0 < n < SMALLEST_N:
        raise QuestionError(NOTES["withheld"])
    found = store.query(
        f"{tables} select {', '.join(COLUMNS)} from chosen where {where} "
        f"order by started_at, row_id limit {int(most)}",
        bound,
    )
    return Rows(tuple(found.columns), list(found.rows), n)


def _chosen(
    store: Store, question: Question, window_days: int
) -> tuple[str, dict[str, object]]:
    alias = store.mart(question.version)
    columns = dimension_columns(store, alias, "contact")
    conditions, bound = narrowing(question, "started_at", columns, "contact")
    narrowed = " and ".join([*COUNTED, *conditions])
    chosen = (
        "chosen",
        "select contact.*, "
        "coalesce(in_history and previous_days <= $window_days, false) as came_back "
        f"from contact where {narrowed}",
    )
    return with_tables(store, alias, [chosen]), {**bound, "window_days": window_days}
