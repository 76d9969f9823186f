"""Which periods differ by more than chance: control charts for shares, scores and values.

One point outside three sigma, or a run that chance does not make, is a signal; anything
else is the noise of a process that has not changed. A period that is still running, or
whose contacts have not had their days to come back, is drawn and never judged.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf, isfinite, log2

import numpy as np
from numpy.typing import NDArray

from cx.errors import said

# Under so many periods limits are provisional; from so many on they can stay as they are.
PROVISIONAL_UNDER = 12
FROZEN_AT = 24
# Expected range of two standard normal values; 2/sqrt(pi), to the usual three decimals.
D2 = 1.128
# With fewer points off the centre line a long run is no surprise.
RUNS_FROM = 10
# Floating point may put a value beyond a limit that equals it.
SLACK = 1e-12

LANEY = said("Control chart for shares (Laney p′)")
PLAIN = said("Control chart for shares (p)")
SCORES = said("Control chart for scores, each with its own standard error")
INDIVIDUALS = said("Control chart for single values")
RATES = said("Control chart for rates (Laney u′)")


@dataclass(frozen=True)
class Runs:
    """Runs on one side of the centre line, and what chance allows.

    `useful` points lie off the line; `longest` and `crossings` are counts of points and
    of changes of side, `longest_max` and `crossings_min` the last ones that chance makes.
    """

    useful: int
    longest: int
    longest_max: int
    crossings: int
    crossings_min: int
    long_run: bool
    few_crossings: bool

    @property
    def signal(self) -> bool:
        """Whether either rule says that the level has moved."""
        return self.long_run or self.few_crossings


@dataclass(frozen=True)
class Chart:
    """Centre, limits and signals; every tuple has one entry a period, in their order.

    Values and limits are in the unit given (shares on 0 to 1) and nan where a period has
    no answers or its limits cannot be known. `sigma_z` is how many times the binomial
    (or given) error the periods really spread: 1 is no more than chance, nan unknown.
    """

    method: str
    values: tuple[float, ...]
    centre: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    sigma_z: float
    judged: tuple[bool, ...]
    outside: tuple[bool, ...]
    in_long_run: tuple[bool, ...]
    runs: Runs
    provisional: bool

    @property
    def signal(self) -> bool:
        """Whether any period is outside its limits, or the runs are not chance's."""
        return any(self.outside) or self.runs.signal


def longest_run_limit(useful: int) -> int:
    """Longest run that chance makes of so many useful points, round(log2 n) + 3.

    Anhoej & Olesen 2014, PLoS ONE 9:e113825.

    >>> longest_run_limit(24)
    8
    """
    return round(log2(useful)) + 3 if useful > 0 else 3


def crossings_limit(useful: int) -> int:
    """Fewest changes of side that chance makes: 5 % point of a binomial of n - 1, half.

    Anhoej & Olesen 2014, PLoS ONE 9:e113825.

    >>> crossings_limit(24)
    8
    """
    from scipy.special import bdtr

    if useful < 2:
        return 0
    below = np.asarray(bdtr(np.arange(useful), useful - 1, 0.5))
    return int(np.argmax(below >= 0.05))


def runs(values: Sequence[float], centre: float) -> Runs:
    """Runs of values above and below a centre line; values on it are passed over.

    Anhoej & Olesen 2014. With fewer than 10 useful points nothing is said to be a signal.

    >>> found = runs([1, 2, 1, 5, 6, 5, 7], 3)
    >>> found.longest, found.crossings, found.signal
    (4, 1, False)
    """
    lengths = [len(run) for run in _runs(values, centre)]
    useful, longest = sum(lengths), max(lengths, default=0)
    crossings = max(len(lengths) - 1, 0)
    longest_max, crossings_min = longest_run_limit(useful), crossings_limit(useful)
    enough = useful >= RUNS_FROM
    return Runs(
        useful=useful,
        longest=longest,
        longest_max=longest_max,
        crossings=crossings,
        crossings_min=crossings_min,
        long_run=enough and longest > longest_max,
        few_crossings=enough and crossings < crossings_min,
    )


