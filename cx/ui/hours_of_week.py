"""A number for each hour of the week, and the hour that stands out beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from cx import catalog, charts
from cx.errors import CxError
from cx.locale import t
from cx.measure import Estimate, Question
from cx.stats.intervals import normal_quantile
from cx.ui import figures, frame, numbers, words
from cx.ui.stated import stated

LEAST_FIRM = 2


@dataclass(frozen=True)
class Extreme:
    """The highest of many cells, and whether that is more than luck of the draw."""

    estimate: Estimate
    cells: int
    clear: bool


def extreme(cells: Sequence[Estimate], usual: Estimate) -> Extreme | None:
    """The highest cell that clears the usual; else the highest, not clear.

    The highest of many is high by chance alone, so each interval is widened to hold for
    all cells at once (Bonferroni) and must lie above the upper limit of the usual.  None
    where fewer than two cells have enough rows.
    """
    firm = [e for e in cells if _firm(e)]
    if len(firm) < LEAST_FIRM:
        return None
    wider = normal_quantile(1 - 0.05 / len(firm)) / normal_quantile(0.95)
    top = usual.high if usual.high is not None else usual.value

    def stands_out(one: Estimate) -> bool:
        if top is None or one.value is None or one.low is None:
            return False
        return one.value - wider * (one.value - one.low) > top

    clear = [one for one in firm if stands_out(one)]
    highest = max(clear or firm, key=lambda one: one.value or 0.0)
    return Extreme(highest, len(firm), bool(clear))


def _firm(estimate: Estimate) -> bool:
    return estimate.value is not None and estimate.status == "ok"


def clock(estimate: Estimate) -> str:
    """The hour of the week a cell stands for."""
    return " ".join(
        words.value(name, estimate.group[name]) for name in ("weekday", "hour")
    )


def by_hour_of_week(
    metric_id: str, question: Question, *, title: str, key: str, sentence: str = ""
) -> None:
    """A heatmap of one metric, weekdays by hours; a click on a cell opens its rows.

    `sentence`, translated, stands between the title and the chart.
    """
    metric = catalog.metric(metric_id)
    asked = replace(question, by=("weekday", "hour"), period=None)
    try:
        found = numbers.estimates(metric_id, asked)
    except CxError as error:
        frame.say_error(error)
        return
    firm = [int(e.group["hour"] or 0) for e in found if _firm(e)]
    st.markdown("#### " + title)
    if not firm:
        st.info(
            t(
                "Every hour of the week holds too few contacts to show a number. Choose "
                "a longer period or fewer filters."
            )
        )
        return
    if sentence:
        st.markdown(words.plain(sentence))
    # From the first to the last hour that any day has enough contacts in.
    hours = range(min(firm), max(firm) + 1)
    drawn = [e for e in found if int(e.group["hour"] or 0) in hours]
    beyond = [e for e in found if int(e.group["hour"] or 0) not in hours]
    days = sorted({int(e.group["weekday"] or 0) for e in drawn})
    cells = [
        charts.Cell(
            days.index(int(e.group["weekday"] or 0)),
            hours.index(int(e.group["hour"] or 0)),
            e,
        )
        for e in drawn
    ]
    spoken = figures.chart_words(metric, title)
    spoken = replace(spoken, axis=t("hour in which the contact began"))
    rows = [words.value("weekday", str(one)) for one in days]
    columns = [str(one) for one in hours]
    says = charts.HeatWords(few=t("too few"))
    figures.chart(
        charts.heatmap(
            cells, rows=rows, columns=columns, unit=metric.unit, words=spoken, says=says
        ),
        [(metric, e, asked) for e in (*drawn, *beyond)],
        title="",
        alt=charts.describe_heat(
            cells, spoken, rows=rows, columns=columns, unit=metric.unit, says=says
        ),
        key=key,
        label_of=clock,
    )
    stated(
        t(metric.name),
        question,
        n=sum(e.n for e in found),
        extra=(
            t(
                "Hours are not moved between time zones: an export in universal time "
                "shows Seoul's morning nine hours earlier."
            ),
            t("Cells of different hours may hold different channels and months."),
            # Of the withheld not even the base is known.
            t("At other hours every cell holds too few contacts.") if beyond else "",
        ),
    )
