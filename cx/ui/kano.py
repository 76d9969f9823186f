"""Kinds of quality: what delights when there, what annoys when missing."""

from __future__ import annotations

import streamlit as st

from cx import catalog, charts
from cx.analyses.kano import Feature
from cx.charts import Line, Place, QuadrantWords
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.stats.kano import KINDS, MOST_QUESTIONABLE
from cx.ui import audits_items, audits_numbers, cards, figures, numbers, words
from cx.ui.stated import stated

BETTER, WORSE, CONTRADICTORY = "kano_better", "kano_worse", "kano_questionable"
NAMES = {
    "A": "attractive",
    "O": "one-dimensional",
    "M": "must-be",
    "I": "indifferent",
    "R": "reversed",
    "Q": "contradictory",
}


def draw(question: Question) -> None:
    """Draw the part."""
    contradictory = numbers.estimate(CONTRADICTORY, question)
    if not contradictory.n:
        st.info(
            t(
                "No pairs of Kano answers are loaded: this part needs a survey that asks "
                "of each feature how people feel with it (kano_functional) and without "
                "it (kano_dysfunctional)."
            )
        )
        return
    found = [one for one in audits_numbers.features(question) if one.judged]
    _lead(found)
    if contradictory.value is not None and contradictory.value > MOST_QUESTIONABLE:
        st.warning(
            words.plain(
                t(
                    "{share} of the pairs contradict themselves, more than 5%: the form "
                    "was not understood, so put no weight on these numbers.",
                    share=number(contradictory.value, "share"),
                )
            )
        )
    for column, metric_id in zip(
        st.columns(3), (BETTER, WORSE, CONTRADICTORY), strict=True
    ):
        with column:
            cards.card(metric_id, question)
    _scatter(found, question)
    cards.fine_print(BETTER, WORSE, CONTRADICTORY)


def _lead(found: list[Feature]) -> None:
    basics = [one.touchpoint for one in found if one.judged and one.judged.mode == "M"]
    delights = [one.touchpoint for one in found if one.judged and one.judged.mode == "A"]
    if basics and delights:
        cards.lead(
            "{basics}: taken for granted and missed when wrong. {delights}: pleases, but "
            "only once the basics hold.",
            basics=", ".join(basics),
            delights=", ".join(delights),
        )
    elif basics:
        cards.lead(
            "{basics}: taken for granted and missed when wrong.", basics=", ".join(basics)
        )
    else:
        cards.lead(
            "No feature is mostly taken for granted, of {n} that were asked about.",
            n=whole(len(found)),
        )


def _scatter(found: list[Feature], question: Question) -> None:
    if not found:
        st.caption(t("Too few pairs of answers of each feature to judge any."))
        return
    metric = catalog.metric(BETTER)
    title = t("Delights when there, annoys when missing")
    places, pairs = [], []
    for one in found:
        if one.judged is None:
            continue
        group: dict[str, str | None] = {"touchpoint": one.touchpoint}
        n = sum(one.counts.get(kind, 0) for kind in "AOMI")
        status = "low" if n < 30 else "ok"
        b, w = one.judged.better, one.judged.worse
        up = Estimate(group, n, b.value, b.low, b.high, status)
        across = Estimate(group, n, -w.value, -w.high, -w.low, status)
        places.append(Place(one.touchpoint, across, up))
        pairs.append((one, up, across))
    spoken = figures.chart_words(metric, title)
    says = QuadrantWords(
        x=t("annoys when missing (worse, without its minus)"),
        y=t("delights when there (better)"),
        near=t("cannot be told from the line"),
        corners=(
            t(NAMES["A"]),
            t(NAMES["O"]),
            t(NAMES["I"]),
            t(NAMES["M"]),
        ),
    )
    half = Line(0.5, t("half"))
    figures.chart(
        charts.quadrant(
            places,
            x_unit="share",
            y_unit="share",
            x_cut=half,
            y_cut=half,
            words=spoken,
            says=says,
        ),
        [(metric, up, question) for _one, up, _across in pairs],
        title=title,
        alt=charts.describe_quadrant(
            places,
            spoken,
            x_unit="share",
            y_unit="share",
            x_cut=half,
            y_cut=half,
            says=says,
        ),
        key="kano_scatter",
        label_of=lambda e: str(e.group["touchpoint"]),
    )
    stated(
        metric,
        question,
        n=sum(up.n for _one, up, _across in pairs),
        extra=[t("a pair of answers of one person about one feature")],
    )
    audits_items.table(
        (
            t("Feature"),
            t("Mostly"),
            *(t(NAMES[kind]) for kind in KINDS),
            t("Better"),
            t("Worse"),
        ),
        [
            (
                one.touchpoint,
                t(NAMES[one.judged.mode]) if one.judged and one.judged.mode else t("tie"),
                *(one.counts.get(kind, 0) for kind in KINDS),
                number(up.value or 0, "share"),
                number(-(across.value or 0), "share"),
            )
            for one, up, across in pairs
        ],
        key="kano_kinds",
        label=t("Pairs of each kind"),
    )
