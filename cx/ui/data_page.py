"""The Data page: load a file, see what it will do, import or leave it, take it back."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import streamlit as st

from cx.catalog import Format
from cx.errors import CxError, PasswordNeeded
from cx.ingest import background
from cx.ingest import load as ingest
from cx.ingest.draft import Draft
from cx.ingest.fix import put_back
from cx.ingest.mapping import Mapping
from cx.ingest.read import RawFile
from cx.ingest.refuse import refuse_same_bytes
from cx.ingest.stage import Staged
from cx.locale import day, t, whole
from cx.ui import (
    cards,
    erase_dialog,
    feeds,
    frame,
    in_detail,
    labels_screen,
    loaded,
    mapping_screen,
    protected,
    reading,
    see_it,
    state,
    uploader,
    waiting,
    what_changes,
    words,
)


def data_page() -> None:
    """Draw the page."""
    uploads = state.store().register.uploads()
    active = [upload for upload in uploads if upload.active]
    if active:
        cards.lead(
            "{files} files count, with {rows} rows.",
            files=len(active),
            rows=whole(sum(upload.new + upload.changed for upload in active)),
        )
    else:
        cards.lead("Nothing is loaded yet.")
    if done := st.session_state.pop("import_said", None):
        st.success(done, icon=":material/check_circle:")
    see_it.draw()
    _load_file()
    loaded.uploads(uploads)
    if uploads:
        erase_dialog.button()
    if active:
        feeds.draw()
    loaded.sample_sets()


def _load_file() -> None:
    st.markdown("#### " + t("Load a file"))
    try:
        given = uploader.draw(
            state.store().home,
            t(
                "Contacts, surveys, orders, audits or volumes: "
                "CSV, Excel, JSON, Parquet, ZIP"
            ),
            reading.KINDS,
            changed=_forget,
        )
        if given is None:
            st.caption(
                t("Nothing counts before you have seen what the file will change.")
            )
            return
        raw = reading.read(given, _forget)
        refuse_same_bytes(state.store(), raw)
        raw = put_back(state.store(), raw)
        fmt = _chosen_format(raw)
    except PasswordNeeded as needed:
        reading.ask_for_password(needed)
        _leave_button()
        return
    except CxError as error:
        frame.say_error(error)
        _leave_button()
        return
    reading.how_it_was_read(raw)
    mapping = None
    if fmt is None:
        mapping = mapping_screen.draw(raw)
        if mapping is None:
            _leave_button()
            return
        fmt = mapping_screen.as_format(mapping)
    _preview(raw, fmt, mapping)


def _chosen_format(raw: RawFile) -> Format | None:
    if st.session_state.get("map_by_hand") == raw.sha256:
        return None
    return ingest.choose_format(state.store(), raw)


def _staged(raw: RawFile, fmt: Format) -> Staged:
    """The file as it would be imported, kept while the page is looked at."""
    shared = protected.shared()
    newest = state.newest_version()
    key = (raw.sha256, raw.encoding, fmt.id, fmt.fingerprint, newest, shared)
    kept = st.session_state.get("staged")
    if kept is None or kept[0] != key:
        said = t("Checking {n} rows…", n=whole(raw.rows_read))
        if raw.folder:
            folder = Path(tempfile.mkdtemp(dir=raw.folder))
            work = ingest.check_file(state.store(), raw, fmt, folder, shared=shared)
            kept = (key, background.opened(waiting.wait_for(work, said, _forget)))
        else:
            with st.spinner(said):
                kept = (key, ingest.stage_file(state.store(), raw, fmt, shared=shared))
        st.session_state["staged"] = kept
    staged: Staged = kept[1]
    return staged


def _draft(staged: Staged) -> Draft:
    """The import, written but not announced, for as long as the file is looked at."""
    kept: Draft | None = st.session_state.get("draft")
    if kept is None or kept.staged is not staged:
        if kept:
            kept.leave()
        kept = Draft(state.store(), staged)
        st.session_state["draft"] = kept
    return kept


def _preview(raw: RawFile, fmt: Format, mapping: Mapping | None) -> None:
    fmt = labels_screen.with_answers(fmt, raw.sha256)
    try:
        staged = _staged(raw, fmt)
        draft = _draft(staged) if staged.new + staged.changed else None
    except CxError as error:
        frame.say_error(error)
        _leave_button()
        return
    st.markdown("#### " + t("What this file will do"))
    st.markdown(t("Recognised as: **{name}**", name=words.plain(t(fmt.name))))
    if mapping:
        st.caption(
            t("Importing keeps what you chose for the next file with the same columns.")
        )
    counts = (
        (t("new"), staged.new),
        (t("changed"), staged.changed),
        (t("duplicate"), staged.duplicate),
        (t("set aside"), staged.set_aside),
    )
    # Abreast on a telephone too, where columns would stand one below the other.
    with st.container(horizontal=True, gap="medium"):
        for name, count in counts:
            st.metric(name, whole(count), width="content")
    st.caption(
        t(
            "{rows} rows read = new + changed + duplicate + set aside.",
            rows=whole(raw.rows_read),
        )
        + (
            " "
            + t(
                "They cover {since} to {until}.",
                since=day(date.fromisoformat(staged.since[:10])),
                until=day(date.fromisoformat(str(staged.until)[:10])),
            )
            if staged.since
            else ""
        )
    )
    loaded.fixes(staged)
    labels_screen.draw(staged)
    protected.draw(staged.protected)
    if draft:
        what_changes.draw(draft, _forget)
    with st.container(horizontal=True):
        keep = staged.new + staged.changed
        if st.button(
            t("Import {n} rows", n=whole(keep)),
            type="primary",
            icon=":material/download_done:",
            key="import",
            disabled=keep + staged.duplicate == 0,
        ):
            if mapping:
                mapping_screen.save(mapping)
            labels_screen.save(staged)
            _import(staged)
        _leave_button()
        if mapping is None:
            st.button(
                t("Map the columns by hand"),
                type="tertiary",
                key="by_hand",
                on_click=_by_hand,
                args=(raw.sha256,),
            )
    in_detail.draw(staged)
    if not mapping and fmt.note and not fmt.note.startswith("Mapping: "):
        st.caption(":material/info: " + words.plain(t(fmt.note)))
    mapping_screen.download(staged.format)


def _by_hand(sha256: str) -> None:
    st.session_state["map_by_hand"] = sha256


def _import(staged: Staged) -> None:
    with st.status(t("Importing…"), expanded=True) as status:
        st.write(
            t(
                "Writing the rows and building the tables. The pages go on showing "
                "the data before."
            )
        )
        try:
            report = _draft(staged).announce()
        except CxError as error:
            status.update(state="error")
            frame.say_error(error)
            return
        status.update(label=t("Imported."), state="complete")
    _forget()
    state.data_changed()
    see_it.remember(report.upload)
    st.rerun()


def _forget() -> None:
    for key in (
        "raw_file",
        "staged",
        "effects",
        "map_by_hand",
        *reading.KEYS,
        "mapping_draft",
    ):
        st.session_state.pop(key, None)
    see_it.forget()
    if draft := st.session_state.pop("draft", None):
        draft.leave()
    uploader.forget(state.store().home)


def _leave_button() -> None:
    st.button(t("Cancel"), key="leave", on_click=_forget)
