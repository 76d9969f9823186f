"""Contact reasons: why customers contact, who owns the cause, and what is done."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import streamlit as st

from cx.errors import said
from cx.locale import number, t, whole
from cx.measure import Question
from cx.reasons import Tower, is_other, largest
from cx.ui import (
    cards,
    choices,
    frame,
    reasons_actions,
    reasons_matrix,
    reasons_numbers,
    reasons_per_x,
    reasons_skyline,
    saying,
    words,
)

# In the order of the work: see, measure, decide, act, check.
PARTS: dict[str, tuple[str, Callable[[Question], None]]] = {
    "skyline": (said("Skyline"), reasons_skyline.draw),
    "per_x": (said("Contacts per X"), reasons_per_x.draw),
    "matrix": (said("Value and irritant"), reasons_matrix.draw),
    "actions": (said("Owners and actions"), reasons_actions.draw),
}
# Parts that do without contacts, and say themselves what they need.
WITHOUT_CONTACTS = ("self_service", "alerts", "silent")
LATER = {
    "benefit": said("Did it work?"),
    "cost": said("Cost of unnecessary service"),
    "self_service": said("Self-service"),
    "alerts": said("Proactive alerts"),
    "silent": said("Silent sufferers"),
    "objections": said("Recovery and cross-selling"),
}
for _name, _title in LATER.items():
    if find_spec(f"cx.ui.reasons_{_name}"):
        PARTS[_name] = (_title, import_module(f"cx.ui.reasons_{_name}").draw)


def reasons(question: Question) -> None:
    """Draw the page: the sentence, then the part that was chosen."""
    choices.check("part", tuple(PARTS))
    saying.say_turned()
    found = reasons_numbers.towers(question)
    _lead(found)
    part = choices.choice(
        "part", t("Part"), tuple(PARTS), "skyline", lambda name: t(PARTS[name][0])
    )
    if not found and part not in WITHOUT_CONTACTS:
        _no_contacts(question)
        return
    PARTS[part][1](question)
    cards.fine_print("reason_unknown")


def _lead(found: list[Tower]) -> None:
    every = sum(one.contacts for one in found)
    if not every:
        cards.lead("No contact says yet why customers have to contact.")
        return
    owners = saying.latest("owner_set")
    owned = sum(one.contacts for one in found if one.reason in owners)
    named = [one for one in found if not is_other(one.reason)]
    half = largest(found)
    values: dict[str, object] = {
        "n": whole(every),
        "reasons": whole(len(named)),
        "most": words.value("reason", half[0].reason),
        "share": number(half[0].contacts / every, "share"),
        "half": whole(len(half)),
    }
    if not owned:
        cards.lead(
            "{n} contacts have {reasons} reasons; {half} of them make half of the "
            "contacts. The largest is {most}, with {share}. No reason has an owner yet.",
            **values,
        )
        return
    cards.lead(
        "{n} contacts have {reasons} reasons; {half} of them make half of the contacts. "
        "The largest is {most}, with {share}. {owned} of the contacts have an owner.",
        owned=number(owned / every, "share"),
        **values,
    )


def _no_contacts(question: Question) -> None:
    """One sentence: which file would fill this part."""
    if reasons_numbers.covered(question):
        st.info(t("No contact that a customer began is in this selection."))
        return
    st.info(
        t(
            "This part needs contacts with their reason: an export of your help desk or "
            "call centre."
        ),
        icon=":material/inbox:",
    )
    frame.to_data(t("Load a file"))
