"""What staff say, by team: control, culture, recommendation, any scale of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from cx import catalog, charts
from cx.analyses import front_line
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.ui import cards, choices, figures, numbers, state, words
from cx.ui import front_line_numbers as told

SCORES = ("control_quotient", "service_culture", "enps")
NEEDED = (
    "This part needs a staff survey with team and dimension: one line per answer, "
    "question 'staff' (items) or 'enps' (0 to 10). There is a "
    "sample of that shape on the Data page."
)
EASY = "ces2"


def draw(question: Question) -> None:
    """Draw the part."""
    found = front_line.dimensions(state.store(), question)
    present = [m for m in SCORES if told.one(m, question).n]
    if not present and not found:
        told.missing("control_quotient", question, t(NEEDED))
        return
    _lead(question)
    for column, metric_id in zip(st.columns(max(len(present), 1)), present, strict=False):
        with column:
            told.card(metric_id, question)
    st.caption(
        t(
            "All who answered are in it, leads too: without them a team's few leads "
            "could be found by subtraction. A person answers every wave anew, so "
            "intervals over several waves are somewhat too narrow."
        )
    )
    if "control_quotient" in present:
        _control(question)
    if "enps" in present:
        _teams("enps", question)
        _waves("enps", question)
    if "service_culture" in present:
        _teams("service_culture", question)
    if found:
        _dimensions(found)
    st.caption(
        t(
            "Licensed scales such as the Korean Emotional Labour Scale (K-ELS) are not "
            "shipped: whoever holds a licence loads its items as question 'staff' with "
            "their dimensions, and this page tells each dimension on its own scale, "
            "without cut-offs for persons."
        )
    )


def _lead(question: Question) -> None:
    metric = catalog.metric("control_quotient")
    usual = told.one(metric.id, question)
    teams = [e for e in told.by_team(metric.id, question) if e.high is not None]
    low = [e for e in teams if usual.low is not None and e.high and e.high < usual.low]
    if usual.value is None:
        cards.lead(
            "How much control people have over how they work cannot be told: {why}",
            why=words.note(usual) or t("no data"),
        )
    elif low:
        least = min(low, key=lambda e: e.value or 0)
        cards.lead(
            "People rate their control over how they work {number} of 5; clearly lower "
            "in team {team}: {there}.",
            number=told.words_of(metric, usual),
            team=words.value("team", least.group["team"]),
            there=told.words_of(metric, least),
        )
    else:
        cards.lead(
            "People rate their control over how they work {number} of 5; no team clearly "
            "lower.",
            number=told.words_of(metric, usual),
        )


def _control(question: Question) -> None:
    """Control of teams against how easy their customers found it."""
    title = t("Control of teams and how easy their customers found it")
    control, easy = catalog.metric("control_quotient"), catalog.metric(EASY)
    felt = {e.group["team"]: e for e in told.by_team(control.id, question)}
    theirs = {e.group["team"]: e for e in told.by_team(EASY, question)}
    places = [
        charts.Place(words.value("team", team), felt[team], theirs[team])
        for team in sorted(felt, key=lambda one: one or "")
        if team is not None and team in theirs
    ]
    drawn = [p for p in places if p.x.value is not None and p.y.value is not None]
    across, up = told.one(control.id, question), told.one(EASY, question)
    if len(drawn) < told.LEAST_TEAMS or across.value is None or up.value is None:
        _teams(control.id, question)
        st.info(
            t(
                "To set control against effort, this needs two teams at least whose "
                "customers answered how easy it was."
            )
        )
        return
    x_name = t("control quotient, 1 to 5")
    y_name = t("share of customers who found it easy")
    spoken = figures.chart_words(easy, title)
    says = charts.QuadrantWords(
        x=x_name, y=y_name, near=t("too close to a line to say which side")
    )
    cuts = (
        charts.Line(across.value, t("all teams")),
        charts.Line(up.value, t("all teams")),
    )
    units: dict[str, Any] = {
        "x_unit": "score",
        "y_unit": "share",
        "x_cut": cuts[0],
        "y_cut": cuts[1],
    }
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.quadrant(places, words=spoken, says=says, **units),
        key="control_easy",
        config=figures.CHART_CONFIG,
        alt=charts.describe_quadrant(places, spoken, says=says, **units),
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        st.dataframe(
            {
                t("Team"): [p.label for p in drawn],
                x_name: [told.words_of(control, p.x) for p in drawn],
                y_name: [told.words_of(easy, p.y) for p in drawn],
            },
            hide_index=True,
            key="twin_control_easy",
        )
    told.stated(
        control.id,
        question,
        across.n,
        t(
            "{n} teams are few, and what goes together between teams need not go "
            "together within one: no line is drawn",
            n=whole(len(drawn)),
        ),
    )


def _teams(metric_id: str, question: Question) -> None:
    metric = catalog.metric(metric_id)
    usual = told.one(metric_id, question)
    found = told.by_team(metric_id, question)
    title = t("{measure}, by team", measure=t(metric.name))

    def label(e: Estimate) -> str:
        return words.value("team", e.group["team"])

    spoken = figures.chart_words(metric, title)
    lines = [charts.Line(usual.value, t("all teams"))] if usual.value is not None else []
    told.chart(
        charts.ranked(
            found, label_of=label, unit=metric.unit, words=spoken, reference=lines
        ),
        found,
        unit=metric.unit,
        title=title,
        alt=charts.alt_text(found, label_of=label, unit=metric.unit, words=spoken),
        key=f"teams_{metric_id}",
        label_of=label,
    )
    known = [e.value for e in found if e.value is not None]
    spread = (
        t(
            "{low} to {high} between teams",
            low=number(min(known), metric.unit),
            high=number(max(known), metric.unit),
        )
        if len(known) > 1
        else ""
    )
    told.stated(metric_id, question, usual.n, spread)


def _waves(metric_id: str, question: Question) -> None:
    metric = catalog.metric(metric_id)
    asked = replace(question, since=None, until=None, period="month")
    found = [e for e in numbers.estimates(metric_id, asked) if e.value is not None]
    if len(found) < 2:
        return
    title = t("{measure}, wave by wave", measure=t(metric.name))
    spoken = replace(
        figures.chart_words(metric, title),
        period=lambda start: words.period_label(start, "month"),
    )
    told.chart(
        charts.trend(found, unit=metric.unit, words=spoken),
        found,
        unit=metric.unit,
        title=title,
        alt=charts.describe_trend(found, unit=metric.unit, words=spoken),
        key=f"waves_{metric_id}",
        label_of=lambda e: words.period_label(e.group["period"], "month"),
    )
    st.caption(t("All waves there are, whatever period is chosen."))


def _dimensions(found: list[front_line.Dimension]) -> None:
    """Any dimension by team, on the scale its items have."""
    names = [f"{one.name} ({one.low:g}–{one.high:g})" for one in found]
    chosen = choices.choice("about", t("Dimension"), names, names[0], lambda name: name)
    one = found[names.index(chosen)]
    title = t("Dimension: {name}", name=words.plain(one.name))
    metric = catalog.metric("service_culture")
    spoken = replace(
        figures.chart_words(metric, title),
        axis=t("mean, {low} to {high}", low=f"{one.low:g}", high=f"{one.high:g}"),
    )

    def label(e: Estimate) -> str:
        return words.value("team", e.group["team"])

    whole_of = one.everybody.value
    teams = list(one.teams)
    told.chart(
        charts.ranked(
            teams,
            label_of=label,
            unit="score",
            words=spoken,
            reference=[] if whole_of is None else [charts.Line(whole_of, t("all teams"))],
        ),
        teams,
        unit="score",
        title=title,
        alt=charts.alt_text(teams, label_of=label, unit="score", words=spoken),
        key="dimension_teams",
        label_of=label,
    )
    st.caption(
        t(
            "n is people. Items of one dimension count alike; what a person skipped is "
            "left out."
        )
    )
