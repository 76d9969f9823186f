"""Touchpoints (moments of truth) in journey order, with reach, and one in detail."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.errors import CxError
from cx.locale import number, t
from cx.measure import Question
from cx.ui import cards, choices, figures, frame, numbers, state, words
from cx.ui.overview import breakdowns

MEASURES = (
    "touchpoint_score",
    "touchpoint_top2",
    "touchpoint_bottom2",
    "touchpoint_reach",
)


def touchpoints(question: Question) -> None:
    """Draw the page."""
    measured = choices.choice(
        "measure",
        t("Measure"),
        MEASURES,
        MEASURES[0],
        lambda m: t(catalog.metric(m).name),
    )
    metric = catalog.metric(measured)
    asked = replace(question, by=("touchpoint",), period=None)
    found = [
        e for e in numbers.estimates(measured, asked) if e.group["touchpoint"] is not None
    ]
    if not found:
        st.info(t("No touchpoint was rated in this period and with these filters."))
        return
    choices.check("touch", [str(e.group["touchpoint"]) for e in found])
    choices.check("by", breakdowns(measured))
    order = state.touchpoint_order(state.view().version)
    found = sorted(found, key=lambda e: order.index(str(e.group["touchpoint"])))
    _lead(question)
    label = lambda e: str(e.group["touchpoint"])  # noqa: E731 - the same words in chart, table and rows
    title = t(metric.name)
    spoken = figures.chart_words(metric, title)
    figures.chart(
        charts.ranked(found, label_of=label, unit=metric.unit, words=spoken),
        [(metric, e, asked) for e in found],
        title=title,
        alt=charts.alt_text(found, label_of=label, unit=metric.unit, words=spoken),
        key="touchpoints",
        label_of=label,
    )
    st.caption(
        t(
            "In the order of the journey where the survey gives one. Reach: share of "
            "the people asked who met it."
        )
    )
    _detail([str(e.group["touchpoint"]) for e in found], measured, question)
    cards.fine_print(*MEASURES)


def _lead(question: Question) -> None:
    asked = replace(question, by=("touchpoint",), period=None)
    metric = catalog.metric("touchpoint_score")
    judged = [
        e
        for e in numbers.estimates("touchpoint_score", asked)
        if e.value is not None and e.status == "ok"
    ]
    if len(judged) < 2:
        cards.lead("Too few ratings to compare touchpoints yet.")
        return
    best = max(judged, key=lambda e: e.value or 0)
    worst = min(judged, key=lambda e: e.value or 0)
    reach = {
        e.group["touchpoint"]: e for e in numbers.estimates("touchpoint_reach", asked)
    }
    met = reach.get(worst.group["touchpoint"])
    cards.lead(
        "{worst} is rated lowest: {low}. {best} is rated highest: {high}."
        + (
            " {share} of the people asked met {worst}."
            if met and met.value is not None
            else ""
        ),
        worst=worst.group["touchpoint"],
        low=cards.number_words(metric, worst),
        best=best.group["touchpoint"],
        high=cards.number_words(metric, best),
        share=number(met.value, "share") if met and met.value is not None else "",
    )


def _detail(names: list[str], measured: str, question: Question) -> None:
    st.divider()
    chosen = state.view().option("touch", names[0])
    if chosen not in names:
        choices.raise_unknown("touch", chosen, names)
    st.session_state.setdefault("w_page_touch", chosen)
    left, right = st.columns(2, gap="large")
    left.selectbox(
        t("One touchpoint in detail"),
        names,
        key="w_page_touch",
        on_change=state.set_option,
        args=("touch",),
    )
    within = replace(
        question,
        filters=tuple(
            sorted({**dict(question.filters), "touchpoint": (chosen,)}.items())
        ),
    )
    with left:
        figures.trend(measured, within, title=t("Over time"), key="touch_trend")
    with right:
        options = breakdowns(measured)
        by = choices.choice(
            "by", t("Broken down by"), options, options[0], words.dimension
        )
        try:
            figures.breakdown(
                measured,
                within,
                by,
                title=t("By {dimension}", dimension=words.dimension_inside(by)),
                key="touch_by",
            )
        except CxError as error:
            frame.say_error(error)
