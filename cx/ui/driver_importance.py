"""The importance of each touchpoint: bars with intervals, ranks, ties, and the table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from cx import charts, export
from cx.analyses.driver_results import Analysis, DriverRow
from cx.charts import RankWords
from cx.locale import change as change_words
from cx.locale import number, t
from cx.measure import Question
from cx.ui import driver_words, figures, words
from cx.ui.stated import stated


@dataclass(frozen=True)
class Bar:
    """One driver as the chart takes it; its slope points to the better outcome."""

    name: str
    importance: float
    unique: float
    slope: float
    low: float | None
    high: float | None


def shown(analysis: Analysis) -> list[DriverRow]:
    """By importance where that order may be said, else as the journey goes."""
    if analysis.ranked:
        return list(analysis.drivers)
    return sorted(analysis.drivers, key=lambda row: (row.stage_order or 0, row.name))


def _sure(row: DriverRow) -> bool:
    low, high = row.slope_low, row.slope_high
    return low is not None and high is not None and (low > 0 or high < 0)


def _bars(analysis: Analysis) -> list[Bar]:
    return [
        Bar(
            row.name,
            row.importance,
            row.unique,
            # A slope that may be nought points nowhere.
            row.slope * analysis.outcome.better if _sure(row) else 0.0,
            row.low,
            row.high,
        )
        for row in shown(analysis)
    ]


def chart(
    analysis: Analysis, question: Question, *, key: str, clicks: bool = True
) -> None:
    """The bars, and the caption that says what they rest on.

    Without `clicks` while more is being computed, which a click would start anew.
    """
    title = t("Importance for: {outcome}", outcome=driver_words.outcome_name(analysis))
    falling = (
        t("falls when rated higher")
        if analysis.outcome.better > 0
        else t("rises when rated higher")
    )
    spoken = replace(
        figures.chart_words(None, title, falling=falling),
        axis=t("share of R² explained"),
    )
    says = RankWords(
        rank=t("rank {rank}"),
        ranks=t("rank {low}–{high}"),
        tied=t("cannot be told apart from {names}"),
        tie=t("cannot be told apart"),
    )
    ranks = [
        None
        if row.rank_low is None or row.rank_high is None or not analysis.ranked
        else (row.rank_low, row.rank_high)
        for row in shown(analysis)
    ]
    ties = [range(first, last + 1) for first, last in analysis.ties]
    bars = _bars(analysis)
    st.markdown("#### " + words.plain(title))
    st.plotly_chart(
        charts.importance(
            bars,
            words=spoken,
            ranks=ranks,
            ties=ties if analysis.ranked else [],
            says=says,
        ),
        key=key,
        on_select="rerun" if clicks else "ignore",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_importance(bars, words=spoken),
    )
    stated(
        driver_words.outcome_name(analysis),
        question,
        n=analysis.n,
        rows="response",
        extra=(
            driver_words.weights_of(analysis),
            t("importance: {method}", method=t(analysis.method)),
            ""
            if analysis.ranked
            else t("in the order of the journey, not of importance"),
        ),
    )


def _between(
    value: float | None, low: float | None, high: float | None, unit: str
) -> str:
    """A number with its interval, as a cell; a slope or an effect carries its sign."""
    if value is None:
        return "–"
    say = number if unit == "share of R²" else change_words
    of = "share" if unit == "share of R²" else unit
    if low is None or high is None:
        return say(value, of)
    return t(
        "{value} ({low} to {high})",
        value=say(value, of),
        low=say(low, of),
        high=say(high, of),
    )


def _rank(row: DriverRow) -> str:
    if row.rank_low is None or row.rank_high is None:
        return "–"
    if row.rank_low == row.rank_high:
        return str(row.rank_low)
    return f"{row.rank_low}–{row.rank_high}"


def table(analysis: Analysis) -> None:
    """Everything about each driver, to read and to take away."""
    unit = analysis.outcome.unit
    columns = (
        t("Touchpoint"),
        t("Rank"),
        t("Importance overall (of R²)"),
        t("Explained by nothing else"),
        t("Impact per visitor"),
        t("Slope per point"),
        t("Met by"),
        t("Meeting it at all"),
        t("Mean rating"),
        t("Correlation"),
        "VIF",
        t("Rated by"),
    )
    rows = [
        (
            row.name,
            _rank(row) if analysis.ranked else "–",
            _between(row.importance, row.low, row.high, "share of R²"),
            number(row.unique, "share"),
            _between(row.impact, row.impact_low, row.impact_high, unit),
            _between(row.slope, row.slope_low, row.slope_high, unit),
            number(row.reach, "share"),
            _between(row.met_effect, row.met_low, row.met_high, unit),
            t(
                "{value} ({low} to {high})",
                value=number(row.performance, "score"),
                low=number(row.performance_low, "score"),
                high=number(row.performance_high, "score"),
            )
            if row.performance_low is not None and row.performance_high is not None
            else number(row.performance, "score"),
            number(row.correlation, "score"),
            number(row.vif, "score"),
            row.rated,
        )
        for row in shown(analysis)
    ]
    with st.expander(t("As a table"), icon=":material/table:", expanded=True):
        st.dataframe(
            {name: [row[at] for row in rows] for at, name in enumerate(columns)},
            hide_index=True,
            key="driver_table",
            column_config={columns[0]: st.column_config.Column(pinned=True)},
        )
        st.caption(
            words.plain(
                t(
                    "Importance overall counts everybody, also those who did not meet "
                    "the touchpoint. Impact per visitor is what one standard deviation "
                    "of its ratings goes with among those who met it; the slope is what "
                    "one point goes with. Both hold the other touchpoints equal."
                )
            )
        )
        for sentence in driver_words.dominance_of(analysis)[1:]:
            st.markdown("- " + words.plain(sentence))
        st.download_button(
            t("Download as CSV"),
            export.as_csv(columns, rows),
            file_name="drivers.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def dominance(analysis: Analysis) -> None:
    """Who explains more than whom, whatever else is in the model; the rest is below."""
    for sentence in driver_words.dominance_of(analysis)[:1]:
        st.markdown(words.plain(sentence))
