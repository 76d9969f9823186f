"""What the front line is exposed to, told by team: nothing here names a person.

Every number rests on whole teams in whole months with eight people or more; see
cx/measure/staff.py.  What falls below is in no total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cx import catalog
from cx.errors import QuestionError
from cx.measure import Estimate, Question, compose, staff, with_tables, withheld_status
from cx.measure.estimate import shown
from cx.measure.floor import ALL, PRIVATE, withheld_cells
from cx.stats.concentration import Lorenz, lorenz
from cx.stats.intervals import ClusterSums, clustered_mean
from cx.store import Store

MOST_ISSUES = 20


@dataclass(frozen=True)
class TeamMonths:
    """How many of a team's months are told; the others have fewer than eight people."""

    team: str | None
    months: int
    told: int


def team_months(store: Store, metric_id: str, question: Question) -> list[TeamMonths]:
    """For each team of a staff metric, the months that are told and all there are."""
    metric = catalog.metric(metric_id)
    composed = compose(
        store,
        metric,
        Question(version=question.version, parameters=question.parameters),
        select="select unit_team, unit_month, people from staff_unit",
    )
    since = staff.month_from(question.since)
    until = staff.month_until(question.until)
    found: dict[str, list[bool]] = defaultdict(list)
    for team, month, people in store.query(composed.sql, composed.bound).rows:
        first = month.date() if hasattr(month, "date") else month
        if (since is None or first >= since) and (until is None or first <= until):
            found[str(team)].append(int(people) >= staff.STAFF)
    return [
        TeamMonths(team or None, len(told), sum(told))
        for team, told in sorted(found.items())
    ]


@dataclass(frozen=True)
class Spread:
    """How flagged contacts spread over the customers they came from.

    `nameless` flagged contacts lead to no customer; `top` is the share of the others
    that the tenth of these customers with the most holds.
    """

    flagged: int
    customers: int
    nameless: int
    curve: Lorenz
    top: float


def spread(store: Store, question: Question) -> Spread | None:
    """Spread of flagged contacts over customers; None below five customers."""
    composed = compose(
        store,
        catalog.metric("abuse_rate"),
        replace(question, by=(), period=None),
        select="select customer_key, customer_id is not null and "
        "not coalesce(placeholder, false) as known, count(*) as n from observation "
        "where value = 1 group by customer_key, customer_id is not null and "
        "not coalesce(placeholder, false)",
    )
    counts: dict[float, int] = defaultdict(int)
    nameless = 0
    for _key, known, n in store.query(composed.sql, composed.bound).rows:
        if known:
            counts[int(n)] += 1
        else:
            nameless += int(n)
    customers = sum(counts.values())
    if customers < PRIVATE:
        return None
    curve = lorenz(counts)
    if curve is None:
        return None
    flagged = int(sum(n * of_them for n, of_them in counts.items()))
    return Spread(flagged, customers, nameless, curve, curve.held_by_top(0.1))


@dataclass(frozen=True)
class Flaggable:
    """A contact that may be flagged, and what of its customer's is not solved yet.

    `issues` are (begun, channel, reason) of the newest unsolved matters up to it, at most
    20 of `unsolved`; `contacts` is how many contacts the customer had.  No one at work
    is in it.
    """

    contact_id: str
    started_at: Any
    channel: str | None
    reason: str | None
    flagged: bool | None
    known_customer: bool
    contacts: int
    unsolved: int
    issues: tuple[tuple[Any, str | None, str | None], ...]


