"""Shares over time when some have not yet had the time: Kaplan-Meier from a histogram.

First contact resolution within 7 days is survival at 7: nobody came back by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.stats.intervals import Interval, normal_quantile, t_quantile, wilson_interval


@dataclass(frozen=True)
class Curve:
    """Share without an event after each time at which anything was observed."""

    times: tuple[float, ...]
    survival: tuple[float, ...]
    at_risk: tuple[float, ...]
    events: tuple[float, ...]
    standard_error: tuple[float, ...]

    def _last_step(self, horizon: float) -> int:
        return sum(time <= horizon for time in self.times) - 1

    def at(self, horizon: float) -> float | None:
        """Share without an event by the horizon; None is "not yet known".

        >>> curve = kaplan_meier([1, 5], [2, 0], [0, 8])
        >>> curve.at(0), curve.at(3), curve.at(5), curve.at(6)
        (1.0, 0.8, 0.8, None)
        """
        if not self.times or (horizon > self.times[-1] and self.survival[-1] > 0):
            return None
        step = self._last_step(horizon)
        return self.survival[step] if step >= 0 else 1.0

    def interval_at(self, horizon: float, *, confidence: float = 0.95) -> Interval | None:
        """Log-log interval (Kalbfleisch & Prentice 1980); None is "not yet known".

        Where nobody or everybody had an event Greenwood's error is 0. The limits are then
        Wilson's for those watched to the end: the ones still at risk, or all events.

        >>> interval = kaplan_meier([1, 5], [2, 0], [0, 8]).interval_at(3)
        >>> interval.value, round(interval.low, 3), round(interval.high, 3)
        (0.8, 0.409, 0.946)
        """
        value = self.at(horizon)
        if value is None:
            return None
        step = self._last_step(horizon)
        if value == 0:
            return wilson_interval(0, sum(self.events), confidence=confidence)
        if value == 1:
            staying = next(
                at_risk
                for time, at_risk in zip(self.times, self.at_risk, strict=True)
                if time >= horizon
            )
            return wilson_interval(staying, staying, confidence=confidence)
        error = self.standard_error[step]
        return _log_log(value, error, normal_quantile(confidence))


def _log_log(survival: float, error: float, quantile: float) -> Interval:
    # Limits of log(-log S), whose standard error is SE / (S |log S|), put back.
    spread = exp(min(quantile * error / (survival * -log(survival)), 700.0))
    return Interval(value=survival, low=survival**spread, high=survival ** (1 / spread))


def _standing(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Those not yet gone just before each bin: sums from the end."""
    return np.flip(np.cumsum(np.flip(counts, -1), -1), -1)


