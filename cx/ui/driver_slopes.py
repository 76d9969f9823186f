"""Asymmetric impact: what a touchpoint goes with when bad, and when good."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import charts, export
from cx.analyses.driver_more import Asymmetry
from cx.analyses.driver_results import Analysis
from cx.charts import Slopes, SlopeWords
from cx.locale import change as change_words
from cx.locale import number, t
from cx.measure import Estimate
from cx.ui import driver_numbers, driver_rows, driver_words, figures, words
from cx.ui.driver_numbers import Asked
from cx.ui.stated import stated


def verdict(one: Asymmetry) -> str:
    """What the test says of the two slopes, in the reader's language."""
    if one.kind == "basic":
        return t("basic: hurts when bad")
    if one.kind == "delight":
        return t("excites: gains when good")
    if one.kind == "too_few":
        return t("too few to say")
    if _works(one.below_low, one.below_high) and _works(one.above_low, one.above_high):
        return t("both ways")
    return t("not told apart")


def _works(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and (low > 0 or high < 0)


def asymmetry(analysis: Analysis, asked: Asked) -> None:
    """The chart, its sentence and its table."""
    found = driver_numbers.asymmetry(asked)
    title = t("What it goes with when bad, and when good")
    st.markdown("#### " + title)
    order = [row.name for row in analysis.drivers]
    found = tuple(
        sorted(
            (one for one in found if one.name in order), key=lambda o: order.index(o.name)
        )
    )
    unit = analysis.outcome.unit
    rated = {row.name: row.rated for row in analysis.drivers}
    rows = [_row(one, rated[one.name]) for one in found]
    spoken = replace(
        figures.chart_words(None, title),
        axis=t("difference in the outcome that goes with one point more"),
    )
    says = SlopeWords(
        below=t("one point more, below the middle"),
        above=t("one point more, above it"),
    )
    st.markdown(words.plain(_sentence(found)))
    st.plotly_chart(
        charts.two_slopes(rows, unit=unit, words=spoken, says=says),
        key="driver_slopes",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_two_slopes(rows, spoken, unit=unit, says=says),
    )
    gathered = driver_numbers.gathered(asked)
    names = [one.name for one in found]
    driver_rows.clicked("driver_slopes", names, gathered, asked.question)
    with st.expander(t("As a table"), icon=":material/table:"):
        _table(found, unit)
    points = sorted({number(one.point, "count") for one in found})
    stated(
        driver_words.outcome_name(analysis),
        asked.question,
        n=analysis.n,
        rows="response",
        extra=(
            t("the middle is fixed beforehand: {points}", points=", ".join(points)),
            t("filled: the two slopes differ beyond chance, at 10% false discoveries"),
        ),
    )


def _row(one: Asymmetry, rated: int) -> Slopes:
    status = "withheld" if one.kind == "too_few" else "ok"
    about: dict[str, str | None] = {"touchpoint": one.name}
    return Slopes(
        one.name,
        Estimate(about, rated, one.below, one.below_low, one.below_high, status),
        Estimate(about, rated, one.above, one.above_low, one.above_high, status),
        verdict(one),
        sure=one.kind in ("basic", "delight"),
    )


def _sentence(found: tuple[Asymmetry, ...]) -> str:
    basic = ", ".join(one.name for one in found if one.kind == "basic")
    delight = ", ".join(one.name for one in found if one.kind == "delight")
    said = []
    if basic:
        said.append(
            t("Costs more when bad than it gains when good: {names}.", names=basic)
        )
    if delight:
        said.append(
            t("Gains more when good than it costs when bad: {names}.", names=delight)
        )
    if said:
        return " ".join(said)
    return t(
        "No touchpoint counts more when bad than when good, or the other way round, "
        "beyond chance."
    )


def _table(found: tuple[Asymmetry, ...], unit: str) -> None:
    columns = (
        t("Touchpoint"),
        t("Verdict"),
        t("Below the middle"),
        t("Above the middle"),
        t("Difference"),
        t("Middle"),
    )
    rows = [
        (
            one.name,
            verdict(one),
            *(
                ("–",) * 3
                if one.kind == "too_few"
                else (
                    _span(one.below, one.below_low, one.below_high, unit),
                    _span(one.above, one.above_low, one.above_high, unit),
                    _span(one.difference, one.difference_low, one.difference_high, unit),
                )
            ),
            number(one.point, "count"),
        )
        for one in found
    ]
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="driver_slopes_table",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="driver_slopes.csv",
        mime="text/csv",
        icon=":material/download:",
        key="driver_slopes_csv",
        on_click="ignore",
    )


def _span(value: float | None, low: float | None, high: float | None, unit: str) -> str:
    if value is None or low is None or high is None:
        return "–"
    return t(
        "{value} ({low} to {high})",
        value=change_words(value, unit),
        low=change_words(low, unit),
        high=change_words(high, unit),
    )
