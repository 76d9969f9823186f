"""Erase one customer: look what would go, then confirm."""

from __future__ import annotations

import streamlit as st

from cx import erase
from cx.errors import CxError
from cx.locale import t, whole
from cx.ui import frame, state, words
from cx.ui.dialog import dialog


def button() -> None:
    """A small button; what it opens changes nothing before it was confirmed."""
    if st.button(
        t("Erase a customer…"),
        type="tertiary",
        icon=":material/person_off:",
        key="erase_open",
    ):
        _open()


def _open() -> None:
    @dialog(t("Erase a customer"))
    def window() -> None:
        _draw()

    window()


def _draw() -> None:
    st.markdown(
        t(
            "When a customer asks for it, everything about them goes from every file "
            "that was loaded: contacts, answers, orders and lines set aside."
        )
    )
    number = st.text_input(
        t("Customer number, as the files have it or as the pages show it"),
        key="erase_number",
        autocomplete="off",
    ).strip()
    if not number:
        return
    try:
        found = erase.look(state.store(), number)
    except CxError as error:
        frame.say_error(error)
        return
    columns = (t("File"), t("Rows that go"))
    rows = [(part.upload.file, part.lines) for part in found.parts]
    st.dataframe(
        {name: [row[i] for row in rows] for i, name in enumerate(columns)},
        hide_index=True,
        key="erase_table",
    )
    st.warning(
        t(
            "This cannot be undone, and “Take back” does not bring them back. Numbers of "
            "older links are computed again without them. Loading the same file again "
            "brings the customer back: take them out of the export first."
        ),
        icon=":material/warning:",
    )
    sure = st.checkbox(t("Yes, erase this customer for good"), key="erase_sure")
    if st.button(
        t("Erase {n} rows", n=whole(found.lines)),
        type="primary",
        icon=":material/person_off:",
        key="erase_do",
        disabled=not sure,
    ):
        _do(number)


def _do(number: str) -> None:
    with st.spinner(t("Erasing and building the tables anew…")):
        try:
            done = erase.erase(state.store(), number)
        except CxError as error:
            frame.say_error(error)
            return
    # What was answered with the customer in it is not remembered.
    st.cache_data.clear()
    for key in ("staged", "effects", "erase_number", "erase_sure"):
        st.session_state.pop(key, None)
    state.data_changed()
    st.session_state["import_said"] = words.plain(
        t("One customer was erased: {n} rows went.", n=whole(done.lines))
    )
    st.rerun()
