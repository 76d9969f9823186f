"""What people typed on pages: every step with its way back, taken away and brought in."""

from __future__ import annotations

import json
from itertools import groupby

import streamlit as st

from cx import link, typed, typed_files
from cx.errors import CxError
from cx.link import State
from cx.locale import language, moment, t, whole
from cx.register import Event
from cx.typed import IMPORTED, REDONE, UNDONE, Said
from cx.typed_files import Report
from cx.typed_kinds import KINDS
from cx.ui import frame, saying, state, words

MOST_SET_ASIDE_SHOWN = 200


def steps() -> list[list[Said]]:
    """What was typed, a step each, the newest first; a file is one step."""
    found = typed.history(state.store())
    return [list(step) for _, step in groupby(found, key=lambda one: one.event)]


def _own_words() -> str:
    """Streamlit's uploader speaks English only: its button says ours instead."""
    ours = json.dumps(t("Choose a file"), ensure_ascii=False)
    upload = ".st-key-typed_upload [data-testid=stFileUploaderDropzone"
    return f"""<style>
{upload}] button p {{ font-size: 0; }}
{upload}] button p::after {{ content: {ours}; font-size: 0.875rem; }}
{upload}Instructions] {{ display: none; }}
</style>"""


def in_words(event: Event) -> str | None:
    """What somebody typed, took back or brought in; None for any other event."""
    if event.kind in (UNDONE, REDONE):
        sentence = "Took back step {n}" if event.kind == UNDONE else "Let step {n} count"
        return t(sentence, n=event.subject)
    if event.kind == IMPORTED:
        return t(
            "Brought in {n} things from {file}",
            n=whole(len(event.payload["rows"])),
            file=event.subject,
        )
    if event.kind not in KINDS:
        return None
    values = typed.restored(KINDS[event.kind], event.payload["values"])
    what = (event.id, event.kind, event.subject, values, event.who, event.at)
    return saying.in_words(Said(*what))


def draw(shown: list[list[Said]], files: dict[int, str]) -> None:
    """Steps, each with the way back or on; `files` are the names of those brought in."""
    for step in shown:
        first = step[0]
        what = (
            t("Brought in {n} things from {file}", n=whole(len(step)), file=file)
            if (file := files.get(first.event))
            else saying.in_words(first)
        )
        with st.container(border=True, key=f"typed_row_{first.event}"):
            left, right = st.columns([5, 1], vertical_alignment="center")
            mark = "" if first.active else f" :orange-badge[{t('taken back')}]"
            to = State(version=first.event, language=language())
            said = words.plain(f"{first.who}, {moment(first.at)}")
            left.markdown(
                f"**{words.plain(what)}**{mark}  \n:small[{said} · "
                f"[{t('Version {version}', version=first.event)}]"
                f"(./?{link.query_string(to)})]"
            )
            right.button(
                t("Take back") if first.active else t("Count again"),
                key=f"typed_turn_{first.event}",
                type="tertiary",
                icon=":material/undo:" if first.active else ":material/redo:",
                on_click=saying.turn,
                args=(first.event, first.active),
            )


def files() -> None:
    """All that counts as one file, and such a file brought back."""
    st.download_button(
        t("Download all that counts"),
        lambda: typed_files.export_csv(state.store()),
        file_name="typed.csv",
        mime="text/csv",
        icon=":material/download:",
        key="typed_csv",
        on_click="ignore",
    )
    with st.container(border=True):
        st.markdown("**" + t("Bring in such a file") + "**")
        st.caption(
            t(
                "The same lines twice change nothing; what does not fit is set aside; "
                "the whole file can be taken back."
            )
        )
        st.html(_own_words())
        given = st.file_uploader(
            t("CSV file, at most 1 MB"), type=["csv", "txt"], key="typed_upload"
        )
        if given is None:
            return
        data = given.getvalue()
        try:
            report = typed_files.look(state.store(), data)
        except CxError as error:
            frame.say_error(error)
            return
        st.markdown(words.plain(_accounting(report)))
        _set_aside(report)
        st.button(
            t("Bring in"),
            key="typed_bring",
            type="primary",
            disabled=not report.new + report.changed,
            on_click=_bring,
            args=(given.name, data),
        )


def _accounting(report: Report) -> str:
    return t(
        "{read} lines = {new} new + {changed} changed + {same} as it is already + "
        "{aside} set aside",
        read=whole(report.read),
        new=whole(report.new),
        changed=whole(report.changed),
        same=whole(report.same),
        aside=whole(len(report.set_aside)),
    )


def _set_aside(report: Report) -> None:
    if not report.set_aside:
        return
    st.dataframe(
        [
            {
                t("Line"): one.line,
                t("Column"): one.column,
                t("Reason"): t(one.reason.sentence, **one.reason.details),
            }
            for one in report.set_aside[:MOST_SET_ASIDE_SHOWN]
        ],
        hide_index=True,
        key="typed_aside",
    )


def _bring(name: str, data: bytes) -> None:
    """Callback: the file becomes one step."""
    state.speak()
    try:
        report = typed_files.bring(state.store(), name, data)
    except CxError as error:
        saying.notice(words.plain(t(error.sentence, **error.details)))
        return
    if report.event:
        saying.move_on()
        saying.notice(words.plain(_accounting(report)), report.event)
