"""Published numbers beside our own: what each really is, and how far to trust it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses.wom import BothSides
from cx.catalog import Benchmark, Metric
from cx.charts import EffortPair
from cx.errors import said
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.ui import figures, numbers, wom_numbers, words
from cx.ui.behind import rows_button
from cx.ui.stated import stated

CODES = {
    "A": "A: read in the study itself or near it",
    "B": "B: relayed by others",
    "K": "K: known from the literature, not read again",
    "S": "S: said in a book only",
    "D": "D: folklore",
}
PAIRS = {
    "propensity": said("Passed it on"),
    "ten": said("Told ten people or more"),
}


def _published(metric: Metric) -> Benchmark | None:
    return next((one for one in metric.benchmarks if one.drawn), None)


def beside(question: Question, sides: BothSides) -> None:
    """The pairs as a chart, the ratios as numbers."""
    st.markdown("### " + t("Beside what others published"))
    _pairs(question)
    st.markdown("#### " + t("How many times as often: four ratios that are not one"))
    left, right = st.columns(2)
    with left:
        _asymmetry(question, sides.asymmetry)
        _good_to_bad(question)
    with right:
        _four_times(question, sides)
        _disloyal()


def _pairs(question: Question) -> None:
    ids = [(f"positive_wom_{end}", f"negative_wom_{end}") for end in PAIRS]
    metrics = [tuple(catalog.metric(one) for one in pair) for pair in ids]
    found = [
        tuple(numbers.estimate(metric.id, question) for metric in pair)
        for pair in metrics
    ]
    published = [tuple(_published(metric) for metric in pair) for pair in metrics]
    pairs = [
        EffortPair(
            t(label),
            good,
            bad,
            theirs[0].value if theirs[0] else None,
            theirs[1].value if theirs[1] else None,
        )
        for label, (good, bad), theirs in zip(
            PAIRS.values(), found, published, strict=True
        )
    ]
    title = t("After a good and after a bad experience")
    spoken = replace(
        figures.chart_words(metrics[0][0], title),
        axis=t("share of those with a good or a bad experience"),
    )
    says = charts.BesideWords(
        low=t("good"), high=t("bad"), own=t("here"), published=t("published (2010)")
    )
    shown = [
        (metric, one, question)
        for pair, both in zip(metrics, found, strict=True)
        for metric, one in zip(pair, both, strict=True)
    ]
    names = {id(one): t(metric.name) for metric, one, _ in shown}
    figures.chart(
        charts.pairs_beside(pairs, words=spoken, says=says),
        shown,
        title=title,
        alt=charts.describe_beside(pairs, spoken, says=says),
        key="wom_published",
        label_of=lambda one: names[id(one)],
    )
    stated(
        t("Word of mouth: propensity"),
        question,
        extra=[
            t(
                "bad experience: {bad} responses; good: {good}",
                bad=whole(found[0][1].n),
                good=whole(found[0][0].n),
            ),
            *(
                f"{t(one.label)} ({t(CODES[one.confidence])})"
                for one in published[0][:1]
                if one
            ),
            t(
                "The published pair says how likely customers are to pass on an "
                "experience they had. It is not the share of word of mouth that is "
                "negative, and not how many of all customers tell."
            ),
        ],
    )


def _ratio(
    heading: str,
    shown: str,
    below: str,
    *bases: tuple[Metric, int],
    question: Question,
    key: str,
    aside: str = "",
) -> None:
    st.markdown(f":small[**{words.plain(heading)}**]", help=aside or None)
    st.markdown("#### " + words.plain(shown))
    st.caption(words.plain(below))
    for metric, n in bases:
        if n >= metric.min_n:
            rows_button(metric, question, n, key=f"rows_{key}_{metric.id}")


def _asymmetry(question: Question, found: Estimate) -> None:
    negative, positive = (
        catalog.metric(f"{sign}_wom_propensity") for sign in ("negative", "positive")
    )
    bad, good = _published(negative), _published(positive)
    below = t("Propensity after a bad experience divided by that after a good one.")
    if bad and good:
        below += " " + t(
            "Published: {bad} against {good}, so {ratio} ({code}).",
            bad=number(bad.value, "share"),
            good=number(good.value, "share"),
            ratio=number(bad.value / good.value, "points"),
            code=t(CODES[bad.confidence]),
        )
    with st.container(border=True, key="wom_asymmetry"):
        _ratio(
            t("Asymmetry: how much more readily"),
            wom_numbers.times(found),
            below,
            (negative, numbers.estimate(negative.id, question).n),
            (positive, numbers.estimate(positive.id, question).n),
            question=question,
            key="asymmetry",
        )


def _four_times(question: Question, sides: BothSides) -> None:
    """Both readings of “four times as many spread it”, neither the other."""
    metric = catalog.metric("dissatisfied_among_tellers")
    share = numbers.estimate(metric.id, question)
    told = next(iter(metric.benchmarks), None)
    aside = ""
    if told:
        aside = t(
            "Published: {label} ({code}). Not drawn: no study behind it was found.",
            label=t(told.label),
            code=t(CODES[told.confidence]),
        )
    with st.container(border=True, key="wom_four_times"):
        _ratio(
            t("“Four times as many spread it”: two readings"),
            wom_numbers.times(wom_numbers.to_one(share)),
            t(
                "Reading (a), heads: {bad} dissatisfied tellers for {good} satisfied "
                "ones. Reading (b), readiness: the asymmetry, {ratio}.",
                bad=whole(sides.bad_told),
                good=whole(sides.good_told),
                ratio=wom_numbers.times(sides.asymmetry),
            )
            + " "
            + t(
                "It was said of telling online only; no survey here says where people "
                "told (“in person, messenger, review, social media”), so all tellings "
                "count."
            )
            if share.n >= metric.min_n
            else words.note(share),
            (metric, share.n),
            question=question,
            key="heads",
            aside=aside,
        )


def _good_to_bad(question: Question) -> None:
    metric = catalog.metric("positive_wom_share")
    share = numbers.estimate(metric.id, question)
    published = _published(metric)
    below = t("Tellers of something positive for each teller of something negative.")
    if published:
        below += " " + t(
            "Published: {label} ({code}).",
            label=t(published.label),
            code=t(CODES[published.confidence]),
        )
    with st.container(border=True, key="wom_good_to_bad"):
        _ratio(
            t("Incidence: how much more common good word is"),
            wom_numbers.times(wom_numbers.to_one(share)),
            below,
            (metric, share.n),
            question=question,
            key="good_to_bad",
        )


def _disloyal() -> None:
    """CEB's 4:1 is another question, and is never merged with the others."""
    with st.container(border=True, key="wom_disloyal"):
        st.markdown(
            f":small[**{words.plain(t('More disloyal for each more loyal customer'))}**]"
        )
        st.markdown("#### –")
        st.caption(
            words.plain(
                t(
                    "Published: 4 to 1 after a service contact, about loyalty and not "
                    "about telling ({code}). It needs a question with three answers, "
                    "“more likely, less likely or as likely to stay”; no survey here is "
                    "known to ask it.",
                    code=t(CODES["A"]),
                )
            )
        )
