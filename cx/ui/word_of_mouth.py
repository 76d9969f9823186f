"""Word of mouth: who tells others, bad against good; four measures, never one label."""

from __future__ import annotations

import streamlit as st

from cx import catalog
from cx.analyses.wom import BothSides
from cx.errors import CxError
from cx.locale import number, t, whole
from cx.measure import Question
from cx.ui import (
    cards,
    figures,
    numbers,
    wom_misfits,
    wom_numbers,
    wom_praise,
    wom_published,
    wom_reach,
    wom_sides,
    words,
)

KINDS = ("propensity", "incidence", "share", "reach")
CARDS = {
    sign: tuple(f"{sign}_wom_{kind}" for kind in KINDS)
    for sign in ("negative", "positive")
}
# A share of fewer is read as an interval, not as a number in a sentence.
LEAST = 30


def word_of_mouth(question: Question) -> None:
    """Draw the page."""
    numbers.prepare(
        question,
        wanted=["negative_wom_ten", "positive_wom_ten"],
        changes=[metric_id for sign in CARDS for metric_id in CARDS[sign]],
    )
    if not numbers.estimate("negative_wom_incidence", question).n:
        _never_asked(question)
        return
    wom_sides.check()
    sides = wom_numbers.both_sides(question)
    _lead(sides, question)
    _why_both(sides)
    for sign, heading in (
        ("negative", t("Something negative")),
        ("positive", t("Something positive")),
    ):
        st.markdown("#### " + heading)
        for column, metric_id in zip(st.columns(4), CARDS[sign], strict=True):
            with column:
                cards.card(metric_id, question)
    wom_sides.paired(question)
    wom_published.beside(question, sides)
    st.markdown("### " + t("In detail"))
    _tabs(question)
    cards.fine_print(
        *CARDS["negative"],
        *CARDS["positive"],
        "negative_wom_ten",
        "positive_wom_ten",
        "dissatisfied_among_tellers",
    )


def _tabs(question: Question) -> None:
    parts = {
        t("Over time"): _over_time,
        t("How far it travels"): wom_reach.draw,
        t("Who does not fit"): wom_misfits.draw,
        t("Praise and complaints"): wom_praise.draw,
    }
    opened = st.tabs(list(parts), key="wom_tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(question)


def _over_time(question: Question) -> None:
    for sign, title in (
        ("negative", t("Negative word of mouth over time")),
        ("positive", t("Positive word of mouth over time")),
    ):
        figures.trend(
            f"{sign}_wom_incidence", question, title=title, key=f"wom_trend_{sign}"
        )
    st.caption(t("Incidence: of everybody asked, whatever their experience."))


def _never_asked(question: Question) -> None:
    """No question about telling: an intention is all there is, and it is no rate."""
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
    try:
        score = numbers.estimate("nps", question)
    except CxError:
        return
    if score.n:
        st.markdown("#### " + t("Intention, not telling"))
        st.caption(
            t(
                "{n} people said how likely they are to recommend you. That is an "
                "intention: it says neither how many told others nor what, and no "
                "rate of telling is made up from it.",
                n=whole(score.n),
            )
        )
        cards.card("nps", question)


def _lead(sides: BothSides, question: Question) -> None:
    ratio = sides.asymmetry
    negative = numbers.estimate("negative_wom_incidence", question)
    positive = numbers.estimate("positive_wom_incidence", question)
    leaning = numbers.estimate("positive_wom_share", question)
    told = {
        "negative": cards.number_words(
            catalog.metric("negative_wom_incidence"), negative
        ),
        "positive": cards.number_words(
            catalog.metric("positive_wom_incidence"), positive
        ),
    }
    if ratio.status != "ok" or ratio.low is None or ratio.high is None:
        cards.lead(
            "{negative} told others something negative, {positive} something positive.",
            **told,
        )
        return
    told["ratio"] = number(ratio.value or 0.0, "score")
    told["interval"] = t(
        "{low} to {high}",
        low=number(ratio.low, "score"),
        high=number(ratio.high, "score"),
    )
    more_good = leaning.low is not None and leaning.low > 0.5
    more_bad = leaning.high is not None and leaning.high < 0.5
    if ratio.low > 1 and more_good:
        sentence = (
            "A bad experience is told {ratio} times as often as a good one (95% interval "
            "{interval}), and yet good word is the more common: {positive} of those "
            "asked told others something positive, {negative} something negative."
        )
    elif ratio.low > 1 and more_bad:
        sentence = (
            "A bad experience is told {ratio} times as often as a good one (95% interval "
            "{interval}), and bad word is the more common: {negative} of those asked "
            "told others something negative, {positive} something positive."
        )
    elif ratio.high < 1:
        sentence = (
            "A bad experience is told less often than a good one: {ratio} times as often "
            "(95% interval {interval}). {negative} of those asked told others something "
            "negative, {positive} something positive."
        )
    elif ratio.low > 1:
        sentence = (
            "A bad experience is told {ratio} times as often as a good one (95% interval "
            "{interval}). {negative} of those asked told others something negative, "
            "{positive} something positive."
        )
    else:
        sentence = (
            "Whether bad experiences are told more often than good ones cannot be said: "
            "{ratio} times as often (95% interval {interval}). {negative} of those asked "
            "told others something negative, {positive} something positive."
        )
    cards.lead(sentence, **told)


def _why_both(sides: BothSides) -> None:
    """How readily times how often: the identity behind both readings, on this data."""
    if min(sides.bad, sides.good) < LEAST:
        return
    said = t(
        "How readily × how often: {bad} of {n} asked had a bad experience and {tell_bad} "
        "of them passed it on, which is {all_bad} of everybody; {good} had a good one "
        "and {tell_good} of them passed it on, {all_good} of everybody.",
        n=whole(sides.asked),
        bad=_share(sides.bad, sides.asked),
        tell_bad=_share(sides.bad_told, sides.bad),
        all_bad=_share(sides.bad_told, sides.asked),
        good=_share(sides.good, sides.asked),
        tell_good=_share(sides.good_told, sides.good),
        all_good=_share(sides.good_told, sides.asked),
    )
    rest = t(
        "What others told, or told against their experience, is the rest of {negative} "
        "and {positive}.",
        negative=_share(sides.negative, sides.asked),
        positive=_share(sides.positive, sides.asked),
    )
    bad_first = sides.bad_told * sides.good > sides.good_told * sides.bad
    if bad_first and sides.good_told > sides.bad_told:
        both = t(
            "So “bad spreads more” and “good word is more common” are true together: "
            "one counts those with the experience, the other counts everybody."
        )
        said = f"{said} {both}"
    st.caption(words.plain(f"{said} {rest}"))


def _share(part: int, whole_of: int) -> str:
    return number(part / whole_of, "share")
