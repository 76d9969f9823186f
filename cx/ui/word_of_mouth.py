"""Word of mouth: negative against positive, propensity and incidence apart."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.locale import t
from cx.measure import Estimate, Question
from cx.ui import cards, choices, figures, numbers, words
from cx.ui.overview import breakdowns

WAYS = {"incidence": "Incidence", "propensity": "Propensity"}
CARDS = (
    "negative_wom_propensity",
    "positive_wom_propensity",
    "negative_wom_incidence",
    "positive_wom_incidence",
    "negative_wom_share",
    "wom_reach",
)


def word_of_mouth(question: Question) -> None:
    """Draw the page."""
    negative = numbers.estimate("negative_wom_incidence", question)
    if not negative.n:
        st.info(
            t(
                "Nobody was asked whether they told others, so word of mouth cannot "
                "be measured here. A detractor (0-6) is "
                "somebody who would not recommend you, not somebody who warned "
                "others. Add the question: "
                "“Have you told others about us? Something good, something bad, "
                "both, nobody.”"
            )
        )
        return
    choices.check("measure", list(WAYS))
    choices.check("by", breakdowns("negative_wom_incidence"))
    positive = numbers.estimate("positive_wom_incidence", question)
    cards.lead(
        "{negative} told others something negative, {positive} something positive.",
        negative=cards.number_words(catalog.metric("negative_wom_incidence"), negative),
        positive=cards.number_words(catalog.metric("positive_wom_incidence"), positive),
    )
    for start in range(0, len(CARDS), 3):
        for column, metric_id in zip(
            st.columns(3), CARDS[start : start + 3], strict=True
        ):
            with column:
                cards.card(metric_id, question)
    way = choices.choice(
        "measure", t("Measure"), list(WAYS), "incidence", lambda w: t(WAYS[w])
    )
    st.caption(
        t("Of everybody asked, whatever their experience.")
        if way == "incidence"
        else t(
            "Negative: of those with a bad experience. Positive: of those with a "
            "good one."
        )
    )
    options = breakdowns("negative_wom_incidence")
    by = choices.choice("by", t("Broken down by"), options, options[0], words.dimension)
    _sides(way, by, question)
    figures.trend(
        f"negative_wom_{way}",
        question,
        title=t("Negative word of mouth over time"),
        key="wom_trend",
    )
    cards.fine_print(*CARDS)


def _sides(way: str, by: str, question: Question) -> None:
    asked = replace(question, by=(by,), period=None)
    left = catalog.metric(f"negative_wom_{way}")
    right = catalog.metric(f"positive_wom_{way}")
    lefts = {e.group[by]: e for e in numbers.estimates(left.id, asked)}
    rights = {e.group[by]: e for e in numbers.estimates(right.id, asked)}
    empty = Estimate({}, 0, None, None, None, "empty")
    groups = sorted(
        set(lefts) | set(rights), key=lambda g: -(lefts.get(g, empty).value or 0)
    )
    pairs = [
        (words.value(by, group), lefts.get(group, empty), rights.get(group, empty))
        for group in groups
    ]
    title = t(
        "Negative against positive, by {dimension}", dimension=words.dimension_inside(by)
    )
    spoken = figures.chart_words(left, title)
    shown = [
        (metric, side, asked)
        for _label, one, two in pairs
        for metric, side in ((left, one), (right, two))
    ]
    names = {
        id(side): f"{label}: {t('negative') if side is one else t('positive')}"
        for label, one, two in pairs
        for side in (one, two)
    }
    figures.chart(
        charts.diverging(pairs, words=spoken),
        shown,
        title=title,
        alt=charts.describe_diverging(pairs, words=spoken),
        key="wom_sides",
        label_of=lambda e: names.get(id(e), ""),
    )
