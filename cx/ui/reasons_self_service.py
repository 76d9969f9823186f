"""Self-service: from the attempt to the matter being settled, and the leak by task."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses import self_service
from cx.analyses.self_service import Attempts
from cx.charts.frame import flipped
from cx.errors import CxError
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.palette import BAD
from cx.store import Store
from cx.ui import cards, figures, frame, numbers, words
from cx.ui.reasons_more import key, lead, needs
from cx.ui.stated import stated

KEPT = "self_service_containment"
METRICS = ("self_service_success", KEPT, "self_service_resolution")
# Step of the funnel: what counts as it should be, and within how many days.
STEPS = (("done", 7), ("done_no_contact", 1), ("done_no_contact", 7))


@st.cache_data(max_entries=100, show_spinner=False)
def _attempts(_store: Store, mart: str, question: Question) -> Attempts:
    del mart  # only the key of what is kept
    return self_service.attempts(_store, question)


def draw(question: Question) -> None:
    """Three numbers that are often taken for one another, the funnel, the leaks."""
    try:
        base = _attempts(*key(question), question)
    except CxError as error:
        frame.say_error(error)
        return
    if not base.all:
        needs(
            t(
                "This part needs a log of attempts: who tried what on the web site, in "
                "the app or with the bot, when, and whether it was completed."
            )
        )
        return
    leaks = _leaks(question)
    _lead(question, leaks)
    for column, metric_id in zip(st.columns(3), METRICS, strict=True):
        with column:
            cards.card(metric_id, question)
    _said_of(base)
    if base.followed:
        _funnel(question)
        _by_task(question, leaks)
    else:
        st.info(
            t(
                "No attempt can be followed yet: that takes contacts with the same "
                "customer numbers, that reach a week beyond the attempts."
            )
        )
    cards.fine_print(*METRICS)


def _said_of(base: Attempts) -> None:
    """Which attempts are followed, and why the others are not."""
    st.caption(
        words.plain(
            t(
                "Of {all} attempts {followed} are followed. Not followed: {unlinked} "
                "whose customer nobody knows, {no_reason} without a reason, {unripe} too "
                "new: from the last 7 days.",
                all=whole(base.all),
                followed=whole(base.followed),
                unlinked=whole(base.unlinked),
                no_reason=whole(base.no_reason),
                unripe=whole(base.unripe),
            )
        )
    )


def _leaks(question: Question) -> list[Estimate]:
    """By task, the share of attempts after which somebody had to help, most first."""
    found = numbers.estimates(KEPT, replace(question, by=("reason",)))
    return sorted((flipped(e) for e in found), key=lambda e: -(e.value or 0))


def _lead(question: Question, leaks: list[Estimate]) -> None:
    metric = catalog.metric(KEPT)
    kept = numbers.estimate(KEPT, question)
    done = numbers.estimate("self_service_success", question)
    if kept.value is None:
        lead(
            "{done} of attempts were completed; what came after cannot be said: {why}",
            done=cards.number_words(catalog.metric("self_service_success"), done),
            why=words.note(kept),
        )
        return
    leak = flipped(kept)
    values: dict[str, object] = {
        "done": number(done.value or 0, "share"),
        "leak": cards.number_words(metric, leak),
    }
    worst = next((one for one in leaks if one.status == "ok"), None)
    if worst is None or done.value is None:
        lead(
            "After {leak} of attempts the customer had to ask somebody within 7 days.",
            leak=values["leak"],
        )
        return
    lead(
        "{done} of attempts were completed; after {leak} of attempts the customer had to "
        "ask somebody within 7 days. Most leaks: {task}, {share}.",
        **values,
        task=words.value("reason", worst.group["reason"]),
        share=number(worst.value or 0, "share"),
    )


def _funnel(question: Question) -> None:
    title = t("From the attempt to the matter being settled")
    metric = catalog.metric(KEPT)
    names = (
        t("Completed"),
        t("Completed, and nobody asked within 24 hours"),
        t("Completed, and nobody asked within 7 days"),
    )
    asked = [
        replace(question, parameters=(("counted", counted), ("window_days", days)))
        for counted, days in STEPS
    ]
    found = [
        replace(numbers.estimate(KEPT, one), group={"step": name})
        for one, name in zip(asked, names, strict=True)
    ]

    def label(e: Estimate) -> str:
        return str(e.group["step"])

    spoken = replace(
        figures.chart_words(metric, title), axis=t("share of attempts that are followed")
    )
    shown = [
        (metric, replace(one, group={}), question_of)
        for one, question_of in zip(found, asked, strict=True)
    ]
    names_of = {id(one): name for (_, one, _), name in zip(shown, names, strict=True)}
    figures.chart(
        charts.ranked(
            found, label_of=label, unit="share", words=spoken, value_range=(0.0, 1.0)
        ),
        shown,
        title=title,
        alt=charts.alt_text(found, label_of=label, unit="share", words=spoken),
        key="attempts",
        label_of=lambda e: names_of[id(e)],
    )
    stated(title, question, n=found[0].n, rows="attempt", window=7)


def _by_task(question: Question, leaks: list[Estimate]) -> None:
    title = t("The leak by task: somebody had to help within 7 days")
    metric = catalog.metric(KEPT)
    asked = replace(question, by=("reason",))

    def label(e: Estimate) -> str:
        return words.value("reason", e.group["reason"])

    spoken = replace(
        figures.chart_words(metric, title), axis=t("share of attempts that are followed")
    )
    figures.chart(
        charts.ranked(
            leaks,
            label_of=label,
            unit="share",
            words=spoken,
            colour_of=lambda _e: BAD,
        ),
        [(metric, one, asked) for one in leaks],
        title=title,
        alt=charts.alt_text(leaks, label_of=label, unit="share", words=spoken),
        key="leaks",
        label_of=label,
    )
    stated(title, question, n=sum(one.n for one in leaks), rows="attempt", window=7)
