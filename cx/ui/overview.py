"""Overview: the headline numbers, one trend and one breakdown."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, measure
from cx.errors import CxError
from cx.locale import t
from cx.measure import Question
from cx.ui import (
    cards,
    choices,
    compare_groups,
    compare_trend,
    filter_bar,
    moved,
    numbers,
    saying,
    state,
    words,
)

HEADLINES = (
    "nps",
    "overall_satisfaction",
    "csat",
    "ces2",
    "fcr_no_return_any",
    "repeat_share",
    "negative_wom_incidence",
    "positive_wom_incidence",
)
COLUMNS = 4


def overview(question: Question) -> None:
    """Draw the page."""
    numbers.prepare(question, (), changes=HEADLINES)
    present = [metric_id for metric_id in HEADLINES if _has_rows(metric_id, question)]
    if not present:
        st.info(
            t(
                "No row fits this period and these filters. Choose a longer period "
                "or fewer filters."
            )
        )
        return
    saying.say_turned()
    choices.check("measure", present)
    metric = catalog.metric(state.view().option("measure", present[0]))
    choices.check("by", breakdowns(metric.id))
    found = numbers.estimate(metric.id, question)
    cards.lead(
        "{metric}: {number}. {change}",
        metric=t(metric.name),
        number=cards.number_words(metric, found),
        change=cards.change_sentence(metric, numbers.change(metric.id, question, found)),
    )
    for start in range(0, len(present), COLUMNS):
        for column, metric_id in zip(
            st.columns(COLUMNS), present[start : start + COLUMNS], strict=False
        ):
            with column:
                cards.card(metric_id, question)
    _sources(metric.id, question)
    left, right = st.columns(2, gap="large")
    with left:
        chosen = choices.choice(
            "measure",
            t("Show in the charts"),
            present,
            present[0],
            lambda m: t(catalog.metric(m).name),
        )
        compare_trend.trend(chosen, question, title=t("Over time"), key="overview_trend")
    with right:
        options = breakdowns(chosen)
        by = choices.choice(
            "by", t("Broken down by"), options, options[0], words.dimension
        )
        compare_groups.groups(
            chosen,
            question,
            by,
            title=t("By {dimension}", dimension=words.dimension_inside(by)),
            key="overview_by",
        )
    _why(chosen, question, by)
    cards.fine_print(*present)


def _why(metric_id: str, question: Question, by: str) -> None:
    """What moved the number of the charts, split as the breakdown is."""
    earlier = filter_bar.previous(question)
    if earlier is None:
        return
    with st.expander(
        t("Why did it move?"),
        icon=":material/stacked_bar_chart:",
        key="overview_why",
        on_change="rerun",
    ) as why:
        if why.open:
            moved.panel(metric_id, question, earlier, by, key="overview")


def _sources(metric_id: str, question: Question) -> None:
    """Two surveys put together are two numbers read as one: say so."""
    found = numbers.estimates(metric_id, replace(question, by=("source",)))
    names = [words.value("source", e.group["source"]) for e in found if e.n]
    if len(names) > 1:
        st.caption(
            ":material/info: "
            + t(
                "Rows of {n} sources are put together here ({names}). Filter by source "
                "to tell them apart.",
                n=len(names),
                names=words.plain(", ".join(names)),
            )
        )


def breakdowns(metric_id: str) -> list[str]:
    """Dimensions that have something to tell apart, for this metric's rows."""
    mart = state.store().mart(state.view().version)
    metric = catalog.metric(metric_id)
    columns = measure.dimension_columns(state.store(), mart, metric.rows)
    usual = [
        name
        for name in columns
        if name != "touchpoint"
        and len(state.known_values(name, state.view().version)) > 1
    ]
    return usual or ["channel"]


def _has_rows(metric_id: str, question: Question) -> bool:
    try:
        return numbers.estimate(metric_id, question).status != "empty"
    except CxError:
        return True
