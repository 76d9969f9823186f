"""Touchpoints (moments of truth): the journey as a strip, as one response, and each."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog
from cx.locale import t
from cx.measure import Question
from cx.ui import (
    cards,
    choices,
    numbers,
    touchpoint_blueprint,
    touchpoint_detail,
    touchpoint_journey,
    touchpoint_moments,
    touchpoint_numbers,
    touchpoint_refusals,
    touchpoint_strip,
)
from cx.ui.overview import breakdowns

MEASURES = (
    "touchpoint_score",
    "touchpoint_top2",
    "touchpoint_bottom2",
    "touchpoint_reach",
)
JOURNEY = ("peak_end", "journey_mean", "worst_end", "end_lift", "worst_position")


def touchpoints(question: Question) -> None:
    """Draw the page."""
    measured = choices_of(question)
    asked = replace(question, by=("touchpoint",), period=None)
    rated = [
        str(e.group["touchpoint"])
        for e in numbers.estimates(measured, asked)
        if e.group["touchpoint"] is not None
    ]
    if not rated:
        st.info(t("No touchpoint was rated in this period and with these filters."))
        return
    found_outcomes = touchpoint_journey.outcomes(question)
    outcome = None
    choices.check("verdict", found_outcomes)
    if found_outcomes:
        outcome = st.session_state["view"].option("verdict", found_outcomes[0])
    found = touchpoint_blueprint.gathered(question, outcome)
    names = [name for name in found.names if name in rated]
    choices.check("touch", names)
    touchpoint_strip.open_with(found)
    if len(found_outcomes) > 1:
        choices.choice(
            "verdict",
            t("Overall verdict"),
            found_outcomes,
            found_outcomes[0],
            touchpoint_journey.outcome_words,
        )
    touchpoint_strip.draw(found, question)
    _journey(question, outcome)
    choices.choice(
        "measure",
        t("Measure"),
        MEASURES,
        MEASURES[0],
        lambda m: t(catalog.metric(m).name),
    )
    touchpoint_detail.detail(names, measured, question)
    cards.fine_print(*MEASURES, "touchpoint_told_negative", *JOURNEY)


def choices_of(question: Question) -> str:
    """The measure of the detail, with every other choice of a link checked first."""
    choices.check("measure", MEASURES)
    choices.check("by", breakdowns(MEASURES[0]))
    choices.check("ends_by", breakdowns("journey_last"))
    staged = [stage.name for stage in touchpoint_numbers.stages(question)]
    choices.check("from_stage", staged)
    choices.check("to_stage", staged)
    measured: str = st.session_state["view"].option("measure", MEASURES[0])
    return measured


def _journey(question: Question, outcome: str | None) -> None:
    """The parts about one response, of which only the open one is computed."""
    st.markdown("### " + t("The journey of one customer"))
    within = touchpoint_journey.stage_range(question)
    parts = {
        t("What is remembered"): lambda q: touchpoint_journey.recalled(q, outcome),
        t("First and last"): touchpoint_journey.first_and_last,
        t("Good and bad moments"): touchpoint_moments.moments,
    }
    others = {
        t("Choice and refusals"): touchpoint_refusals.refusals,
        t("First greeting"): touchpoint_refusals.greeting,
    }
    shown = {**(parts if within is not None else {}), **others}
    tabs = st.tabs(list(shown), key="touch_tabs", on_change="rerun")
    for tab, (name, draw) in zip(tabs, shown.items(), strict=True):
        if tab.open:
            with tab:
                draw(question if name in others or within is None else within)
