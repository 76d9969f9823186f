"""Abusive contacts: flagged by people with evidence, told by team, never inferred."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import streamlit as st

from cx import catalog, charts
from cx.analyses import front_line
from cx.charts import ControlPoint, ControlWords
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.palette import US
from cx.stats import control
from cx.ui import (
    cards,
    figures,
    front_line_flag,
    numbers,
    saying,
    state,
    words,
)
from cx.ui import front_line_numbers as told
from cx.ui.hours_of_week import clock, extreme

METRIC = "abuse_rate"
NEEDED = (
    "This part needs contacts with an agent (a code is enough), a team, and a column "
    "that says whether a person flagged the contact as abusive: map it on the Data page."
)


def draw(question: Question) -> None:
    """Draw the part."""
    typed = saying.latest("abuse_flagged")
    if not told.missing(METRIC, question, t(NEEDED)):
        _numbers(question)
    st.caption(
        t(
            "Flags are under-reported where flagging costs time: a team without flags is "
            "not a team without abuse. Nobody is called abusive for calling often: who "
            "comes back again and again is usually not helped yet."
        )
    )
    st.markdown("#### " + t("Flag a contact"))
    if typed:
        st.caption(
            t(
                "Contacts flagged on this page: {n}. They are kept with their "
                "evidence and stand beside the numbers above, which count the flags of "
                "exports only.",
                n=whole(len(typed)),
            )
        )
    front_line_flag.draw(typed)


def _numbers(question: Question) -> None:
    metric = catalog.metric(METRIC)
    usual = told.one(METRIC, question)
    teams = told.by_team(METRIC, question)
    _lead(usual, told.standing_out(METRIC, question))
    first, second = st.columns([1, 2])
    with first:
        told.card(METRIC, question)
    with second:
        _spread(question)
    shown = [told.per_thousand(one) for one in teams]
    title = t("Abusive contacts by team, per 1,000 contacts")

    def label(e: Estimate) -> str:
        return words.value("team", e.group["team"])

    spoken = replace(figures.chart_words(metric, title), axis=told.axis(metric))
    reference = (
        [charts.Line(told.PER * usual.value, t("all teams"))]
        if usual.value is not None and len(teams) > 1
        else []
    )
    told.chart(
        charts.ranked(
            shown, label_of=label, unit="count", words=spoken, reference=reference
        ),
        shown,
        unit="count",
        title=title,
        alt=charts.alt_text(shown, label_of=label, unit="count", words=spoken),
        key="abuse_teams",
        label_of=label,
    )
    told.stated(METRIC, question, usual.n)
    _trend(question)
    if not question.filters:
        _clock(question, usual)


def _lead(usual: Estimate, high: list[Estimate]) -> None:
    metric = catalog.metric(METRIC)
    if usual.value is None:
        cards.lead(
            "How many contacts are abusive cannot be told: {why}", why=words.note(usual)
        )
    elif high:
        top = high[0]
        cards.lead(
            "Of 1,000 contacts, {number} were flagged as abusive; in team {team} "
            "more than chance explains: {there}.",
            number=told.words_of(metric, usual),
            team=words.value("team", top.group["team"]),
            there=told.words_of(metric, top),
        )
    else:
        cards.lead(
            "Of 1,000 contacts, {number} were flagged as abusive; no team differs from "
            "the others by more than chance.",
            number=told.words_of(metric, usual),
        )


def _spread(question: Question) -> None:
    """Whether the flagged contacts come from a few customers."""
    with st.container(border=True, height="stretch"):
        st.markdown(":small[**" + t("From few customers or many?") + "**]")
        found = front_line.spread(state.store(), question)
        if found is None:
            st.caption(t("Withheld: the flagged contacts come from too few customers."))
            return
        st.markdown(
            words.plain(
                t(
                    "{flagged} flagged contacts of {customers} known customers: the "
                    "tenth of them with the most has {top}.",
                    flagged=whole(found.flagged),
                    customers=whole(found.customers),
                    top=number(found.top, "share"),
                )
            )
        )
        if found.nameless:
            st.caption(t("{n} more lead to no known customer.", n=whole(found.nameless)))
        with st.expander(t("Show the curve"), icon=":material/show_chart:"):
            title = t("Flagged contacts over customers with any")
            spoken = figures.chart_words(None, title)
            says = charts.LorenzWords(
                across=t("share of these customers, fewest first"),
                up=t("share of the flagged contacts"),
                equal=t("all the same"),
                point=t(
                    "{rows} of these customers, fewest first: {held} of contacts ({n})",
                    rows="{rows}",
                    held="{held}",
                    n="{n}",
                ),
            )
            spreads = [
                charts.Spread(t("flagged contacts"), found.curve, found.customers, US)
            ]
            st.plotly_chart(
                charts.lorenz_curves(spreads, words=spoken, says=says),
                key="abuse_spread",
                config=figures.CHART_CONFIG,
                alt=charts.describe_lorenz(spreads, spoken, says=says),
            )


def _trend(question: Question) -> None:
    """Months with control limits; the share of contacts, told per 1,000."""
    metric = catalog.metric(METRIC)
    title = t("Abusive contacts over time, per 1,000 contacts")
    found = numbers.estimates(METRIC, replace(question, period="month"))
    known = [one for one in found if one.sums.get("denominator")]
    if len(known) < 3:
        st.markdown("#### " + title)
        st.info(t("Fewer than three months are told, so there is no trend."))
        return
    chart = control.share_chart(
        [one.sums["denominator"] for one in known],
        [one.sums["numerator"] for one in known],
    )

    def limit(value: float) -> float | None:
        return None if isnan(value) else told.PER * value

    points = [
        ControlPoint(told.per_thousand(one), limit(low), limit(high), outside)
        for one, low, high, outside in zip(
            known, chart.low, chart.high, chart.outside, strict=True
        )
    ]
    spoken = replace(
        figures.chart_words(metric, title),
        period=lambda start: words.period_label(start, "month"),
        axis=told.axis(metric),
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
    centre = told.PER * chart.centre
    told.chart(
        charts.control_chart(
            points, centre=centre, unit="count", words=spoken, says=says
        ),
        [point.estimate for point in points],
        unit="count",
        title=title,
        alt=charts.describe_control(
            points, spoken, centre=centre, unit="count", says=says
        ),
        key="abuse_trend",
        label_of=lambda e: words.period_label(e.group["period"], "month"),
    )
    told.stated(METRIC, question, sum(one.n for one in known), t(chart.method))


def _clock(question: Question, usual: Estimate) -> None:
    """Hours of the week; cells with fewer than eight people at work are not told."""
    metric = catalog.metric(METRIC)
    title = t("Abusive contacts by hour of the week, per 1,000 contacts")
    asked = replace(question, by=("weekday", "hour"))
    found = numbers.estimates(METRIC, asked)
    firm = [e for e in found if e.value is not None]
    st.markdown("#### " + title)
    if not firm:
        st.info(
            t(
                "In every hour of the week fewer than 8 people worked or too few "
                "contacts came: choose a longer period."
            )
        )
        return
    most = extreme(found, usual)
    if most is not None:
        sentence = (
            "More on {when} than chance explains: {there}."
            if most.clear
            else "No hour stands out: the highest, {when} with {there}, is within what "
            "chance does among {cells} hours."
        )
        shown = {
            "when": clock(most.estimate),
            "there": told.words_of(metric, most.estimate),
            "cells": whole(most.cells),
        }
        st.markdown(words.plain(t(sentence, **shown)))
    hours = sorted({int(e.group["hour"] or 0) for e in firm})
    every = range(hours[0], hours[-1] + 1)
    drawn = [e for e in found if int(e.group["hour"] or 0) in every]
    days = sorted({int(e.group["weekday"] or 0) for e in drawn})
    cells = [
        charts.Cell(
            days.index(int(e.group["weekday"] or 0)),
            every.index(int(e.group["hour"] or 0)),
            told.per_thousand(e),
        )
        for e in drawn
    ]
    spoken = replace(
        figures.chart_words(metric, title), axis=t("hour in which the contact began")
    )
    rows = [words.value("weekday", str(one)) for one in days]
    columns = [str(one) for one in every]
    says = charts.HeatWords(few=t("too few"))
    told.chart(
        charts.heatmap(
            cells, rows=rows, columns=columns, unit="count", words=spoken, says=says
        ),
        [cell.estimate for cell in cells],
        unit="count",
        title="",
        alt=charts.describe_heat(
            cells, spoken, rows=rows, columns=columns, unit="count", says=says
        ),
        key="abuse_clock",
        label_of=clock,
    )
    told.stated(METRIC, question, sum(e.n for e in found))
