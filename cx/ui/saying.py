"""What people type on a page: recorded, said to be, and taken back with one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from cx import typed
from cx.errors import CxError, QuestionError
from cx.locale import day as day_words
from cx.locale import number, t, t_stored, whole
from cx.typed import Said
from cx.typed_kinds import CHOICE_WORDS, KINDS
from cx.typed_values import CHOICE, DAY, LIST, NUMBER, WHOLE
from cx.ui import state, words

LONGEST_SAID = 120


def latest(kind: str) -> dict[str, Said]:
    """What counts of a kind in the version that is looked at."""
    return typed.latest(state.store(), kind, state.view().version)


def older() -> bool:
    """Whether an older version is looked at, in which nothing can be typed."""
    counting = state.store().register.active
    return counting(state.view().version) != counting()


def say(kind: str, subject: str, values: Mapping[str, Any] | None) -> bool:
    """Record one thing; the view moves on to the version that has it.

    Made to be called in a callback.  What became of it is drawn by `say_turned`.
    """
    state.speak()
    before = state.newest_version()
    try:
        if older():
            raise QuestionError(
                "You see an older version of the data, in which nothing can be typed. "
                "Go to the newest data first. Nothing was recorded."
            )
        event = typed.say(state.store(), kind, subject, values)
    except CxError as error:
        notice(words.plain(t(error.sentence, **error.details)))
        return False
    if event <= before:
        # It is what counts already.
        return True
    move_on()
    one = next(e for e in typed.history(state.store(), kind) if e.event == event)
    notice(t("Recorded: {what}", what=words.plain(in_words(one))), event)
    return True


def show(key: str, recorded: object) -> None:
    """Let a field show what is recorded, also after it was taken back.

    It is written only when that changed: written in every run, the browser would be told
    the old value over what somebody clicked a moment before.
    """
    told = f"recorded_{key}"
    kept = st.session_state
    if key not in kept or told not in kept or kept[told] != recorded:
        kept[key] = recorded
    kept[told] = recorded


def refused(key: str) -> None:
    """What a field holds was not recorded: the next run shows what is."""
    st.session_state.pop(f"recorded_{key}", None)


def turn(event: int, back: bool) -> None:
    """Take back what was typed, or let it count again (a callback)."""
    state.speak()
    try:
        (typed.undo if back else typed.redo)(state.store(), event)
    except CxError as error:
        notice(words.plain(t(error.sentence, **error.details)))
        return
    move_on()
    notice(
        t("Taken back. Nothing was deleted: it can count again.")
        if back
        else t("It counts again."),
        event,
        back=back,
    )


def say_turned() -> None:
    """What the last click did, with its way back."""
    said, event, back = st.session_state.pop("typed_notice", ("", None, False))
    if not said:
        return
    if event is None:
        st.warning(said, icon=":material/info:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(said, icon=":material/undo:" if back else ":material/edit_note:")
        st.button(
            t("Undo"),
            key="typed_turn_round",
            icon=":material/undo:",
            on_click=turn,
            args=(event, not back),
        )


def in_words(one: Said) -> str:
    """What was said, in one line: kind, subject, and each field that is filled."""
    kind = KINDS[one.kind]
    subject = one.subject.rstrip(" |")
    if one.values is None:
        return t("{kind}, {subject}: taken away", kind=kind.name, subject=subject)
    parts = []
    for field in kind.fields:
        value = one.values[field.name]
        if field.name in kind.about or value is None:
            continue
        shown = _value(field.type, value)
        if (field.low or 0) < 0 < value:
            shown = f"+{shown}"
        if len(shown) > LONGEST_SAID:
            shown = shown[: LONGEST_SAID - 1] + "…"
        parts.append(f"{t(field.label)} {shown}")
    said = t("{kind}, {subject}", kind=kind.name, subject=subject)
    return f"{said}: {', '.join(parts)}" if parts else said


def _value(kind: str, value: Any) -> str:
    if kind == DAY:
        return day_words(value)
    if kind == LIST:
        return ", ".join(value)
    if kind == WHOLE:
        return whole(value)
    if kind == NUMBER:
        # Few contacts per X are a small number: no digit that was typed is lost.
        return number(value, "count") if float(value).is_integer() else f"{value:.6g}"
    return choice_words(value) if kind == CHOICE else str(value)


def choice_words(choice: str) -> str:
    """One of the declared choices, in the reader's language."""
    return t_stored(CHOICE_WORDS[choice])


def move_on() -> None:
    """What was just said counts in the view that is looked at."""
    st.session_state["view"] = replace(state.view(), version=state.newest_version())


def notice(said: str, event: int | None = None, *, back: bool = False) -> None:
    """What `say_turned` will say, with the step that its Undo takes back."""
    st.session_state["typed_notice"] = (said, event, back)
