"""Waiting and bottlenecks: when customers wait, who is busy, where time goes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog
from cx.errors import CxError
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.ui import cards, figures, numbers, words
from cx.ui.at_work import STAGES, elapsed, utilisation
from cx.ui.hours_of_week import Extreme, by_hour_of_week, clock, extreme
from cx.ui.quick_teams import quick_or_thorough
from cx.ui.stated import stated

WAITING = (
    "wait_median",
    "wait_p90",
    "abandonment",
    "answered_in_time",
    "handle_median",
)
BEHIND = (*WAITING, "utilisation", "stage_share", "repeat_share")


def bottlenecks(question: Question) -> None:
    """Draw the page."""
    # Whoever knows every hour of the week knows the whole: that is not asked again.
    of_week = replace(question, by=("weekday", "hour"))
    numbers.prepare(of_week, ["wait_p90", "abandonment", "utilisation"])
    numbers.prepare(
        question,
        wanted=["repeat_share", *[("stage_share", {"stage": one}) for one in STAGES]],
        changes=WAITING,
    )
    found = {metric_id: _asked(metric_id, question) for metric_id in WAITING}
    waits, gave_up = found["wait_p90"], found["abandonment"]
    _lead(question, waits, gave_up)
    present = [metric_id for metric_id, e in found.items() if e and e.n]
    if present:
        for column, metric_id in zip(st.columns(len(present)), present, strict=True):
            with column:
                cards.card(metric_id, question)
    if waits and waits.n:
        st.caption(
            t(
                "Waits are those of customers who were answered. Who gave up is not in "
                "them and stands beside them: where more give up, the waits of the "
                "others look shorter."
            )
        )
        by_hour_of_week(
            "wait_p90",
            question,
            title=t("Waiting time by hour of the week: 9 in 10 answered within"),
            key="wait_heat",
        )
    if gave_up and gave_up.n:
        by_hour_of_week(
            "abandonment",
            question,
            title=t("Gave up waiting, by hour of the week"),
            key="abandonment_heat",
            sentence=_where_they_give_up(question, gave_up),
        )
    if waits and waits.n:
        figures.trend(
            "wait_p90",
            question,
            title=t("Waiting time over time: 9 in 10 answered within"),
            key="wait_trend",
        )
        stated(t(catalog.metric("wait_p90").name), question, n=waits.n)
    utilisation(question, gave_up)
    elapsed(question)
    quick_or_thorough(question)
    cards.fine_print(*BEHIND)


def _asked(metric_id: str, question: Question) -> Estimate | None:
    """The number, or None after its filter was refused in words."""
    try:
        return numbers.estimate(metric_id, question)
    except CxError as error:
        st.caption(words.plain(t(error.sentence, **error.details)))
        return None


def _lead(question: Question, waits: Estimate | None, gave_up: Estimate | None) -> None:
    metric = catalog.metric("wait_p90")
    if waits is None or not waits.n:
        cards.lead(
            "No waiting time is recorded for these contacts, so nobody can say when "
            "customers wait."
            if gave_up is None or not gave_up.n
            else "No waiting time is recorded for these contacts; {number} gave up.",
            number=cards.number_words(catalog.metric("abandonment"), gave_up)
            if gave_up
            else "",
        )
        st.caption(
            t(
                "Exports of telephone systems hold the seconds in the queue: map the "
                "column to Waiting time on the Data page."
            )
        )
        return
    if waits.value is None:
        cards.lead(
            "{n} waits are recorded, too few to say how long nine in ten took.",
            n=whole(waits.n),
        )
        return
    asked = replace(question, by=("weekday", "hour"), period=None)
    most = extreme(numbers.estimates("wait_p90", asked), waits)
    _say_worst(most, cards.number_words(metric, waits), waits.value)
    moved = cards.change_sentence(metric, numbers.change("wait_p90", question, waits))
    if moved:
        st.caption(words.plain(moved))


def _where_they_give_up(question: Question, usual: Estimate) -> str:
    """Whether more give up in some hour of the week than chance does; may be empty."""
    asked = replace(question, by=("weekday", "hour"), period=None)
    most = extreme(numbers.estimates("abandonment", asked), usual)
    if most is None or usual.value is None:
        return ""
    shown = {
        "when": clock(most.estimate),
        "there": number(most.estimate.value or 0, "share"),
        "usual": number(usual.value, "share"),
        "cells": whole(most.cells),
    }
    if most.clear:
        return t(
            "More give up on {when} than chance explains: {there}, against {usual} at "
            "all hours.",
            **shown,
        )
    return t(
        "No hour of the week stands out: the highest, {when} with {there}, is within "
        "what chance does among {cells} hours ({usual} at all hours).",
        **shown,
    )


def _say_worst(most: Extreme | None, usual: str, middle: float) -> None:
    """The hour of the week with the longest waits, claiming nothing chance may do."""
    if most is None:
        cards.lead(
            "Nine in ten were answered within {usual}. No two hours of the week hold "
            "enough contacts to compare them.",
            usual=usual,
        )
        return
    shown = {
        "usual": usual,
        "when": clock(most.estimate),
        "there": number(most.estimate.value or 0, "seconds"),
        "cells": whole(most.cells),
    }
    if not most.clear:
        cards.lead(
            "Nine in ten were answered within {usual}. No hour of the week stands out: "
            "the longest, {when} with {there}, is within what chance does among {cells} "
            "hours.",
            **shown,
        )
        return
    cards.lead(
        "Waits are longest on {when}: nine in ten were answered within {there}, {times} "
        "times the usual {usual}.",
        times=number((most.estimate.value or 0) / middle, "score") if middle else "–",
        **shown,
    )