def _staying(
    events: NDArray[np.float64], at_risk: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of those at risk without an event in each bin; 1 where nobody is left."""
    return 1 - events / np.where(at_risk > 0, at_risk, 1)


def kaplan_meier(times: ArrayLike, events: ArrayLike, censored: ArrayLike) -> Curve:
    """Survival from counts per time (Kaplan & Meier 1958, JASA 53:457).

    `times` rise; at each, events come before censorings. S = prod(1 - d/n), Greenwood's
    SE = S sqrt(sum d / (n (n - d))), and its limit 0 once S is 0. Times at which nothing
    was observed are left out.

    >>> curve = kaplan_meier([1, 2, 4], [1, 1, 1], [0, 1, 0])
    >>> curve.survival, curve.at_risk
    ((0.75, 0.5, 0.0), (4.0, 3.0, 1.0))
    """
    at = np.asarray(times, dtype=np.float64)
    happened = np.asarray(events, dtype=np.float64)
    leaving = happened + np.asarray(censored, dtype=np.float64)
    _check_rising(at)
    seen = leaving > 0
    at, happened, leaving = at[seen], happened[seen], leaving[seen]
    at_risk = _standing(leaving)
    survival = np.cumprod(_staying(happened, at_risk))
    staying = at_risk - happened
    hazard = happened / (at_risk * np.where(staying > 0, staying, inf))
    error = survival * np.sqrt(np.cumsum(hazard))
    return Curve(
        times=tuple(at.tolist()),
        survival=tuple(survival.tolist()),
        at_risk=tuple(at_risk.tolist()),
        events=tuple(happened.tolist()),
        standard_error=tuple(error.tolist()),
    )


def _check_rising(times: NDArray[np.float64]) -> None:
    if not (np.diff(times) > 0).all():
        raise ValueError("Times must be sorted, each of them once.")


def bucketed_standard_error(
    times: ArrayLike, events: ArrayLike, censored: ArrayLike, *, horizon: float
) -> float:
    """Delete-a-bucket jackknife error of survival; nan for fewer than two buckets.

    SE^2 = (B - 1)/B sum_b (S_without_b - mean)^2 (Efron & Tibshirani 1993, An
    Introduction to the Bootstrap, 11). Rows of `events` and `censored` are buckets of
    whole customers.

    >>> se = bucketed_standard_error(
    ...     [1, 9], [[1, 0], [0, 0]], [[0, 1], [0, 2]], horizon=7
    ... )
    >>> se
    0.25
    """
    (error,) = _bucketed_errors(times, events, censored, [horizon])
    return error


def _bucketed_errors(
    times: ArrayLike, events: ArrayLike, censored: ArrayLike, horizons: Sequence[float]
) -> list[float]:
    """The jackknife error at each horizon; curves without a bucket are made once."""
    happened = np.asarray(events, dtype=np.float64)
    leaving = happened + np.asarray(censored, dtype=np.float64)
    filled = leaving.sum(axis=1) > 0
    happened, leaving = happened[filled], leaving[filled]
    buckets = len(leaving)
    if buckets < 2:
        return [nan for _ in horizons]
    standing = _standing(leaving)
    without = np.cumprod(
        _staying(happened.sum(axis=0) - happened, standing.sum(axis=0) - standing), axis=1
    )
    at = np.asarray(times, dtype=np.float64)
    errors = []
    for horizon in horizons:
        steps = int((at <= horizon).sum())
        curves = without[:, steps - 1] if steps else np.ones(buckets)
        squares = float(((curves - curves.mean()) ** 2).sum())
        errors.append(sqrt((buckets - 1) / buckets * squares))
    return errors


def bucketed_survival(
    times: ArrayLike,
    events: Sequence[Sequence[float]] | NDArray[np.generic],
    censored: Sequence[Sequence[float]] | NDArray[np.generic],
    *,
    horizon: float,
    confidence: float = 0.95,
) -> Interval | None:
    """Survival at the horizon with customers as the unit; None is "not yet known".

    Rows of `events` and `censored` are buckets of whole customers, columns the times;
    empty buckets are dropped. Log-log limits from the larger of the delete-a-bucket
    jackknife and Greenwood's error, t with buckets - 1 degrees, so that they stay within
    0 and 1. Where nobody or everybody had an event a bucket counts as one customer in
    Wilson's interval. Limits are nan with fewer than two buckets.

    >>> interval = bucketed_survival(
    ...     [1, 9], [[1, 0], [0, 0], [1, 0]], [[0, 3], [0, 2], [0, 3]], horizon=7
    ... )
    >>> interval.value, round(interval.low, 2), round(interval.high, 2)
    (0.8, 0.01, 0.99)
    """
    (found,) = bucketed_curve(
        times, events, censored, horizons=[horizon], confidence=confidence
    )
    return found


def bucketed_curve(
    times: ArrayLike,
    events: Sequence[Sequence[float]] | NDArray[np.generic],
    censored: Sequence[Sequence[float]] | NDArray[np.generic],
    *,
    horizons: Sequence[float],
    confidence: float = 0.95,
) -> list[Interval | None]:
    """`bucketed_survival` at several horizons, for little more than one of them takes."""
    happened = np.asarray(events, dtype=np.float64)
    gone = np.asarray(censored, dtype=np.float64)
    curve = kaplan_meier(times, happened.sum(axis=0), gone.sum(axis=0))
    buckets = int(np.count_nonzero((happened + gone).sum(axis=1)))
    errors = _bucketed_errors(times, happened, gone, horizons)
    return [
        _bucketed_at(curve, horizon, buckets, error, confidence)
        for horizon, error in zip(horizons, errors, strict=True)
    ]


def _bucketed_at(
    curve: Curve, horizon: float, buckets: int, bucketed_error: float, confidence: float
) -> Interval | None:
    value, usual = curve.at(horizon), curve.interval_at(horizon, confidence=confidence)
    if value is None or usual is None:
        return None
    if buckets < 2:
        return Interval(value=value, low=nan, high=nan)
    if value in (0, 1):
        few = wilson_interval(value * buckets, buckets, confidence=confidence)
        return Interval(value, min(few.low, usual.low), max(few.high, usual.high))
    step = sum(time <= horizon for time in curve.times) - 1
    error = max(bucketed_error, curve.standard_error[step])
    return _log_log(value, error, t_quantile(buckets - 1, confidence=confidence))
