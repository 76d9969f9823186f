"""Contacts per X: the control chart by month, and reasons that add up to the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import isnan

import streamlit as st

from cx import catalog, charts
from cx.analyses import reasons
from cx.analyses.reason_units import Units
from cx.charts import ControlPoint, ControlWords, Figure
from cx.charts.frame import DASHES, note
from cx.charts.labels import safe_label
from cx.locale import number, t, whole
from cx.measure import Question
from cx.palette import ANOTHER
from cx.stats import control
from cx.ui import (
    choices,
    figures,
    filter_bar,
    reasons_numbers,
    reasons_skyline,
    saying,
    state,
    words,
)
from cx.ui.reasons_numbers import OWN, PER, Rates, percent
from cx.ui.reasons_per_x_table import by_reason

ALL = "~all"


def draw(question: Question) -> None:
    """The choice of reason and X, the number, its months, and all reasons in a table."""
    known = reasons_numbers.per_choices()
    if not known:
        reasons_skyline.say_no_units()
        return
    listed = [ALL, *state.known_values("reason", state.view().version)]
    kept = dict(question.filters).get("reason", ())
    left, right = st.columns(2)
    with left:
        about = choices.choice("about", t("Reason"), listed, ALL, _about_words)
    reason = None if about == ALL else about
    if reason and kept and reason not in kept:
        st.info(t("The filter leaves {reason} out.", reason=reason))
        return
    own = reasons_numbers.own_per(reason) or known[0]
    with right:
        chosen = choices.choice(
            "per_x",
            t("Per 100 of (X)"),
            (OWN, *known),
            OWN,
            lambda one: (
                t("Usual: {per}", per=reasons_numbers.per_words(own))
                if one == OWN
                else reasons_numbers.per_words(one)
            ),
        )
    per = own if chosen == OWN else chosen
    asked = reasons.about(question, (reason,)) if reason else question
    found = reasons_numbers.rates(question, per)
    if found is None:
        reasons_skyline.say_no_month(per)
        return
    earlier = filter_bar.previous(question)
    before = reasons_numbers.rates(earlier, per) if earlier else None
    _sentence(found, before, per, reason)
    _over_time(asked, per, reason)
    by_reason(question, found, before, per)


def _about_words(reason: str) -> str:
    return t("All reasons") if reason == ALL else words.value("reason", reason)


def _sentence(found: Rates, before: Rates | None, per: str, reason: str | None) -> None:
    """The rate now, and whether contacts grew with the X or beyond it."""
    now = reasons_numbers.of_reason(found, reason)
    shown = found.estimate(now)
    said = [
        t(
            "{value} contacts per 100 {per} (95% interval {low} to {high}), {n} contacts "
            "over {months} whole months.",
            value=number(shown.value or 0.0, "score"),
            per=reasons_numbers.per_words(per),
            low=number(shown.low or 0.0, "score"),
            high=number(shown.high or 0.0, "score"),
            n=whole(now.contacts),
            months=len(found.months),
        )
    ]
    if before is not None:
        then = reasons_numbers.of_reason(before, reason)
        ratio = reasons_numbers.ratio((now, found.units), (then, before.units))
        if ratio is not None and len(found.months) == len(before.months):
            change = {
                "contacts": percent(now.contacts / then.contacts),
                "units": percent(found.units / before.units),
                "per": reasons_numbers.per_words(per),
                "rate": percent(ratio.value),
                "low": percent(ratio.low),
                "high": percent(ratio.high),
            }
            if ratio.low <= 1 <= ratio.high:
                said.append(
                    t(
                        "Against the period before, contacts {contacts} and {per} "
                        "{units}: no clear change of the rate ({low} to {high}).",
                        **change,
                    )
                )
            else:
                said.append(
                    t(
                        "Against the period before, contacts {contacts} and {per} "
                        "{units}: the rate changed by {rate} ({low} to {high}).",
                        **change,
                    )
                )
    st.markdown(words.plain(" ".join(said)))
    st.caption(
        t(
            "Contacts that customers began, divided by the X of the same whole months. "
            "Choose an X that drives the reason: deliveries for delivery questions, "
            "invoices for billing. A falling rate is good news only while customers "
            "stay: those who have given up do not contact either."
        )
    )


def _over_time(asked: Question, per: str, reason: str | None) -> None:
    """The u' chart of all months until the end of the period."""
    per_said = reasons_numbers.per_words(per)
    title = t("Contacts per 100 {per}, by month", per=per_said)
    history = replace(asked, since=None)
    known = reasons_numbers.units(asked, per)
    months, unfinished = _months(asked, known)
    counted = reasons_numbers.by_month(history)
    if all(month in unfinished for month in months):
        st.markdown("#### " + title)
        st.info(t("No month is old enough to be judged."))
        return
    empty = reasons_numbers.NOBODY
    points = [
        reasons_numbers.rate(
            counted.get(month, empty),
            known.by_month.get(month, 0.0),
            {"period": month.isoformat()},
        )
        for month in months
    ]
    chart = control.rate_chart(
        [known.by_month.get(month, 0.0) for month in months],
        [counted.get(month, empty).contacts for month in months],
        unfinished=[at for at, month in enumerate(months) if month in unfinished],
    )
    drawn = [
        ControlPoint(one, _limit(low), _limit(high), outside)
        for one, low, high, outside in zip(
            points, chart.low, chart.high, chart.outside, strict=True
        )
    ]
    metric = catalog.metric("reason_unknown")
    spoken = replace(
        figures.chart_words(None, title),
        axis=t("contacts per 100 {per}", per=per_said),
        period=lambda start: words.period_label(start, "month"),
    )
    says = _says()
    # Only the newest months are unfinished here: those before the first whole one are
    # left out.
    first_open = min(unfinished).isoformat() if unfinished else None
    centre = PER * chart.centre
    figure = charts.control_chart(
        drawn,
        centre=centre,
        unit="score",
        words=spoken,
        says=says,
        provisional_from=first_open,
    )
    target = _target(reason, per)
    if target is not None:
        _add_target(figure, target)
    st.markdown("#### " + title)
    st.plotly_chart(
        figure,
        key="per_x",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_control(
            drawn,
            spoken,
            centre=centre,
            unit="score",
            says=says,
            provisional_from=first_open,
        ),
    )
    at = figures.picked("per_x", len(months))
    if at is not None:
        with st.container(border=True):
            st.markdown("**" + words.period_label(months[at].isoformat(), "month") + "**")
            month = reasons_numbers.over(asked, [months[at]])
            reasons_skyline.open_rows(
                month, () if reason is None else (reason,), key="per_x"
            )
    extra = [
        t(chart.method),
        t("{per} are a fixed count: the interval is that of the contacts", per=per_said),
        *_beware(known, chart, unfinished),
    ]
    reasons_skyline.say_base(
        t("Contacts that customers began, per 100 {per}", per=per_said),
        history,
        sum(one.n for one in points),
        *extra,
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        shown = [(metric, one, asked) for one in points]
        figures.table_twin(
            [(replace(metric, unit="score"), one, q) for _, one, q in shown],
            label_of=lambda one: words.period_label(one.group["period"], "month"),
            key="per_x",
        )


def _months(asked: Question, known: Units) -> tuple[list[date], set[date]]:
    """Months to draw, from the first whole one on, and those not whole yet."""
    covered = reasons_numbers.covered(asked)
    if covered is None:
        return [], set()
    last = min(asked.until or covered[1], covered[1])
    whole_ones = reasons_numbers.whole_months(replace(asked, since=None), known)
    if not whole_ones:
        return [], set()
    found = list(whole_ones)
    month = reasons_numbers.next_month(found[-1])
    open_ones = set()
    # A month that has not ended, or of which the X is not known yet.
    while month <= last:
        found.append(month)
        open_ones.add(month)
        month = reasons_numbers.next_month(month)
    return found, open_ones


def _says() -> ControlWords:
    return ControlWords(
        centre=t("average {value}", value="{value}"),
        limits=t("control limits"),
        outside=t("outside the limits"),
        unripe=t("not complete yet"),
        told=t(
            "{outside} of {count} periods outside the limits, average {value}",
            outside="{outside}",
            count="{count}",
            value="{value}",
        ),
    )


def _beware(known: Units, chart: control.Chart, unfinished: set[date]) -> list[str]:
    found = []
    if known.ignored:
        names = ", ".join(words.dimension(name) for name in known.ignored)
        found.append(
            t(
                "{names} narrows the contacts only, not what they are divided by",
                names=names,
            )
        )
    if unfinished:
        found.append(t("{n} months are not complete and not judged", n=len(unfinished)))
    if chart.runs.signal:
        found.append(t("a run too long for chance: the level has moved"))
    if chart.provisional:
        found.append(t("fewer than 12 periods: the limits are provisional"))
    return found


def _target(reason: str | None, per: str) -> float | None:
    """What somebody typed as the target of this reason, per 100 of this X."""
    said = saying.latest("target_set").get(reason or "")
    if said is None or not said.values or said.values["per"] != per:
        return None
    return PER * float(said.values["target"])


def _add_target(figure: Figure, target: float) -> None:
    """A line where the target is, and room for it."""
    layout = figure["layout"]
    low, high = layout["yaxis"]["range"]
    air = 0.06 * (max(high, target) - min(low, target))
    layout["yaxis"]["range"] = [
        min(low, max(0.0, target - air)),
        max(high, target + air),
    ]
    layout["shapes"].append(
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": target,
            "y1": target,
            "line": {"color": ANOTHER, "width": 1.5, "dash": DASHES},
        }
    )
    label = t("target {value}", value=number(target, "score"))
    layout["annotations"].append(
        note(
            safe_label(label, most=30),
            x=1,
            xref="paper",
            xanchor="right",
            y=target,
            yanchor="bottom",
            colour=ANOTHER,
        )
    )


def _limit(value: float) -> float | None:
    return None if isnan(value) else PER * value
