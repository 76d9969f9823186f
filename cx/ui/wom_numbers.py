"""What the word-of-mouth page asks the engine, kept by what it was computed from."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog
from cx.analyses import praise, wom, wom_reach
from cx.analyses.wom import BothSides
from cx.analyses.wom_reach import Reach
from cx.locale import number, t
from cx.measure import Estimate, Question
from cx.store import Store
from cx.ui import state, words


def _key(metric_id: str, question: Question) -> tuple[Store, str]:
    store = state.store()
    mart = store.mart(question.version)
    return store, f"{mart} {catalog.metric(metric_id).fingerprint}"


def _plain(question: Question) -> Question:
    return replace(question, by=(), period=None, parameters=())


@st.cache_data(max_entries=200, show_spinner=False)
def _both_sides(_store: Store, key: str, question: Question) -> BothSides:
    del key  # only what the answer is kept by
    return wom.both_sides(_store, question)


def both_sides(question: Question) -> BothSides:
    """Bad and good experiences, who passed them on, and the asymmetry ratio."""
    return _both_sides(*_key(wom.ASKED, question), _plain(question))


@st.cache_data(max_entries=200, show_spinner=False)
def _rated(
    _store: Store, key: str, metric_id: str, question: Question, by: str
) -> list[Estimate]:
    del key  # only what the answer is kept by
    return wom.rated_by(_store, metric_id, question, by)


def rated(metric_id: str, question: Question, by: str) -> list[Estimate]:
    """A share by what the same person rated: "effort" or "touchpoint"."""
    return _rated(*_key(metric_id, question), metric_id, _plain(question), by)


@st.cache_data(max_entries=200, show_spinner=False)
def _reach(_store: Store, key: str, question: Question, sign: str) -> Reach:
    del key  # only what the answer is kept by
    return wom_reach.reach(_store, question, sign)


def reach(question: Question, sign: str) -> Reach:
    """How far one sign travels."""
    return _reach(*_key(f"{sign}_wom_reach", question), _plain(question), sign)


@st.cache_data(max_entries=200, show_spinner=False)
def _reasons(
    _store: Store, key: str, question: Question, said: tuple[str, ...]
) -> tuple[Estimate, tuple[str, ...]]:
    del key  # only what the answer is kept by
    return praise.said_in_reasons(_store, question, said)


def reasons(
    question: Question, said: tuple[str, ...]
) -> tuple[Estimate, tuple[str, ...]]:
    """Contacts whose reason holds one of these words."""
    return _reasons(*_key(praise.CONTACTS, question), _plain(question), said)


@st.cache_data(max_entries=200, show_spinner=False)
def _against(
    _store: Store,
    key: str,
    question: Question,
    good: tuple[str, ...],
    bad: tuple[str, ...],
) -> Estimate:
    del key  # only what the answer is kept by
    return praise.praise_against(_store, question, good, bad)


def praise_against(
    question: Question, good: tuple[str, ...], bad: tuple[str, ...]
) -> Estimate:
    """Praise as a share of praise and complaints."""
    return _against(*_key(praise.CONTACTS, question), _plain(question), good, bad)


def to_one(share: Estimate) -> Estimate:
    """A share as so many to one: p / (1 - p), and the same of its limits.

    Without a number where one side has nobody.
    """
    if share.value is None or share.low is None or share.high is None:
        return replace(share, value=None, low=None, high=None)
    if share.value >= 1 or share.high >= 1:
        return replace(share, value=None, low=None, high=None, status="unknown")
    low, value, high = (
        max(x, 0.0) / (1 - x) for x in (share.low, share.value, share.high)
    )
    return replace(share, value=value, low=low, high=high)


def times(found: Estimate) -> str:
    """How many times, in words, as safe to read as the base allows."""
    if found.value is None or found.low is None or found.high is None:
        return words.note(found) or t("no data")
    low, high = number(found.low, "score"), number(found.high, "score")
    if found.status == "low":
        return t("between {low} and {high} times (low base)", low=low, high=high)
    return t(
        "{value} times (95% interval {interval})",
        value=number(found.value, "score"),
        interval=t("{low} to {high}", low=low, high=high),
    )
