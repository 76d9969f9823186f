"""Importance against performance, with the doubt about both."""

from __future__ import annotations

import streamlit as st

from cx import charts
from cx.analyses.driver_results import Analysis, DriverRow
from cx.analyses.driver_sums import Gathered
from cx.charts import Line, Place, QuadrantWords
from cx.charts.quadrant import clear_of
from cx.locale import t
from cx.measure import LOW_BASE, Estimate, Question
from cx.ui import driver_rows, driver_words, figures, words
from cx.ui.stated import stated

LEAST = 2
# As the engine names them.
QUADRANTS = {
    "improve": "Improve first",
    "keep": "Keep up",
    "low": "Low priority",
    "spare": "Possible overkill",
}


def _place(row: DriverRow, scale: tuple[float, float]) -> Place:
    """A driver on the chart; its level is on `scale` (from, width)."""
    status = "low" if row.rated < LOW_BASE else "ok"
    low, width = scale
    ends = (row.performance, row.performance_low, row.performance_high)
    level, least, most = (None if end is None else (end - low) / width for end in ends)
    return Place(
        row.name,
        Estimate({"touchpoint": row.name}, row.rated, level, least, most, status),
        Estimate(
            {"touchpoint": row.name},
            row.rated,
            row.importance,
            row.low,
            row.high,
            status,
        ),
        sure=row.quadrant_sure,
    )


def _scales(analysis: Analysis, gathered: Gathered) -> list[tuple[float, float]]:
    """(from, width) of each driver's scale; as they are where all have the same."""
    found = []
    for row in analysis.drivers:
        met = gathered.touchpoint(row.name)
        low, high = met.scale_min or 0.0, met.scale_max or 0.0
        found.append((low, high - low) if high > low else (0.0, 1.0))
    return found if len(set(found)) > 1 else [(0.0, 1.0)] * len(found)


def quadrant(analysis: Analysis, gathered: Gathered, question: Question) -> None:
    """The chart, and who lies clear of both lines."""
    st.markdown("#### " + t("Importance and performance"))
    if len(analysis.drivers) < LEAST:
        st.caption(t("This needs two touchpoints at least."))
        return
    scales = _scales(analysis, gathered)
    shares = len(set(scales)) > 1
    places = [_place(*one) for one in zip(analysis.drivers, scales, strict=True)]
    unit = "share" if shares else "score"
    levels = [place.x.value or 0.0 for place in places]
    x_cut = Line(sum(levels) / len(levels), t("mean rating"))
    y_cut = Line(analysis.cross.importance, t("mean importance"))
    title = t("Importance and performance")
    spoken = figures.chart_words(None, title)
    says = QuadrantWords(
        x=t("mean rating, share of its scale") if shares else t("mean rating"),
        y=t("importance, share of R²"),
        near=t("in doubt which field"),
        corners=(
            t(QUADRANTS["improve"]),
            t(QUADRANTS["keep"]),
            t(QUADRANTS["low"]),
            t(QUADRANTS["spare"]),
        ),
    )
    sure = [clear_of(place, x_cut, y_cut) for place in places]
    st.markdown(words.plain(_sentence(analysis, sure)))
    st.plotly_chart(
        charts.quadrant(
            places,
            x_unit=unit,
            y_unit="share",
            x_cut=x_cut,
            y_cut=y_cut,
            words=spoken,
            says=says,
        ),
        key="driver_quadrant",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_quadrant(
            places,
            spoken,
            x_unit=unit,
            y_unit="share",
            x_cut=x_cut,
            y_cut=y_cut,
            says=says,
        ),
    )
    names = [row.name for row in analysis.drivers]
    driver_rows.clicked("driver_quadrant", names, gathered, question)
    stated(
        driver_words.outcome_name(analysis),
        question,
        n=analysis.n,
        rows="response",
        extra=(
            t("hollow: a line lies within an interval, or under 90% of resamples agree"),
            t(
                "the lines are means of what is shown, so some always lie below them, "
                "however good all are"
            ),
        ),
    )


def _sentence(analysis: Analysis, sure: list[bool]) -> str:
    said = []
    for kind, name in QUADRANTS.items():
        found = [
            row.name
            for row, clear in zip(analysis.drivers, sure, strict=True)
            if clear and row.quadrant == kind
        ]
        if found:
            said.append(f"{t(name)}: {', '.join(found)}.")
    doubtful = [
        row.name for row, clear in zip(analysis.drivers, sure, strict=True) if not clear
    ]
    if len(doubtful) == len(sure):
        return t("No touchpoint lies clearly in one of the four fields.")
    if doubtful:
        said.append(t("In doubt: {names}.", names=", ".join(doubtful)))
    return " ".join(said)