def flaggable(store: Store, contact_id: str, version: int | None = None) -> Flaggable:
    """What to look at before a contact is flagged as abusive."""
    alias = store.mart(version)
    tables = with_tables(store, alias, [])
    found = store.query(
        f"{tables} select started_at, channel, reason, abuse, customer_id, "
        "coalesce(placeholder, false) from contact where contact_id = $contact_id "
        "order by started_at desc, row_id limit 2",
        {"contact_id": contact_id},
    ).rows
    if len(found) != 1:
        raise QuestionError(
            "There is no contact {id} in this data. Copy its number from your help desk. "
            "Nothing was recorded."
            if not found
            else "Two contacts have the number {id}, so nobody can tell which one is "
            "meant. Nothing was recorded.",
            id=contact_id,
        )
    started_at, channel, reason, abuse, customer_id, placeholder = found[0]
    if customer_id is None or placeholder:
        return Flaggable(contact_id, started_at, channel, reason, abuse, False, 1, 0, ())
    # A matter is unsolved where its last contact by then was not marked as resolved.
    issues = store.query(
        f"{tables}, theirs as (select *, coalesce(issue_id, reason, contact_id) as "
        "matter from contact where customer_id = $customer_id and left_out is null), "
        "latest as (select *, row_number() over (partition by matter order by "
        "started_at desc, row_id desc) as from_last, min(started_at) over (partition by "
        "matter) as begun from theirs where started_at <= $until) "
        "select begun, channel, reason from latest where from_last = 1 "
        "and resolved = false order by begun desc, row_id",
        {"customer_id": customer_id, "until": started_at},
    ).rows
    contacts = store.query(
        f"{tables} select count(*) from contact where customer_id = $customer_id",
        {"customer_id": customer_id},
    ).rows[0][0]
    return Flaggable(
        contact_id,
        started_at,
        channel,
        reason,
        abuse,
        True,
        int(contacts),
        len(issues),
        tuple(issues[:MOST_ISSUES]),
    )


@dataclass(frozen=True)
class Dimension:
    """One dimension of a staff survey on its own scale, and its mean by team."""

    name: str
    low: float
    high: float
    everybody: Estimate
    teams: tuple[Estimate, ...]


def dimensions(store: Store, question: Question) -> list[Dimension]:
    """Means of every dimension in a staff survey, whatever scale its items have.

    Structure only: items of a licensed scale stay in the file of whoever holds the
    licence, and the mean of its items is told here under the name given to it there.
    """
    # `service_culture` is a staff metric of answers; its question is asked of all items.
    metric = replace(catalog.metric("service_culture"), sql=_STAFF_ITEMS)
    composed = compose(
        store,
        metric,
        replace(question, by=("team",), period=None),
        select="select coalesce(dimension, item) as named, scale_min, scale_max, g1, "
        "cluster_key, sum(value), count(*), sum(value * value) from observation "
        "group by coalesce(dimension, item), scale_min, scale_max, g1, cluster_key",
    )
    people: dict[tuple[str, float, float], dict[str | None, list[Sequence[float]]]]
    people = defaultdict(lambda: defaultdict(list))
    for name, low, high, team, _who, *sums in store.query(
        composed.sql, composed.bound
    ).rows:
        key = (str(name), float(low), float(high))
        people[key][team].append([float(one) for one in sums])
    found = []
    for (name, low, high), by_team in sorted(people.items()):
        counts: dict[tuple[str, ...], tuple[int, int]] = {
            (str(team or ""),): (len(p), len(p)) for team, p in by_team.items()
        }
        everybody = [one for rows in by_team.values() for one in rows]
        counts[(ALL,)] = (len(everybody), len(everybody))
        hidden = withheld_cells(counts, 1, staff.STAFF, staff.STAFF)
        teams = tuple(
            _mean({"team": team}, rows, (str(team or ""),) in hidden)
            for team, rows in sorted(by_team.items(), key=lambda one: str(one[0] or ""))
        )
        whole = _mean({}, everybody, (ALL,) in hidden)
        found.append(Dimension(name, low, high, whole, teams))
    return found


_STAFF_ITEMS = """select
    *,
    score as value
from answer
where
    question = 'staff'
    and score is not null
    and scale_min is not null
    and scale_max is not null"""


def _mean(
    group: dict[str, str | None], rows: Sequence[Sequence[float]], hidden: bool
) -> Estimate:
    """Mean of items with the person as the unit; n is people."""
    n = len(rows)
    status = withheld_status(catalog.metric("service_culture"), n)
    if hidden or status in ("withheld", "empty"):
        return Estimate(group, 0 if hidden else n, None, None, None, "withheld")
    sums = ClusterSums(
        numerator=sum(one[0] for one in rows),
        denominator=sum(one[1] for one in rows),
        numerator_squares=sum(one[0] * one[0] for one in rows),
        cross=sum(one[0] * one[1] for one in rows),
        denominator_squares=sum(one[1] * one[1] for one in rows),
        clusters=n,
    )
    return shown(group, n, status, clustered_mean(sums, sum(one[2] for one in rows)))
