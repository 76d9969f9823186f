"""Praise that nobody asked for against complaints, from the reasons of contacts."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cx import catalog
from cx.analyses import praise
from cx.errors import CxError
from cx.locale import number, t, whole
from cx.measure import Estimate, Question, Rows
from cx.ui import behind, state, wom_numbers, words
from cx.ui.stated import stated

MOST_WORDS = 20
MOST_REASONS = 8
LISTS = {"praise": praise.PRAISE, "complaint": praise.COMPLAINT}


def draw(question: Question) -> None:
    """Both shares per 1,000 contacts, their ratio, and the words that decide."""
    left, right = st.columns(2)
    with left:
        good = _words("praise", t("Words that mean praise"))
    with right:
        bad = _words("complaint", t("Words that mean complaint"))
    st.caption(
        t(
            "A contact counts when its reason holds one of the words; where there is a "
            "detailed reason, that one decides. Commas part the words."
        )
    )
    try:
        praised, praise_reasons = wom_numbers.reasons(question, good)
        complained, complaint_reasons = wom_numbers.reasons(question, bad)
    except CxError as error:
        st.caption(words.plain(t(error.sentence, **error.details)))
        return
    if not praised.n:
        st.info(
            t(
                "No contact here carries a reason, so praise and complaints cannot be "
                "counted. Answers to surveys are not taken instead: they were asked for."
            )
        )
        return
    with left:
        _one("praise", praised, praise_reasons, good, question)
    with right:
        _one("complaint", complained, complaint_reasons, bad, question)
    both = all(one.sums.get("numerator") for one in (praised, complained))
    _against(good, bad, both, question)
    stated(
        catalog.metric(praise.CONTACTS),
        question,
        n=praised.n,
        extra=[
            t("Words: {good}; {bad}.", good=", ".join(good), bad=", ".join(bad)),
            t("Contacts name no touchpoint: this cannot be split by touchpoint."),
        ],
    )


def _words(key: str, label: str) -> tuple[str, ...]:
    """The words of one list, part of the link; the shipped ones where none are given."""
    shipped = ", ".join(LISTS[key])
    given = state.view().option(key, shipped)
    if not isinstance(st.session_state.get(f"w_page_{key}"), str):
        st.session_state[f"w_page_{key}"] = given
    st.text_input(
        label, key=f"w_page_{key}", on_change=state.set_option, args=(key,), max_chars=200
    )
    found = tuple(word.strip() for word in given.split(",") if word.strip())
    return found[:MOST_WORDS] or LISTS[key]


def _one(
    key: str,
    found: Estimate,
    reasons: tuple[str, ...],
    chosen: tuple[str, ...],
    question: Question,
) -> None:
    heading = (
        t("Praise per 1,000 contacts")
        if key == "praise"
        else t("Complaints per 1,000 contacts")
    )
    hits = round(found.sums.get("numerator", 0.0))
    with st.container(border=True, key=f"wom_{key}"):
        st.markdown(f":small[**{words.plain(heading)}**]")
        if found.value is None:
            st.caption(words.note(found))
            return
        if not hits:
            st.markdown("#### –")
            st.caption(
                t("No reason here says praise by these words: that is not a rate of 0.")
                if key == "praise"
                else t(
                    "No reason here says complaint by these words: that is not a rate "
                    "of 0."
                )
            )
            return
        low, value, high = (
            number(1_000 * (one or 0.0), "points")
            for one in (found.low, found.value, found.high)
        )
        st.markdown("#### " + words.plain(value if found.status == "ok" else "–"))
        st.caption(
            words.plain(
                t(
                    "95% interval {interval}; {some} of {n} contacts with a reason",
                    interval=t("{low} to {high}", low=low, high=high),
                    some=whole(hits),
                    n=whole(found.n),
                )
            )
        )
        listed = ", ".join(reasons[:MOST_REASONS])
        st.caption(words.plain(t("Reasons that count: {reasons}", reasons=listed)))
        rows = st.expander(
            t("Show these rows"),
            icon=":material/table_rows:",
            key=f"wom_rows_{key}",
            on_change="rerun",
        )
        if rows.open:
            with rows:
                behind.fetched_rows(
                    partial(_rows, question, chosen),
                    catalog.metric(praise.CONTACTS),
                    key=f"wom_{key}",
                )


def _rows(question: Question, chosen: tuple[str, ...], most: int) -> Rows:
    return praise.said_rows(state.store(), question, chosen, most=most)


def _against(
    good: tuple[str, ...], bad: tuple[str, ...], both: bool, question: Question
) -> None:
    """Praise for each complaint, only where both were found at all."""
    share = wom_numbers.praise_against(question, good, bad)
    ratio = wom_numbers.to_one(share)
    if not both or ratio.value is None:
        st.caption(
            t(
                "Praise for each complaint is not given: it needs both among the "
                "reasons, {least} contacts together.",
                least=catalog.metric(praise.CONTACTS).min_n,
            )
        )
        return
    st.markdown(
        words.plain(
            t(
                "Praise for each complaint: {ratio}, from {n} contacts that say one of "
                "them.",
                ratio=wom_numbers.times(ratio),
                n=whole(share.n),
            )
        )
    )
