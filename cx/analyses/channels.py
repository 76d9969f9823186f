"""Channels: where episodes begin and end, who is passed on, shares at an equal mix.

All of it rests on the rows of a metric file, narrowed by the same question as its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx.analyses.effort import composed, some_rows
from cx.measure import Composed, Question, Rows
from cx.stats.mix import Split, Standardised, split_change, standardise
from cx.store import Store

FLOWS = "channel_switching"
TRANSFERS = "transfer_rate"
# More transfers than this are one group.
MOST_TRANSFERS = 3
# A mix that leaves more out than this speaks of other matters than the numbers do.
LEAST_COVERED = 0.5


@dataclass(frozen=True)
class Path:
    """Episodes that began in one channel, ended in another, and what came of them.

    `outcome`: "returned" for more contacts than one, else "resolved" where it is marked
    so, else "unknown".  A channel is None where nobody recorded it.
    """

    first: str | None
    last: str | None
    outcome: str
    episodes: int


_OUTCOME = """case
    when contacts > 1 then 'returned'
    when last_resolved = 1 then 'resolved'
    else 'unknown'
end"""


def paths(store: Store, question: Question) -> list[Path]:
    """From the first channel to the last: every episode of channel switching once."""
    asked = composed(
        store,
        FLOWS,
        question,
        f"select channel, last_channel, {_OUTCOME} as became, "
        "count(*) as episodes from observation group by channel, last_channel, became "
        "order by episodes desc, channel, last_channel, became",
    )
    return [
        Path(row[0], row[1], str(row[2]), int(row[3]))
        for row in store.query(asked.sql, asked.bound).rows
    ]


def path_rows(
    store: Store, question: Question, chosen: Sequence[Path], *, most: int
) -> Rows:
    """The episodes of some paths."""
    bound: dict[str, Any] = {}
    either = []
    for at, path in enumerate(chosen):
        bound |= {
            f"path_first_{at}": path.first,
            f"path_last_{at}": path.last,
            f"path_outcome_{at}": path.outcome,
        }
        either.append(
            f"(channel is not distinct from $path_first_{at} "
            f"and last_channel is not distinct from $path_last_{at} "
            f"and {_OUTCOME} = $path_outcome_{at})"
        )
    kept = f"from observation where {' or '.join(either) or 'false'}"
    counted, listed = (
        composed(store, FLOWS, question, select)
        for select in (f"select count(*) as n {kept}", f"select * {kept}")
    )
    return some_rows(
        store,
        Composed(counted.sql, {**counted.bound, **bound}),
        Composed(listed.sql, {**listed.bound, **bound}),
        FLOWS,
        most,
    )


def transfers(store: Store, question: Question, by: str) -> dict[str | None, list[int]]:
    """Contacts with no, one, two, and three or more transfers, by queue; most first."""
    asked = composed(
        store,
        TRANSFERS,
        replace(question, by=(by,), period=None),
        f"select g1, least(transfers, {MOST_TRANSFERS}) as passed, "
        "count(*) as contacts from observation group by g1, passed order by g1, passed",
    )
    found: dict[str | None, list[int]] = {}
    for queue, passed, contacts in store.query(asked.sql, asked.bound).rows:
        found.setdefault(queue, [0] * (MOST_TRANSFERS + 1))[int(passed)] = int(contacts)
    return dict(sorted(found.items(), key=lambda item: -sum(item[1])))


@dataclass(frozen=True)
class Consistency:
    """Channels as they are and at the same mix of reasons.

    `reversals` are pairs of which the first looks better and is worse at equal reasons.
    """

    channels: tuple[str, ...]
    answers: tuple[int, ...]
    shares: Standardised
    reasons: int
    reversals: tuple[tuple[str, str, Split], ...]

    @property
    def spread(self) -> float | None:
        """Highest less lowest channel at equal reasons, 0 to 1."""
        known = [one.value for one in self.shares.groups if one is not None]
        return max(known) - min(known) if len(known) > 1 else None


def consistency(store: Store, metric_id: str, question: Question) -> Consistency | None:
    """A share by channel with the mix of reasons taken out; None where none can be.

    Reasons are compared where every channel has ten; the smallest channels stay out until
    what is left covers at least half.  `metric_id` is of a proportion.
    """
    asked = composed(
        store,
        metric_id,
        replace(question, by=("reason", "channel"), period=None),
        "select g1, g2, count(*) as n, sum(value) as yes from observation "
        "where g1 is not null and g2 is not null group by g1, g2 order by g1, g2",
    )
    rows = store.query(asked.sql, asked.bound).rows
    reasons = sorted({str(row[0]) for row in rows})
    cells = {(str(row[0]), str(row[1])): (int(row[2]), int(row[3])) for row in rows}
    total: dict[str, int] = {}
    for (_reason, channel), (n, _yes) in cells.items():
        total[channel] = total.get(channel, 0) + n
    channels = sorted(total, key=lambda channel: (-total[channel], channel))
    while len(channels) > 1:
        counts, hits = (
            np.array([[cells.get((r, c), (0, 0))[at] for r in reasons] for c in channels])
            for at in (0, 1)
        )
        shares = standardise(counts, hits)
        if any(shares.kept) and shares.coverage >= LEAST_COVERED:
            return Consistency(
                tuple(channels),
                tuple(total[channel] for channel in channels),
                shares,
                sum(shares.kept),
                tuple(_reversals(channels, counts, hits, shares)),
            )
        channels.pop()
    return None


def _reversals(
    channels: Sequence[str],
    n: NDArray[np.int_],
    yes: NDArray[np.int_],
    shares: Standardised,
) -> Iterator[tuple[str, str, Split]]:
    """Pairs whose order turns round at equal reasons, both beyond chance."""
    for one, other in permutations(range(len(channels)), 2):
        pair = shares.groups[one], shares.groups[other]
        split = split_change(n[one], yes[one], n[other], yes[other])
        if split.total.value > 0 and split.simpson and pair[0] and pair[1]:
            yield channels[one], channels[other], split
