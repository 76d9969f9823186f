"""One upload as a row of a list: what it was, what became of it, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from cx import catalog
from cx.errors import CxError
from cx.ingest import history
from cx.ingest import load as ingest
from cx.ingest.history import Fixed
from cx.locale import day, moment, t, whole
from cx.register import Upload
from cx.store import Store
from cx.ui import state, upload_windows, words
from cx.ui.overview import HEADLINES


@dataclass(frozen=True)
class Became:
    """What became of the uploads of a list."""

    names: dict[str, str]
    counting: dict[str, int]
    fixed: dict[str, Fixed]
    files: dict[str, str]


def what_became(found: list[Upload]) -> Became:
    """Asked once for a whole list."""
    version = state.newest_version()
    store = state.store()
    return Became(
        names=state.source_names(),
        counting=_counting(store, store.mart(version), version),
        fixed=_fixed(store, str(store.home), version),
        files={upload.id: upload.file for upload in found},
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _counting(_store: Store, mart: str, version: int) -> dict[str, int]:
    del mart  # only the key of what is kept
    return history.counting(_store, version)


@st.cache_data(max_entries=16, show_spinner=False)
def _fixed(_store: Store, home: str, version: int) -> dict[str, Fixed]:
    del home, version  # only the key of what is kept
    return history.fixed(_store, _store.register.uploads())


def draw(upload: Upload, became: Became) -> None:
    """The row."""
    with st.container(border=True, key=f"upload_row_{upload.id}"):
        about, counts, acts = st.columns([4, 4, 5], vertical_alignment="center")
        name = t(became.names.get(upload.format, upload.format))
        about.markdown(
            _lines(
                f"**{words.plain(upload.file)}** {_marks(upload)}",
                words.plain(name),
                words.plain(f"{upload.who}, {moment(upload.at)}"),
            )
        )
        counts.markdown(_lines(_accounting(upload), *_since(upload, became)))
        with acts, st.container(horizontal=True, gap="small"):
            _acts(upload)


def _lines(first: str, *others: str) -> str:
    """One line to scan by, and small ones under it."""
    return "  \n".join([first, *(f":small[:gray[{other}]]" for other in others)])


def _marks(upload: Upload) -> str:
    marks = [] if upload.active else [f":orange-badge[{t('taken back')}]"]
    if upload.erased:
        gone = t("{n} rows erased", n=whole(upload.erased))
        marks.append(f":gray-badge[{gone}]")
    return " ".join(marks)


def _accounting(upload: Upload) -> str:
    """Rows read, and what became of them; kinds without a row are not named."""
    parts = [
        told
        for n, told in (
            (upload.new, t("{n} new", n=whole(upload.new))),
            (upload.changed, t("{n} changed", n=whole(upload.changed))),
            (upload.duplicate, t("{n} duplicate", n=whole(upload.duplicate))),
            (upload.set_aside, t("{n} set aside", n=whole(upload.set_aside))),
        )
        if n
    ]
    rows = t("{n} rows", n=whole(upload.rows_read))
    return f"{rows} = {' + '.join(parts)}".replace("+", "\\+")


def _since(upload: Upload, became: Became) -> list[str]:
    """Period, what counts of it today, and corrections, a line each."""
    lines = []
    if upload.since and upload.until:
        since, until = map(date.fromisoformat, (upload.since, upload.until))
        lines.append(words.plain(f"{day(since)} – {day(until)}"))
    if upload.active:
        n = became.counting.get(upload.id, 0)
        lines.append(
            t("All of them count today.")
            if n == upload.rows_read
            else t("{n} of them count today.", n=whole(n))
        )
    if upload.fixes:
        lines.append(
            t(
                "Corrects rows set aside from {file}.",
                file=words.plain(became.files.get(upload.fixes, upload.fixes)),
            )
        )
    if found := became.fixed.get(upload.id):
        lines.append(upload_windows.fixed_words(upload, found))
    return lines


def _acts(upload: Upload) -> None:
    if st.button(
        t("Rows"),
        key=f"brought_{upload.id}",
        type="tertiary",
        icon=":material/table_rows:",
        help=t("The rows this file brought, with their lines"),
    ):
        upload_windows.show_rows(upload.id)
    if upload.set_aside and st.button(
        t("{n} set aside", n=whole(upload.set_aside)),
        key=f"aside_{upload.id}",
        type="tertiary",
        icon=":material/rule:",
        help=t("Why these rows were not imported, and how to put them right"),
    ):
        upload_windows.show_set_aside(upload.id)
    if st.button(
        t("Compare"),
        key=f"compare_{upload.id}",
        type="tertiary",
        icon=":material/compare_arrows:",
        help=t("Compare with another upload"),
    ):
        upload_windows.show_diff(upload.id)
    st.button(
        t("Take back") if upload.active else t("Count again"),
        key=f"{'undo' if upload.active else 'redo'}_{upload.id}",
        type="tertiary",
        icon=":material/undo:" if upload.active else ":material/redo:",
        on_click=turn,
        args=(upload.id, upload.active),
    )


def turn(upload_id: str, back: bool) -> None:
    """Take an upload back, or count it again; what that did is said by `say_turned`."""
    state.speak()
    store = state.store()
    before = state.newest_version()
    try:
        upload = (ingest.undo if back else ingest.redo)(store, upload_id)
    except CxError as error:
        said = words.plain(t(error.sentence, **error.details))
        st.session_state["turned"] = (said, None, back)
        return
    state.data_changed()
    said = (
        t(
            "{file} was taken back. Nothing was deleted: it can count again.",
            file=words.plain(upload.file),
        )
        if back
        else t("{file} counts again.", file=words.plain(upload.file))
    )
    moved = _moved(before, state.newest_version())
    st.session_state["turned"] = (f"{said} {moved}", upload_id, back)


def _moved(before: int, after: int) -> str:
    """What the headline numbers did, as one sentence."""
    found = [
        f"{t(metric.name)} {words.figure(metric, effect.before)} → "
        f"{words.figure(metric, effect.after)}"
        for effect in history.moved(state.store(), before, after, HEADLINES)
        for metric in [catalog.metric(effect.metric)]
        if words.figure(metric, effect.before) != words.figure(metric, effect.after)
    ]
    if not found:
        return t("No headline number changes.")
    return t("Over all dates: {changes}.", changes=words.plain("; ".join(found)))


def say_turned() -> None:
    """What the last click did, with its way back."""
    said, upload_id, back = st.session_state.pop("turned", ("", None, False))
    if not said:
        return
    if upload_id is None:
        st.warning(said, icon=":material/info:")
        return
    st.success(said, icon=":material/undo:" if back else ":material/redo:")
    st.button(
        t("Undo"),
        key="turn_round",
        icon=":material/undo:",
        on_click=turn,
        args=(upload_id, not back),
    )
