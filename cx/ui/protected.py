"""What happens to personal data in a file, and what erasures did to a link."""

from __future__ import annotations

import streamlit as st

from cx import link
from cx.ingest.protect import Flagged, Protected
from cx.locale import t, whole
from cx.ui import state, words

CHOICE = "shared_number_"
ONE, SHARED = "one", "shared"
MOST_ASKED = 10


def shared() -> tuple[str, ...]:
    """Codes of customers that the person looking on called a shared number."""
    return tuple(
        sorted(
            str(key).removeprefix(CHOICE)
            for key, chosen in st.session_state.items()
            if str(key).startswith(CHOICE) and chosen == SHARED
        )
    )


def draw(found: Protected) -> None:
    """One calm sentence, and a question for each number that may be a shared one."""
    said = _hidden(found)
    if found.customers:
        said.append(
            t(
                "Customer numbers are stored as codes that only this installation can "
                "make."
            )
        )
    if found.placeholders:
        said.append(
            t(
                "{n} rows name nobody in particular (a stand-in such as guest, 비회원 or "
                "000-0000-0000): they count without a customer.",
                n=whole(found.placeholders),
            )
        )
    if found.shared:
        said.append(
            t(
                "{n} rows of shared numbers count without a customer.",
                n=whole(found.shared),
            )
        )
    if found.left_out:
        said.append(
            t(
                "Not kept because nearly every value is personal: {names}.",
                names=words.plain(", ".join(found.left_out)),
            )
        )
    if said:
        st.caption(":material/shield_person: " + " ".join(said), width="stretch")
    if found.flagged:
        _ask(found.flagged)


def _hidden(found: Protected) -> list[str]:
    n = {kind: whole(count) for kind, count in found.hidden.items() if count}
    told = []
    if "email" in n:
        told.append(t("e-mail addresses: {n}", n=n["email"]))
    if "phone" in n:
        told.append(t("phone numbers: {n}", n=n["phone"]))
    if "card" in n:
        told.append(t("card numbers: {n}", n=n["card"]))
    if "resident" in n:
        told.append(t("resident numbers: {n}", n=n["resident"]))
    if not told:
        return []
    return [
        t("In comments and other text will be masked: {kinds}.", kinds=", ".join(told))
    ]


def _ask(flagged: tuple[Flagged, ...]) -> None:
    with st.expander(
        t("{n} customers with unusually many contacts", n=whole(len(flagged))),
        icon=":material/groups:",
    ):
        st.caption(
            t(
                "A company's switchboard or a shop's tablet looks like one very busy "
                "customer. As one customer they make repeat contacts out of strangers."
            )
        )
        options = {
            ONE: t("one customer"),
            SHARED: t("a shared number: leave these contacts without a customer"),
        }
        for each in flagged[:MOST_ASKED]:
            st.selectbox(
                t(
                    "{number}, {n} contacts",
                    number=words.plain(each.shown),
                    n=whole(each.contacts),
                ),
                list(options),
                format_func=options.__getitem__,
                key=CHOICE + each.code,
            )


def erased_note() -> None:
    """Said above the numbers of a link from which somebody was erased since."""
    if note := link.erased_note(state.store(), state.view()):
        st.caption(":material/person_off: " + t(note))
