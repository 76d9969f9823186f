"""Callbacks by reason, team or agent: a funnel of chance, never a league table."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cx import catalog, charts, measure
from cx.analyses import callbacks
from cx.analyses.callbacks import Callbacks, Unit
from cx.charts import FunnelCurve, FunnelUnit, FunnelWords
from cx.errors import CxError
from cx.locale import number, t, whole
from cx.measure import LOW_BASE, Question, Rows
from cx.stats.funnel import Point
from cx.store import Store
from cx.ui import behind, choices, figures, frame, numbers, state, words
from cx.ui.stated import stated

WIDEST = {0: 0.0, 1: 95.0, 2: 99.8}


@st.cache_data(max_entries=200, show_spinner=False)
def _callbacks(
    _store: Store, mart: str, definition: str, question: Question, unit: Unit
) -> Callbacks | None:
    del mart, definition  # only the key of what is kept
    return callbacks.callbacks(_store, question, unit)


@st.cache_data(max_entries=64, show_spinner=False)
def _units(_store: Store, mart: str, version: int) -> list[Unit]:
    del mart  # only the key of what is kept
    return callbacks.units(_store, version)


def units() -> list[Unit]:
    """What this data can be told apart by; at least one, so that a choice is there."""
    version = state.view().version
    store = state.store()
    return _units(store, store.mart(version), version) or ["reason"]


def unit_name(unit: str) -> str:
    """What a unit is called."""
    return t("Agent") if unit == "agent_id" else words.dimension(unit)


def funnel(question: Question, window: int) -> None:
    """The plot, with the rows of the unit that was clicked."""
    options = units()
    unit = choices.choice("by", t("Callbacks by"), options, options[0], unit_name)
    metric = catalog.metric(callbacks.METRIC)
    title = t("Came back within {days} days, by {unit}", days=window, unit=_inside(unit))
    asked = numbers.for_metric(metric, question)
    try:
        found = _callbacks(
            state.store(),
            state.store().mart(question.version),
            metric.fingerprint,
            asked,
            unit,
        )
    except CxError as error:
        frame.say_error(error)
        return
    st.markdown("#### " + title)
    if found is None or not any(p.answers >= metric.min_n for p in found.plot.points):
        st.info(t("No contact that can be judged names its {unit}.", unit=_inside(unit)))
        return
    plot = found.plot
    # In the order of their names: a ranking would be read as one.
    points = sorted(plot.points, key=lambda point: _label(unit, point.name))
    drawn = [
        FunnelUnit(_label(unit, p.name), callbacks.drawn(p), WIDEST[abs(p.side)])
        for p in points
    ]
    spoken = figures.chart_words(metric, title)
    says = FunnelWords(
        target=t("average {value}", value="{value}"),
        n=t("contacts (adjusted)") if plot.adjusted else t("contacts"),
        withheld=t("{count} not shown: too few", count="{count}"),
        told=t(
            "{outside} of {count} lie outside the limits",
            outside="{outside}",
            count="{count}",
        ),
    )
    st.plotly_chart(
        charts.funnel_plot(
            drawn,
            curves=_curves(found),
            target=plot.target,
            unit=metric.unit,
            words=spoken,
            says=says,
            better=metric.better,
        ),
        key="funnel",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_funnel(
            drawn, spoken, target=plot.target, unit=metric.unit, says=says
        ),
    )
    _clicked(asked, unit, points)
    with st.expander(t("As a table"), icon=":material/table:"):
        _twin(unit, points)
    stated(metric, question, n=sum(p.answers for p in points), extra=_beware(found, unit))


def _curves(found: Callbacks) -> list[FunnelCurve]:
    at = found.plot.curves()
    return [
        FunnelCurve("95%", list(zip(at.sizes, at.low95, at.high95, strict=True))),
        FunnelCurve("99.8%", list(zip(at.sizes, at.low998, at.high998, strict=True))),
    ]


def _clicked(asked: Question, unit: Unit, points: list[Point]) -> None:
    metric = catalog.metric(callbacks.METRIC)
    at = figures.picked("funnel", len(points))
    if at is None:
        return
    fetch = partial(_rows, asked, (unit, points[at].name))
    with st.container(border=True):
        st.markdown("**" + words.plain(_label(unit, points[at].name)) + "**")
        behind.fetched_rows(fetch, metric, key="funnel")


def _rows(asked: Question, only: tuple[str, str], most: int) -> Rows:
    return measure.rows_behind(
        state.store(), callbacks.METRIC, asked, most=most, only=only
    )


def _twin(unit: Unit, points: list[Point]) -> None:
    """The numbers of the plot, by name."""
    shown = [(p, callbacks.drawn(p), callbacks.crude(p)) for p in points]
    columns = {
        unit_name(unit): [_label(unit, p.name) for p, _d, _c in shown],
        t("Share"): [_cell(c.value) for _p, _d, c in shown],
        t("Adjusted"): [_cell(d.value) for _p, d, _c in shown],
        "n": [p.answers for p, _d, _c in shown],
        t("Note"): [
            words.note(c) or (t("outside the limits") if p.side else "")
            for p, _d, c in shown
        ],
    }
    st.dataframe(columns, hide_index=True, key="twin_funnel")


def _cell(value: float | None) -> str:
    return "–" if value is None else number(value, "share")


def _beware(found: Callbacks, unit: Unit) -> list[str]:
    said = [t("counted for who handled the contact before the return")]
    if found.plot.adjusted:
        said.append(t("adjusted for the reasons each was given"))
    if found.plot.widened:
        said.append(t("limits widened: units differ more than chance explains"))
    said.append(t("under {n} contacts grey and not judged", n=LOW_BASE))
    if found.nobody:
        said.append(
            t(
                "{n} contacts without a {unit} left out",
                n=whole(found.nobody),
                unit=_inside(unit),
            )
        )
    return said


def _inside(unit: str) -> str:
    return t("agent") if unit == "agent_id" else words.dimension_inside(unit)


def _label(unit: str, name: str) -> str:
    return name if unit == "agent_id" else words.value(unit, name)
