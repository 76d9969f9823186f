"""What teams bear: occupancy, breaks, hard contacts in a row, time after abuse."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.locale import number, t
from cx.measure import Estimate, Question
from cx.ui import cards, choices, figures, numbers, words
from cx.ui import front_line_numbers as told

MEASURES = ("occupancy", "breaks_taken", "hard_runs", "after_abuse")
NEEDED = {
    "occupancy": "Occupancy needs working days of staff: one line per agent and day, "
    "with the time at work and the time spent on contacts.",
    "breaks_taken": "Breaks taken need working days of staff with the time on break.",
    "hard_runs": "Hard contacts in a row need contacts with an agent (a code is enough), "
    "a team and an outcome: granted, in part or refused.",
    "after_abuse": "The time after abuse needs contacts with an agent (a code is enough) "
    "and a column that says whether a person flagged the contact as abusive.",
}


def draw(question: Question) -> None:
    """Draw the part."""
    present = [m for m in MEASURES if told.one(m, question).n]
    if present:
        _lead(question)
        for column, metric_id in zip(st.columns(len(present)), present, strict=True):
            with column:
                told.card(metric_id, question)
    for metric_id in MEASURES:
        if metric_id not in present:
            told.missing(metric_id, question, t(NEEDED[metric_id]))
    if not present:
        return
    _protected(question)
    choices.check("measure", MEASURES)
    chosen = choices.choice(
        "measure",
        t("Measure"),
        MEASURES,
        present[0],
        lambda m: t(catalog.metric(m).name),
    )
    if chosen in present:
        _teams(chosen, question)
        _trend(chosen, question)


def _lead(question: Question) -> None:
    metric = catalog.metric("occupancy")
    usual = told.one("occupancy", question)
    teams = [one for one in told.by_team("occupancy", question) if one.value is not None]
    if usual.value is None or not teams:
        runs = told.one("hard_runs", question)
        cards.lead(
            "How busy teams are is in no file; {number} of contacts were hard right "
            "after another hard one.",
            number=told.words_of(catalog.metric("hard_runs"), runs),
        )
        return
    busiest = max(teams, key=lambda one: one.value or 0)
    breaks = {
        one.group["team"]: one for one in told.by_team("breaks_taken", question)
    }.get(busiest.group["team"])
    shown = {
        "team": words.value("team", busiest.group["team"]),
        "there": told.words_of(metric, busiest),
        "usual": number(usual.value, "share"),
    }
    clear = (
        usual.high is not None and busiest.low is not None and busiest.low > usual.high
    )
    if not clear:
        cards.lead(
            "Teams spend {usual} of their time at work on contacts; none clearly more.",
            **shown,
        )
    elif breaks is not None and breaks.value is not None:
        cards.lead(
            "Team {team} spends {there} of its time at work on contacts (all teams "
            "{usual}) and {breaks} on breaks.",
            breaks=number(breaks.value, "share"),
            **shown,
        )
    else:
        cards.lead(
            "Team {team} spends {there} of its time at work on contacts (all teams "
            "{usual}).",
            **shown,
        )


def _protected(question: Question) -> None:
    """Exposure against protection: who meets more abuse, and who can take breaks."""
    title = t("Exposure and protection of teams")
    abuse, breaks = catalog.metric("abuse_rate"), catalog.metric("breaks_taken")
    met = {
        one.group["team"]: told.per_thousand(one)
        for one in told.by_team(abuse.id, question)
    }
    rested = {one.group["team"]: one for one in told.by_team(breaks.id, question)}
    places = [
        charts.Place(words.value("team", team), met[team], rested[team])
        for team in sorted(met, key=lambda one: one or "")
        if team is not None and team in rested
    ]
    drawn = [p for p in places if p.x.value is not None and p.y.value is not None]
    across = told.per_thousand(told.one(abuse.id, question))
    up = told.one(breaks.id, question)
    st.markdown("#### " + title)
    if len(drawn) < told.LEAST_TEAMS or across.value is None or up.value is None:
        st.info(
            t(
                "This needs two teams at least with contacts that people could flag as "
                "abusive and with working days that say how long breaks were."
            )
        )
        return
    x_name, y_name = t("abusive contacts per 1,000"), t("breaks, share of time at work")
    spoken = figures.chart_words(breaks, title)
    says = charts.QuadrantWords(
        x=x_name,
        y=y_name,
        near=t("too close to a line to say which side"),
        corners=("", "", "", t("unprotected")),
    )
    x_cut = charts.Line(across.value, t("all teams"))
    y_cut = charts.Line(up.value, t("all teams"))
    figure = charts.quadrant(
        places,
        x_unit="count",
        y_unit="share",
        x_cut=x_cut,
        y_cut=y_cut,
        words=spoken,
        says=says,
    )
    st.plotly_chart(
        figure,
        key="protected",
        config=figures.CHART_CONFIG,
        alt=charts.describe_quadrant(
            places,
            spoken,
            x_unit="count",
            y_unit="share",
            x_cut=x_cut,
            y_cut=y_cut,
            says=says,
        ),
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        st.dataframe(
            {
                t("Team"): [p.label for p in drawn],
                x_name: [_in_words(p.x, "count") for p in drawn],
                y_name: [_in_words(p.y, "share") for p in drawn],
            },
            hide_index=True,
            key="twin_protected",
        )
    told.stated(abuse.id, question, told.one(abuse.id, question).n)


def _in_words(found: Estimate, unit: str) -> str:
    if found.low is None or found.high is None:
        return number(found.value or 0, unit)
    return t(
        "{value} ({low} to {high})",
        value=number(found.value or 0, unit),
        low=number(found.low, unit),
        high=number(found.high, unit),
    )


def _teams(metric_id: str, question: Question) -> None:
    metric = catalog.metric(metric_id)
    usual, unit = told.in_unit(metric, told.one(metric_id, question))
    title = t("{measure}, by team", measure=t(metric.name))
    found = [told.in_unit(metric, one)[0] for one in told.by_team(metric_id, question)]

    def label(e: Estimate) -> str:
        return words.value("team", e.group["team"])

    spoken = replace(figures.chart_words(metric, title), axis=told.axis(metric))
    reference = (
        [charts.Line(usual.value, t("all teams"))] if usual.value is not None else []
    )
    told.chart(
        charts.ranked(
            found, label_of=label, unit=unit, words=spoken, reference=reference
        ),
        found,
        unit=unit,
        title=title,
        alt=charts.alt_text(found, label_of=label, unit=unit, words=spoken),
        key="strain_teams",
        label_of=label,
    )
    told.stated(metric_id, question, usual.n)


def _trend(metric_id: str, question: Question) -> None:
    """All teams that are told, month by month."""
    metric = catalog.metric(metric_id)
    unit = told.unit_of(metric)
    found = [
        told.in_unit(metric, one)[0]
        for one in numbers.estimates(metric_id, replace(question, period="month"))
        if one.group["period"] is not None
    ]
    if sum(one.value is not None for one in found) < 3:
        return
    title = t("{measure}, over time", measure=t(metric.name))
    spoken = replace(
        figures.chart_words(metric, title),
        period=lambda start: words.period_label(start, "month"),
        axis=told.axis(metric),
    )
    told.chart(
        charts.trend(found, unit=unit, words=spoken),
        found,
        unit=unit,
        title=title,
        alt=charts.describe_trend(found, unit=unit, words=spoken),
        key="strain_trend",
        label_of=lambda e: words.period_label(e.group["period"], "month"),
    )
