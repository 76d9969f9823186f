"""One touchpoint: over time with control limits, by group, and what people wrote."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isnan, nan

import streamlit as st

from cx import catalog, charts, measure
from cx.charts import ControlPoint, ControlWords
from cx.errors import CxError
from cx.locale import t, whole
from cx.measure import Estimate, Question
from cx.stats import control
from cx.stats.intervals import normal_quantile
from cx.ui import choices, figures, frame, numbers, state, words
from cx.ui.overview import breakdowns
from cx.ui.stated import stated

MOST_COMMENTS = 12
LOW = "touchpoint_bottom2"


def detail(names: list[str], measured: str, question: Question) -> None:
    """Choose a touchpoint, then everything about it."""
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
    filters = {**dict(question.filters), "touchpoint": (chosen,)}
    within = replace(question, filters=tuple(sorted(filters.items())))
    with left:
        _trend(measured, within)
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
    _comments(chosen, within)


def _limits(
    measured: str, points: list[Estimate], unfinished: list[int]
) -> control.Chart:
    """Control limits: Laney's for shares, by standard errors for means."""
    metric = catalog.metric(measured)
    if metric.estimator == "proportion":
        return control.share_chart(
            [one.sums.get("denominator", 0) for one in points],
            [one.sums.get("numerator", 0) for one in points],
            unfinished=unfinished,
        )
    z = normal_quantile(0.95)
    known = [one.value is not None and one.low is not None for one in points]
    return control.score_chart(
        [
            one.value if ok and one.value is not None else nan
            for one, ok in zip(points, known, strict=True)
        ],
        [
            ((one.high or 0) - (one.low or 0)) / (2 * z) if ok else nan
            for one, ok in zip(points, known, strict=True)
        ],
        answers=[
            float(one.n) if ok else 0.0 for one, ok in zip(points, known, strict=True)
        ],
        unfinished=unfinished,
        bounds=(metric.range[0], metric.range[1]) if metric.range else (-inf, inf),
    )


def _trend(measured: str, question: Question) -> None:
    metric, title = catalog.metric(measured), t("Over time")
    covered = state.data_span(state.view().version)
    try:
        asked, points = figures.readable_trend(measured, question, covered)
    except CxError as error:
        frame.say_error(error)
        return
    step = str(asked.period)
    last = covered[1] if covered else None
    ends = [measure.period_bounds(str(one.group["period"]), step)[1] for one in points]
    unfinished = [at for at, end in enumerate(ends) if last is not None and end > last]
    judged = [
        at
        for at, one in enumerate(points)
        if one.value is not None and at not in unfinished
    ]
    if len(judged) < 2:
        figures.trend(measured, question, title=title, key="touch_trend")
        return
    chart = _limits(measured, points, unfinished)
    drawn = [
        ControlPoint(
            one,
            None if isnan(low) else low,
            None if isnan(high) else high,
            outside,
        )
        for one, low, high, outside in zip(
            points, chart.low, chart.high, chart.outside, strict=True
        )
    ]
    spoken = replace(
        figures.chart_words(metric, title),
        period=lambda start: words.period_label(start, step),
    )
    says = ControlWords(
        centre=t("average {value}", value="{value}"),
        limits=t("control limits"),
        outside=t("outside the limits"),
        unripe=t("not complete yet"),
        told=t(
            "{outside} of {count} periods outside the limits, average {value}",
            outside="{outside}",
            count="{count}",
            value="{value}",
        ),
    )
    open_from = str(points[unfinished[0]].group["period"]) if unfinished else None
    figures.chart(
        charts.control_chart(
            drawn,
            centre=chart.centre,
            unit=metric.unit,
            words=spoken,
            says=says,
            provisional_from=open_from,
        ),
        [(metric, one, asked) for one in points],
        title=title,
        alt=charts.describe_control(
            drawn,
            spoken,
            centre=chart.centre,
            unit=metric.unit,
            says=says,
            provisional_from=open_from,
        ),
        key="touch_trend",
        label_of=lambda e: words.period_label(e.group["period"], step),
    )
    beware = [t(chart.method)]
    if chart.runs.signal:
        beware.append(t("a run too long for chance: the level has moved"))
    if chart.provisional:
        beware.append(t("fewer than 12 periods: the limits are provisional"))
    stated(metric, question, n=sum(one.n for one in points), extra=beware)


def _comments(name: str, question: Question) -> None:
    """What people wrote who rated it 1 or 2; refused where they are too few."""
    about = st.expander(
        t("What people wrote who rated it 1 or 2"),
        icon=":material/format_quote:",
        key="touch_comments",
        on_change="rerun",
    )
    if not about.open:
        return
    with about:
        try:
            rows = measure.rows_behind(
                state.store(),
                LOW,
                numbers.for_metric(catalog.metric(LOW), question),
                only=("value", "1"),
            )
        except CxError as error:
            st.caption(words.plain(t(error.sentence, **error.details)))
            return
        at = rows.columns.index("comment")
        written = [str(row[at]) for row in rows.rows if row[at]]
        st.caption(
            t(
                "{written} of the {n} low ratings of {name} come with a comment; the "
                "newest are shown, with personal data masked.",
                written=whole(len(written)),
                n=whole(rows.count),
                name=words.plain(name),
            )
        )
        for text in written[::-1][:MOST_COMMENTS]:
            st.markdown("> " + words.plain(text).replace("\n", " "))
