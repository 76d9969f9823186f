"""The same service everywhere: how much of the spread is the site's."""

from __future__ import annotations

import streamlit as st

from cx import catalog, charts
from cx.analyses import audits
from cx.analyses.audits import Sites
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.ui import audits_items, audits_numbers, cards, figures, numbers
from cx.ui.audits_failures import rests_on
from cx.ui.audits_shopping import needs

METRIC = audits.SCORE


def draw(question: Question) -> None:
    """Draw the part."""
    visits = audits_numbers.visits(question)
    if not visits:
        needs()
        return
    found = audits.sites(visits)
    if found is None:
        st.info(
            t(
                "Sites cannot be compared: two of them need five visits each. This part "
                "needs the column site in the audit file."
            )
        )
        return
    _lead(found)
    _caterpillar(found, question)
    cards.fine_print(METRIC)


def _lead(found: Sites) -> None:
    between = found.between.icc
    shown = {
        "share": number(max(between.value, 0.0), "share"),
        "low": number(max(between.low, 0.0), "share"),
        "high": number(between.high, "share"),
        "sites": whole(len(found.names)),
        "visits": whole(found.between.scores),
    }
    if between.low <= 0:
        cards.lead(
            "Sites cannot be told apart: {share} of the spread of visits lies between "
            "{sites} sites (95% interval {low} to {high}). The standard is the same; "
            "what varies is the visit.",
            **shown,
        )
        return
    cards.lead(
        "{share} of the spread of visits lies between {sites} sites (95% interval {low} "
        "to {high}, {visits} visits): the rest is from visit to visit at the same site.",
        **shown,
    )


def _caterpillar(found: Sites, question: Question) -> None:
    metric = catalog.metric(METRIC)
    title = t("Sites, drawn towards their mean by as much as chance explains")
    estimates = [
        Estimate(
            {"site": name},
            n,
            limits.value,
            max(limits.low, 0.0),
            min(limits.high, 1.0),
            "ok" if n >= audits.LEAST_OF_AUDITOR else "low",
        )
        for name, n, limits in zip(
            found.names, found.counts, found.drawn.groups, strict=True
        )
    ]
    estimates = sorted(estimates, key=lambda one: one.value or 0)

    def label(e: Estimate) -> str:
        return str(e.group["site"])

    spoken = figures.chart_words(metric, title)
    figures.chart(
        charts.ranked(
            estimates,
            label_of=label,
            unit=metric.unit,
            words=spoken,
            reference=[charts.Line(found.drawn.shrunk.mean, t("mean of sites"))],
        ),
        [(metric, one, question) for one in estimates],
        title=title,
        alt=charts.alt_text(estimates, spoken, label_of=label, unit=metric.unit),
        key="audit_sites",
        label_of=label,
    )
    rests_on(
        METRIC,
        question,
        numbers.estimate(METRIC, question).n,
        t("n of each site is visits"),
        t(
            "best to worst: {gap} after drawing together, {raw} as measured",
            gap=audits_items.apart(found.drawn.gap),
            raw=audits_items.apart(found.drawn.raw_gap),
        ),
        t("a gap of few visits is mostly luck; no site is judged by one wave"),
        t("seasons and auditors are not taken out"),
    )
    st.caption(
        t(
            "ICC(1) from a one-way analysis of variance; within a site visits differ by "
            "± {within} (standard deviation).",
            within=audits_items.apart(found.between.within),
        )
    )
