"""What the audits page asks the engine, kept by what it was computed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cx import catalog
from cx.analyses import audits, kano, ratings, standards
from cx.analyses.audits import Conformance, ItemNumber, Visit
from cx.analyses.kano import Feature
from cx.analyses.ratings import Link, Pairs
from cx.analyses.standards import Replies
from cx.measure import Question
from cx.store import Store
from cx.ui import state

_ASKED: dict[str, tuple[str, Callable[..., Any]]] = {
    "visits": (audits.SCORE, audits.visits),
    "steps": (audits.RITUAL, partial(audits.visits, metric_id=audits.RITUAL)),
    "stages": (audits.SCORE, audits.stages),
    "conformance": (audits.RITUAL, audits.conformance),
    "agreement": (ratings.RATED, ratings.agreement),
    "link": (ratings.RATED, ratings.link),
    "replies": (standards.IN_TIME, standards.replies),
    "features": (kano.PAIRS, kano.features),
}


@st.cache_data(max_entries=200, show_spinner=False)
def _kept(_store: Store, key: str, what: str, question: Question) -> Any:
    del key  # only what the answer is kept by
    return _ASKED[what][1](_store, question)


@st.cache_data(max_entries=200, show_spinner=False)
def _items(
    _store: Store, key: str, metric_id: str, question: Question, column: str
) -> list[ItemNumber]:
    del key  # only what the answer is kept by
    return audits.by_item(_store, metric_id, question, column=column)


def _key(metric_id: str, question: Question) -> str:
    return (
        f"{state.store().mart(question.version)} {catalog.metric(metric_id).fingerprint}"
    )


def _asked(what: str, question: Question) -> Any:
    plain = replace(question, by=(), period=None)
    return _kept(state.store(), _key(_ASKED[what][0], plain), what, plain)


def visits(question: Question) -> list[Visit]:
    """The score of each visit."""
    found: list[Visit] = _asked("visits", question)
    return found


def steps(question: Question) -> list[Visit]:
    """The share of steps done in order on each visit."""
    found: list[Visit] = _asked("steps", question)
    return found


def stages(question: Question) -> list[str]:
    """Stages in the order of the journey."""
    found: list[str] = _asked("stages", question)
    return found


def conformance(question: Question) -> Conformance:
    """How close visits came to the required order."""
    found: Conformance = _asked("conformance", question)
    return found


def agreement(question: Question) -> list[Pairs]:
    """Whether raters agree."""
    found: list[Pairs] = _asked("agreement", question)
    return found


def link(question: Question) -> list[Link]:
    """Whether customers of well-rated contacts say better things."""
    found: list[Link] = _asked("link", question)
    return found


def replies(question: Question) -> list[Replies]:
    """First replies by channel."""
    found: list[Replies] = _asked("replies", question)
    return found


def features(question: Question) -> list[Feature]:
    """Kinds of quality by touchpoint."""
    found: list[Feature] = _asked("features", question)
    return found


def items(metric_id: str, question: Question, column: str = "") -> list[ItemNumber]:
    """A metric by item of the form."""
    plain = replace(question, by=(), period=None)
    return _items(state.store(), _key(metric_id, plain), metric_id, plain, column)
