"""Who looked and when: what auditors add, and the score wave by wave."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import streamlit as st

from cx import catalog, charts, measure
from cx.analyses import audits
from cx.charts import ControlPoint, ControlWords
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import t, whole
from cx.measure import Estimate, Question
from cx.stats import control
from cx.stats.intervals import normal_quantile
from cx.ui import audits_items, audits_numbers, figures, numbers, state
from cx.ui import words as in_words
from cx.ui.audits_failures import rests_on

SCORE = audits.SCORE


def auditors(question: Question) -> None:
    """What auditors add at equal sites: by number, in the order of their codes."""
    found = audits.auditors(audits_numbers.visits(question))
    if not found.effects:
        if found.few or not found.apart:
            st.caption(
                t(
                    "What auditors add cannot be told: it needs two auditors with {n} "
                    "visits each, who saw the same sites.",
                    n=whole(audits.LEAST_OF_AUDITOR),
                )
            )
        return
    title = t("What the auditor adds, at equal sites")
    metric = catalog.metric(SCORE)
    estimates = [
        Estimate(
            {"auditor": str(one.number)},
            one.visits,
            100 * one.effect.value,
            100 * one.effect.low,
            100 * one.effect.high,
        )
        for one in found.effects
    ]

    def label(e: Estimate) -> str:
        return t("Auditor {number}", number=str(e.group["auditor"]))

    spoken = replace(
        figures.chart_words(metric, title),
        axis=t("percentage points above or below the mean of auditors"),
    )
    audits_items.plain_chart(
        charts.ranked(
            estimates,
            label_of=label,
            unit="points",
            words=spoken,
            reference=[charts.Line(0.0, t("mean of auditors"))],
        ),
        title=title,
        alt=charts.alt_text(estimates, spoken, label_of=label, unit="points"),
        key="audit_auditors",
    )
    audits_items.table(
        (t("Auditor"), t("Difference"), t("From"), t("To"), t("Visits")),
        [
            (
                str(one.number),
                change_words(one.effect.value, "share"),
                change_words(one.effect.low, "share"),
                change_words(one.effect.high, "share"),
                one.visits,
            )
            for one in found.effects
        ],
        key="audit_auditors",
    )
    apart = [one for one in found.effects if one.effect.low > 0 or one.effect.high < 0]
    st.caption(
        in_words.plain(
            t(
                "Numbered in the order of their codes, never sorted by result. {apart} "
                "of {n} lie apart from the mean beyond chance: calibrate them together "
                "before sites are compared. {few} with fewer than {least} visits are not "
                "shown.",
                apart=whole(len(apart)),
                n=whole(len(found.effects)),
                few=whole(found.few),
                least=whole(audits.LEAST_OF_AUDITOR),
            )
        )
    )


def waves(question: Question) -> None:
    """Score by quarter with the limits of chance."""
    metric = catalog.metric(SCORE)
    asked = replace(question, period="quarter", by=())
    try:
        found = [
            one
            for one in numbers.estimates(SCORE, asked)
            if one.group["period"] is not None and one.status in ("ok", "low")
        ]
    except CxError:
        return
    if len(found) < 2:
        return
    title = t("Score by wave (quarter)")
    z = normal_quantile(0.95)
    chart = control.score_chart(
        [one.value or 0.0 for one in found],
        [((one.high or 0) - (one.low or 0)) / 2 / z for one in found],
        answers=[one.n for one in found],
        unfinished=_unfinished(question, found),
        bounds=(0.0, 1.0),
    )
    points = [
        ControlPoint(one, _limit(low), _limit(high), outside)
        for one, low, high, outside in zip(
            found, chart.low, chart.high, chart.outside, strict=True
        )
    ]

    def label(start: str | None) -> str:
        return in_words.period_label(start, "quarter")

    spoken = replace(figures.chart_words(metric, title), period=label)
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
    late = _unfinished(question, found)
    since = str(found[late[0]].group["period"]) if late else None
    figures.chart(
        charts.control_chart(
            points,
            centre=chart.centre,
            unit=metric.unit,
            words=spoken,
            says=says,
            provisional_from=since,
        ),
        [(metric, one, asked) for one in found],
        title=title,
        alt=charts.describe_control(
            points,
            spoken,
            centre=chart.centre,
            unit=metric.unit,
            says=says,
            provisional_from=since,
        ),
        key="audit_waves",
        label_of=lambda e: label(e.group["period"]),
    )
    rests_on(
        SCORE,
        question,
        sum(one.n for one in found),
        t(chart.method),
        t("fewer than 12 periods: the limits are provisional")
        if chart.provisional
        else "",
    )


def _unfinished(question: Question, found: list[Estimate]) -> list[int]:
    covered = state.data_span(question.version or state.view().version)
    last = question.until or (covered and covered[1])
    return [
        at
        for at, one in enumerate(found)
        if last and measure.period_bounds(str(one.group["period"]), "quarter")[1] > last
    ]


def _limit(value: float) -> float | None:
    return None if isnan(value) else value
