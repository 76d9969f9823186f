"""What surrounds every page: ways between pages, filters, link, empty state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cx import link, measure
from cx.errors import CxError, StoreError
from cx.link import State
from cx.locale import LANGUAGES, day, t, whole
from cx.measure import ATTRIBUTE, NOT_RECORDED, Question
from cx.ui import copy_link, state, words

PRESETS = (
    ("All", None),
    ("Last 12 months", 12),
    ("Last 6 months", 6),
    ("Last 3 months", 3),
    ("Last month", 1),
)


def sidebar(pages: dict[str, tuple[StreamlitPage, str, str]]) -> None:
    """Links between pages carry the view, so nothing is lost on the way."""
    view = state.view()
    shared = link.encode(replace(view, page=()))
    with st.sidebar:
        st.markdown("### " + t("Customer experience"))
        for page, title, icon in pages.values():
            st.page_link(
                page, label=title, icon=icon, query_params=shared, width="stretch"
            )
        st.space("small")
        with st.container(horizontal=True):
            for code, name in LANGUAGES.items():
                st.button(
                    name,
                    key=f"language_{code}",
                    type="tertiary",
                    disabled=code == view.language,
                    on_click=state.set_language,
                    args=(code,),
                )
        covered = state.data_span(view.version) if state.has_data(view.version) else None
        if covered:
            st.caption(
                t(
                    "Data from {first} to {last}.",
                    first=day(covered[0]),
                    last=day(covered[1]),
                )
                + " "
                + t("Version {version}.", version=view.version)
            )


def broken_link(fault: CxError) -> None:
    """A link that cannot be understood gets a sentence and no numbers."""
    st.title(t("This link cannot be shown"))
    st.warning(
        words.plain(t(fault.sentence, **fault.details)), icon=":material/link_off:"
    )
    st.button(
        t("Start from the newest data"), type="primary", on_click=state.start_afresh
    )


def broken_page() -> None:
    """Our own fault: said plainly, with what was kept and what to do."""
    st.error(
        t(
            "This page could not be drawn: a fault of ours, written to the server's "
            "log. Your data is untouched. "
            "Another period or fewer filters may work; the other pages do."
        ),
        icon=":material/build:",
    )


@contextmanager
def page(
    title: str, *, filters: bool = True, needs: str | None = None
) -> Iterator[Question]:
    """The frame of one page; gives the question that its numbers ask.

    Every failure a person can do something about is said in a sentence.  `needs` names
    what the page cannot do without ("contact", "answer"); the empty state explains it.
    """
    view = state.view()
    st.title(t(title))
    if filters and not state.has_data(view.version):
        empty()
        st.stop()
    question = view.question()
    try:
        if filters:
            _newer_data()
            _filter_bar()
            if needs and not _has_rows(needs):
                _missing(needs)
                st.stop()
        yield question
    except CxError as error:
        say_error(error)


def say_error(error: CxError) -> None:
    """One sentence: what happened and what to do."""
    icon = ":material/error:" if isinstance(error, StoreError) else ":material/info:"
    st.warning(words.plain(t(error.sentence, **error.details)), icon=icon)


def _has_rows(table: str) -> bool:
    return state.count_rows(table, state.view().version) > 0


def _missing(table: str) -> None:
    said = {
        "contact": "This page needs contacts: an export of your help desk or call "
        "centre.",
        "answer": "This page needs survey answers.",
        "purchase": "This page needs orders or visits.",
    }
    st.info(t(said[table]), icon=":material/inbox:")
    to_data(t("Load a file"))


def to_data(label: str) -> None:
    """A link to the Data page that keeps the view."""
    st.page_link(
        str(words.PAGES / "data.py"),
        label=label,
        icon=":material/upload:",
        query_params=link.encode(replace(state.view(), page=())),
    )


def empty() -> None:
    """Nothing is loaded yet: one click shows the product alive."""
    st.markdown(
        t(
            "Nothing is loaded yet. Load an export of your contacts, surveys or "
            "orders, or look around with the "
            "sample data of an invented company."
        )
    )
    with st.container(horizontal=True):
        if st.button(
            t("Load the sample data"),
            type="primary",
            icon=":material/science:",
            key="load_sample",
        ):
            from cx.ui import samples

            samples.load("hanbit")
        to_data(t("Load a file"))


def _newer_data() -> None:
    """An older version is shown as it was, and says so."""
    view = state.view()
    newest = state.newest_version()
    if (
        view.version < newest
        and state.store().register.active(view.version) != state.store().register.active()
    ):
        with st.container(horizontal=True, vertical_alignment="center", key="newer"):
            st.caption(
                ":material/history: "
                + t(
                    "You see the data as it was in version {version}. There is newer "
                    "data (version {newest}).",
                    version=view.version,
                    newest=newest,
                )
            )
            st.button(
                t("Show the newest data"), type="tertiary", on_click=state.show_newest
            )


def _filter_bar() -> None:
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
                    words.dimension(dimension),
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


def check(question: Question) -> None:
    """Refuse unknown filter values in words."""
    measure.check_filters(state.store(), question)
