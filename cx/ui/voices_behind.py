"""What the people behind a number said, one click from the number."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import link, site
from cx.analyses import voices
from cx.analyses.voice_rows import Found
from cx.catalog import Metric
from cx.errors import CxError
from cx.locale import t, whole
from cx.measure import ATTRIBUTE, Question
from cx.store import Store
from cx.ui import frame, state, voices_quotes


@st.cache_data(max_entries=200, show_spinner=False)
def _behind(
    _store: Store,
    mart: str,
    definition: str,
    metric_id: str,
    question: Question,
    page: int,
) -> Found:
    del mart, definition  # only the key of what is kept
    return voices.behind(_store, metric_id, question, page=page)


@st.cache_data(max_entries=32, show_spinner=False)
def _any(_store: Store, mart: str) -> bool:
    return voices.any_comment(_store, mart)


def has_comments(metric: Metric, question: Question) -> bool:
    """Whether the rows of a metric can lead to comments in this data."""
    store = state.store()
    return metric.rows in voices.LEADING and _any(store, store.mart(question.version))


def what_they_said(metric: Metric, question: Question, *, key: str) -> None:
    """Comments of the responses behind a number, and the way to all with its filters."""
    store = state.store()
    shown = f"behind_{key}_{metric.id}_{hash(question) & 0xFFFFFF}"
    try:
        found = _behind(
            *(store, store.mart(question.version), metric.fingerprint, metric.id),
            question,
            int(st.session_state.get(f"quotes_{shown}", 0)),
        )
    except CxError as error:
        frame.say_error(error)
        return
    if found.n:
        st.caption(
            t(
                "{n} comments of the people behind this number, with their scores.",
                n=whole(found.n),
            )
        )
        voices_quotes.listed(found.comments)
        voices_quotes.turn_pages(shown, found.n)
    else:
        st.info(t("Nobody behind this number left a comment."))
    view = state.view()
    st.page_link(
        site.file("voices"),
        label=t("All comments with these filters, searched and by theme"),
        icon=":material/record_voice_over:",
        query_params=link.encode(
            replace(
                view,
                since=question.since,
                until=question.until,
                filters=tuple(
                    (name, chosen)
                    for name, chosen in question.filters
                    if name in link.FILTERS or name.startswith(ATTRIBUTE)
                ),
                page=(),
            )
        ),
    )
