"""Did an action change anything: one reason against untouched ones, before and after.

Counts are by week.  With q the treated count for each count of the others, the effect is
q after / q before - 1: what all reasons have in common (season, growth, the number of
orders) cancels out.

Interval: t on the logarithm.  Its variance is the largest of three, so that it claims
nothing too early: weeks that resemble their neighbours (Newey & West 1987, Econometrica
55:703, on the weekly parts of the ratio, or a lasting share from week to week),
independent contacts (1/a + 1/b + 1/c + 1/d) and weeks that vary on their own.  Added to
it is how differently untouched reasons moved among themselves over the same weeks, beyond
chance (Conley & Taber 2011, Review of Economics and Statistics 93:113, in its normal
form), as the treated one would have done without any action.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, floor, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy import stats as distributions

from cx.stats.compare import benjamini_hochberg
from cx.stats.intervals import t_quantile

Counts = NDArray[np.int64]
FEWEST_WEEKS = 4
FEWEST_CONTACTS = 30
FALSE_FINDS = 0.05
NOUGHT = 0.5
# A reason left out of the comparison must be this far out, and few may be.
OUT = 0.01
MOST_OUT = 1 / 3
# A rise this large a part of a fall is enough to speak of a new name.
MOSTLY = 0.5


@dataclass(frozen=True)
class Effect:
    """A change against the others: -0.25 is a quarter fewer, with its limits.

    `expected` is how many there would have been after; `now` how many there were.
    `error` and `degrees` are those of the logarithm; `p` is two-sided.
    """

    value: float
    low: float
    high: float
    p: float
    error: float
    degrees: float
    expected: float
    now: int
    before: int
    weeks: tuple[int, int]

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0

    @property
    def avoided(self) -> tuple[float, float, float]:
        """Contacts that did not come: value, low, high; below 0 where more came."""
        value, low, high = (
            -one * self.expected for one in (self.value, self.high, self.low)
        )
        return value, low, high


def newey_west(parts: Sequence[float] | NDArray[np.float64]) -> float:
    """Variance of a sum whose neighbouring parts may resemble each other.

    Bartlett weights 1 - l / (L + 1), L = floor(4 (T / 100)^(2/9)) (Newey & West 1994).

    >>> round(newey_west([1.0, -1.0, 2.0, -2.0]), 9)
    3.0
    """
    u = np.asarray(parts, dtype=float)
    lags = min(floor(4 * (len(u) / 100) ** (2 / 9)), len(u) - 1)
    found = float(u @ u)
    for lag in range(1, lags + 1):
        found += 2 * (1 - lag / (lags + 1)) * float(u[lag:] @ u[:-lag])
    return found


def _lasting(parts: NDArray[np.float64]) -> float:
    """How much wider a sum is for each week keeping part of the one before: AR(1).

    (1 + r) / (1 - r), r corrected for its bias in few weeks (Kendall 1954, Biometrika
    41:403) and held below 0.8.
    """
    own = float(parts @ parts)
    if not own:
        return 1.0
    kept = float(parts[1:] @ parts[:-1]) / own
    kept = min(max(kept + (1 + 3 * kept) / len(parts), 0.0), 0.8)
    return (1 + kept) / (1 - kept)


def _spread(treated: Counts, others: Counts) -> float:
    """Variance of log(sum of treated / sum of others) over one stretch of weeks."""
    a, b = max(float(treated.sum()), NOUGHT), float(others.sum())
    parts = treated / a - others / b
    weeks = len(parts)
    own = float(parts @ parts)
    return weeks / (weeks - 1) * max(own, newey_west(parts), own * _lasting(parts))


def _change(treated: Counts, others: Counts, at: int) -> tuple[float, float] | None:
    """Logarithm of the effect and its variance; None where too little is known."""
    sums = [float(x.sum()) for y in (treated, others) for x in (y[:at], y[at:])]
    if min(at, len(treated) - at) < FEWEST_WEEKS or 0 in (sums[0], *sums[2:]):
        return None
    # A reason that is gone has a logarithm all the same.
    sums[1] = max(sums[1], NOUGHT)
    value = log(sums[1] / sums[0]) - log(sums[3] / sums[2])
    weekly = sum(_spread(treated[w], others[w]) for w in (slice(0, at), slice(at, None)))
    return value, max(weekly, sum(1 / one for one in sums))


def apart(others: Mapping[str, Counts], at: int) -> tuple[float, float]:
    """How differently reasons moved among themselves: variance beyond chance, and mean.

    DerSimonian & Laird 1986 (Controlled Clinical Trials 7:177) over each reason's change
    against all the rest of them; 0 where fewer than three can be judged.
    """
    found = [one for one in _each(others, at).values() if one is not None]
    if len(found) < 3:
        return 0.0, 0.0
    values, variances = (np.array(column) for column in zip(*found, strict=True))
    weights = 1 / variances
    mean = float(weights @ values / weights.sum())
    beyond = float(weights @ (values - mean) ** 2) - (len(values) - 1)
    scale = float(weights.sum() - (weights @ weights) / weights.sum())
    return max(beyond / scale, 0.0), mean


def _each(others: Mapping[str, Counts], at: int) -> dict[str, tuple[float, float] | None]:
    every = sum(others.values(), start=np.zeros_like(next(iter(others.values()))))
    return {name: _change(y, every - y, at) for name, y in others.items()}


def effect(
    treated: Counts, others: Mapping[str, Counts], at: int, *, confidence: float = 0.95
) -> Effect | None:
    """The change of one reason from week `at` on, against the sum of the others.

    None where a side has fewer than 4 weeks or 30 contacts: nothing can be said then.
    """
    if not others:
        return None
    sums = [np.asarray(treated)[:at].sum(), np.asarray(treated)[at:].sum()]
    rest = sum(others.values(), start=np.zeros_like(treated))
    # What fell to nothing is an effect too: only what is compared needs contacts.
    if (
        sums[0] < FEWEST_CONTACTS
        or min(rest[:at].sum(), rest[at:].sum()) < FEWEST_CONTACTS
    ):
        return None
    found = _change(treated, rest, at)
    if found is None:
        return None
    value, variance = found
    between, _ = apart(others, at)
    # The others' own mean moved as well, by its share.
    more = between * (1 + 1 / len(others))
    weeks = (at, len(treated) - at)
    degrees = float(sum(weeks) - 2)
    if more:
        # Satterthwaite 1946 (Biometrics Bulletin 2:110): few reasons say little of it.
        parts = variance**2 / degrees + more**2 / (len(others) - 1)
        degrees = (variance + more) ** 2 / parts
    variance += more
    error = sqrt(variance)
    half = t_quantile(degrees, confidence=confidence) * error
    p = float(2 * distributions.t.sf(abs(value) / error, degrees))
    expected = float(sums[0]) * float(rest[at:].sum()) / float(rest[:at].sum())
    return Effect(
        value=exp(value) - 1 if sums[1] else -1.0,
        low=exp(value - half) - 1 if sums[1] else -1.0,
        high=exp(value + half) - 1,
        p=p,
        error=error,
        degrees=degrees,
        expected=expected,
        now=int(sums[1]),
        before=int(sums[0]),
        weeks=weeks,
    )


def fair(others: Mapping[str, Counts], at: int) -> tuple[dict[str, Counts], list[str]]:
    """Reasons that moved as the others did, and those that did not, in the same weeks.

    One after the other the farthest is left out, while its p value against the rest of
    them, times their number, is below 0.01; none are where they would be more than a
    third, because then there is no usual movement to compare with.
    """
    kept = dict(others)
    left_out: list[str] = []
    while len(kept) > 3:
        each = _each(kept, at)
        scores = {
            name: abs(one[0]) / sqrt(one[1])
            for name, one in each.items()
            if one is not None
        }
        if not scores:
            break
        farthest = max(scores, key=lambda name: (scores[name], name))
        p = 2 * (1 - NormalDist().cdf(scores[farthest]))
        if p * len(kept) >= OUT:
            break
        left_out.append(farthest)
        del kept[farthest]
    if len(left_out) > MOST_OUT * len(others):
        return dict(others), []
    return kept, left_out


@dataclass(frozen=True)
class Neighbour:
    """Another reason over the same weeks; `adjusted` is p after Benjamini-Hochberg."""

    name: str
    effect: Effect | None
    adjusted: float | None

    @property
    def rose(self) -> bool:
        """Whether it clearly rose, with all neighbours looked at together."""
        return self._clear and self.effect is not None and self.effect.value > 0

    @property
    def fell(self) -> bool:
        """Whether it clearly fell, with all neighbours looked at together."""
        return self._clear and self.effect is not None and self.effect.value < 0

    @property
    def _clear(self) -> bool:
        return self.adjusted is not None and self.adjusted <= FALSE_FINDS


@dataclass(frozen=True)
class Judged:
    """An action: its effect, the reasons it was held against, and its neighbours.

    `together` is the effect on the reason and those that rose, as if they were one;
    `renamed` says that what rose is at least half of what fell, and both are clear.
    """

    effect: Effect | None
    against: tuple[str, ...]
    left_out: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    together: Effect | None
    renamed: bool


def judge(
    counts: Mapping[str, Counts], treated: str, at: int, *, acted_on: Sequence[str] = ()
) -> Judged:
    """One reason against the untouched; `acted_on` had actions of their own.

    Neighbours are all others, also those acted on: a new name can be any.
    """
    others = {n: y for n, y in counts.items() if n != treated}
    usual, left_out = fair({n: y for n, y in others.items() if n not in acted_on}, at)
    own = effect(counts[treated], usual, at)
    seen = []
    for name, y in others.items():
        rest = {n: one for n, one in usual.items() if n != name}
        seen.append((name, effect(y, rest, at)))
    judged = [one.p for _, one in seen if one is not None]
    adjusted = iter(benjamini_hochberg(judged))
    neighbours = tuple(
        Neighbour(name, one, None if one is None else next(adjusted))
        for name, one in seen
    )
    risen = [one for one in neighbours if one.rose]
    together = None
    renamed = False
    if own is not None and own.high < 0 and risen:
        names = {one.name for one in risen}
        both = sum((counts[name] for name in names), start=counts[treated])
        rest = {n: y for n, y in usual.items() if n not in names}
        together = effect(both, rest, at)
        more = sum(-one.effect.avoided[0] for one in risen if one.effect)
        renamed = more >= MOSTLY * own.avoided[0]
    return Judged(own, tuple(usual), tuple(left_out), neighbours, together, renamed)
