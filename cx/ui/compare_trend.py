"""A number over time held against chance: control limits, runs, marked changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import isnan, nan

import streamlit as st

from cx import catalog, charts, measure
from cx.catalog import Metric
from cx.charts import Change, ControlPoint, ControlWords, Stage
from cx.errors import CxError
from cx.locale import day, t
from cx.measure import Estimate, Question
from cx.stats import control
from cx.stats.control import Chart
from cx.typed import Said
from cx.ui import figures, frame, saying, state, words
from cx.ui.stated import stated

KIND = "process_change"
# Half a 95 % interval in standard errors.
WIDE = 1.959964


def trend(metric_id: str, question: Question, *, title: str, key: str) -> None:
    """The chart, the marks of changed processes, and what the limits rest on."""
    metric = catalog.metric(metric_id)
    covered = state.data_span(state.view().version)
    try:
        asked, found = figures.readable_trend(metric_id, question, covered)
    except CxError as error:
        frame.say_error(error)
        return
    step = str(asked.period)
    unripe = unfinished(metric, question, found, step, covered)
    marked = changes(metric_id)
    first, last = (found[0], found[-1]) if found else (None, None)
    stages = stages_of(found, marked, step)
    made = [
        (at, chart)
        for at in stages
        if (chart := chart_of(metric, [found[i] for i in at], unripe, at))
    ]
    if not made or first is None or last is None:
        st.markdown("#### " + title)
        st.info(t("No period is old enough to be judged."))
        _mark(metric_id)
        return
    points = _points(found, made)
    spoken = replace(
        figures.chart_words(metric, title), period=lambda s: words.period_label(s, step)
    )
    says = control_words()
    centre = made[-1][1].centre
    provisional = str(found[min(unripe)].group["period"]) if unripe else None
    figure = charts.staged(
        charts.control_chart(
            points,
            centre=centre,
            unit=metric.unit,
            words=spoken,
            says=says,
            provisional_from=provisional,
        ),
        [
            Stage(
                str(found[at[0]].group["period"]),
                str(found[at[-1]].group["period"]),
                chart.centre,
            )
            for at, chart in made
        ],
        [
            Change(one.values["date"].isoformat(), str(one.values["words"]))
            for one in marked
            if one.values
            and str(first.group["period"])
            <= one.values["date"].isoformat()
            <= str(last.group["period"])
        ],
    )
    figures.chart(
        figure,
        [(metric, one, asked) for one in found],
        title=title,
        alt=charts.describe_control(
            points,
            spoken,
            centre=centre,
            unit=metric.unit,
            says=says,
            provisional_from=provisional,
        ),
        key=key,
        label_of=lambda e: words.period_label(e.group["period"], step),
    )
    stated(
        metric,
        question,
        n=sum(one.n for one in found),
        extra=[t(made[-1][1].method), *_beware([c for _at, c in made], len(unripe))],
    )
    _mark(metric_id)


def control_words() -> ControlWords:
    """What a control chart says, in the reader's language."""
    return ControlWords(
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


def unfinished(
    metric: Metric,
    question: Question,
    found: Sequence[Estimate],
    step: str,
    covered: tuple[date, date] | None,
) -> set[int]:
    """Places of the periods that still run, or whose window has not passed."""
    window = next((p.default for p in metric.parameters if p.name == "window_days"), 0)
    days = int(dict(question.parameters).get("window_days", window)) if window else 0
    last = covered[1] - timedelta(days=days) if covered else date.max
    if question.until:
        last = min(question.until, last)
    return {
        at
        for at, one in enumerate(found)
        if measure.period_bounds(str(one.group["period"]), step)[1] > last
    }


def stages_of(
    found: Sequence[Estimate], marked: Sequence[Said], step: str
) -> list[list[int]]:
    """Places of the periods between changes; the period of a change is before it."""
    days = sorted(one.values["date"] for one in marked if one.values)
    stages: dict[int, list[int]] = {}
    for at, one in enumerate(found):
        first, _last = measure.period_bounds(str(one.group["period"]), step)
        stages.setdefault(sum(changed <= first for changed in days), []).append(at)
    return list(stages.values())


def chart_of(
    metric: Metric, found: Sequence[Estimate], unripe: set[int], at: Sequence[int]
) -> Chart | None:
    """The chart that fits the metric; None where no period can be judged."""
    running = [place for place, index in enumerate(at) if index in unripe]
    known = [one if one.value is not None else None for one in found]
    try:
        return _drawn(metric, known, running)
    except ValueError:
        return None


def _drawn(
    metric: Metric, known: Sequence[Estimate | None], running: Sequence[int]
) -> Chart:
    if metric.estimator == "proportion":
        return control.share_chart(
            [one.sums["denominator"] if one else 0 for one in known],
            [one.sums["numerator"] if one else 0 for one in known],
            unfinished=running,
        )
    values = [one.value if one and one.value is not None else nan for one in known]
    if metric.estimator in ("net", "mean", "ratio"):
        return control.score_chart(
            values,
            [_error(one) for one in known],
            answers=[one.sums["denominator"] if one else 0 for one in known],
            unfinished=running,
            bounds=(-100.0, 100.0) if metric.estimator == "net" else (-1e300, 1e300),
        )
    return control.individuals_chart(values, unfinished=running)


def _error(one: Estimate | None) -> float:
    if one is None or one.low is None or one.high is None:
        return nan
    return (one.high - one.low) / (2 * WIDE)


def _points(
    found: Sequence[Estimate], made: Sequence[tuple[list[int], Chart]]
) -> list[ControlPoint]:
    limits: dict[int, tuple[float | None, float | None, bool]] = {}
    for at, chart in made:
        for place, index in enumerate(at):
            low, high = (
                None if isnan(side[place]) else side[place]
                for side in (chart.low, chart.high)
            )
            limits[index] = (low, high, chart.outside[place])
    return [
        ControlPoint(one, *limits.get(at, (None, None, False)))
        for at, one in enumerate(found)
    ]


def _beware(made: Sequence[Chart], unripe: int) -> list[str]:
    said = []
    if unripe:
        said.append(t("not complete yet and never judged: {n} periods", n=unripe))
    if any(chart.runs.signal for chart in made):
        said.append(t("a run too long for chance: the level has moved"))
    if any(chart.provisional for chart in made):
        said.append(t("fewer than 12 periods: the limits are provisional"))
    if len(made) > 1:
        said.append(t("limits anew after each marked change, and only there"))
    return said


def changes(metric_id: str) -> list[Said]:
    """Marked changes that concern a metric, in the order of their days."""
    known = [
        one
        for one in saying.latest(KIND).values()
        if one.values and one.values["metric"] in (None, metric_id)
    ]
    return sorted(known, key=lambda one: one.values["date"] if one.values else date.max)


def _mark(metric_id: str) -> None:
    """Note that a process was changed on a day, or take such a note back."""
    with st.popover(t("Mark a change of the process"), icon=":material/flag:"):
        older = saying.older()
        with st.form("process_change", border=False, clear_on_submit=True):
            st.date_input(
                t("Day of the change"),
                value="today",
                format="YYYY-MM-DD",
                key="change_day",
            )
            st.text_input(t("What was changed"), key="change_words", max_chars=120)
            st.form_submit_button(t("Mark it"), on_click=_say, disabled=older)
        st.caption(
            t("Limits are computed anew from the first whole period after the change.")
        )
        for one in changes(metric_id):
            if not one.values:
                continue
            st.markdown(words.plain(f"{day(one.values['date'])}: {one.values['words']}"))
            st.button(
                t("Take back"),
                key=f"unmark_{one.event}",
                type="tertiary",
                on_click=saying.turn,
                args=(one.event, True),
                disabled=older,
            )


def _say() -> None:
    memory = st.session_state
    given = {"date": memory["change_day"], "words": memory["change_words"]}
    saying.say(KIND, "", given)
