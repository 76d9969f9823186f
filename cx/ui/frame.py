"""What surrounds every page: ways between pages, filters, link, empty state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cx import link, site
from cx.errors import CxError, StoreError
from cx.locale import LANGUAGES, day, t
from cx.measure import Question
from cx.ui import filter_bar, protected, state, words

# As Koreans set it: a line ends between words, and within one only if it is too long.
BETWEEN_WORDS = """<style>
.stApp .stMarkdown * { word-break: keep-all; overflow-wrap: anywhere; }
</style>"""


def sidebar(listed: dict[str, StreamlitPage]) -> None:
    """Links between pages carry the view, so nothing is lost on the way."""
    view = state.view()
    shared = link.encode(replace(view, page=()))
    with st.sidebar:
        st.markdown("### " + t("Customer experience"))
        # Pages of one group stand close, and groups apart.
        for label, places in site.GROUPS.items():
            with st.container(gap="xsmall"):
                if label:
                    st.markdown(f":small[:gray[{t(label)}]]")
                for url, title, icon in places:
                    st.page_link(
                        listed[url],
                        label=t(title),
                        icon=icon,
                        query_params=shared,
                        width="stretch",
                    )
        st.divider()
        if view.language == "ko":
            st.html(BETWEEN_WORDS)
        _languages()
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


def _languages() -> None:
    """The other language, one click away; the one that is read is named too."""
    reads = state.view().language
    with st.container(horizontal=True):
        for code, name in LANGUAGES.items():
            st.button(
                name,
                key=f"language_{code}",
                type="tertiary",
                disabled=code == reads,
                on_click=state.set_language,
                args=(code,),
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
    url: str, *, filters: bool = True, needs: str | None = None
) -> Iterator[Question]:
    """The frame of one page; gives the question that its numbers ask.

    Every failure a person can do something about is said in a sentence.  `needs` names
    what the page cannot do without ("contact", "answer"); the empty state explains it.
    """
    view = state.view()
    st.title(t(site.PLACES[url].title))
    if filters and not state.has_data(view.version):
        empty()
        st.stop()
    question = view.question()
    try:
        if filters:
            _newer_data()
            protected.erased_note()
            filter_bar.draw()
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
        "audit_item": "This page needs visits or audits: one line per item looked at.",
        "volume": "This page needs volumes, such as orders per day or per month.",
        "attempt": "This page needs attempts at self-service: one line per attempt.",
        "alert": "This page needs alerts: one line per customer who was told, or held "
        "out.",
        "shift": "This page needs working days of staff: one line per agent and day.",
    }
    st.info(t(said[table]), icon=":material/inbox:")
    to_data(t("Load a file"))


def to_data(label: str) -> None:
    """A link to the Data page that keeps the view."""
    st.page_link(
        site.file("data"),
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
    with st.container(horizontal=True, vertical_alignment="center"):
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
