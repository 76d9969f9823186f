"""The journey of one response: what is remembered, how it ends, where it hurts."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses import journey
from cx.charts import DumbbellWords, LineWords, Pair, StagePoint
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import t
from cx.measure import Estimate, Question
from cx.stats.journey import Remembered
from cx.ui import cards, choices, figures, numbers, touchpoint_numbers, words
from cx.ui.overview import breakdowns
from cx.ui.stated import stated

MEAN = "journey_mean"
SUMMARIES = {
    "mean": "Plain mean",
    "peak_end": "Peak–end",
    "worst_end": "Worst–end",
    "last": "Last stage",
    "first": "First stage",
    "worst": "Worst stage",
}
OUTCOMES = {
    "nps": "Likelihood to recommend (NPS question)",
    "overall_satisfaction": "Overall satisfaction",
    "csat": "Customer satisfaction (CSAT)",
}


def outcomes(question: Question) -> list[str]:
    """Overall verdicts that somebody gave here."""
    found = []
    for name in journey.OUTCOMES:
        try:
            if numbers.estimate(name, replace(question, filters=())).n:
                found.append(name)
        except CxError:
            continue
    return found


def outcome_words(name: str) -> str:
    """What an overall verdict is called."""
    return t(OUTCOMES[name])


def stage_range(question: Question) -> Question | None:
    """The question with the part of the journey that was chosen, if there is one."""
    stages = touchpoint_numbers.stages(question)
    if len({stage.place for stage in stages}) < 3:
        st.info(
            t(
                "No journey can be drawn: it needs three touchpoints or more that have a "
                "place in the journey (stage order). The order of columns is not taken "
                "for one."
            )
        )
        return None
    names = [stage.name for stage in stages]
    place = {stage.name: stage.place for stage in stages}
    with st.container(horizontal=True):
        first = choices.choice("from_stage", t("Journey from"), names, names[0], str)
        last = choices.choice("to_stage", t("to"), names, names[-1], str)
    if place[last] < place[first]:
        st.info(t("This journey would end before it begins: choose a later end."))
        return None
    return replace(
        question,
        parameters=(("first_stage", place[first]), ("last_stage", place[last])),
    )


def r_words(value: float) -> str:
    """A correlation, to three places.

    >>> r_words(-0.4678)
    '−0.468'
    """
    return f"{value:.3f}".replace("-", "−")


def verdict(found: Remembered, outcome: str) -> str:
    """Which summary goes more closely with the outcome, as far as the data can tell."""
    mean, peak = found.correlations["mean"], found.correlations["peak_end"]
    apart = found.differences["peak_end"]
    said = {
        "outcome": outcome_words(outcome),
        "mean": r_words(mean.value),
        "peak": r_words(peak.value),
        "worst": r_words(found.correlations["worst_end"].value),
        "size": r_words(abs(apart.value)),
        "low": r_words(apart.low),
        "high": r_words(apart.high),
    }
    if not apart.clear:
        return t(
            "On this data nobody can say whether the plain mean or peak–end predicts "
            "better. {outcome}: r {mean} and {peak}, mean less peak–end {low} to {high}.",
            **said,
        )
    if apart.value > 0:
        return t(
            "On this data the plain mean predicts better than peak–end. {outcome}: "
            "r {mean} against {peak}, worst–end {worst}; {size} apart (95% interval "
            "{low} to {high}).",
            **said,
        )
    return t(
        "On this data peak–end predicts better than the plain mean. {outcome}: "
        "r {peak} against {mean}; {size} apart (95% interval of mean less peak–end "
        "{low} to {high}).",
        **said,
    )


def _summary(one: Estimate) -> str:
    return t(SUMMARIES[str(one.group["summary"])])


def recalled(question: Question, outcome: str | None) -> None:
    """Correlations of each summary with the outcome, and what predicts better."""
    title = t("Which summary goes with the overall verdict?")
    if outcome is None:
        st.info(
            t("Nobody was asked for an overall verdict here, so none can be compared.")
        )
        return
    try:
        found, alone, both = touchpoint_numbers.remembered(question, outcome)
    except CxError as error:
        st.info(words.plain(t(error.sentence, **error.details)))
        return
    st.markdown(words.plain(verdict(found, outcome)))
    metric = catalog.metric(MEAN)
    shown = [
        Estimate({"summary": name}, found.n, one.value, one.low, one.high)
        for name, one in found.correlations.items()
    ]
    spoken = replace(
        figures.chart_words(None, title),
        axis=t("correlation (r) with: {outcome}", outcome=outcome_words(outcome)),
    )
    asked = replace(question, by=(), period=None)
    st.markdown("#### " + title)
    # Its base is journeys with a verdict; the rows of a metric would be all journeys.
    st.plotly_chart(
        charts.ranked(shown, label_of=_summary, unit="score", words=spoken),
        key="recalled",
        config=figures.CHART_CONFIG,
        alt=charts.alt_text(shown, label_of=_summary, unit="score", words=spoken),
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [(metric, one, asked) for one in shown], label_of=_summary, key="recalled"
        )
    stated(
        metric,
        question,
        n=found.n,
        extra=[
            t(
                "Intervals: 1,000 draws of 200 buckets of customers, all summaries "
                "together."
            ),
            t(
                "For people left out the error is {alone} points with the mean alone, "
                "{both} with mean, last and worst.",
                alone=r_words(alone),
                both=r_words(both),
            ),
            t(
                "Published over 174 effects: peak–end r .58, comparable to the plain "
                "mean (Alaybek et al. 2022)."
            ),
        ],
    )


def first_and_last(question: Question) -> None:
    """How journeys begin and end, in all and by group."""
    card_row(("peak_end", MEAN, "worst_end"), question)
    card_row(("end_lift", "last_minus_first", "journey_slope"), question)
    _line(question)
    dimensions = breakdowns("journey_last")
    by = choices.choice(
        "ends_by",
        t("First and last stage, by"),
        dimensions,
        "segment" if "segment" in dimensions else dimensions[0],
        words.dimension,
    )
    _dumbbell(question, by)


def card_row(metric_ids: tuple[str, ...], question: Question) -> None:
    """Three numbers side by side."""
    for column, metric_id in zip(st.columns(3), metric_ids, strict=False):
        with column:
            cards.card(metric_id, question)


def _dumbbell(question: Question, by: str) -> None:
    asked = replace(question, by=(by,), period=None)
    first, last = (
        {e.group[by]: e for e in numbers.estimates(m, asked)}
        for m in ("journey_first", "journey_last")
    )
    groups = sorted(last, key=lambda g: -last[g].n)
    metric = catalog.metric("journey_last")
    title = t(
        "First and last stage, by {dimension}", dimension=words.dimension_inside(by)
    )
    spoken = figures.chart_words(metric, title)
    says = DumbbellWords(
        perceived=t("first stage"),
        operational=t("last stage"),
        gap=t("first less last"),
        left=t("{count} more not shown"),
        change=change_words,
    )
    pairs = [Pair(words.value(by, g), first[g], last[g]) for g in groups if g in first]
    sides = [
        (catalog.metric(m), one, asked)
        for g in groups
        if g in first
        for m, one in (("journey_first", first[g]), ("journey_last", last[g]))
    ]
    figures.chart(
        charts.dumbbell(pairs, unit="score", words=spoken, says=says),
        sides,
        title=title,
        alt=charts.describe_dumbbell(pairs, spoken, unit="score", says=says),
        key="ends",
        label_of=lambda e: (
            words.value(by, e.group[by])
            + " · "
            + (
                says.perceived
                if any(e is one for one in first.values())
                else says.operational
            )
        ),
    )
    stated(metric, question, n=sum(one.n for one in last.values()))


def _line(question: Question) -> None:
    metric = catalog.metric(journey.STAGES)
    asked = replace(question, by=("touchpoint",), period=None)
    means = {e.group["touchpoint"]: e for e in numbers.estimates(journey.STAGES, asked)}
    spreads = [s for s in touchpoint_numbers.spreads(question) if s.touchpoint in means]
    points = [
        StagePoint(
            one.touchpoint,
            means[one.touchpoint],
            one.quantile(0.5),
            one.quantile(0.25),
            one.quantile(0.75),
        )
        for one in spreads
    ]
    title = t("The line of the journey")
    spoken = figures.chart_words(metric, title)
    says = LineWords(mean=t("mean"), median=t("median"), ribbon=t("the middle half"))
    figures.chart(
        charts.journey_line(points, words=spoken, says=says),
        [(metric, point.mean, asked) for point in points],
        title=title,
        alt=charts.describe_line(points, spoken),
        key="journey_line",
        label_of=lambda e: str(e.group["touchpoint"]),
    )
    stated(
        metric,
        question,
        n=sum(sum(one.counts) for one in spreads),
        extra=[
            t(
                "Not everybody meets every stage, so neighbours may be different people: "
                "the rise from one to the next is in the cards, journey by journey."
            )
        ],
    )
    cards.card("end_below_mean", question)
