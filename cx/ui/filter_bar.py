"""The filter bar: period, filters, comparison and the link, the same on every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from cx import link
from cx.link import State
from cx.locale import day, t, whole
from cx.measure import ATTRIBUTE, NOT_RECORDED, Question
from cx.ui import copy_link, state, words

AGAINST = {
    "previous": "Against the period before",
    "year": "Against the same days a year ago",
}
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
        with st.popover(
            _against_words(view),
            icon=":material/compare_arrows:",
            key="compare_menu",
            disabled=not (view.since and view.until),
        ):
            _compare_menu(view)
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
    covered = state.data_span(view.version)
    if view.compare == "none" or not (view.since and view.until) or not covered:
        return said
    if view.until > covered[1]:
        said.append(
            t(
                "The period still runs: the data ends on {day}. It is not compared.",
                day=day(covered[1]),
            )
        )
        return said
    against = compared_days(view)
    if against and against[1] >= view.since and against[0] <= view.until:
        said.append(t("The two periods share days, so nothing is compared."))
    elif previous(question) is None:
        said.append(
            t(
                "The data does not cover the period to compare with, so nothing is "
                "compared."
            )
        )
    return said


def _against_words(view: State) -> str:
    if not (view.since and view.until) or view.compare == "none":
        return t("Not compared")
    if view.compare in AGAINST:
        return t(AGAINST[view.compare])
    days = link.own_comparison(view.compare)
    return t("Against {period}", period=_period_words(*days)) if days else ""


def _compare_menu(view: State) -> None:
    """What the period is compared with: before, a year ago, own dates, nothing."""
    options = [*AGAINST, "own", "none"]
    known = view.compare if view.compare in link.COMPARISONS else "own"
    st.session_state.setdefault("w_compare", known)
    st.radio(
        t("Compare with"),
        options,
        format_func=lambda one: t(
            {**AGAINST, "own": "Own dates", "none": "Nothing"}[one]
        ),
        key="w_compare",
        on_change=state.set_compare,
    )
    if st.session_state["w_compare"] != "own":
        return
    given = compared_days(view)
    with st.form("own_comparison", border=False):
        chosen = st.date_input(
            t("Compare with these days"),
            value=given or (view.since, view.until),
            format="YYYY-MM-DD",
            key=f"against_{given}",
        )
        if st.form_submit_button(t("Compare")):
            if isinstance(chosen, tuple) and len(chosen) == 2:
                state.compare_with(chosen[0], chosen[1])
                st.rerun()
            st.caption(t("Choose a first and a last day."))


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


def compared_days(view: State) -> tuple[date, date] | None:
    """First and last day of what a view is compared with; None for nothing."""
    if view.compare == "none" or not (view.since and view.until):
        return None
    if view.compare == "previous":
        return words.period_before(view.since, view.until)
    if view.compare == "year":
        last = view.until + timedelta(days=1)
        return a_year_before(view.since), a_year_before(last) - timedelta(days=1)
    return link.own_comparison(view.compare)


def a_year_before(given: date) -> date:
    """The same day a year before; the last day of February has one every year.

    >>> a_year_before(date(2024, 2, 29))
    datetime.date(2023, 2, 28)
    """
    try:
        return given.replace(year=given.year - 1)
    except ValueError:
        return given.replace(year=given.year - 1, day=28)


def previous(question: Question) -> Question | None:
    """The period compared with, where the data covers it; None while ours still runs."""
    view = state.view()
    covered = state.data_span(view.version)
    if not covered or not (question.since and question.until):
        return None
    before = compared_days(replace(view, since=question.since, until=question.until))
    if before is None or question.until > covered[1]:
        return None
    if before[0] < covered[0] or before[1] > covered[1]:
        return None
    if before[1] >= question.since and before[0] <= question.until:
        return None
    return replace(question, since=before[0], until=before[1])
