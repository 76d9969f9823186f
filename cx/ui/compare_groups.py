"""Groups of one number: bars, or a funnel of chance; who is apart from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
import streamlit as st

from cx import catalog, charts
from cx.catalog import Metric
from cx.charts import FunnelCurve, FunnelUnit, FunnelWords
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import number, t
from cx.measure import Estimate, Question
from cx.stats.funnel import funnel_limits
from cx.stats.intervals import normal_quantile
from cx.stats.shrink import shrink
from cx.ui import behind, choices, figures, frame, numbers, words
from cx.ui.stated import stated

DRAWN = {"bars": "Bars", "funnel": "Against chance"}
WIDE = normal_quantile(0.95)


def groups(metric_id: str, question: Question, by: str, *, title: str, key: str) -> None:
    """The breakdown in the way that was chosen, and what is beyond chance in it."""
    metric = catalog.metric(metric_id)
    drawn = choices.choice(
        "drawn", t("Drawn as"), list(DRAWN), "bars", lambda one: t(DRAWN[one])
    )
    if drawn == "funnel":
        funnel(metric, question, by, title=title, key=f"{key}_funnel")
    else:
        figures.breakdown(metric_id, question, by, title=title, key=key)
    try:
        st.caption(stands_out(metric, question, by))
    except CxError as error:
        frame.say_error(error)


def stands_out(metric: Metric, question: Question, by: str) -> str:
    """Which groups differ from all others after many were looked at, in words."""
    found = numbers.against_rest(metric.id, question, by)
    judged = [one for one in found if one.adjusted is not None]
    if not judged:
        return t("No group can be held against the rest here.")
    apart = [
        words.value(by, one.group) + " " + change_words(one.difference.value, metric.unit)
        for one in judged
        if one.stands_out and one.difference
    ]
    if not apart:
        return t(
            "None of the {n} groups is apart from the rest beyond chance "
            "(Benjamini–Hochberg, 10% false finds).",
            n=len(judged),
        )
    return t(
        "Apart from the rest, {n} groups compared: {groups} (Benjamini–Hochberg, 10% "
        "false finds).",
        n=len(judged),
        groups=words.plain(", ".join(apart)),
    )


def funnel(metric: Metric, question: Question, by: str, *, title: str, key: str) -> None:
    """Groups by their n against the limits of chance; never a league table."""
    asked = replace(question, by=(by,), period=None)
    try:
        found = numbers.estimates(metric.id, asked)
        whole = numbers.estimate(metric.id, question)
    except CxError as error:
        frame.say_error(error)
        return
    known = [one for one in found if one.value is not None and one.low is not None]
    if not known or whole.value is None:
        st.info(t("No group has enough rows to be held against chance."))
        return
    # In the order of their names: a ranking would be read as one.
    shown = sorted(found, key=lambda one: words.value(by, one.group[by]))
    units, spread = placed(metric, shown, whole.value)
    drawn = [
        FunnelUnit(words.value(by, one.group[by]), one, outside)
        for one, outside in zip(shown, units, strict=True)
    ]
    spoken = figures.chart_words(metric, title)
    says = FunnelWords(
        target=t("average {value}", value="{value}"),
        n="n",
        withheld=t("{count} not shown: too few", count="{count}"),
        told=t(
            "{outside} of {count} lie outside the limits",
            outside="{outside}",
            count="{count}",
        ),
    )
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.funnel_plot(
            drawn,
            curves=curves(metric, known, whole.value, spread),
            target=whole.value,
            unit=metric.unit,
            words=spoken,
            says=says,
            better=metric.better,
        ),
        key=key,
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_funnel(
            drawn, spoken, target=whole.value, unit=metric.unit, says=says
        ),
    )
    at = figures.picked(key, len(shown))
    if at is not None:
        with st.container(border=True):
            st.markdown("**" + words.plain(drawn[at].label) + "**")
            behind.rows_table(metric, numbers.narrowed(asked, shown[at]), key=key)
    _twin(metric, shown, by, key)
    stated(
        metric,
        question,
        n=sum(one.n for one in shown),
        extra=[
            t("drawn together: each group keeps as much of its distance as its n carries")
        ],
    )


def error_of(one: Estimate) -> float:
    """Standard error of an estimate, from its interval."""
    if one.low is None or one.high is None:
        return float("nan")
    return (one.high - one.low) / (2 * WIDE)


def placed(
    metric: Metric, shown: Sequence[Estimate], target: float
) -> tuple[list[float], float]:
    """The widest limit each group is beyond, and the spread of a single row."""
    known = [o for o in shown if o.status == "ok" and o.value is not None and o.n]
    square = sum(o.n * o.n * error_of(o) ** 2 for o in known) / max(
        sum(o.n for o in known), 1
    )
    outside = []
    for one in shown:
        beyond = 0.0
        if one in known and one.value is not None:
            for level in (0.95, 0.998):
                low, high = _limits(metric, target, [one.n], sqrt(square), level)
                if not low[0] <= one.value <= high[0]:
                    beyond = 100 * level
        outside.append(round(beyond, 1))
    return outside, sqrt(square)


def _limits(
    metric: Metric, target: float, sizes: Sequence[float], spread: float, level: float
) -> tuple[list[float], list[float]]:
    if metric.estimator == "proportion":
        # Rows of one customer are alike: the limits widen as their errors do.
        plain = target * (1 - target)
        factor = max(spread**2 / plain, 1.0) if plain > 0 else 1.0
        found = funnel_limits(target, list(sizes), confidence=level, dispersion=factor)
        return found[0].tolist(), found[1].tolist()
    z = normal_quantile(level)
    reach = [z * spread / sqrt(size) for size in sizes]
    return [target - one for one in reach], [target + one for one in reach]


def curves(
    metric: Metric, known: Sequence[Estimate], target: float, spread: float
) -> list[FunnelCurve]:
    """Limits of chance over the sizes drawn."""
    sizes = [float(one.n) for one in known]
    at = np.geomspace(max(min(sizes) / 1.3, 2.0), max(sizes) * 1.3, 80).tolist()
    found = []
    for level, label in ((0.95, "95%"), (0.998, "99.8%")):
        low, high = _limits(metric, target, at, spread, level)
        found.append(FunnelCurve(label, list(zip(at, low, high, strict=True))))
    return found


def _twin(metric: Metric, shown: Sequence[Estimate], by: str, key: str) -> None:
    known = [one for one in shown if one.status == "ok" and one.low is not None]
    drawn: dict[int, float] = {}
    if known:
        together = shrink([o.value or 0.0 for o in known], [error_of(o) for o in known])
        drawn = {id(o): v for o, v in zip(known, together.values, strict=True)}
    with st.expander(t("As a table"), icon=":material/table:"):
        columns = {
            words.dimension(by): [words.value(by, o.group[by]) for o in shown],
            t("Number"): [words.figure(metric, o) for o in shown],
            t("Drawn together"): [
                number(drawn[id(o)], metric.unit) if id(o) in drawn else "–"
                for o in shown
            ],
            "n": [o.n or None for o in shown],
            t("Note"): [words.note(o) for o in shown],
        }
        st.dataframe(columns, hide_index=True, key=f"twin_{key}")
