"""Which reason follows which: next issues that a forward sentence could have avoided.

Many pairs are looked at, so a pair counts only if it clears a false-discovery rate in
the earlier part of the data and shows again in the later, which had no say in the choice.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, inf, log, sqrt

import numpy as np
from numpy.typing import NDArray

from cx.stats.compare import benjamini_hochberg
from cx.stats.intervals import Interval, normal_quantile


@dataclass(frozen=True)
class Followed:
    """Returns counted by (reason, next reason), same reason included; ripe contacts only.

    `mature` counts the contacts of each reason that had their whole window, with a return
    or without. `customers`, where given, counts the distinct customers behind a pair:
    a pair of few customers with many returns is then worth that many fewer.
    """

    pairs: Mapping[tuple[str, str], int]
    mature: Mapping[str, int]
    customers: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Association:
    """How often `next` follows `first` in one part of the data, all on 0 to 1 but counts.

    `support` returns (of `customers` customers, if known) after `mature` contacts, so
    `probability` = support / mature; `among_returns` = support / all returns after
    `first`; `expected` = the share of `next` among the returns after every reason; `lift`
    = among_returns / expected. Shares and lift are nan where there is nothing to divide.
    """

    support: int
    customers: int | None
    mature: int
    probability: float
    among_returns: float
    expected: float
    lift: Interval


@dataclass(frozen=True)
class Pair:
    """One tested pair; `later` is judged only where the earlier part had it `kept`."""

    first: str
    next: str
    earlier: Association
    p: float
    q: float
    kept: bool
    later: Association | None
    confirmed: bool


@dataclass(frozen=True)
class NextIssues:
    """All tested pairs, the confirmed first, then kept, then by lift."""

    pairs: tuple[Pair, ...]
    tested: int
    kept: int
    confirmed: int

    @property
    def signal(self) -> bool:
        """Whether any pair was confirmed; otherwise the answer is "no signal"."""
        return self.confirmed > 0


@dataclass(frozen=True)
class _Table:
    """Returns after `first` to `next`, after `first`, to `next`, and all."""

    both: float
    after: float
    to: float
    all: float

    def shrunk(self, factor: float) -> "_Table":
        return _Table(*(x / factor for x in (self.both, self.after, self.to, self.all)))


class _Sums:
    """Totals by row and column, with same-reason returns or without."""

    def __init__(self, followed: Followed, *, same: bool) -> None:
        self.pairs = {
            pair: n for pair, n in followed.pairs.items() if same or pair[0] != pair[1]
        }
        self.after: dict[str, int] = defaultdict(int)
        self.to: dict[str, int] = defaultdict(int)
        for (first, following), n in self.pairs.items():
            self.after[first] += n
            self.to[following] += n
        self.all = sum(self.pairs.values())

    def table(self, first: str, following: str) -> _Table:
        return _Table(
            self.pairs.get((first, following), 0),
            self.after.get(first, 0),
            self.to.get(following, 0),
            self.all,
        )


def next_issues(
    earlier: Followed,
    later: Followed,
    *,
    support: int = 20,
    lift: float = 1.5,
    q: float = 0.05,
    confidence: float = 0.95,
) -> NextIssues:
    """Pairs of different reasons, chosen in the earlier part and confirmed in the later.

    Tested: pairs of at least `support` returns (or customers, where they are counted) in
    the earlier part; that is one family for Benjamini-Hochberg. p is Fisher's one-sided,
    `first` against all other reasons. Kept: q value <= `q` and lift > `lift`. Confirmed:
    kept, and the lift's lower limit in the later part > 1. Each must hold both among all
    returns and among returns for another reason, so that neither "`first` rarely returns
    for the same" nor "`first` is most of the returns" makes a pair. ValueError for counts
    below 0.

    >>> returns = {(a, b): 30 for a in "abcde" for b in "abcde"} | {("a", "b"): 120}
    >>> part = Followed(returns, dict.fromkeys("abcde", 600))
    >>> (pair,) = [pair for pair in next_issues(part, part).pairs if pair.confirmed]
    >>> pair.first, pair.next, pair.earlier.probability, pair.earlier.lift.value
    ('a', 'b', 0.2, 1.75)
    """
    for part in (earlier, later):
        counts = (*part.pairs.values(), *part.mature.values(), *part.customers.values())
        if any(n < 0 for n in counts):
            raise ValueError(
                "Counts of returns, contacts and customers cannot be below 0."
            )
    fit = [_Sums(earlier, same=same) for same in (True, False)]
    judge = [_Sums(later, same=same) for same in (True, False)]
    tested = sorted(
        pair
        for pair, n in earlier.pairs.items()
        if pair[0] != pair[1]
        and min(n, earlier.customers.get(pair, n)) >= max(support, 1)
    )
    chances = [
        max(_fisher(_worth(earlier, pair, sums.table(*pair))) for sums in fit)
        for pair in tested
    ]
    found = []
    adjusted = benjamini_hochberg(chances)
    for pair, p, p_adjusted in zip(tested, chances, adjusted, strict=True):
        lifts = [_lift(earlier, pair, sums, confidence) for sums in fit]
        kept = p_adjusted <= q and all(found.value > lift for found in lifts)
        again = [_lift(later, pair, sums, confidence) for sums in judge]
        found.append(
            Pair(
                first=pair[0],
                next=pair[1],
                earlier=_association(earlier, pair, fit[0], lifts[0]),
                p=p,
                q=p_adjusted,
                kept=kept,
                later=_association(later, pair, judge[0], again[0]) if kept else None,
                confirmed=kept and all(found.low > 1 for found in again),
            )
        )
    found.sort(key=lambda one: (-one.confirmed, -one.kept, -one.earlier.lift.value))
    return NextIssues(
        pairs=tuple(found),
        tested=len(found),
        kept=sum(one.kept for one in found),
        confirmed=sum(one.confirmed for one in found),
    )


def _worth(followed: Followed, pair: tuple[str, str], table: _Table) -> _Table:
    """The table with as many returns as its customers are worth."""
    customers = followed.customers.get(pair)
    if not customers or customers >= table.both:
        return table
    return table.shrunk(table.both / customers)


def _fisher(table: _Table) -> float:
    """Chance of so many or more in the cell, margins given (Fisher 1935).

    Hypergeometric: sum over k >= both of C(to, k) C(all - to, after - k) / C(all, after).
    """
    both, after, to, every = (
        round(count) for count in (table.both, table.after, table.to, table.all)
    )
    k = np.arange(max(both, after + to - every), min(after, to) + 1, dtype=np.float64)
    logs = _log_ways(to, k) + _log_ways(every - to, after - k)
    logs -= _log_ways(every, np.float64(after))
    return float(min(np.exp(logs).sum(), 1.0)) if both <= min(after, to) else 1.0


def _log_ways(n: int, k: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    """Log of how many ways there are to choose k of n."""
    from scipy.special import gammaln

    ways: NDArray[np.float64] = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return ways


def _lift(
    followed: Followed, pair: tuple[str, str], sums: _Sums, confidence: float
) -> Interval:
    """Log-normal interval of (both / after) / (to / all); 0 to infinity without any.

    Delta method on the multinomial of the four cells: var log lift = 1/both - 1/after
    - 1/to + 2 both / (after to) - 1/all.
    """
    whole = sums.table(*pair)
    table = _worth(followed, pair, whole)
    if not (table.after and table.to):
        return Interval(value=float("nan"), low=0.0, high=inf)
    if not table.both:
        return Interval(value=0.0, low=0.0, high=inf)
    value = table.both * table.all / (table.after * table.to)
    variance = (
        1 / table.both
        - 1 / table.after
        - 1 / table.to
        + 2 * table.both / (table.after * table.to)
        - 1 / table.all
    )
    half = normal_quantile(confidence) * sqrt(max(variance, 0.0))
    return Interval(value=value, low=exp(log(value) - half), high=exp(log(value) + half))


def _association(
    followed: Followed, pair: tuple[str, str], sums: _Sums, lift: Interval
) -> Association:
    table, mature = sums.table(*pair), followed.mature.get(pair[0], 0)
    return Association(
        support=int(table.both),
        customers=followed.customers.get(pair),
        mature=mature,
        probability=_share(table.both, mature),
        among_returns=_share(table.both, table.after),
        expected=_share(table.to, table.all),
        lift=lift,
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
