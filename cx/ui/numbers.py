"""Numbers on a page: asked once per view, kept by what they were computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from cx import catalog, measure
from cx.analyses import compare, what_moved
from cx.analyses.compare import AgainstRest, Compared
from cx.analyses.what_moved import Moved
from cx.catalog import Metric
from cx.measure import Estimate, Question
from cx.stats.compare import Difference
from cx.store import Store
from cx.ui import filter_bar, state


@st.cache_data(max_entries=500, show_spinner=False)
def _compared(
    _store: Store,
    mart: str,
    definition: str,
    metric_id: str,
    first: Question,
    second: Question,
) -> Compared:
    del mart, definition  # only the key of what is kept
    return compare.compared(_store, metric_id, first, second)


@st.cache_data(max_entries=500, show_spinner=False)
def _moved(
    _store: Store,
    mart: str,
    definition: str,
    metric_id: str,
    first: Question,
    second: Question,
    by: str,
) -> Moved | None:
    del mart, definition  # only the key of what is kept
    return what_moved.moved(_store, metric_id, first, second, by)


@st.cache_data(max_entries=500, show_spinner=False)
def _against_rest(
    _store: Store,
    mart: str,
    definition: str,
    metric_id: str,
    question: Question,
    by: str,
) -> list[AgainstRest]:
    del mart, definition  # only the key of what is kept
    shown = measure.measure(_store, metric_id, question)
    return compare.against_rest(_store, metric_id, question, by, shown)


def _mart(question: Question) -> str:
    return state.store().mart(question.version)


def estimates(metric_id: str, question: Question) -> list[Estimate]:
    """Estimates of a metric, one for each group of the question."""
    metric = catalog.metric(metric_id)
    return measure.measure(state.store(), metric_id, for_metric(metric, question))


# A metric, with what it is asked for beside the page's own question.
Wanted = str | tuple[str, Mapping[str, int | str]]


def prepare(
    question: Question, wanted: Iterable[Wanted], changes: Iterable[Wanted] = ()
) -> None:
    """Ask what a page will show at once, and its changes also of the period before.

    Nothing depends on it but the time it takes: what is not named here is asked singly.
    """
    changes = [*changes]
    asked = [_asked(question, one) for one in (*wanted, *changes)]
    earlier = filter_bar.previous(question) if changes else None
    if earlier is not None:
        asked += [_asked(earlier, one) for one in changes]
    measure.prepare(state.store(), asked)


def _asked(question: Question, wanted: Wanted) -> tuple[str, Question]:
    metric_id, more = (wanted, {}) if isinstance(wanted, str) else wanted
    parameters = tuple({**dict(question.parameters), **more}.items())
    asked = replace(question, parameters=parameters)
    return metric_id, for_metric(catalog.metric(metric_id), asked)


def estimate(metric_id: str, question: Question) -> Estimate:
    """The one number a question without groups has."""
    return estimates(metric_id, replace(question, by=(), period=None))[0]


def curve(metric_id: str, question: Question) -> list[Estimate]:
    """A curve over 1 to 30 days."""
    metric = catalog.metric(metric_id)
    asked = for_metric(metric, question)
    return measure.curve(state.store(), metric_id, asked, range(1, 31))


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
    if now.status != "ok" or not mostly_ripe(catalog.metric(metric_id), question):
        return None
    found = compared(metric_id, question, earlier)
    if found.difference is None:
        return None
    return Change(found.second, found.difference, earlier.since, earlier.until)


def mostly_ripe(metric: Metric, question: Question) -> bool:
    """Whether at least half of a period has had its days to come back."""
    window = next((p.default for p in metric.parameters if p.name == "window_days"), 0)
    days = int(dict(question.parameters).get("window_days", window)) if window else 0
    covered = state.data_span(question.version or state.view().version)
    if not days or not covered or not (question.since and question.until):
        return True
    ripe = min(question.until, covered[1] - timedelta(days=days))
    return 2 * (ripe - question.since).days >= (question.until - question.since).days


def compared(metric_id: str, first: Question, second: Question) -> Compared:
    """One metric on two sides that share no row, and how far apart they are."""
    metric = catalog.metric(metric_id)
    asked = [for_metric(metric, one) for one in (first, second)]
    key = (_mart(first), metric.fingerprint, metric_id)
    return _compared(state.store(), *key, *asked)


def moved(metric_id: str, first: Question, second: Question, by: str) -> Moved | None:
    """Why two sides differ: within segments, or by their mix."""
    metric = catalog.metric(metric_id)
    one, two = (for_metric(metric, asked) for asked in (first, second))
    mart, definition = _mart(first), metric.fingerprint
    return _moved(state.store(), mart, definition, metric_id, one, two, by)


def against_rest(metric_id: str, question: Question, by: str) -> list[AgainstRest]:
    """Each group of a breakdown against all its other rows, judged as one family."""
    metric = catalog.metric(metric_id)
    asked = for_metric(metric, replace(question, by=(by,), period=None))
    key = (_mart(question), metric.fingerprint, metric_id)
    return _against_rest(state.store(), *key, asked, by)


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
