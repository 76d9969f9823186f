"""How long the first reply takes, with those still waiting, and what may be promised."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cx import catalog
from cx.analyses.effort import composed
from cx.measure import Question, withheld_status
from cx.stats.survival import Curve, kaplan_meier
from cx.store import Store

IN_TIME = "response_in_time"
PROMISE_AT = 0.9
MOST_POINTS = 150


@dataclass(frozen=True)
class Point:
    """The share that has a reply by so many minutes, with its limits, 0 to 1."""

    minutes: float
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Time:
    """Minutes by which a share has a reply; None where that is not known."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Replies:
    """First replies of one channel (None: all channels).

    `waiting` of `n` have no reply yet; they count for as long as they have waited.
    """

    channel: str | None
    n: int
    waiting: int
    status: str
    points: tuple[Point, ...]
    median: Time
    p90: Time


_BINS = """,
waited as (
    select
        channel,
        case when first_response_at is not null then 1 else 0 end as replied,
        floor(
            (
                date_diff('second', started_at, coalesce(first_response_at, data_end))
                + 59
            )
            / 60.0
        ) as minutes
    from observation
)
select channel, minutes, sum(replied) as replied, count(*) - sum(replied) as waiting
from waited
group by channel, minutes
order by channel, minutes"""


def replies(store: Store, question: Question) -> list[Replies]:
    """All channels first, then each by its contacts, most first.

    Kaplan-Meier in whole minutes, a minute begun counting as one: who has no reply yet is
    neither late nor forgotten.
    """
    # With a standard of no time everybody's time is up: the open ones are all there.
    asked = composed(
        store,
        IN_TIME,
        _with_minutes(question, 0),
        _BINS,
    )
    by: dict[str | None, list[tuple[float, int, int]]] = defaultdict(list)
    every: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for channel, minutes, replied, waiting in store.query(asked.sql, asked.bound).rows:
        by[channel].append((float(minutes), int(replied), int(waiting)))
        every[float(minutes)][0] += int(replied)
        every[float(minutes)][1] += int(waiting)
    if not by:
        return []
    channels = [_of(channel, cells) for channel, cells in by.items()]
    whole = _of(None, [(at, yes, no) for at, (yes, no) in sorted(every.items())])
    return [whole, *sorted(channels, key=lambda one: -one.n)]


def _with_minutes(question: Question, minutes: int) -> Question:
    kept = tuple(one for one in question.parameters if one[0] != "minutes")
    return Question(
        question.since,
        question.until,
        filters=question.filters,
        parameters=(*kept, ("minutes", minutes)),
        version=question.version,
    )


def _of(channel: str | None, cells: Sequence[tuple[float, int, int]]) -> Replies:
    n = sum(replied + waiting for _at, replied, waiting in cells)
    waiting = sum(cell[2] for cell in cells)
    status = withheld_status(catalog.metric(IN_TIME), n)
    nothing = Time(None, None, None)
    if status == "withheld":
        return Replies(channel, n, waiting, status, (), nothing, nothing)
    curve = kaplan_meier(*zip(*cells, strict=True))
    return Replies(
        channel,
        n,
        waiting,
        status,
        _points(curve),
        reached(curve, 0.5),
        reached(curve, PROMISE_AT),
    )


def _points(curve: Curve) -> tuple[Point, ...]:
    """Enough of the curve to draw it, its end among them."""
    last = len(curve.times) - 1
    step = max(1.0, last / MOST_POINTS)
    places = sorted({round(at * step) for at in range(int(last / step) + 1)} | {last})
    found = []
    for place in places:
        at = curve.times[place]
        limits = curve.interval_at(at)
        if limits is not None:
            found.append(Point(at, 1 - limits.value, 1 - limits.high, 1 - limits.low))
    return tuple(found)


def reached(curve: Curve, share: float) -> Time:
    """The first minute by which `share` has a reply; limits where the curve's cross it.

    Brookmeyer & Crowley 1982 (Biometrics 38:29), with the curve's own limits.

    >>> reached(kaplan_meier([5, 9], [50, 40], [0, 10]), 0.9)
    Time(value=9.0, low=9.0, high=None)
    """
    left = 1 - share + 1e-12

    def first(value_at: Callable[[float], float]) -> float | None:
        # The curve falls, so what it has fallen below is found by halves.
        place = bisect_left(curve.times, True, key=lambda at: value_at(at) <= left)
        return curve.times[place] if place < len(curve.times) else None

    def limit(at: float, side: str) -> float:
        limits = curve.interval_at(at)
        return 1.0 if limits is None else float(getattr(limits, side))

    return Time(
        first(lambda at: curve.at(at) or 0.0),
        first(lambda at: limit(at, "low")),
        first(lambda at: limit(at, "high")),
    )
