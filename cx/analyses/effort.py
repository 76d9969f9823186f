"""What hard answers go with.

It rests on the rows of a metric file, narrowed by the same question as its number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cx import catalog
from cx.errors import QuestionError, said
from cx.measure import (
    BUCKETS,
    HIDDEN_COLUMNS,
    NOTES,
    Composed,
    Question,
    Rows,
    compose,
    withheld_status,
)
from cx.stats.effort import Waterfall, effort_drivers
from cx.store import Store

HARD = "ces2_hard"
LONG_WAIT_S = 180
DRIVERS = {
    "repeat": said("Came back within the window"),
    "switch": said("Changed the channel"),
    "again": said("Had to explain again (proxy)"),
    "transfer": said("Passed on"),
    "wait": said("Long wait"),
}

_COUNT = "select count(*) as n from observation"

# Each answer with the contact it is about, and what happened in that contact.  A contact
# number that two exports use leads to neither (so the greatest value is the only one).
# What nobody recorded has not happened.
_FLAGS = """,
one_contact as (
    select
        contact_id,
        max(started_at) as started_at,
        max(data_start) as data_start,
        max(channel) as channel,
        max(agent_id) as agent_id,
        max(issue_id) as issue_id,
        max(transfers) as transfers,
        max(wait_s) as wait_s,
        max(previous_at) as previous_at,
        max(previous_channel) as previous_channel,
        max(previous_agent_id) as previous_agent_id,
        max(previous_issue_id) as previous_issue_id,
        max(in_history) as in_history
    from contact
    where contact_id in (select contact_id from observation)
    group by contact_id
    having count(*) = 1
),

described as (
    select
        *,
        coalesce(previous_at >= started_at - interval 1 day * $effort_window, false)
            as came_back
    from one_contact
    where in_history and started_at >= data_start + interval 1 day * $effort_window
),

flagged as (
    select
        observation.*,
        cast(described.came_back as integer) as flag_repeat,
        case
            when described.came_back and described.previous_channel <> described.channel
                then 1
            else 0
        end as flag_switch,
        case
            when
                described.came_back
                and described.previous_agent_id <> described.agent_id
                and coalesce(described.previous_issue_id <> described.issue_id, true)
                then 1
            else 0
        end as flag_again,
        case when described.transfers >= 1 then 1 else 0 end as flag_transfer,
        case when described.wait_s > $effort_wait then 1 else 0 end as flag_wait
    from observation
    inner join described on observation.contact_id = described.contact_id
)
"""


def composed(store: Store, metric_id: str, question: Question, select: str) -> Composed:
    """The metric's rows under `select`, with those of the parameters that it has."""
    metric = catalog.metric(metric_id)
    known = {parameter.name for parameter in metric.parameters}
    kept = tuple(one for one in question.parameters if one[0] in known)
    return compose(store, metric, replace(question, parameters=kept), select=select)


@dataclass(frozen=True)
class Drivers:
    """What hard answers go with.

    `joined` of `answers` lead to a contact; a driver `rare` happened in too few of them.
    """

    waterfall: Waterfall
    answers: int
    joined: int
    rare: tuple[str, ...]


def _joined(
    store: Store, question: Question, window: int, wait: int, select: str
) -> Composed:
    made = composed(store, HARD, question, _FLAGS + select)
    return Composed(
        made.sql,
        {**made.bound, "effort_window": window, "effort_wait": wait},
    )


def drivers(
    store: Store, question: Question, *, window: int, wait: int = LONG_WAIT_S
) -> Drivers:
    """Waterfall of the share of hard answers over what happened in their contacts.

    `window` in days, `wait` in seconds.  QuestionError where too few answers lead to a
    contact of a known customer.
    """
    names = list(DRIVERS)
    flags = ", ".join(f"flag_{name}" for name in names)
    every = composed(store, HARD, question, _COUNT)
    answers = int(store.query(every.sql, every.bound).rows[0][0])
    asked = _joined(
        store,
        question,
        window,
        wait,
        f"select {flags}, coalesce(reason, '') || ' · ' || coalesce(channel, '') "
        "as stratum, bucket, count(*) as answers, sum(value) as hard from flagged "
        f"group by {flags}, stratum, bucket order by {flags}, stratum, bucket",
    )
    rows = store.query(asked.sql, asked.bound).rows
    joined = int(sum(row[-2] for row in rows))
    if withheld_status(catalog.metric(HARD), joined) in ("withheld", "empty"):
        raise QuestionError(
            "Only {joined} of {answers} effort answers lead to a contact of a known "
            "customer whose past is covered; {needed} are needed to say what hard ones "
            "go with.",
            joined=joined,
            answers=answers,
            needed=catalog.metric(HARD).min_n,
        )
    patterns = sorted({row[: len(names) + 1] for row in rows})
    place = {pattern: at for at, pattern in enumerate(patterns)}
    asked_of = np.zeros((BUCKETS, len(patterns)))
    hard = np.zeros_like(asked_of)
    for row in rows:
        cell = int(row[len(names) + 1]), place[row[: len(names) + 1]]
        asked_of[cell] = float(row[-2])
        hard[cell] = float(row[-1])
    exposed = [sum(row[-2] for row in rows if row[at]) for at in range(len(names))]
    min_n = catalog.metric(HARD).min_n
    kept = [at for at, n in enumerate(exposed) if n == 0 or n >= min_n]
    found = effort_drivers(
        [names[at] for at in kept],
        np.array([[pattern[at] for at in kept] for pattern in patterns]),
        asked_of,
        hard,
        strata=[str(pattern[-1]) for pattern in patterns],
    )
    rare = tuple(name for at, name in enumerate(names) if at not in kept)
    return Drivers(found, answers, joined, rare)


def driver_rows(
    store: Store, question: Question, driver: str, *, window: int, wait: int, most: int
) -> Rows:
    """The answers behind one step: those of contacts in which the driver happened."""
    if driver not in DRIVERS:
        raise QuestionError(
            "There is no driver {name} here. There are: {known}.",
            name=driver,
            known=", ".join(DRIVERS),
        )
    kept = f"from flagged where flag_{driver} = 1"
    counted, listed = (
        _joined(store, question, window, wait, select)
        for select in (f"select count(*) as n {kept}", f"select * {kept}")
    )
    return some_rows(store, counted, listed, HARD, most)


def some_rows(
    store: Store, counted: Composed, listed: Composed, metric_id: str, most: int
) -> Rows:
    """Rows of some of a metric's observations; refused where there are too few."""
    metric = catalog.metric(metric_id)
    n = int(store.query(counted.sql, counted.bound).rows[0][0])
    if withheld_status(metric, n) == "withheld":
        raise QuestionError(NOTES["withheld"])
    answer = store.query(
        f"{listed.sql} order by {metric.anchor}, row_id limit {int(most)}", listed.bound
    )
    shown = [
        at
        for at, name in enumerate(answer.columns)
        if name not in HIDDEN_COLUMNS
        and not name.startswith(("previous_", "next_same", "flag_"))
    ]
    return Rows(
        tuple(answer.columns[at] for at in shown),
        [tuple(row[at] for at in shown) for row in answer.rows],
        n,
    )
