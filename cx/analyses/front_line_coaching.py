"""What coaching changed in teams that started one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cx import catalog
from cx.errors import QuestionError, said
from cx.measure import BUCKETS, Question, compose, staff, with_tables
from cx.stats.staggered import Staggered, staggered
from cx.store import Store

QA = "qa"
# What coaching may change: the customers' word, their coming back, the checklist's.
OUTCOMES = {
    "ces2": said("It was easy (Customer Effort Score 2.0)"),
    "repeat_share": said("Came back within 7 days"),
    QA: said("Quality score (QA)"),
}
LEAST = 30


@dataclass(frozen=True)
class Coaching:
    """The effect on one outcome.

    `teams` are names by place; `months` the first days; `n` what all cells rest on;
    months of `small` teams are left out because fewer than eight people are named.
    """

    found: Staggered
    teams: tuple[str, ...]
    months: tuple[date, ...]
    n: int
    small: tuple[str, ...]


def coaching(
    store: Store, outcome: str, starts: Mapping[str, date], version: int | None = None
) -> Coaching:
    """Differences in differences of one outcome; `starts` is the first day by team.

    A month in which a team started halfway counts on neither side.  QuestionError where
    nothing can be compared, with the reason.
    """
    every = _sums(store, outcome, version)
    large = _large(store, version)
    rows = [row for row in every if row[:2] in large]
    n = sum(row[-1] for row in rows)
    told = {row[:2] for row in rows}
    small = {row[0] for row in every if row[:2] not in told}
    teams = sorted({row[0] for row in rows})
    months = _months([row[1] for row in rows])
    if n < LEAST:
        raise QuestionError(
            "{outcome}: fewer than {least} of them name a day and a team with eight "
            "people or more, so coaching cannot be judged by it.",
            outcome=OUTCOMES[outcome],
            least=LEAST,
        )
    place = {team: at for at, team in enumerate(teams)}
    when = {month: at for at, month in enumerate(months)}
    up = np.zeros((BUCKETS, len(teams), len(months)))
    down = np.zeros_like(up)
    for team, month, bucket, numerator, denominator, _rows in rows:
        cell = bucket, place[team], when[month]
        up[cell] += numerator
        down[cell] += denominator
    first: list[int | None] = [None] * len(teams)
    halfway: list[int | None] = [None] * len(teams)
    for team, day in starts.items():
        if team not in place:
            continue
        month = day.replace(day=1)
        begun = _steps(months[0], month)
        first[place[team]] = begun if day.day == 1 else begun + 1
        halfway[place[team]] = None if day.day == 1 else begun
    found = staggered(up, down, first, skipped=halfway)
    return Coaching(found, tuple(teams), tuple(months), n, tuple(sorted(small)))


def _months(found: list[date]) -> list[date]:
    """Every month from the first to the last."""
    if not found:
        return []
    first, last = min(found), max(found)
    return [
        date(
            first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1, 1
        )
        for at in range(_steps(first, last) + 1)
    ]


def _steps(first: date, then: date) -> int:
    return (then.year - first.year) * 12 + then.month - first.month


def _large(store: Store, version: int | None) -> set[tuple[str, date]]:
    """Teams and months in which contacts or working days name eight people or more."""
    tables = with_tables(store, store.mart(version), [])
    found = store.query(
        f"{tables}, at_work as (select team, agent_id, date_trunc('month', started_at) "
        "as month from contact union all select team, agent_id, "
        "date_trunc('month', worked_on) as month from shift) "
        "select team, month from at_work where team is not null and agent_id is not null "
        f"group by team, month having count(distinct agent_id) >= {staff.STAFF}"
    ).rows
    return {(str(team), _day(month)) for team, month in found}


Row = tuple[str, date, int, float, float, int]


def _sums(store: Store, outcome: str, version: int | None) -> list[Row]:
    """(team, month, bucket, numerator, denominator, rows)."""
    if outcome not in OUTCOMES:
        raise QuestionError(
            "There is no outcome {name} here. There are: {known}.",
            name=outcome,
            known=", ".join(OUTCOMES),
        )
    if outcome == QA:
        tables = with_tables(store, store.mart(version), [])
        sql, bound = f"{tables} {_QA}", {}
    else:
        composed = compose(
            store,
            catalog.metric(outcome),
            Question(by=("team",), period="month", version=version),
            select="select g2, g1, bucket, sum(value), count(*), count(*) from "
            "observation where g1 is not null and g2 is not null group by g2, g1, bucket",
        )
        sql, bound = composed.sql, composed.bound
    return [
        (str(team), _day(month), int(bucket), float(up), float(down), int(n))
        for team, month, bucket, up, down, n in store.query(sql, bound).rows
    ]


def _day(month: Any) -> date:
    day: date = month.date() if hasattr(month, "date") else month
    return day


_QA = f"""select
    team,
    cast(date_trunc('month', visited_at) as date) as month,
    md5_number_lower(coalesce(contact_id, visit_id)) % {BUCKETS} as bucket,
    sum(coalesce(weight, 1) * (score - scale_min)) as earned,
    sum(coalesce(weight, 1) * (scale_max - scale_min)) as possible,
    count(distinct visit_id)
from audit_item
where
    lower(trim(instrument)) = 'qa'
    and applicable
    and score is not null
    and team is not null
    and visited_at is not null
group by
    team,
    cast(date_trunc('month', visited_at) as date),
    md5_number_lower(coalesce(contact_id, visit_id)) % {BUCKETS}"""
