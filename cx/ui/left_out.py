"""Which rules left contacts out of customers' histories, and how many."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx.analyses import contents
from cx.errors import CxError
from cx.measure import Question
from cx.store import Store
from cx.ui import state


@st.cache_data(max_entries=500, show_spinner=False)
def _counted(_store: Store, mart: str, question: Question) -> dict[str, int]:
    del mart  # only the key of what is kept
    return contents.left_out(_store, question)


def every_contact(question: Question) -> dict[str, int]:
    """Contacts of this period and these filters by rule; "" is what no rule left out."""
    asked = replace(question, by=(), period=None, parameters=())
    return _counted(state.store(), state.store().mart(question.version), asked)


def left_out_counts(question: Question) -> dict[str, int]:
    """Contacts left out, by rule; empty where contacts cannot be filtered like this."""
    try:
        found = every_contact(question)
    except CxError:
        return {}
    return {rule: n for rule, n in found.items() if rule}
