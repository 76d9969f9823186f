"""What the touchpoints page asks the engine, kept by what it was computed from."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog
from cx.analyses import journey, journey_contacts
from cx.analyses.journey import Pattern, Spread, Stage
from cx.analyses.journey_contacts import Greeted, Handled
from cx.errors import CxError, QuestionError
from cx.measure import Question
from cx.stats import journey as statistics
from cx.stats.journey import Remembered
from cx.store import Store
from cx.ui import state


def _key(question: Question) -> tuple[Store, str]:
    store = state.store()
    mart = store.mart(question.version)
    return store, f"{mart} {catalog.metric(journey.STAGES).fingerprint}"


@st.cache_data(max_entries=64, show_spinner=False)
def _stages(_store: Store, key: str, version: int) -> list[Stage]:
    del key  # only what the answer is kept by
    return journey.stages(_store, version)


def stages(question: Question) -> list[Stage]:
    """Touchpoints with a place in the journey."""
    version = question.version or state.view().version
    return _stages(*_key(question), version)


@st.cache_data(max_entries=200, show_spinner=False)
def _remembered(
    _store: Store, key: str, question: Question, outcome: str
) -> tuple[Remembered, float, float]:
    del key  # only what the answer is kept by
    found = journey.outcome_moments(_store, question, outcome)
    try:
        return (
            statistics.remembered(found),
            statistics.prediction_error(found, ["mean"]),
            statistics.prediction_error(found, ["mean", "last", "worst"]),
        )
    except ValueError as error:
        raise QuestionError(
            "Nothing can be compared over {n} journeys: too few customers, or all say "
            "the same.",
            n=found.n,
        ) from error


def remembered(question: Question, outcome: str) -> tuple[Remembered, float, float]:
    """Correlations with an outcome, and the error for others without and with moments."""
    asked = replace(question, by=(), period=None)
    return _remembered(*_key(question), asked, outcome)


@st.cache_data(max_entries=200, show_spinner=False)
def _spreads(_store: Store, key: str, question: Question) -> list[Spread]:
    del key  # only what the answer is kept by
    return journey.spreads(_store, question)


def spreads(question: Question) -> list[Spread]:
    """Ratings of 1 to 5 by stage."""
    return _spreads(*_key(question), replace(question, by=(), period=None))


@st.cache_data(max_entries=200, show_spinner=False)
def _worst_places(_store: Store, key: str, question: Question) -> list[float]:
    del key  # only what the answer is kept by
    return journey.worst_places(_store, question)


def worst_places(question: Question) -> list[float]:
    """Journeys by the part their worst stage lies in."""
    return _worst_places(*_key(question), replace(question, by=(), period=None))


@st.cache_data(max_entries=200, show_spinner=False)
def _patterns(
    _store: Store, key: str, question: Question, names: list[str]
) -> list[Pattern]:
    del key  # only what the answer is kept by
    return journey.patterns(_store, question, names)


def patterns(question: Question, names: list[str]) -> list[Pattern]:
    """The most frequent sequences of good and bad."""
    return _patterns(*_key(question), replace(question, by=(), period=None), names)


@st.cache_data(max_entries=200, show_spinner=False)
def _reasons(_store: Store, key: str, question: Question) -> dict[str, int]:
    del key  # only what the answer is kept by
    return journey_contacts.reason_counts(_store, question)


def reason_counts(question: Question) -> dict[str, int]:
    """Contacts by reason; none where these filters know no contacts."""
    try:
        return _reasons(*_key(question), replace(question, by=(), period=None))
    except CxError:
        return {}


@st.cache_data(max_entries=200, show_spinner=False)
def _refusals(
    _store: Store, key: str, metric_id: str, question: Question
) -> Handled | None:
    del key  # only what the answer is kept by
    return journey_contacts.refusals(_store, metric_id, question)


def refusals(metric_id: str, question: Question) -> Handled | None:
    """A share after refusals, with an alternative offered and without."""
    return _refusals(*_key(question), metric_id, replace(question, by=(), period=None))


@st.cache_data(max_entries=64, show_spinner=False)
def _has_outcomes(_store: Store, key: str, version: int) -> tuple[bool, bool]:
    del key  # only what the answer is kept by
    return journey_contacts.has_outcomes(_store, version)


def has_outcomes(question: Question) -> tuple[bool, bool]:
    """Whether contacts say what became of a request, and whether there was a choice."""
    return _has_outcomes(*_key(question), question.version or state.view().version)


@st.cache_data(max_entries=200, show_spinner=False)
def _greetings(_store: Store, key: str, question: Question) -> Greeted:
    del key  # only what the answer is kept by
    return journey_contacts.greetings(_store, question)


def greetings(question: Question) -> Greeted | None:
    """Timed greetings of audits; None where these filters know no audits."""
    try:
        return _greetings(*_key(question), replace(question, by=(), period=None))
    except CxError:
        return None
