"""Numbers by item of a form: bars and grids whose click opens the rows of one item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cx import catalog, charts, export, measure
from cx.analyses.audits import ItemNumber
from cx.catalog import Metric
from cx.charts import Cell, Figure, HeatWords
from cx.errors import CxError
from cx.locale import number, t
from cx.measure import NOT_RECORDED, Estimate, Question, Rows
from cx.ui import behind, figures, frame, numbers, state, words

# Below so many visits a cell is hatched, however many items they had.
FIRM_VISITS = 10


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    key: str,
    label: str = "",
) -> None:
    """The numbers of a chart, to read and to take away."""
    with st.expander(label or t("As a table"), icon=":material/table:"):
        st.dataframe(
            {name: [row[at] for row in rows] for at, name in enumerate(columns)},
            hide_index=True,
            key=f"twin_{key}",
        )
        st.download_button(
            t("Download as CSV"),
            export.as_csv(columns, rows),
            file_name=f"{key}.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"twin_csv_{key}",
            on_click="ignore",
        )


def plain_chart(figure: Figure, *, title: str, alt: str, key: str) -> None:
    """A chart behind which no rows are shown: they would be those of one person."""
    if title:
        st.markdown("#### " + title)
    st.plotly_chart(figure, key=key, config=figures.CHART_CONFIG, alt=alt)


def apart(share: float) -> str:
    """How far two shares lie apart, without a sign."""
    return t("{sign}{value} pp", sign="", value=number(100 * share, "points"))


def by_visits(found: Estimate) -> Estimate:
    """A cell that counts visits, not items; of few visits it is an indication only."""
    visits = int(found.sums.get("clusters", 0))
    if found.value is None or not visits:
        return found
    status = "low" if visits < FIRM_VISITS else found.status
    return replace(found, n=visits, status=status)


def by_stage_and_site(
    metric_id: str, question: Question, stages: Sequence[str], *, title: str, key: str
) -> None:
    """Stage by site; a cell of few visits is hatched."""
    metric = catalog.metric(metric_id)
    asked = replace(question, by=("touchpoint", "site"), period=None)
    try:
        every = numbers.estimates(metric_id, asked)
    except CxError as error:
        frame.say_error(error)
        return
    found = [by_visits(one) for one in every if None not in one.group.values()]
    if not found:
        st.caption(
            t("No visit names both a stage and a site: map the columns on the Data page.")
        )
        return
    sites = sorted({str(one.group["site"]) for one in found})
    rows = [s for s in stages if s in {one.group["touchpoint"] for one in found}]
    cells = [
        Cell(rows.index(str(e.group["touchpoint"])), sites.index(str(e.group["site"])), e)
        for e in found
    ]
    says = HeatWords(few=t("too few visits"))
    spoken = replace(figures.chart_words(metric, title), n=t("visits"))
    figures.chart(
        charts.heatmap(
            cells, rows=rows, columns=sites, unit=metric.unit, words=spoken, says=says
        ),
        [(metric, one, asked) for one in found],
        title=title,
        alt=charts.describe_heat(
            cells, spoken, rows=rows, columns=sites, unit=metric.unit, says=says
        ),
        key=key,
        label_of=lambda e: f"{e.group['touchpoint']} · {e.group['site']}",
    )


def item_grid(
    metric_id: str,
    question: Question,
    found: Sequence[ItemNumber],
    *,
    column: str,
    title: str,
    key: str,
) -> None:
    """Item of the form by a column of the rows; a click opens the rows of both."""
    metric = catalog.metric(metric_id)
    kept = [one for one in found if one.column is not None]
    if not kept:
        return
    rows = list(dict.fromkeys(one.item for one in kept))
    columns = sorted({str(one.column) for one in kept})
    shown = [words.value(column, one) for one in columns]
    cells = [
        Cell(rows.index(one.item), columns.index(str(one.column)), one.estimate)
        for one in kept
    ]
    says = HeatWords(few=t("too few"))
    spoken = figures.chart_words(metric, title)
    picture = charts.heatmap(
        cells, rows=rows, columns=shown, unit=metric.unit, words=spoken, says=says
    )
    alt = charts.describe_heat(
        cells, spoken, rows=rows, columns=shown, unit=metric.unit, says=says
    )
    _draw(metric, question, kept, picture, title=title, alt=alt, key=key, column=column)


def item_bars(
    metric_id: str,
    question: Question,
    found: Sequence[ItemNumber],
    *,
    title: str,
    key: str,
) -> None:
    """One bar for each item, in the order given."""
    metric = catalog.metric(metric_id)
    names = {id(one.estimate): one.item for one in found}
    spoken = figures.chart_words(metric, title)
    picture = charts.ranked(
        [one.estimate for one in found],
        label_of=lambda e: names[id(e)],
        unit=metric.unit,
        words=spoken,
    )
    alt = charts.alt_text(
        [one.estimate for one in found],
        label_of=lambda e: names[id(e)],
        unit=metric.unit,
        words=spoken,
    )
    _draw(metric, question, found, picture, title=title, alt=alt, key=key, column="")


def _draw(
    metric: Metric,
    question: Question,
    found: Sequence[ItemNumber],
    picture: Figure,
    *,
    title: str,
    alt: str,
    key: str,
    column: str,
) -> None:
    if title:
        st.markdown("#### " + title)
    st.plotly_chart(
        picture,
        key=key,
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=alt,
    )
    at = figures.picked(key, len(found))
    if at is not None:
        one = found[at]
        asked = _of_column(question, column, one.column) if column else question
        with st.container(border=True):
            st.markdown("**" + words.plain(one.item) + "**")
            behind.fetched_rows(
                partial(_rows, metric.id, asked, one.item), metric, key=key
            )
    named = {id(one.estimate): _label(one, column) for one in found}
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [(metric, one.estimate, question) for one in found],
            label_of=lambda e: named[id(e)],
            key=key,
        )


def _label(one: ItemNumber, column: str) -> str:
    return f"{one.item} · {words.value(column, one.column)}" if column else one.item


def _of_column(question: Question, column: str, value: str | None) -> Question:
    filters = dict(question.filters)
    filters[column] = (NOT_RECORDED if value is None else value,)
    return replace(question, filters=tuple(sorted(filters.items())))


def _rows(metric_id: str, question: Question, item: str, most: int) -> Rows:
    asked = numbers.for_metric(catalog.metric(metric_id), replace(question, by=()))
    return measure.rows_behind(
        state.store(), metric_id, asked, most=most, only=("item", item)
    )