def _runs(values: Sequence[float], centre: float) -> list[list[int]]:
    """Places of each run, in order."""
    found: list[list[int]] = []
    slack = SLACK * max(1.0, abs(centre))
    before = 0
    for place, value in enumerate(values):
        side = 0 if abs(value - centre) <= slack else (1 if value > centre else -1)
        if side == 0:
            continue
        if side == before:
            found[-1].append(place)
        else:
            found.append([place])
        before = side
    return found


def share_chart(
    answers: Sequence[float],
    yes: Sequence[float],
    *,
    unfinished: Collection[int] = (),
    baseline: int | None = None,
    widened: bool = True,
) -> Chart:
    """Chart of shares yes / answers a period, limits clipped to 0 and 1.

    z_i = (p_i - p) / sqrt(pq/n_i), sigma_z = mean moving range of z / 1.128, limits
    p +- 3 sigma_z sqrt(pq/n_i) (Laney 2002, Quality Engineering 14:531; Mohammed & Laney
    2006). `widened` false is the plain p chart, sigma_z = 1: unusable with thousands of
    answers a period. `unfinished` are places, from 0, of periods that are not judged and
    are no part of the limits; `baseline` makes the limits from the first so many judged
    periods only. ValueError if no period can be judged.

    >>> chart = share_chart([50, 60, 40, 50], [10, 12, 9, 9])
    >>> chart.centre, chart.outside, chart.provisional
    (0.2, (False, False, False, False), True)
    """
    n, x = np.asarray(answers, dtype=np.float64), np.asarray(yes, dtype=np.float64)
    if n.shape != x.shape or not ((x >= 0) & (x <= n)).all():
        raise ValueError("Each period needs its answers, and no more yes than answers.")
    asked = np.where(n > 0, n, np.nan)
    values = x / asked
    judged, behind = _periods(values, unfinished, baseline)
    centre = float(x[behind].sum() / n[behind].sum())
    error = np.sqrt(centre * (1 - centre) / asked)
    return _chart(
        LANEY if widened else PLAIN,
        values,
        centre,
        # Nobody or everybody so far: nothing says how far the next period may be.
        np.where(error > 0, error, np.nan),
        judged,
        behind,
        sigma_z=None if widened else 1.0,
        bounds=(0.0, 1.0),
    )


def rate_chart(
    units: Sequence[float],
    events: Sequence[float],
    *,
    unfinished: Collection[int] = (),
    baseline: int | None = None,
) -> Chart:
    """Chart of events / units a period, such as contacts per order; limits end at 0.

    z_i = (u_i - u) / sqrt(u/n_i), then as `share_chart` (Laney 2002, the u' chart). A
    period without units is not judged. ValueError if no period can be judged.

    >>> chart = rate_chart([100, 120, 80, 100], [20, 30, 10, 20])
    >>> chart.centre, chart.outside
    (0.2, (False, False, False, False))
    """
    n, x = np.asarray(units, dtype=np.float64), np.asarray(events, dtype=np.float64)
    if n.shape != x.shape or not (x >= 0).all():
        raise ValueError("Each period needs its units and its events.")
    known = np.where(n > 0, n, np.nan)
    values = x / known
    judged, behind = _periods(values, unfinished, baseline)
    centre = float(x[behind].sum() / n[behind].sum())
    error = np.sqrt(centre / known)
    error = np.where(error > 0, error, np.nan)
    return _chart(RATES, values, centre, error, judged, behind, bounds=(0.0, inf))


