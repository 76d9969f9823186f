"""Forms for the owner, the target and the action of one contact reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from cx.analyses.closed_loop import Entry
from cx.analyses.reasons import VERBS, verb
from cx.locale import t
from cx.typed import Said
from cx.ui import reasons_numbers, saying
from cx.ui.reasons_numbers import PER

CHOSEN = "action_reason"
STATUSES = ("planned", "started", "done", "told", "stopped")
FORMAT = "YYYY-MM-DD"


def forms(listed: Sequence[str], found: Sequence[Entry]) -> None:
    """A reason, then three short forms side by side, each with its own button."""
    if not listed:
        return
    closed = saying.older()
    st.markdown("#### " + t("Owner, target and action of a reason"))
    if closed:
        st.caption(t("You see an older version: nothing can be typed in it."))
    if st.session_state.get(CHOSEN) not in listed:
        decided = {one.reason for one in found if one.owner and one.action}
        st.session_state[CHOSEN] = next(
            (one for one in listed if one not in decided), listed[0]
        )
    reason = st.selectbox(t("Reason"), list(listed), key=CHOSEN)
    one, two, three = st.columns(3, gap="medium")
    with one, st.container(border=True):
        _owner(reason, closed=closed)
    with two, st.container(border=True):
        _target(reason, closed=closed)
    with three, st.container(border=True):
        _action(reason, closed=closed)


def _known(kind: str, reason: str) -> tuple[dict[str, Any], str]:
    """What counts, and a name for the form that shows it: another value, another form."""
    said: Said | None = saying.latest(kind).get(reason)
    values = (said.values if said else None) or {}
    return values, f"{kind}_{reason}_{said.event if said else 0}"


def _start(key: str, value: object) -> str:
    """A field that begins with what counts."""
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def _owner(reason: str, *, closed: bool) -> None:
    values, form = _known("owner_set", reason)
    owner = _start(f"{form}_owner", values.get("owner") or "")
    others = _start(f"{form}_others", ", ".join(values.get("contributors") or ()))
    st.text_input(
        t("Owner"),
        key=owner,
        disabled=closed,
        help=t("One department outside service that can remove the cause."),
    )
    st.text_input(t("Contributors, with commas"), key=others, disabled=closed)

    def record() -> None:
        names = str(st.session_state[others]).split(",")
        _say(
            "owner_set",
            reason,
            owner=st.session_state[owner],
            contributors=tuple(name.strip() for name in names if name.strip()),
        )

    _button(t("Record the owner"), "record_owner", record, closed=closed)


def _target(reason: str, *, closed: bool) -> None:
    values, form = _known("target_set", reason)
    known = reasons_numbers.per_choices()
    if values.get("per") and values["per"] not in known:
        known = [*known, str(values["per"])]
    if not known:
        st.caption(
            t(
                "A target needs something to divide contacts by: load volumes or an "
                "order file."
            )
        )
        return
    start = None if values.get("target") is None else PER * float(values["target"])
    target = _start(f"{form}_target", start)
    per = _start(f"{form}_per", values.get("per") or known[0])
    due = _start(f"{form}_due", values.get("due"))
    st.number_input(
        t("Target: contacts per 100 X"),
        min_value=0.0,
        step=0.5,
        format="%.2f",
        key=target,
        disabled=closed,
    )
    st.selectbox(
        t("Per 100 of (X)"),
        known,
        key=per,
        format_func=reasons_numbers.per_words,
        disabled=closed,
    )
    st.date_input(t("Due"), key=due, format=FORMAT, disabled=closed)

    def record() -> None:
        given = st.session_state[target]
        _say(
            "target_set",
            reason,
            # As a decimal: 0.1 per 100 is 0.001 and nothing beside it.
            target=None if given is None else round(float(given) / PER, 8),
            per=st.session_state[per],
            due=st.session_state[due],
        )

    _button(t("Record the target"), "record_target", record, closed=closed)


def _action(reason: str, *, closed: bool) -> None:
    values, form = _known("action_set", reason)
    scores = saying.latest("reason_scored").get(reason)
    scored = (scores.values if scores else None) or {}
    advised = verb(scored.get("for_customer"), scored.get("for_company"))
    action = _start(f"{form}_action", values.get("action") or advised)
    status = _start(f"{form}_status", values.get("status") or "planned")
    started = _start(f"{form}_started", values.get("started_at"))
    done = _start(f"{form}_done", values.get("done_at"))
    said = _start(f"{form}_words", values.get("words") or "")
    st.selectbox(
        t("Action"),
        list(VERBS),
        key=action,
        format_func=saying.choice_words,
        disabled=closed,
        placeholder=t("Choose one"),
        help=t("Begins with what the matrix says of the scores of this reason."),
    )
    st.selectbox(
        t("Status"),
        list(STATUSES),
        key=status,
        format_func=saying.choice_words,
        disabled=closed,
    )
    st.date_input(t("Started on"), key=started, format=FORMAT, disabled=closed)
    st.date_input(t("Done on"), key=done, format=FORMAT, disabled=closed)
    st.text_input(t("In words"), key=said, disabled=closed)

    def record() -> None:
        _say(
            "action_set",
            reason,
            action=st.session_state[action],
            status=st.session_state[status],
            started_at=_day(st.session_state[started]),
            done_at=_day(st.session_state[done]),
            words=st.session_state[said],
        )

    _button(t("Record the action"), "record_action", record, closed=closed)


def _day(given: object) -> date | None:
    return given if isinstance(given, date) else None


def _say(kind: str, reason: str, **values: object) -> None:
    saying.say(kind, reason, {"reason": reason, **values})


def _button(label: str, key: str, record: Callable[[], None], *, closed: bool) -> None:
    st.button(
        label,
        key=key,
        icon=":material/edit_note:",
        disabled=closed,
        on_click=record,
        width="stretch",
    )
