"""Numbers on a page: asked once per view, kept by what they were computed from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from cx import catalog, drivers, measure
from cx.catalog import Metric
from cx.drivers import DriverAnalysis
from cx.measure import Estimate, Question
from cx.stats.compare import Difference, difference_from_intervals
from cx.stats.intervals import Interval
from cx.store import Store
from cx.ui import filter_bar, state


@st.cache_data(max_entries=4_000, show_spinner=False)
def _measured(
    _store: Store, mart: str, definition: str, metric_id: str, question: Question
) -> list[Estimate]:
    del mart, definition  # only the key of what is kept
    return measure.measure(_store, metric_id, question)


@st.cache_data(max_entries=500, show_spinner=False)
def _curve(
    _store: Store, mart: str, definition: str, metric_id: str, question: Question
) -> list[Estimate]:
    del mart, definition  # only the key of what is kept
    return measure.curve(_store, metric_id, question, range(1, 31))


@st.cache_data(max_entries=500, show_spinner=False)
def _analysed(
    _store: Store,
    mart: str,
    outcome: str,
    question: Question,
    chosen: tuple[str, ...],
    missing: str,
) -> DriverAnalysis:
    del mart  # only the key of what is kept
    return drivers.analyse(_store, outcome, question, chosen, missing=missing)


def _mart(question: Question) -> str:
    return state.store().mart(question.version)


def estimates(metric_id: str, question: Question) -> list[Estimate]:
    """Estimates of a metric, one for each group of the question."""
    metric = catalog.metric(metric_id)
    return _measured(
        state.store(),
        _mart(question),
        metric.fingerprint,
        metric_id,
        for_metric(metric, question),
    )


def estimate(metric_id: str, question: Question) -> Estimate:
    """The one number a question without groups has."""
    return estimates(metric_id, replace(question, by=(), period=None))[0]


def curve(metric_id: str, question: Question) -> list[Estimate]:
    """A curve over 1 to 30 days."""
    metric = catalog.metric(metric_id)
    return _curve(
        state.store(),
        _mart(question),
        metric.fingerprint,
        metric_id,
        for_metric(metric, question),
    )


def analysis(
    outcome: str,
    question: Question,
    chosen: tuple[str, ...] = (),
    missing: str = "complete",
) -> DriverAnalysis:
    """Loyalty drivers of one outcome."""
    return _analysed(state.store(), _mart(question), outcome, question, chosen, missing)


def for_metric(metric: Metric, question: Question) -> Question:
    """Only the parameters this metric has."""
    known = {parameter.name for parameter in metric.parameters}
    kept = tuple((name, value) for name, value in question.parameters if name in known)
    return replace(question, parameters=kept)


@dataclass(frozen=True)
class Change:
    """A number against the period before: the difference, and is it beyond chance?"""

    before: Estimate
    difference: Difference
    since: date
    until: date

    @property
    def clear(self) -> bool:
        """Whether the interval of the difference leaves nought out."""
        return self.difference.clear


def change(metric_id: str, question: Question, now: Estimate) -> Change | None:
    """The change on the period before; None where it cannot be judged."""
    earlier = filter_bar.previous(question)
    if earlier is None or earlier.since is None or earlier.until is None:
        return None
    before = estimate(metric_id, earlier)
    if now.status != "ok" or before.status != "ok":
        return None
    first, second = (_interval(now), _interval(before))
    if first is None or second is None:
        return None
    return Change(
        before, difference_from_intervals(first, second), earlier.since, earlier.until
    )


def _interval(found: Estimate) -> Interval | None:
    if found.value is None or found.low is None or found.high is None:
        return None
    return Interval(found.value, found.low, found.high)


def narrowed(question: Question, found: Estimate) -> Question:
    """The question whose rows are exactly one group of this one."""
    filters = dict(question.filters)
    since, until = question.since, question.until
    for name, value in found.group.items():
        if name == "period":
            if value is None:
                continue
            first, last = measure.period_bounds(value, question.period or "month")
            since = max(since, first) if since else first
            until = min(until, last) if until else last
        else:
            filters[name] = (measure.NOT_RECORDED if value is None else value,)
    return replace(
        question,
        by=(),
        period=None,
        since=since,
        until=until,
        filters=tuple(sorted(filters.items())),
    )
