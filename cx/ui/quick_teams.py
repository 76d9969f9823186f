"""Handling time against repeats: who is fast at the price of returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.charts.quadrant import clear_of
from cx.errors import CxError
from cx.locale import t, whole
from cx.measure import Question
from cx.ui import figures, frame, numbers, words
from cx.ui.stated import stated

LEAST_TEAMS = 2


def fast_at_a_price(
    places: Sequence[charts.Place], x_cut: charts.Line, y_cut: charts.Line
) -> list[str]:
    """Units whose whole interval is quicker and whose whole interval returns more."""
    return [
        place.label
        for place in places
        if place.x.value is not None
        and place.y.value is not None
        and clear_of(place, x_cut, y_cut)
        and place.x.value < x_cut.value
        and place.y.value > y_cut.value
    ]


def quick_or_thorough(question: Question) -> None:
    """Handling time against repeats by team: who is fast at the price of returns."""
    title = t("Handling time against repeats, by team")
    handle, repeat = catalog.metric("handle_median"), catalog.metric("repeat_share")
    asked = replace(question, by=("team",), period=None)
    try:
        all_x = numbers.estimate(handle.id, question)
        all_y = numbers.estimate(repeat.id, question)
        times = {e.group["team"]: e for e in numbers.estimates(handle.id, asked)}
        repeats = {e.group["team"]: e for e in numbers.estimates(repeat.id, asked)}
    except CxError as error:
        frame.say_error(error)
        return
    teams = sorted((team for team in times if team in repeats), key=lambda one: one or "")
    places = [
        charts.Place(words.value("team", team), times[team], repeats[team])
        for team in teams
        if team is not None
    ]
    drawn = [p for p in places if p.x.value is not None and p.y.value is not None]
    st.markdown("#### " + title)
    if all_x.value is None or all_y.value is None or len(drawn) < LEAST_TEAMS:
        st.info(
            t(
                "This needs two teams at least, with handling times and customer "
                "numbers; there are {n} with enough contacts.",
                n=whole(len(drawn)),
            )
        )
        return
    x_cut = charts.Line(all_x.value, t("all teams"))
    y_cut = charts.Line(all_y.value, t("all teams"))
    _say_price(fast_at_a_price(drawn, x_cut, y_cut))
    x_name = t("median handling time, seconds")
    y_name = t("share followed by another contact")
    spoken = figures.chart_words(repeat, title)
    says = charts.QuadrantWords(
        x=x_name, y=y_name, near=t("too close to a line to say which side")
    )
    labels = {id(p.y): p.label + " · " + y_name for p in places}
    labels |= {id(p.x): p.label + " · " + x_name for p in places}
    figures.chart(
        charts.quadrant(
            places,
            x_unit="seconds",
            y_unit="share",
            x_cut=x_cut,
            y_cut=y_cut,
            words=spoken,
            says=says,
        ),
        # A click opens the contacts of the team; the table holds both numbers.
        [(repeat, p.y, asked) for p in places] + [(handle, p.x, asked) for p in places],
        title="",
        alt=charts.describe_quadrant(
            places,
            spoken,
            x_unit="seconds",
            y_unit="share",
            x_cut=x_cut,
            y_cut=y_cut,
            says=says,
        ),
        key="quick",
        label_of=lambda e: labels[id(e)],
    )
    days = dict(numbers.for_metric(repeat, question).parameters).get("window_days", 7)
    stated(
        t(repeat.name),
        question,
        n=all_y.n,
        window=int(days),
        rows="contact",
        extra=(
            t(
                "Teams with easier reasons are quicker: filter by reason before "
                "concluding anything."
            ),
        ),
    )


def _say_price(fast: list[str]) -> None:
    if fast:
        st.markdown(
            words.plain(
                t(
                    "Fast at the price of returns: {teams}. Their handling times lie "
                    "below and their repeats above those of all teams, beyond chance.",
                    teams=", ".join(fast),
                )
            )
        )
        return
    st.markdown(
        words.plain(
            t(
                "No team stands out as fast at the price of returns: no interval lies "
                "wholly below the usual handling time and wholly above the usual repeats."
            )
        )
    )
