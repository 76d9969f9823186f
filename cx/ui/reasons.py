"""Contact reasons: why customers contact, who owns the cause, and what is done."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cx.analyses.reasons import Tower, is_other, largest
from cx.locale import number, t, whole
from cx.measure import Question
from cx.ui import (
    cards,
    choices,
    frame,
    reasons_actions,
    reasons_alerts,
    reasons_benefit,
    reasons_cost,
    reasons_matrix,
    reasons_numbers,
    reasons_objections,
    reasons_per_x,
    reasons_self_service,
    reasons_silent,
    reasons_skyline,
    saying,
    state,
    words,
)

# In the order of the work: see, measure, decide, act, check.
TITLES = {
    "skyline": "Skyline",
    "per_x": "Contacts per X",
    "matrix": "Value and irritant",
    "actions": "Owners and actions",
    "benefit": "Did it work?",
    "cost": "Cost of unnecessary service",
    "self_service": "Self-service",
    "alerts": "Proactive alerts",
    "silent": "Silent sufferers",
    "objections": "Recovery and cross-selling",
}
PARTS: dict[str, Callable[[Question], None]] = {
    "skyline": reasons_skyline.draw,
    "per_x": reasons_per_x.draw,
    "matrix": reasons_matrix.draw,
    "actions": reasons_actions.draw,
    "benefit": reasons_benefit.draw,
    "cost": reasons_cost.draw,
    "self_service": reasons_self_service.draw,
    "alerts": reasons_alerts.draw,
    "silent": reasons_silent.draw,
    "objections": reasons_objections.draw,
}
# About all contacts; each further part opens with a sentence of its own.
ABOUT_REASONS = ("skyline", "per_x", "matrix", "actions")
# Parts that do without contacts, and say themselves what they need.
WITHOUT_CONTACTS = ("self_service", "alerts", "silent")


def reasons(question: Question) -> None:
    """Draw the page: the sentence, then the part that was chosen."""
    choices.check("part", tuple(PARTS))
    saying.say_turned()
    found = reasons_numbers.towers(question)
    if state.view().option("part", "skyline") in ABOUT_REASONS:
        _lead(found)
    part = choices.choice(
        "part", t("Part"), tuple(PARTS), "skyline", lambda name: t(TITLES[name])
    )
    if not found and part not in WITHOUT_CONTACTS:
        _no_contacts(question)
        return
    PARTS[part](question)
    if part in ABOUT_REASONS:
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
