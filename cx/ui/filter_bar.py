"""The filter bar: period, filters, comparison and the link, the same on every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from cx.link import State
from cx.locale import day, t, whole
from cx.measure import ATTRIBUTE, NOT_RECORDED, Question
from cx.ui import copy_link, state, words

PRESETS = (
    ("All time", None),
    ("Last 12 months", 12),
    ("Last 6 months", 6),
    ("Last 3 months", 3),
    ("Last month", 1),
)


def draw() -> None:
    """Draw the bar, what is filtered, and what the period leaves out."""
    view = state.view()
    dimensions = state.filter_dimensions(view.version)
    active = sum(1 for _name, chosen in view.filters if chosen)
    with st.container(horizontal=True, vertical_alignment="center", key="filter_bar"):
        with st.popover(
            _period_words(view.since, view.until),
            icon=":material/calendar_month:",
            key="period_menu",
        ):
            _period_menu(view.since, view.until)
        label = t("Filters") if not active else t("Filters ({n})", n=active)
        with st.popover(label, icon=":material/filter_alt:", key="filter_menu"):
            for dimension in dimensions:
                st.multiselect(
                    words.plain(words.dimension(dimension)),
                    _choices(dimension),
                    format_func=partial(words.value, dimension),
                    key=f"w_filter_{dimension}",
                    on_change=state.set_filter,
                    args=(dimension,),
                    placeholder=t("All"),
                )
        st.session_state.setdefault("w_compare", view.compare == "previous")
        st.toggle(
            t("Compare with the period before"),
            key="w_compare",
            on_change=state.set_compare,
            disabled=not (view.since and view.until),
        )
        copy_link.button()
    chosen = [
        words.plain(words.dimension(name))
        + ": "
        + ", ".join(words.plain(words.value(name, v)) for v in values)
        for name, values in view.filters
        if values
    ]
    if chosen:
        st.caption(" · ".join(chosen))
    for sentence in _beware(view):
        st.caption(":material/info: " + sentence)


def _beware(view: State) -> list[str]:
    """What the chosen period leaves out, in words."""
    said = []
    question = view.question()
    if (view.since or view.until) and (n := state.undated_responses(view.version)):
        said.append(
            t("{n} responses have no date and are left out of this period.", n=whole(n))
        )
    compares = view.compare == "previous" and view.since and view.until
    if compares and previous(question) is None:
        said.append(
            t("The data does not cover the period before, so nothing is compared.")
        )
    return said


def _choices(dimension: str) -> list[str]:
    known = state.known_values(dimension, state.view().version)
    kept = [v for v in state.view().chosen(dimension) if v not in known]
    return [
        *known,
        *kept,
        *(
            [NOT_RECORDED]
            if NOT_RECORDED not in kept and not dimension.startswith(ATTRIBUTE)
            else []
        ),
    ]


def _period_words(since: date | None, until: date | None) -> str:
    if since and until:
        return f"{day(since)} – {day(until)}"
    if since:
        return t("Since {day}", day=day(since))
    if until:
        return t("Until {day}", day=day(until))
    return t("All time")


def _period_menu(since: date | None, until: date | None) -> None:
    covered = state.data_span(state.view().version)
    if covered is None:
        st.caption(t("Nothing in this data has a date."))
        return
    first, last = covered
    for label, months in PRESETS:
        span = (state.months_before(last, months), last) if months else (None, None)
        st.button(
            t(label),
            key=f"preset_{label}",
            type="secondary" if (since, until) == span else "tertiary",
            on_click=state.set_period,
            args=span,
            width="stretch",
        )
    st.caption(t("Counted back from the newest row, {day}.", day=day(last)))
    with st.form("own_dates", border=False):
        chosen = st.date_input(
            t("Own dates"),
            value=(since or first, until or last),
            format="YYYY-MM-DD",
            key=f"own_{since}_{until}",
        )
        if st.form_submit_button(t("Show these dates")):
            if isinstance(chosen, tuple) and len(chosen) == 2:
                state.set_period(chosen[0], chosen[1])
                st.rerun()
            st.caption(t("Choose a first and a last day."))


def previous(question: Question) -> Question | None:
    """The period of the same length before, when the data reaches back far enough."""
    view = state.view()
    if view.compare != "previous" or not (question.since and question.until):
        return None
    covered = state.data_span(view.version)
    before = words.period_before(question.since, question.until)
    if not covered or before[0] < covered[0]:
        return None
    return replace(question, since=before[0], until=before[1])
