"""The form in which a person scores one reason after the other."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cx.analyses.reasons import Proposal
from cx.locale import t
from cx.ui import reasons_proposed, saying, words

SCORES = (-2, -1, 0, 1, 2)
CHOSEN = "score_reason"


def score_words(score: int | None) -> str:
    """A score with its sign.

    >>> score_words(-1), score_words(2), score_words(None)
    ('−1', '+2', '–')
    """
    if score is None:
        return "–"
    return f"+{score}" if score > 0 else str(score).replace("-", "−")


def score_form(listed: Sequence[str], proposed: dict[str, Proposal]) -> None:
    """Two scores from -2 to 2, why, and a button that records them."""
    if not listed:
        return
    st.markdown("#### " + t("Score a reason"))
    closed = saying.older()
    if closed:
        st.caption(t("You see an older version: nothing can be typed in it."))
    said = saying.latest("reason_scored")
    if st.session_state.get(CHOSEN) not in listed:
        first = next((one for one in listed if one not in said), listed[0])
        st.session_state[CHOSEN] = first
    reason = st.selectbox(t("Reason"), list(listed), key=CHOSEN)
    known = said.get(reason)
    values = (known.values if known else None) or {}
    # Other scores, or scores taken back, are another form: it shows what counts.
    form = f"{reason}_{known.event if known else 0}_{known.line if known else 0}"
    keys = {name: f"{name}_{form}" for name in ("for_customer", "for_company", "why")}
    for name, label in (
        ("for_customer", t("For the customer: −2 irritant, +2 value")),
        ("for_company", t("For the company: −2 irritant, +2 value")),
    ):
        if keys[name] not in st.session_state:
            st.session_state[keys[name]] = values.get(name)
        st.segmented_control(
            label,
            list(SCORES),
            format_func=lambda score: score_words(score).replace("+", "\\+"),
            key=keys[name],
            disabled=closed,
        )
    if keys["why"] not in st.session_state:
        st.session_state[keys["why"]] = values.get("why") or ""
    st.text_input(t("Why"), key=keys["why"], disabled=closed)
    one = proposed.get(reason)
    if one is not None:
        st.caption(
            words.plain(
                t(
                    "The data would say {customer} for the customer and {company} for "
                    "the company ({why}).",
                    customer=score_words(one.for_customer),
                    company=score_words(one.for_company),
                    why=reasons_proposed.because(one),
                )
            )
        )
    st.button(
        t("Record the scores"),
        key="record_scores",
        type="primary",
        icon=":material/edit_note:",
        disabled=closed,
        on_click=_record,
        args=(reason, keys, tuple(listed)),
    )


def _record(reason: str, keys: dict[str, str], listed: tuple[str, ...]) -> None:
    """Record the scores, then go on to the next reason that nobody has scored."""
    values = {name: st.session_state.get(key) for name, key in keys.items()}
    if not saying.say("reason_scored", reason, {"reason": reason, **values}):
        return
    said = saying.latest("reason_scored")
    following = next((one for one in listed if one not in said), None)
    if following is not None:
        st.session_state[CHOSEN] = following
