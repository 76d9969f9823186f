"""What the outcome would go with, were one touchpoint rated as in its best quarter."""

from __future__ import annotations

import streamlit as st

from cx.analyses.driver_more import WhatIf
from cx.analyses.driver_results import Analysis
from cx.locale import change as change_words
from cx.locale import number, t
from cx.ui import driver_numbers, driver_words, state, words
from cx.ui.driver_numbers import Asked
from cx.ui.stated import stated


def what_if(analysis: Analysis, asked: Asked) -> None:
    """Choose a touchpoint; one sentence, labelled an association."""
    st.markdown("#### " + t("If one touchpoint rose"))
    name = _chosen([row.name for row in analysis.drivers])
    found = driver_numbers.what_if(asked, name)
    outcome = driver_words.outcome_name(analysis)
    if not found.possible or found.delta is None or found.target is None:
        st.info(
            words.plain(t(found.why) if found.why else t("This cannot be said here."))
        )
        return
    st.markdown("##### " + words.plain(_sentence(found, outcome)))
    st.markdown(words.plain(_moved(found)))
    stated(
        outcome,
        asked.question,
        n=found.n,
        rows="response",
        extra=(
            t(
                "An association, not a forecast: it says how people differ now, not what "
                "a change would bring."
            ),
        ),
    )


def _chosen(names: list[str]) -> str:
    """The touchpoint of the link where it is in the model, else the first."""
    chosen = state.view().option("touch", names[0])
    if chosen not in names:
        st.caption(
            words.plain(
                t(
                    "{name} is not in the model, so {first} is shown.",
                    name=chosen,
                    first=names[0],
                )
            )
        )
        chosen = names[0]
    if st.session_state.get("w_page_touch") not in names:
        st.session_state["w_page_touch"] = chosen
    st.selectbox(
        t("Touchpoint"),
        names,
        key="w_page_touch",
        on_change=state.set_option,
        args=("touch",),
    )
    return chosen


def _sentence(found: WhatIf, outcome: str) -> str:
    shown = {
        "name": found.name,
        "level": t("the level of its best segments")
        if found.target_from == "cap"
        else t("its best quarter's level"),
        "now": number(found.now, "score"),
        "target": number(found.target or 0, "score"),
        "outcome": outcome,
        "delta": change_words(found.delta or 0, found.unit),
    }
    if found.low is None or found.high is None:
        return t(
            "If {name} rose to {level} ({now} → {target}), that goes with {delta} in: "
            "{outcome}.",
            **shown,
        )
    return t(
        "If {name} rose to {level} ({now} → {target}), that goes with {delta} ({low} to "
        "{high}) in: {outcome}.",
        low=change_words(found.low, found.unit),
        high=change_words(found.high, found.unit),
        **shown,
    )


def _moved(found: WhatIf) -> str:
    said = []
    if found.quarter is not None:
        year, month = found.quarter.year, found.quarter.month
        shown = {"year": year, "quarter": (month + 2) // 3}
        said.append(
            t(
                "Its best quarter, Q{quarter} {year}, lies beyond what nine in ten "
                "segments reach, so their level is taken.",
                **shown,
            )
            if found.target_from == "cap"
            else t("Its best quarter: Q{quarter} {year}.", **shown)
        )
    if found.share_moved is not None:
        said.append(
            t(
                "At least {share} of all customers would have to rate it higher, those "
                "with the lowest ratings first.",
                share=number(found.share_moved, "share"),
            )
        )
    return " ".join(said)
