"""First-contact resolution as a control chart; recent periods are not yet judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import isnan

import streamlit as st

from cx import catalog, charts, measure
from cx.charts import ControlPoint, ControlWords
from cx.errors import CxError
from cx.locale import t
from cx.measure import Estimate, Question
from cx.stats import control
from cx.ui import figures, frame, numbers, state, words
from cx.ui.stated import stated

METRIC = "fcr_no_return_any"


def trend(question: Question, window: int) -> None:
    """The chart: limits from the ripe periods, the rest hollow and never a success."""
    metric = catalog.metric(METRIC)
    title = t("No return within {days} days, over time", days=window)
    covered = state.data_span(state.view().version)
    try:
        asked, ripe = figures.readable_trend(METRIC, question, covered)
    except CxError as error:
        frame.say_error(error)
        return
    step = str(asked.period)
    points = _every_period(asked, ripe)
    if not covered or not any(one.value is not None for one in points):
        st.markdown("#### " + title)
        st.info(t("No period has enough first contacts that can be judged."))
        return
    # Who called on the last days has not had time to come back.
    judged_to = covered[1] - timedelta(days=window)
    unripe = [
        at
        for at, one in enumerate(points)
        if measure.period_bounds(str(one.group["period"]), step)[1] > judged_to
    ]
    counted = [one if one.value is not None else None for one in points]
    if all(one is None or at in unripe for at, one in enumerate(counted)):
        st.markdown("#### " + title)
        st.info(t("No period is old enough to be judged."))
        return
    chart = control.share_chart(
        [one.sums["denominator"] if one else 0 for one in counted],
        [one.sums["numerator"] if one else 0 for one in counted],
        unfinished=unripe,
    )
    drawn = [
        ControlPoint(one, _limit(low), _limit(high), outside)
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
        unripe=t("not ripe yet"),
        told=t(
            "{outside} of {count} periods outside the limits, average {value}",
            outside="{outside}",
            count="{count}",
            value="{value}",
        ),
    )
    first_unripe = str(points[unripe[0]].group["period"]) if unripe else None
    figures.chart(
        charts.control_chart(
            drawn,
            centre=chart.centre,
            unit=metric.unit,
            words=spoken,
            says=says,
            provisional_from=first_unripe,
        ),
        [(metric, one, asked) for one in points],
        title=title,
        alt=charts.describe_control(
            drawn,
            spoken,
            centre=chart.centre,
            unit=metric.unit,
            says=says,
            provisional_from=first_unripe,
        ),
        key="fcr_trend",
        label_of=lambda e: words.period_label(e.group["period"], step),
    )
    stated(
        metric,
        question,
        n=sum(one.n for one in ripe),
        extra=[t(chart.method), *_beware(chart, len(unripe))],
    )


def _every_period(asked: Question, ripe: list[Estimate]) -> list[Estimate]:
    """The ripe periods, and those too new for any first contact of theirs."""
    known = {one.group["period"]: one for one in ripe}
    every = numbers.estimates("fcr_naive", asked)
    return [
        known.get(one.group["period"])
        or Estimate(one.group, 0, None, None, None, "unknown")
        for one in every
        if one.group["period"] is not None
        and (not ripe or str(one.group["period"]) >= str(ripe[0].group["period"]))
    ]


def _beware(chart: control.Chart, unripe: int) -> list[str]:
    said = []
    if unripe:
        said.append(
            t(
                "the newest {n} periods are not ripe: only their first contacts that can "
                "be judged are drawn, hollow, and none counts for the limits",
                n=unripe,
            )
        )
    if chart.runs.signal:
        said.append(t("a run too long for chance: the level has moved"))
    if chart.provisional:
        said.append(t("fewer than 12 periods: the limits are provisional"))
    return said


def _limit(value: float) -> float | None:
    return None if isnan(value) else value
