"""After an import: what came of it, and one click to where it can be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from cx import catalog, link, site
from cx.errors import CxError
from cx.link import State
from cx.locale import t, whole
from cx.register import Upload
from cx.ui import numbers, state, upload_windows, words
from cx.ui.overview import HEADLINES
from cx.ui.resolution import READINGS

KEY = "imported"
# A page, and the numbers it cannot do without.
SHOWN_ON = {
    "overview": HEADLINES,
    "touchpoints": ("touchpoint_score",),
    "resolution": READINGS,
    "effort": ("ces2_hard", "channel_switching"),
    "word_of_mouth": ("negative_wom_incidence",),
}


def remember(upload: Upload) -> None:
    """This upload was just imported; said until the data or the file changes."""
    st.session_state[KEY] = (upload.id, state.newest_version())


def forget() -> None:
    """Another file is looked at."""
    st.session_state.pop(KEY, None)


def draw() -> None:
    """What became of the file, and links to the pages that show some of it."""
    upload_id, version = st.session_state.get(KEY, ("", 0))
    if not upload_id or version != state.newest_version():
        forget()
        return
    upload = state.store().register.find(upload_id)
    st.success(
        t(
            "{file} was imported: {new} new, {changed} changed, {duplicate} duplicate, "
            "{set_aside} set aside.",
            file=words.plain(upload.file),
            new=whole(upload.new),
            changed=whole(upload.changed),
            duplicate=whole(upload.duplicate),
            set_aside=whole(upload.set_aside),
        ),
        icon=":material/check_circle:",
    )
    view = _view(upload)
    found = {url: _found(metrics, upload, view) for url, metrics in SHOWN_ON.items()}
    places = [site.PLACES[url] for url, counts in found.items() if any(counts)]
    if not places:
        st.caption(
            t(
                "Too few customers are in these rows: the pages withhold their numbers. "
                "Together with other rows they count."
            )
            if any(found.values())
            else t("No page has a number for these rows yet.")
        )
    with st.container(horizontal=True, key="see_it"):
        for url, title, icon in places:
            st.page_link(
                site.file(url),
                label=t("See it: {page}", page=t(title)),
                icon=icon,
                query_params=link.encode(view),
            )
        if not places and st.button(
            t("See its rows"), key="see_rows", icon=":material/table_rows:"
        ):
            upload_windows.show_rows(upload.id)


def _view(upload: Upload) -> State:
    """All of the file: its source alone where there are several, and every day of it."""
    view = replace(state.view(), filters=(), page=())
    if len(state.known_values("source", view.version)) > 1:
        view = view.with_filter("source", (upload.format,))
    return view if _covers(view, upload) else replace(view, since=None, until=None)


def _covers(view: State, upload: Upload) -> bool:
    if not (upload.since and upload.until):
        return False
    first, last = map(date.fromisoformat, (upload.since, upload.until))
    return (view.since or first) <= first and last <= (view.until or last)


def _found(metric_ids: tuple[str, ...], upload: Upload, view: State) -> list[int]:
    """How many rows of this source each number counts; 0 where it is withheld."""
    found = []
    for metric_id in metric_ids:
        rows = catalog.metric(metric_id).rows
        if {"response": "answer"}.get(rows, rows) != upload.table:
            continue
        try:
            estimate = numbers.estimate(metric_id, view.question())
        except CxError:
            continue
        if estimate.n or estimate.status == "withheld":
            found.append(estimate.n)
    return found
