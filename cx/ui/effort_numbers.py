"""What the effort page asks the engine, kept by what it was computed from."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog
from cx.analyses import channels, effort, intentions
from cx.analyses.channels import Consistency, Path
from cx.analyses.effort import Drivers
from cx.analyses.intentions import Intention
from cx.catalog import Metric
from cx.errors import QuestionError
from cx.measure import Question
from cx.store import Store
from cx.ui import state
from cx.ui import stated as caption


def stated(
    metric: Metric, question: Question, n: int, *extra: str, window: int | None = None
) -> None:
    """The line under a chart: what it rests on; `window` where the metric has none."""
    caption.stated(metric, question, n=n, window=window, extra=extra)


def _key(metric_id: str, question: Question) -> tuple[Store, str]:
    store = state.store()
    mart = store.mart(question.version)
    return store, f"{mart} {catalog.metric(metric_id).fingerprint}"


@st.cache_data(max_entries=200, show_spinner=False)
def _drivers(_store: Store, key: str, question: Question, window: int) -> Drivers:
    del key  # only what the answer is kept by
    return effort.drivers(_store, question, window=window)


def drivers(question: Question, window: int) -> Drivers | None:
    """What hard answers go with; None where too few lead to a contact."""
    try:
        return needed_drivers(question, window)
    except QuestionError:
        return None


def needed_drivers(question: Question, window: int) -> Drivers:
    """The same, saying in a QuestionError why there is none."""
    asked = replace(question, by=(), period=None)
    return _drivers(*_key(effort.HARD, asked), asked, window)


@st.cache_data(max_entries=200, show_spinner=False)
def _paths(_store: Store, key: str, question: Question) -> list[Path]:
    del key  # only what the answer is kept by
    return channels.paths(_store, question)


def paths(question: Question) -> list[Path]:
    """From the first channel to the last."""
    return _paths(*_key(channels.FLOWS, question), question)


@st.cache_data(max_entries=200, show_spinner=False)
def _transfers(
    _store: Store, key: str, question: Question, by: str
) -> dict[str | None, list[int]]:
    del key  # only what the answer is kept by
    return channels.transfers(_store, question, by)


def transfers(question: Question, by: str) -> dict[str | None, list[int]]:
    """Contacts by queue and number of transfers."""
    return _transfers(*_key(channels.TRANSFERS, question), question, by)


@st.cache_data(max_entries=200, show_spinner=False)
def _consistency(
    _store: Store, key: str, metric_id: str, question: Question
) -> Consistency | None:
    del key  # only what the answer is kept by
    return channels.consistency(_store, metric_id, question)


def consistency(metric_id: str, question: Question) -> Consistency | None:
    """Channels at the same mix of reasons."""
    return _consistency(*_key(metric_id, question), metric_id, question)


@st.cache_data(max_entries=200, show_spinner=False)
def _intentions(_store: Store, key: str, question: Question) -> list[Intention]:
    del key  # only what the answer is kept by
    return intentions.intentions(_store, question)


def asked_intentions(question: Question) -> list[Intention]:
    """What people who found it easy or hard say they will do."""
    return _intentions(*_key(intentions.EASE, question), question)
