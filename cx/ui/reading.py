"""How an uploaded file is read, said so that a wrong guess is seen and can be changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import streamlit as st

from cx import incoming
from cx.errors import PasswordNeeded
from cx.ingest import background
from cx.ingest import read as reader
from cx.ingest.read import RawFile
from cx.locale import t, whole
from cx.ui import waiting, words
from cx.ui.uploader import Incoming

KINDS = (
    *("csv", "tsv", "txt", "xlsx", "xls", "xlsb", "ods", "html", "htm"),
    *("json", "ndjson", "jsonl", "parquet", "zip", "gz"),
)
ENCODINGS = ("utf-8", "cp949", "utf-16", "cp1252")
# What a person chose about the file; forgotten with it.
KEYS = ("w_encoding", "w_sheet", "w_member", "w_password")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MOST_LEFT_OUT_NAMED = 8


def read(given: Incoming, stop: Callable[[], None]) -> RawFile:
    """The file as text, read once for as long as it is looked at; `stop` gives it up.

    A password is used for this and kept nowhere but in the field it was typed into.
    """
    encoding, sheet, member, password = (st.session_state.get(key) for key in KEYS)
    # The field is gone once the file is open, and what was typed into it with it.
    key = (given.token, encoding, sheet, member)
    kept = st.session_state.get("raw_file")
    if kept is None or kept[0] != key:
        said = t("Reading {file}", file=words.plain(given.name))
        options = {
            "encoding": encoding,
            "password": password or None,
            "sheet": sheet,
            "member": member,
        }
        if given.path.stat().st_size > reader.LARGE_BYTES:
            folder = incoming.room_for_rows(given.home, given.token)
            work = background.reading(folder, given.name, given.path, **options)
            raw = waiting.wait_for(work, said, stop)
        else:
            with st.spinner(said):
                raw = reader.read_file(given.name, given.path, **options)
        if kept and (old := kept[1].folder):
            shutil.rmtree(old, ignore_errors=True)
        kept = (key, raw)
        st.session_state["raw_file"] = kept
    found: RawFile = kept[1]
    return found


def ask_for_password(needed: PasswordNeeded) -> None:
    """A field for the password of a workbook."""
    st.warning(words.plain(t(needed.sentence, **needed.details)), icon=":material/lock:")
    st.text_input(t("Password"), type="password", key="w_password")
    st.caption(t("Used to open this file, and never stored."))


def how_it_was_read(raw: RawFile) -> None:
    """Kind, encoding, sheet and what was left out, each with its switch."""
    opened = raw.opened
    size = {"columns": len(raw.header), "rows": whole(raw.rows_read)}
    with st.container(horizontal=True, vertical_alignment="center"):
        if opened.kind == "csv":
            st.caption(
                t(
                    "Read as {encoding}, columns separated by {delimiter}: {columns} "
                    "columns, {rows} rows.",
                    encoding=raw.encoding.upper(),
                    delimiter=_delimiter(opened.delimiter),
                    **size,
                )
            )
            with st.popover(t("Letters look wrong?"), type="tertiary"):
                st.selectbox(
                    t("Read the text as"),
                    [None, *ENCODINGS],
                    key="w_encoding",
                    format_func=lambda e: t("Find out") if e is None else e.upper(),
                )
        elif opened.sheet:
            st.caption(
                t(
                    "Sheet “{sheet}”: {columns} columns, {rows} rows.",
                    sheet=words.plain(opened.sheet),
                    **size,
                )
            )
        else:
            st.caption(
                t(
                    "Read as {kind}: {columns} columns, {rows} rows.",
                    kind=opened.kind.upper(),
                    **size,
                )
            )
    if raw.unnamed:
        st.caption(
            t(
                "This file has no header row: its first line is a row like the others, "
                "and the columns are named by their place."
            )
        )
    if len(opened.sheets) > 1:
        _switch(t("Sheet"), "w_sheet", opened.sheets, opened.sheet)
    if len(opened.members) > 1:
        _switch(t("File in the archive"), "w_member", opened.members, opened.inner_name)
    named = [(line, why) for line, why in raw.left_out if why != "blank row"]
    if named:
        shown = ", ".join(str(line) for line, _why in named[:MOST_LEFT_OUT_NAMED])
        more = ", …" if len(named) > MOST_LEFT_OUT_NAMED else ""
        st.caption(
            t(
                "{n} lines are titles, second headers, footers or a further table and "
                "are not counted as rows (lines {lines}).",
                n=len(named),
                lines=shown + more,
            )
        )


def _delimiter(sign: str) -> str:
    return t(DELIMITERS[sign]) if sign in DELIMITERS else sign


def _switch(label: str, key: str, options: tuple[str, ...], now: str) -> None:
    if st.session_state.get(key) not in options:
        st.session_state[key] = now if now in options else options[0]
    st.selectbox(label, options, key=key)
