"""Whom the numbers speak of: rules that left contacts out, linkage, and the key."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cx import catalog
from cx.analyses import contents
from cx.errors import CxError
from cx.locale import number, t, whole
from cx.measure import Question, Rows
from cx.ui import behind, cards, frame, numbers, state, words
from cx.ui.dialog import dialog
from cx.ui.left_out import every_contact
from cx.ui.resolution_readings import asked

ENOUGH_LINKED = 0.8
KEYS = ("customer", "reason", "subreason")


def rule_name(rule: str) -> str:
    """What a rule leaves out, in words."""
    return {
        "stand_in": t("customer number stands for nobody in particular"),
        "no_customer": t("nobody knows whose contact it is"),
        "outbound": t("the company began it"),
        "abandoned": t("given up in the queue"),
        "survey": t("an answer to a survey"),
        "automatic": t("automatic reply, or closed without any"),
        "thanks": t("nothing but a thank-you"),
    }[rule]


def linked_only(question: Question) -> None:
    """Under four in five linked, the page says that it speaks of linked ones only."""
    try:
        linked = numbers.estimate("linkage_rate", question)
    except CxError:
        return
    if linked.value is not None and linked.value < ENOUGH_LINKED:
        st.info(
            t(
                "Linked customers only: {share} of contacts have a usable customer "
                "number, and the rest is in none of the numbers about returns.",
                share=number(linked.value, "share"),
            ),
            icon=":material/link_off:",
        )


def rules(question: Question) -> None:
    """The rules with their counts; a click opens the rows."""
    st.markdown("#### " + t("Contacts left out, and by which rule"))
    try:
        counts = every_contact(question)
    except CxError as error:
        frame.say_error(error)
        return
    total = sum(counts.values())
    st.caption(
        t(
            "{kept} of {all} contacts of this period take part in customers' histories.",
            kept=whole(counts.get("", 0)),
            all=whole(total),
        )
    )
    contact = catalog.metric("repeat_share")
    columns = st.columns(2)
    for place, (rule, n) in enumerate((r, n) for r, n in counts.items() if r):
        with columns[place % 2]:
            if st.button(
                f"{words.plain(rule_name(rule))}: {words.base(contact, n)}",
                key=f"rule_{rule}",
                type="tertiary",
                icon=":material/table_rows:",
                help=t("Show these rows"),
            ):
                _window(question, rule)
    cards.card_alone("linkage_rate", question)


def _window(question: Question, rule: str) -> None:
    @dialog(rule_name(rule), width="large")
    def window() -> None:
        fetch = partial(_rows, question, rule)
        behind.fetched_rows(fetch, catalog.metric("repeat_share"), key="rule")

    window()


def _rows(question: Question, rule: str, most: int) -> Rows:
    return contents.left_out_rows(state.store(), question, rule, most=most)


def key_sentence(question: Question, window: int) -> str:
    """How the repeat share moves with the key; empty without detailed reasons."""
    found = []
    for key in KEYS:
        try:
            found.append(numbers.estimate("repeat_share", asked(question, same=key)))
        except CxError:
            return ""
    if any(one.value is None or one.status != "ok" for one in found):
        return ""
    shares = [number(one.value or 0, "share") for one in found]
    return t(
        "The answer moves with the key: within {days} days {customer} of contacts are "
        "followed by the same customer, {reason} by the same customer and reason, "
        "{subreason} by the same customer and detailed reason.",
        days=window,
        customer=shares[0],
        reason=shares[1],
        subreason=shares[2],
    )
