"""Rituals: which required steps are left out, where, and how close visits came."""

from __future__ import annotations

import streamlit as st

from cx import catalog
from cx.analyses import audits
from cx.locale import t, whole
from cx.measure import Question
from cx.ui import audits_items, audits_numbers, cards, numbers, words
from cx.ui.audits_failures import rests_on
from cx.ui.audits_shopping import needs

METRIC = audits.RITUAL


def draw(question: Question) -> None:
    """Draw the part."""
    found = numbers.estimate(METRIC, question)
    if not found.n:
        if numbers.estimate(audits.SCORE, question).n:
            st.info(
                t(
                    "The visits have no order: this part needs the column stage_order, "
                    "the place of each item in the journey."
                )
            )
        else:
            needs()
        return
    metric = catalog.metric(METRIC)
    steps = audits_numbers.items(METRIC, question)
    known = [one for one in steps if one.estimate.value is not None]
    lowest = min(known, key=lambda one: one.estimate.value or 0) if known else None
    if lowest is not None:
        cards.lead(
            "{number} of the required steps were done in order; the one left out most is "
            "“{step}” ({there}).",
            number=cards.number_words(metric, found),
            step=lowest.item,
            there=cards.number_words(metric, lowest.estimate),
        )
    close = audits_numbers.conformance(question)
    cards.card_alone(METRIC, question)
    if close.value.value is not None:
        st.markdown(
            words.plain(
                t(
                    "Conformance, 1 − steps to change / steps: {number} on {n} visits.",
                    number=cards.number_words(metric, close.value),
                    n=whole(close.value.n),
                )
            )
        )
    st.caption(
        t(
            "On {n} visits two steps or more have a measured time (elapsed_s), so that "
            "their order is judged; on the others only what was left out counts.",
            n=whole(close.timed),
        )
    )
    audits_items.item_grid(
        METRIC,
        question,
        audits_numbers.items(METRIC, question, "site"),
        column="site",
        title=t("Steps by site"),
        key="ritual_steps",
    )
    rests_on(METRIC, question, found.n, _between(question))
    st.markdown("### " + t("Does it pay?"))
    st.caption(
        t(
            "Not tested: no survey here names the site of a visit, so customers' scores "
            "cannot be laid beside its ritual. A survey with a site column would do it; "
            "for contacts the same question is answered under Quality of contacts."
        )
    )
    cards.fine_print(METRIC)


def _between(question: Question) -> str:
    """The spread between sites beyond chance."""
    by_site = audits.sites(audits_numbers.steps(question))
    if by_site is None:
        return t("fewer than two sites with five visits: no spread between sites")
    return t(
        "between sites beyond chance: ± {spread} (standard deviation)",
        spread=audits_items.apart(by_site.drawn.shrunk.tau),
    )
