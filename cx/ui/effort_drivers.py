"""What hard answers go with: a waterfall from nothing happened to the share as it is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog, charts, export
from cx.analyses import effort
from cx.analyses.effort import DRIVERS, HARD, LONG_WAIT_S, Drivers
from cx.charts import Step, WaterfallWords
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import number, t, whole
from cx.measure import LOW_BASE, Estimate, Question, Rows
from cx.stats.effort import SHAPLEY, Waterfall
from cx.ui import behind, effort_numbers, figures, state, words


def waterfall(question: Question, window: int) -> None:
    """The waterfall, its table, and the answers behind the step that was clicked."""
    metric = catalog.metric(HARD)
    title = t("What hard answers go with")
    st.markdown("### " + title)
    try:
        found = effort_numbers.needed_drivers(question, window)
    except CxError as error:
        st.caption(words.plain(t(error.sentence, **error.details)))
        return
    result = found.waterfall
    steps = sorted(result.steps, key=lambda step: -step.contribution)
    shown = [
        Step(
            t(DRIVERS.get(step.name, step.name)),
            Estimate(
                {"driver": step.name},
                step.exposed,
                step.contribution,
                step.low,
                step.high,
                "low" if step.exposed < LOW_BASE else "ok",
            ),
        )
        for step in steps
    ]
    spoken = figures.chart_words(metric, title)
    says = WaterfallWords(
        start=t("None of these"), end=t("All answers"), change=change_words
    )
    if result.method == SHAPLEY and result.base is not None:
        figure = charts.waterfall(
            result.base, shown, result.actual, unit="share", words=spoken, says=says
        )
        alt = charts.describe_waterfall(
            result.base, shown, result.actual, spoken, unit="share", says=says
        )
        st.plotly_chart(
            figure,
            key="effort_drivers",
            on_select="rerun",
            selection_mode=("points",),
            config=figures.CHART_CONFIG,
            alt=alt,
        )
        at = figures.picked("effort_drivers", len(shown))
        if at is not None:
            with st.container(border=True):
                st.markdown("**" + words.plain(shown[at].label) + "**")
                behind.fetched_rows(
                    partial(_rows, question, steps[at].name, window),
                    metric,
                    key="effort_drivers",
                )
    else:
        st.info(t("These do not add up, so there is no waterfall: see the table."))
    with st.expander(t("As a table"), icon=":material/table:"):
        _table(result)
    _rests_on(found, question, window)


def _table(result: Waterfall) -> None:
    """The steps as numbers, to read and to take away."""
    columns = (t("Group"), t("Number"), t("From"), t("To"), "n", t("Share of answers"))
    rows = [
        (
            t(DRIVERS.get(step.name, step.name)),
            change_words(step.contribution, "share"),
            "" if step.low is None else change_words(step.low, "share"),
            "" if step.high is None else change_words(step.high, "share"),
            step.exposed,
            number(step.prevalence, "share"),
        )
        for step in sorted(result.steps, key=lambda step: -step.contribution)
    ]
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="twin_effort_drivers",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="effort_drivers.csv",
        mime="text/csv",
        icon=":material/download:",
        key="twin_csv_effort_drivers",
        on_click="ignore",
    )


def _in_words(why: str) -> str:
    """Why there is no regression, in the reader's language."""
    return t(why)


def _rests_on(found: Drivers, question: Question, window: int) -> None:
    """Base, method, what is not known, and that none of it is a cause."""
    result = found.waterfall
    said = [
        t(
            "{joined} of {answers} answers lead to a contact of a known customer; {hard} "
            "of them are hard (1–3).",
            joined=whole(found.joined),
            answers=whole(found.answers),
            hard=whole(result.hard),
        ),
        t("Method: {method}.", method=t(result.method)),
    ]
    if result.reason is not None:
        said.append(_in_words(result.reason))
    if result.method == SHAPLEY:
        said.append(t("Compared at the same reason and channel."))
    said.append(
        t(
            "A long wait is more than {seconds} seconds; what nobody recorded counts as "
            "not happened.",
            seconds=whole(LONG_WAIT_S),
        )
    )
    left = [t(DRIVERS.get(name, name)) for name, _why in result.dropped]
    if left:
        said.append(
            t("The same for all here, so left out: {names}.", names=", ".join(left))
        )
    rare = [t(DRIVERS.get(name, name)) for name in found.rare]
    if rare:
        said.append(t("Too rare to say anything: {names}.", names=", ".join(rare)))
    said.append(
        t("“Goes with” is no cause: nobody has yet taken one away to see what happens.")
    )
    effort_numbers.stated(
        catalog.metric(HARD), question, found.joined, *said, window=window
    )


def _rows(question: Question, driver: str, window: int, most: int) -> Rows:
    return effort.driver_rows(
        state.store(),
        replace(question, by=(), period=None),
        driver,
        window=window,
        wait=LONG_WAIT_S,
        most=most,
    )
