"""What was loaded, with what was set aside and the way back; and the sample data."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cx import catalog, export
from cx.errors import CxError
from cx.ingest import load as ingest
from cx.ingest.check import MISSING
from cx.ingest.stage import SetAside
from cx.locale import moment, t, t_stored, whole
from cx.register import Upload
from cx.ui import samples, state, words

MOST_REASONS_SHOWN = 200


def uploads(found: list[Upload]) -> None:
    """Every upload, the newest first, each with its way back."""
    if not found:
        return
    st.markdown("#### " + t("What was loaded"))
    names = state.source_names()
    for upload in reversed(found):
        with st.container(border=True, key=f"upload_row_{upload.id}"):
            left, right = st.columns([5, 1], vertical_alignment="center")
            with left:
                mark = "" if upload.active else " · " + t("taken back")
                st.markdown(f"**{words.plain(upload.file)}**{mark}")
                st.caption(
                    words.plain(t(names.get(upload.format, upload.format)))
                    + " · "
                    + t(
                        "{rows} rows: {new} new, {changed} changed, {duplicate} "
                        "duplicate, {set_aside} set aside",
                        rows=whole(upload.rows_read),
                        new=whole(upload.new),
                        changed=whole(upload.changed),
                        duplicate=whole(upload.duplicate),
                        set_aside=whole(upload.set_aside),
                    )
                    + " · "
                    + words.plain(f"{upload.who}, {moment(upload.at)}")
                )
                if upload.set_aside:
                    _kept_aside(upload)
            with right:
                if upload.active:
                    st.button(
                        t("Take back"),
                        key=f"undo_{upload.id}",
                        icon=":material/undo:",
                        on_click=_turn,
                        args=(upload.id, True),
                    )
                else:
                    st.button(
                        t("Count again"),
                        key=f"redo_{upload.id}",
                        icon=":material/redo:",
                        on_click=_turn,
                        args=(upload.id, False),
                    )


def _kept_aside(upload: Upload) -> None:
    """What was set aside at import, to read and to take away."""
    with st.popover(
        t("{n} rows set aside", n=whole(upload.set_aside)),
        type="tertiary",
        icon=":material/rule:",
    ):
        reasons_table(ingest.set_aside(state.store(), upload.id), key=upload.id)


def reasons_table(reasons: Sequence[SetAside], *, key: str) -> None:
    """Line, column, value and rule of every cell that kept its line out."""
    columns = (t("Line"), t("Column"), t("Value"), t("Why"))
    checks = catalog.check_sentences().values()
    ours = {MISSING, *(rule for listed in checks for _check, rule in listed)}
    rows = [
        # Our own rules name columns in our words, formats as the file does.
        (
            r.line,
            t(r.column) if r.rule in ours else r.column,
            r.value,
            t_stored(r.rule),
        )
        for r in reasons
    ]
    shown = rows[:MOST_REASONS_SHOWN]
    st.dataframe(
        {name: [row[i] for row in shown] for i, name in enumerate(columns)},
        hide_index=True,
        key=f"reasons_{key}",
    )
    if len(rows) > len(shown):
        st.caption(
            t(
                "The first {shown} of {all} reasons; the file holds all.",
                shown=len(shown),
                all=whole(len(rows)),
            )
        )
    st.download_button(
        t("Download the rows set aside"),
        export.as_csv(columns, rows),
        file_name="set_aside.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"reasons_csv_{key}",
    )


def _turn(upload_id: str, back: bool) -> None:
    try:
        upload = (ingest.undo if back else ingest.redo)(state.store(), upload_id)
    except CxError as error:
        st.session_state["import_said"] = words.plain(t(error.sentence, **error.details))
        return
    state.data_changed()
    st.session_state["import_said"] = (
        t(
            "{file} was taken back. Nothing was deleted: it can count again.",
            file=words.plain(upload.file),
        )
        if back
        else t("{file} counts again.", file=words.plain(upload.file))
    )


def sample_sets() -> None:
    """Sample data that one click loads."""
    st.markdown("#### " + t("Sample data"))
    for name, title, said in (
        (
            "hanbit",
            t("Hanbit Living, an invented company"),
            t(
                "18 months of linked contacts, surveys and orders. Company, people "
                "and comments are invented; known truths are planted in it."
            ),
        ),
        (
            "sfo",
            t("San Francisco Airport survey 2017 (real)"),
            t("2,831 passengers asked in May 2017. Public domain, from data.sfgov.org."),
        ),
    ):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            st.markdown(f"**{title}**")
            st.caption(words.plain(said))
        with right:
            if samples.loaded(name):
                st.caption(t("loaded"))
            elif st.button(t("Load"), key=f"sample_{name}"):
                samples.load(name)
