"""A chart with its table twin and the rows of the point that was clicked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from cx import catalog, charts, export, measure
from cx.catalog import Benchmark, Metric
from cx.charts import Figure, Words
from cx.errors import CxError
from cx.locale import number, t
from cx.measure import Estimate, Question
from cx.palette import BAD, GOOD, NEUTRAL, US
from cx.ui import frame, numbers, state, words
from cx.ui.behind import rows_table
from cx.ui.cards import number_words

STEPS = ("day", "week", "month", "quarter")
CHART_CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False}


def chart_words(metric: Metric | None, title: str, **more: str) -> Words:
    """All a chart says, in the reader's language."""
    return Words(
        title=title,
        number=number,
        period=lambda start: words.period_label(start, "day"),
        n="n",
        interval=t("95% interval"),
        withheld=t("withheld: too few"),
        low_base=t("low base: read the interval"),
        no_data=t("No data for this selection."),
        unknown=t("not enough history yet"),
        sentence=t("{label}: {value} ({interval} {low} to {high}, {n} {count})"),
        more=t("and {count} more"),
        axis=words.unit(metric) if metric else "",
        **{
            "previous": t("period before"),
            "provisional": t("not complete yet"),
            "negative": t("told something negative"),
            "positive": t("told something positive"),
            "window": t("day {day}: {value}"),
            "importance": t("share of R² explained"),
            "unique": t("explained by nothing else"),
            "falling": t("falls when rated higher"),
            **more,
        },
    )


def benchmarks(*metrics: Metric) -> list[Benchmark]:
    """What charts compare with, in the reader's language."""
    found = [benchmark for metric in metrics for benchmark in metric.benchmarks]
    return [replace(one, label=t(one.label)) for one in found]


def colour_of(metric: Metric) -> str:
    """The fixed colour of a metric: good, bad or ours."""
    if metric.theme == "Word of mouth":
        return {"lower": BAD, "higher": GOOD}.get(metric.better, NEUTRAL)
    return US


def chart(
    figure: Figure,
    shown: Sequence[tuple[Metric, Estimate, Question]],
    *,
    title: str,
    alt: str,
    key: str,
    label_of: Callable[[Estimate], str],
) -> None:
    """A chart, its table twin, and the rows of the point that was clicked."""
    if title:
        st.markdown("#### " + title)
    st.plotly_chart(
        figure,
        key=key,
        on_select="rerun",
        selection_mode=("points",),
        config=CHART_CONFIG,
        alt=alt,
    )
    at = picked(key, len(shown))
    if at is not None:
        metric, found, question = shown[at]
        with st.container(border=True):
            st.markdown(
                "**"
                + words.plain(label_of(found))
                + "** · "
                + words.plain(number_words(metric, found))
            )
            rows_table(metric, numbers.narrowed(question, found), key=key)
    with st.expander(t("As a table"), icon=":material/table:"):
        table_twin(shown, label_of=label_of, key=key)


def picked(key: str, count: int) -> int | None:
    """The index that the clicked point of a chart carries, if one of `count` was."""
    chosen = st.session_state.get(key) or {}
    for point in (chosen.get("selection") or {}).get("points") or []:
        given = point.get("customdata")
        index = given[0] if isinstance(given, list) and given else given
        if isinstance(index, int | float) and 0 <= int(index) < count:
            return int(index)
    return None


def table_twin(
    shown: Sequence[tuple[Metric, Estimate, Question]],
    *,
    label_of: Callable[[Estimate], str],
    key: str,
) -> None:
    """The numbers of a chart, to read and to take away."""
    columns = (t("Group"), t("Number"), t("From"), t("To"), "n", t("Note"))
    rows = [
        (
            label_of(found),
            number(found.value, metric.unit) if found.value is not None else "–",
            number(found.low, metric.unit) if found.low is not None else "",
            number(found.high, metric.unit) if found.high is not None else "",
            found.n,
            words.note(found),
        )
        for metric, found, _question in shown
    ]
    st.dataframe(
        {name: [row[i] for row in rows] for i, name in enumerate(columns)},
        hide_index=True,
        key=f"twin_{key}",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name=f"{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"twin_csv_{key}",
        on_click="ignore",
    )


def breakdown(
    metric_id: str, question: Question, by: str, *, title: str, key: str, most: int = 20
) -> None:
    """One metric by one dimension, the most rows first."""
    metric = catalog.metric(metric_id)
    try:
        found = numbers.estimates(metric_id, replace(question, by=(by,), period=None))
    except CxError as error:
        frame.say_error(error)
        return
    found = sorted(found, key=lambda e: -e.n)[:most]

    def label(e: Estimate) -> str:
        return words.value(by, e.group[by])

    asked = replace(question, by=(by,))
    spoken = chart_words(metric, title)
    chart(
        charts.ranked(
            found,
            label_of=label,
            unit=metric.unit,
            words=spoken,
            colour_of=lambda _e: colour_of(metric),
            reference=benchmarks(metric),
        ),
        [(metric, e, asked) for e in found],
        title=title,
        alt=charts.alt_text(found, label_of=label, unit=metric.unit, words=spoken),
        key=key,
        label_of=label,
    )


def trend(
    metric_id: str, question: Question, *, title: str, key: str, unripe_days: int = 0
) -> None:
    """One metric over time, with the last, unfinished period marked as such.

    A period is unfinished too while its last days, so many, may still change.
    """
    metric = catalog.metric(metric_id)
    covered = state.data_span(state.view().version)
    try:
        asked, found = readable_trend(metric_id, question, covered)
    except CxError as error:
        frame.say_error(error)
        return
    if not found:
        st.info(t("Nothing here has a date, so there is no trend."))
        return
    step = str(asked.period)
    last_day = covered[1] - timedelta(days=unripe_days) if covered else date.max
    if question.until:
        last_day = min(question.until, last_day)
    unfinished = [
        first
        for first, end in (
            measure.period_bounds(str(e.group["period"]), step) for e in found
        )
        if end > last_day
    ]

    def label(e: Estimate) -> str:
        return words.period_label(e.group["period"], step)

    spoken = replace(
        chart_words(metric, title), period=lambda start: words.period_label(start, step)
    )
    chart(
        charts.trend(
            found,
            unit=metric.unit,
            words=spoken,
            provisional_from=unfinished[0] if unfinished else None,
        ),
        [(metric, e, asked) for e in found],
        title=title,
        alt=charts.describe_trend(found, unit=metric.unit, words=spoken),
        key=key,
        label_of=label,
    )


def readable_trend(
    metric_id: str, question: Question, covered: tuple[date, date] | None
) -> tuple[Question, list[Estimate]]:
    """The finest step of which at least half of the points may be shown."""
    step = words.best_period(question.since, question.until, covered)
    for longer in STEPS[STEPS.index(step) :]:
        asked = replace(question, period=longer, by=())
        found = [
            e
            for e in numbers.estimates(metric_id, asked)
            if e.group["period"] is not None
        ]
        if 2 * sum(e.value is not None for e in found) >= len(found):
            break
    return asked, found