def score_chart(
    values: Sequence[float],
    errors: Sequence[float],
    *,
    answers: Sequence[float] | None = None,
    unfinished: Collection[int] = (),
    baseline: int | None = None,
    bounds: tuple[float, float] = (-inf, inf),
) -> Chart:
    """Chart of scores (NPS, means) by each period's own standard error.

    z_i = (value_i - centre) / error_i, then as `share_chart`. The centre is the mean
    weighted by `answers`, or plain without them; not by 1/error^2, which is smallest just
    where a score happened to be extreme. nan is a period without answers; one whose error
    is 0 or nan has no limits. `bounds` clip the limits, as (-1, 1) for NPS.

    >>> chart = score_chart([0.30, 0.34, 0.32, 0.28], [0.04] * 4, bounds=(-1, 1))
    >>> round(chart.centre, 2), chart.outside
    (0.31, (False, False, False, False))
    """
    score, error = np.asarray(values, dtype=np.float64), np.asarray(errors, np.float64)
    weight = np.ones_like(score) if answers is None else np.asarray(answers, np.float64)
    if not score.shape == error.shape == weight.shape:
        raise ValueError("Each period needs its value, its error and its answers.")
    judged, behind = _periods(np.where(weight > 0, score, np.nan), unfinished, baseline)
    centre = float((score[behind] * weight[behind]).sum() / weight[behind].sum())
    known = np.where(error > 0, error, np.nan)
    return _chart(SCORES, score, centre, known, judged, behind, bounds=bounds)


def individuals_chart(
    values: Sequence[float],
    *,
    unfinished: Collection[int] = (),
    baseline: int | None = None,
    bounds: tuple[float, float] = (-inf, inf),
) -> Chart:
    """Chart of single values, mean +- 3 mean moving range / 1.128 (XmR).

    Wheeler 2000, Understanding Variation. nan is a period without a value; for the rest
    see `share_chart`. `sigma_z` is here the sigma itself, in the values' unit.

    >>> chart = individuals_chart([10, 12, 11, 13, 10])
    >>> chart.centre, round(chart.low[0], 2), round(chart.high[0], 2)
    (11.2, 5.88, 16.52)
    """
    single = np.asarray(values, dtype=np.float64)
    judged, behind = _periods(single, unfinished, baseline)
    error, centre = np.ones_like(single), float(single[behind].mean())
    return _chart(INDIVIDUALS, single, centre, error, judged, behind, bounds=bounds)


def _periods(
    values: NDArray[np.float64], unfinished: Collection[int], baseline: int | None
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Which periods are judged, and the places of those that the limits come from."""
    judged = np.isfinite(values)
    judged[list(unfinished)] = False
    places = np.flatnonzero(judged)
    if not len(places) or (baseline is not None and baseline < 1):
        raise ValueError("A chart needs at least one finished period with answers.")
    return judged, places[:baseline]


def _chart(
    method: str,
    values: NDArray[np.float64],
    centre: float,
    error: NDArray[np.float64],
    judged: NDArray[np.bool_],
    behind: NDArray[np.intp],
    *,
    sigma_z: float | None = None,
    bounds: tuple[float, float],
) -> Chart:
    if sigma_z is None:
        z = ((values - centre) / error)[behind]
        ranges = np.abs(np.diff(z[np.isfinite(z)]))
        sigma_z = float(ranges.mean() / D2) if len(ranges) else float("nan")
    half = 3 * sigma_z * error
    slack = SLACK * max(1.0, abs(centre))
    # Comparisons with nan are false: without limits nothing is outside.
    outside = judged & (np.abs(values - centre) > half + slack)
    places = np.flatnonzero(judged)
    kept = [float(value) for value in values[places]]
    found = runs(kept, centre)
    in_run = np.zeros(len(values), dtype=bool)
    for run in _runs(kept, centre):
        if found.long_run and len(run) > found.longest_max:
            in_run[places[run]] = True
    low, high = (np.clip(centre + side * half, *bounds) for side in (-1, 1))
    return Chart(
        method=method,
        values=tuple(values.tolist()),
        centre=centre,
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        sigma_z=sigma_z,
        judged=tuple(judged.tolist()),
        outside=tuple(outside.tolist()),
        in_long_run=tuple(in_run.tolist()),
        runs=found,
        provisional=len(behind) < PROVISIONAL_UNDER or not isfinite(sigma_z),
    )
