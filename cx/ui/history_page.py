"""The History page: every upload with what became of it, and who did what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from cx import link
from cx.link import State
from cx.locale import language, moment, t, whole
from cx.register import ERASED, Event, Upload
from cx.typed import IMPORTED
from cx.ui import cards, frame, saying, state, typed_history, upload_row, words
from cx.ui.upload_row import Became

ROWS_ON_A_PAGE = 20
STATES = {
    "all": "All",
    "counts": "Counting",
    "back": "Taken back",
    "aside": "Set aside",
}
T = TypeVar("T")


def history_page() -> None:
    """Draw the page."""
    uploads = state.store().register.uploads()
    events = state.store().register.events()
    if not uploads and not events:
        frame.empty()
        return
    cards.lead(
        "{files} files were loaded; {active} of them count.",
        files=whole(len(uploads)),
        active=whole(sum(upload.active for upload in uploads)),
    )
    upload_row.say_turned()
    saying.say_turned()
    # Kept by the server: a file brought in would else lead back to the first of them.
    files, acts, typed = st.tabs(
        [t("Files"), t("Who did what"), t("Typed on pages")],
        key="history_tabs",
        on_change="rerun",
    )
    with files:
        _files(uploads)
    with acts:
        _acts(events, uploads)
    with typed:
        _typed(events)


def _files(uploads: list[Upload]) -> None:
    became = upload_row.what_became(uploads)
    found = _chosen(uploads, became)
    if not found:
        st.info(t("No file fits. Search for less, or choose another state."))
    shown = _page_of(found, "files")
    # Rows that touch are read as one table.
    with st.container(gap=None):
        for upload in shown:
            upload_row.draw(upload, became)


def _chosen(uploads: list[Upload], became: Became) -> list[Upload]:
    """Those that fit the search and the state, the newest first."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        asked = st.text_input(
            t("Search"),
            placeholder=t("File, source, person or day"),
            key="history_search",
            icon=":material/search:",
            on_change=_first_page,
        )
    with right:
        wanted = st.segmented_control(
            t("State"),
            list(STATES),
            default="all",
            format_func=lambda each: t(STATES[each]),
            key="history_state",
            label_visibility="collapsed",
            on_change=_first_page,
        )
    return [
        upload
        for upload in reversed(uploads)
        if _fits(upload, wanted or "all")
        and all(word in _text(upload, became) for word in asked.lower().split())
    ]


def _fits(upload: Upload, wanted: str) -> bool:
    return {
        "all": True,
        "counts": upload.active,
        "back": not upload.active,
        "aside": bool(upload.set_aside),
    }[wanted]


def _text(upload: Upload, became: Became) -> str:
    """What a search looks through."""
    name = became.names.get(upload.format, upload.format)
    parts = (upload.file, upload.who, name, t(name), upload.id, upload.at)
    return " ".join((*parts, moment(upload.at))).lower()


def _first_page() -> None:
    st.session_state["files_page"] = 0


def _page_of(found: Sequence[T], key: str) -> Sequence[T]:
    """The part of a long list that is shown, with the ways to the others."""
    last = max(0, (len(found) - 1) // ROWS_ON_A_PAGE)
    page = min(st.session_state.get(f"{key}_page", 0), last)
    first = page * ROWS_ON_A_PAGE
    shown = found[first : first + ROWS_ON_A_PAGE]
    if last:
        with st.container(horizontal=True, vertical_alignment="center"):
            for name, icon, to, can in (
                (t("Newer"), ":material/chevron_left:", page - 1, page > 0),
                (t("Older"), ":material/chevron_right:", page + 1, page < last),
            ):
                st.button(
                    name,
                    key=f"{key}_page_{icon}",
                    icon=icon,
                    disabled=not can,
                    on_click=_turn_page,
                    args=(key, to),
                )
            st.caption(
                t(
                    "{first}–{last} of {all}",
                    first=whole(first + 1),
                    last=whole(first + len(shown)),
                    all=whole(len(found)),
                )
            )
    return shown


def _turn_page(key: str, to: int) -> None:
    st.session_state[f"{key}_page"] = to


def _acts(events: list[Event], uploads: list[Upload]) -> None:
    """Everything that was done, the newest first, each with the data as of then."""
    st.caption(
        t("Every step is a version of the data. A link opens the numbers as they were.")
    )
    files = {upload.id: upload.file for upload in uploads}
    lines = []
    for event in _page_of(events[::-1], "acts"):
        said = State(version=event.id, language=language())
        to = t("Version {version}", version=event.id)
        lines.append(
            f"- **{words.plain(_what(event, files))}**  \n"
            f"  :small[{words.plain(f'{event.who}, {moment(event.at)}')} · "
            f"[{to}](./?{link.query_string(said)})]"
        )
    st.markdown("\n".join(lines))


def _typed(events: list[Event]) -> None:
    """What people typed on pages, each step with its way back."""
    typed_history.files()
    found = typed_history.steps()
    if not found:
        st.info(t("Nothing was typed on any page yet."))
    brought = {event.id: event.subject for event in events if event.kind == IMPORTED}
    typed_history.draw(list(_page_of(found, "typed")), brought)


def _what(event: Event, files: dict[str, str]) -> str:
    """What somebody did, in words."""
    file = files.get(event.subject, event.subject)
    if event.kind == "imported":
        return t(
            "Loaded {file}: {new} new, {changed} changed rows",
            file=file,
            new=whole(event.payload["new"]),
            changed=whole(event.payload["changed"]),
        )
    if event.kind == "undone":
        return t("Took back {file}", file=file)
    if event.kind == "redone":
        return t("Let {file} count again", file=file)
    if event.kind == "mapping_saved":
        name = state.source_names().get(event.subject, event.subject)
        return t("Saved how the columns of {name} are read", name=t(name))
    if event.kind == ERASED:
        return t("Erased the rows of one customer")
    if typed := typed_history.in_words(event):
        return typed
    return t("Something else was recorded ({kind})", kind=event.kind)
