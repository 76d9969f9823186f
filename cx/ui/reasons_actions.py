"""Owners and actions: who answers for a reason, what is done, what is late."""

from __future__ import annotations

import streamlit as st

from cx import export
from cx.analyses import closed_loop
from cx.analyses.closed_loop import Entry
from cx.analyses.reasons import Tower
from cx.locale import day, number, t, whole
from cx.measure import Question
from cx.ui import reasons_numbers, reasons_owners, saying, state, words
from cx.ui.reasons_forms import forms
from cx.ui.reasons_numbers import PER


def draw(question: Question) -> None:
    """What is open and late, the forms, the register and the owners' scorecard."""
    version = state.view().version
    today = closed_loop.day_of(state.store(), version)
    found = closed_loop.entries(state.store(), version, today)
    towers = reasons_numbers.towers(question)
    _sentence(found, len([one for one in towers if one.reason]))
    forms([one.reason for one in towers if one.reason] + _gone(found, towers), found)
    _register(found)
    reasons_owners.scorecard(question, found)


def _gone(found: list[Entry], towers: list[Tower]) -> list[str]:
    """Reasons with an owner or action that have no contact in this selection."""
    held = {one.reason for one in towers}
    return [one.reason for one in found if one.reason not in held]


def _sentence(found: list[Entry], reasons: int) -> None:
    doing = [one for one in found if one.action and one.status in ("planned", "started")]
    late = [one for one in found if one.late]
    st.markdown(
        words.plain(
            t(
                "Reasons with an owner: {owned} of {reasons}. Actions under way: "
                "{doing}. Late: {late}.",
                owned=whole(sum(1 for one in found if one.owner)),
                reasons=whole(reasons),
                doing=whole(len(doing)),
                late=whole(len(late)),
            )
        )
    )


def _register(found: list[Entry]) -> None:
    """The closed loop: one line per reason, late ones first."""
    st.markdown("#### " + t("Register of actions"))
    if not found:
        st.info(t("Nothing is decided yet: give the largest reasons an owner first."))
        return
    columns = (
        t("Reason"),
        t("Owner"),
        t("Contributors"),
        t("Action"),
        t("Status"),
        t("Target"),
        t("Due"),
        t("Late"),
        t("Open for, days"),
        t("Started on"),
        t("Done on"),
        t("In words"),
        t("By whom"),
    )
    rows = [
        (
            one.reason,
            one.owner or "–",
            ", ".join(one.contributors),
            saying.choice_words(one.action) if one.action else "–",
            saying.choice_words(one.status) if one.status else "–",
            target_words(one),
            day(one.due) if one.due else "",
            t("late") if one.late else "",
            "" if one.age is None else whole(one.age),
            day(one.started_at) if one.started_at else "",
            day(one.done_at) if one.done_at else "",
            one.words or "",
            one.who or "",
        )
        for one in found
    ]
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="register",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="actions.csv",
        mime="text/csv",
        icon=":material/download:",
        key="register_csv",
        on_click="ignore",
    )
    st.caption(
        t(
            "Open since the day the action started, or was first written down. What was "
            "typed can be taken back, taken away as a file and brought in again on the "
            "History page."
        )
    )


def target_words(one: Entry) -> str:
    """A target per 100 of its X."""
    if one.target is None or one.per is None:
        return ""
    return t(
        "{value} per 100 {per}",
        value=number(PER * one.target, "score"),
        per=reasons_numbers.per_words(one.per),
    )
