"""What the drivers page asks for, kept by what it was computed from.

The intervals take seconds where many answers are incomplete: they are computed in a
thread beside the page, so that a click is answered at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import streamlit as st

from cx.analyses import driver_more, driver_outcomes, driver_results, driver_sums
from cx.analyses.driver_more import Asymmetry, LogisticCheck, WhatIf
from cx.analyses.driver_outcomes import Outcome
from cx.analyses.driver_results import Analysis
from cx.analyses.driver_sums import Base, Gathered
from cx.measure import Question
from cx.store import Store
from cx.ui import state

# The page waits so long before it shows what it has without intervals.
PATIENCE_S = 0.25
SECONDS_BETWEEN_LOOKS = 0.1
_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drivers")


@dataclass(frozen=True)
class Asked:
    """What a driver analysis is of; the sums come from it alone."""

    outcome: str
    question: Question
    names: tuple[str, ...]
    weighted: bool


@st.cache_data(max_entries=200, show_spinner=False)
def _offered(_store: Store, mart: str, question: Question) -> list[tuple[Outcome, int]]:
    del mart  # only the key of what is kept
    return driver_outcomes.offered(_store, question)


@st.cache_data(max_entries=200, show_spinner=False)
def _base(_store: Store, mart: str, outcome: str, question: Question) -> Base:
    del mart  # only the key of what is kept
    return driver_sums.base(_store, outcome, question)


# Sums are never changed once gathered, so pages share them and none is copied.
@st.cache_resource(max_entries=60, show_spinner=False)
def _gathered(_store: Store, mart: str, asked: Asked) -> Gathered:
    del mart  # only the key of what is kept
    return driver_sums.gather(
        _store, asked.outcome, asked.question, asked.names, weighted=asked.weighted
    )


@st.cache_resource(max_entries=60, show_spinner=False)
def _begun(_store: Store, mart: str, asked: Asked) -> Future[Analysis]:
    found = _gathered(_store, mart, asked)
    return _BESIDE.submit(driver_results.with_intervals, found)


@st.cache_data(max_entries=200, show_spinner=False)
def _asymmetry(_store: Store, mart: str, asked: Asked) -> tuple[Asymmetry, ...]:
    found = _gathered(_store, mart, asked)
    return driver_more.asymmetry(_store, found, asked.question)


@st.cache_data(max_entries=500, show_spinner=False)
def _what_if(_store: Store, mart: str, asked: Asked, name: str) -> WhatIf:
    found = _gathered(_store, mart, asked)
    return driver_more.what_if(_store, found, asked.question, name)


@st.cache_data(max_entries=200, show_spinner=False)
def _logistic(_store: Store, mart: str, asked: Asked) -> LogisticCheck | None:
    found = _gathered(_store, mart, asked)
    return driver_more.logistic_check(_store, found, asked.question)


def _mart(question: Question) -> str:
    return state.store().mart(question.version)


def offered(question: Question) -> list[tuple[Outcome, int]]:
    """Outcomes that touchpoints may go with, with the responses behind each."""
    return _offered(state.store(), _mart(question), question)


def base(outcome: str, question: Question) -> Base:
    """Who answered the outcome, and which touchpoints they met."""
    return _base(state.store(), _mart(question), outcome, question)


def gathered(asked: Asked) -> Gathered:
    """The sums behind an analysis."""
    return _gathered(state.store(), _mart(asked.question), asked)


def asymmetry(asked: Asked) -> tuple[Asymmetry, ...]:
    """Slopes below and above the middle of each touchpoint."""
    return _asymmetry(state.store(), _mart(asked.question), asked)


def what_if(asked: Asked, name: str) -> WhatIf:
    """What the outcome goes with, were a touchpoint rated as in its best quarter."""
    return _what_if(state.store(), _mart(asked.question), asked, name)


def logistic(asked: Asked) -> LogisticCheck | None:
    """The same shares from a logistic model, for yes-or-no outcomes."""
    return _logistic(state.store(), _mart(asked.question), asked)


def analysed(
    asked: Asked,
    meanwhile: Callable[[Analysis], Callable[[], object]],
) -> Analysis:
    """The analysis with intervals and ranks.

    Where that takes longer than a blink, `meanwhile` draws what is known without them
    and gives back what to call while waiting: a click interrupts the wait there.
    """
    pending = _begun(state.store(), _mart(asked.question), asked)
    wait([pending], timeout=PATIENCE_S)
    if not pending.done():
        still = meanwhile(driver_results.first_look(gathered(asked)))
        while not pending.done():
            still()
            time.sleep(SECONDS_BETWEEN_LOOKS)
    return pending.result()
