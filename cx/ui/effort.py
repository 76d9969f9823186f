"""Effort and channels: felt and made effort side by side, and what it goes with."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog
from cx.analyses.effort import DRIVERS
from cx.errors import CxError, LinkError
from cx.locale import change as change_words
from cx.locale import number, t
from cx.measure import Estimate, Question
from cx.ui import (
    cards,
    choices,
    effort_channels,
    effort_drivers,
    effort_felt,
    effort_numbers,
    figures,
    numbers,
    state,
    words,
)
from cx.ui.overview import breakdowns

WINDOWS = (1, 3, 7, 14, 30)
DEFAULT_WINDOW = "7"
# What customers are made to do, from exports; none of it was asked of anybody.
MADE = (
    "repeat_volume_share",
    "channel_switching",
    "transfer_rate",
    "repeat_information_proxy",
    "long_wait",
    "channel_stickiness",
)
FELT = ("ces2_hard", "ces2", "ces1")


def effort(question: Question) -> None:
    """Draw the page."""
    window = _window()
    question = replace(question, parameters=(("window_days", window),))
    numbers.prepare(question, ["digital_to_phone"], changes=(*FELT, *MADE))
    felt = _with_rows(FELT, question)
    made = _with_rows(MADE, question)
    if not felt and not made:
        st.info(
            t(
                "Nothing here says how much effort customers had: this page needs "
                "contacts with customer numbers, or a survey that asks how easy it was."
            )
        )
        return
    _lead(felt, made, question, window)
    if felt:
        st.markdown("### " + t("Effort people feel, from surveys"))
        _cards(felt, question)
        effort_felt.by_reason_and_channel(_asked_ever(question), question)
    if made:
        st.markdown("### " + t("Effort people are put to, from exports"))
        st.caption(
            t(
                "Counted in contacts, asked of nobody: beside what people feel, and "
                "never added to it."
            )
        )
        _cards(made, question)
        _made_by(list(made), question)
    if "ces2_hard" in felt and made:
        effort_drivers.waterfall(question, window)
    if made:
        effort_channels.draw(question, window)
    if felt:
        effort_felt.intentions_beside(question)
    cards.fine_print(*felt, *made, "digital_to_phone")


def _window() -> int:
    options = [str(days) for days in WINDOWS]
    chosen = state.view().option("window", DEFAULT_WINDOW)
    if chosen not in options:
        raise LinkError(
            "This link asks for a window of {days} days; it is one of {known}. No "
            "numbers are shown.",
            days=chosen,
            known=", ".join(options),
        )
    # Every choice is checked before the first number is drawn.
    choices.check("felt", FELT)
    choices.check("made", MADE)
    choices.check("equal", effort_channels.COMPARED)
    choices.check("made_by", breakdowns("repeat_volume_share"))
    choices.check("queue", effort_channels.QUEUES)
    return int(
        choices.choice(
            "window",
            t("Days to come back in"),
            options,
            DEFAULT_WINDOW,
            lambda d: t("{days} d", days=d),
        )
    )


def _with_rows(metric_ids: tuple[str, ...], question: Question) -> dict[str, Estimate]:
    """The numbers that have something to rest on here."""
    found = {}
    for metric_id in metric_ids:
        try:
            one = numbers.estimate(metric_id, question)
        except CxError:
            continue
        if one.n:
            found[metric_id] = one
    return found


def _asked_ever(question: Question) -> list[str]:
    """Versions of the score that this data has, whatever is filtered now."""
    return list(_with_rows(FELT, Question(version=question.version)))


def _cards(found: dict[str, Estimate], question: Question) -> None:
    names = list(found)
    for start in range(0, len(names), 3):
        row = names[start : start + 3]
        for column, metric_id in zip(st.columns(3), row, strict=False):
            with column:
                cards.card(metric_id, question)


def _made_by(options: list[str], question: Question) -> None:
    """One kind of effort by one dimension: where people are put to it."""
    with st.container(horizontal=True):
        chosen = choices.choice(
            "made",
            t("Kind of effort"),
            MADE,
            options[0],
            lambda m: t(catalog.metric(m).name),
        )
        dimensions = breakdowns(chosen)
        by = choices.choice(
            "made_by",
            t("Broken down by"),
            dimensions,
            "reason" if "reason" in dimensions else dimensions[0],
            words.dimension,
        )
    metric = catalog.metric(chosen)
    title = t(
        "{measure}, by {dimension}",
        measure=t(metric.name),
        dimension=words.dimension_inside(by),
    )
    figures.breakdown(chosen, question, by, title=title, key="made_by_chart")
    effort_numbers.stated(metric, question, numbers.estimate(chosen, question).n)


def _lead(
    felt: dict[str, Estimate], made: dict[str, Estimate], question: Question, window: int
) -> None:
    hard = felt.get("ces2_hard")
    if hard is None or hard.value is None:
        switched, passed = made.get("channel_switching"), made.get("transfer_rate")
        if (
            switched
            and passed
            and switched.value is not None
            and passed.value is not None
        ):
            cards.lead(
                "In {switched} of episodes the customer changed the channel, and "
                "{passed} of contacts were passed on; too few answers here say how hard "
                "people found it.",
                switched=number(switched.value, "share"),
                passed=number(passed.value, "share"),
            )
            return
        cards.lead(
            "How hard people found it cannot be judged yet: {why}",
            why=words.note(hard) if hard else t("no effort answers"),
        )
        return
    metric = catalog.metric("ces2_hard")
    said: dict[str, object] = {"number": cards.number_words(metric, hard)}
    sentence = "{number} found it hard (Customer Effort Score 2.0)."
    worst = effort_felt.worst(question)
    if worst:
        said["where"] = worst
        sentence = (
            "{number} found it hard (Customer Effort Score 2.0); the most by volume: "
            "{where}."
        )
    found = effort_numbers.drivers(question, window) if made else None
    clear = [
        step
        for step in (found.waterfall.steps if found else ())
        if step.low is not None and step.low > 0
    ]
    if worst and clear:
        top = max(clear, key=lambda step: step.contribution)
        said["driver"] = t(DRIVERS.get(top.name, top.name))
        said["size"] = change_words(top.contribution, "share")
        sentence = (
            "{number} found it hard (Customer Effort Score 2.0); the most by volume: "
            "{where}. What goes with it most: {driver} ({size})."
        )
    cards.lead(sentence, **said)
    moved = cards.change_sentence(metric, numbers.change("ces2_hard", question, hard))
    if moved:
        st.caption(words.plain(moved))
