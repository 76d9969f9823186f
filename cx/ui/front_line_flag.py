"""Flagging a contact as abusive: what its customer still waits for comes first."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cx.analyses import front_line
from cx.errors import CxError, said
from cx.locale import day, t, whole
from cx.typed import Said
from cx.ui import frame, saying, state, words

KIND = "abuse_flagged"
KINDS_OF_ABUSE = (
    said("Insults or shouting"),
    said("Threats"),
    said("Sexual remarks"),
    said("Fraud"),
    said("Claims beyond reason"),
)


def draw(typed: Mapping[str, Said]) -> None:
    """The form, and what was flagged before."""
    older = saying.older()
    if older:
        st.info(
            t(
                "You see an older version of the data, in which nothing can be typed. Go "
                "to the newest data first."
            )
        )
    number = st.text_input(
        t("Contact number"),
        key="flag_contact",
        help=t("As your help desk writes it. The person who answered is never shown."),
    ).strip()
    if number:
        try:
            found = front_line.flaggable(state.store(), number, state.view().version)
        except CxError as error:
            frame.say_error(error)
        else:
            _first(found)
            _form(found, typed.get(number), disabled=older)
    if typed:
        _before(typed, disabled=older)


def _first(found: front_line.Flaggable) -> None:
    """What is unsolved for this customer, before anything can be flagged."""
    with st.container(border=True):
        about = [
            day(found.started_at),
            words.value("channel", found.channel),
            words.value("reason", found.reason),
        ]
        st.markdown("**" + words.plain(" · ".join(about)) + "**")
        if not found.known_customer:
            st.caption(
                t(
                    "This contact names no customer, so nobody can say what is still "
                    "unsolved for them."
                )
            )
            return
        if not found.unsolved:
            st.markdown(
                t(
                    "Nothing of this customer was marked as unsolved at that time "
                    "({n} contacts in all).",
                    n=whole(found.contacts),
                )
            )
            return
        st.warning(
            t(
                "Not solved at that time: {n} matters of this customer. Look at these "
                "first: who is angry for a reason needs help and no flag.",
                n=whole(found.unsolved),
            ),
            icon=":material/priority_high:",
        )
        st.dataframe(
            {
                t("Began"): [day(issue[0]) for issue in found.issues],
                t("Channel"): [
                    words.value("channel", issue[1]) for issue in found.issues
                ],
                t("Reason"): [words.value("reason", issue[2]) for issue in found.issues],
            },
            hide_index=True,
            key="unsolved",
        )


def _form(found: front_line.Flaggable, before: Said | None, *, disabled: bool) -> None:
    if found.flagged:
        st.caption(t("The export says already that a person flagged this contact."))
    if before is not None:
        st.caption(words.plain(saying.in_words(before)))
    with st.form("flag_form", border=False, enter_to_submit=False):
        st.selectbox(
            t("Kind of abuse"),
            KINDS_OF_ABUSE,
            format_func=lambda name: t(name),
            index=None,
            placeholder=t("Choose one"),
            key="flag_kind",
        )
        st.text_area(
            t("Evidence"),
            key="flag_evidence",
            max_chars=1_000,
            help=t(
                "What was said or written, and where it is kept. No names: neither of "
                "the customer nor of colleagues."
            ),
        )
        st.form_submit_button(
            t("Flag this contact"),
            icon=":material/flag:",
            disabled=disabled,
            on_click=_say,
            args=(found.contact_id,),
        )


def _say(contact_id: str) -> None:
    """Record a flag (a callback); without a kind and evidence nothing is recorded."""
    state.speak()
    kind = st.session_state.get("flag_kind")
    evidence = str(st.session_state.get("flag_evidence") or "").strip()
    if not kind or not evidence:
        saying.notice(
            t("A flag needs a kind of abuse and evidence. Nothing was recorded.")
        )
        return
    values = {"contact_id": contact_id, "abuse": str(kind), "evidence": evidence}
    if saying.say(KIND, contact_id, values):
        st.session_state["flag_evidence"] = ""


def _away(contact_id: str) -> None:
    """Take a flag away (a callback)."""
    saying.say(KIND, contact_id, None)


def _before(typed: Mapping[str, Said], *, disabled: bool) -> None:
    with st.expander(
        t("Flagged on this page ({n})", n=whole(len(typed))), icon=":material/flag:"
    ):
        for at, (contact_id, one) in enumerate(sorted(typed.items())[-20:]):
            with st.container(horizontal=True, vertical_alignment="center"):
                kind = str((one.values or {}).get("abuse") or "")
                shown = t(kind) if kind in KINDS_OF_ABUSE else kind
                st.markdown(words.plain(f"{contact_id} · {shown}"))
                st.button(
                    t("Take away"),
                    key=f"unflag_{at}",
                    type="tertiary",
                    disabled=disabled,
                    on_click=_away,
                    args=(contact_id,),
                )
