"""Effort people feel: where it is hard, and what they say they will do."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog, charts
from cx.analyses import intentions
from cx.analyses.intentions import INTENTIONS, PUBLISHED
from cx.charts import Cell, EffortPair, HeatWords
from cx.errors import CxError
from cx.locale import t
from cx.measure import Estimate, Question, Rows
from cx.ui import behind, choices, effort_numbers, figures, numbers, state, words

MOST_REASONS = 15
HARD = "ces2_hard"
PAIR = ("reason", "channel")


def _cells(metric_id: str, question: Question) -> list[Estimate]:
    return numbers.estimates(metric_id, replace(question, by=PAIR, period=None))


def _volume(question: Question) -> dict[str | None, int]:
    """Contacts by reason; answers where contacts cannot say."""
    for metric_id in ("repeat_volume_share", HARD, "ces1"):
        try:
            found = numbers.estimates(metric_id, replace(question, by=("reason",)))
        except CxError:
            continue
        if any(one.n for one in found):
            return {one.group["reason"]: one.n for one in found}
    return {}


def _weight(found: Estimate, volume: int) -> float:
    """Volume x share: how many people a number stands for; 0 where it is withheld."""
    return volume * found.value if found.value is not None else 0.0


def worst(question: Question) -> str:
    """The reason and channel where volume x share of hard answers is largest."""
    try:
        cells = [one for one in _cells(HARD, question) if one.status == "ok"]
    except CxError:
        return ""
    cells = [one for one in cells if None not in one.group.values()]
    if not cells:
        return ""
    top = max(cells, key=lambda one: _weight(one, one.n))
    return _pair_words(top)


def _pair_words(found: Estimate) -> str:
    return " · ".join(words.value(name, found.group[name]) for name in PAIR)


def by_reason_and_channel(options: list[str], question: Question) -> None:
    """Reason by channel, the most hard contacts first; one version of the score."""
    chosen = choices.choice(
        "felt",
        t("Version of the effort score"),
        options,
        options[0],
        lambda m: t(catalog.metric(m).name),
    )
    metric = catalog.metric(chosen)
    title = t("{measure}, by reason and channel", measure=t(metric.name))
    try:
        found = _cells(chosen, question)
        ranking = chosen if chosen == "ces1" else HARD
        hard = numbers.estimates(ranking, replace(question, by=("reason",)))
    except CxError as error:
        st.markdown("#### " + title)
        st.caption(words.plain(t(error.sentence, **error.details)))
        return
    volume = _volume(question)
    order = {
        one.group["reason"]: -_weight(one, volume.get(one.group["reason"], one.n))
        for one in hard
    }
    reasons = sorted(
        {one.group["reason"] for one in found}, key=lambda r: order.get(r, 0)
    )
    answers: dict[str | None, int] = {}
    for one in found:
        answers[one.group["channel"]] = answers.get(one.group["channel"], 0) + one.n
    channels = sorted(answers, key=lambda channel: -answers[channel])
    # A row of nothing but too few says nothing, unless there is no other.
    firm = {one.group["reason"] for one in found if one.status == "ok"}
    kept = [reason for reason in reasons if reason in firm or not firm][:MOST_REASONS]
    found = [one for one in found if one.group["reason"] in kept]
    cells = [
        Cell(kept.index(one.group["reason"]), channels.index(one.group["channel"]), one)
        for one in found
    ]
    rows = [words.value("reason", reason) for reason in kept]
    columns = [words.value("channel", channel) for channel in channels]
    spoken = figures.chart_words(metric, title)
    says = HeatWords(few=t("too few answers"))
    asked = replace(question, by=PAIR)
    figures.chart(
        charts.heatmap(
            cells,
            rows=rows,
            columns=columns,
            unit=metric.unit,
            words=spoken,
            says=says,
        ),
        [(metric, one, asked) for one in found],
        title=title,
        alt=charts.describe_heat(
            cells, spoken, rows=rows, columns=columns, unit=metric.unit, says=says
        ),
        key="effort_heat",
        label_of=_pair_words,
    )
    effort_numbers.stated(
        metric,
        question,
        numbers.estimate(chosen, question).n,
        t("Sorted by contacts × share who found it hard: the top row is where most do."),
        t(
            "{count} reasons with too few answers are not shown.",
            count=len(reasons) - len(kept),
        )
        if len(reasons) > len(kept)
        else "",
    )


def intentions_beside(question: Question) -> None:
    """Easy against hard, beside what the original study published."""
    found = [
        one
        for one in effort_numbers.asked_intentions(question)
        if one.easy.n or one.hard.n
    ]
    st.markdown("### " + t("Effort and loyalty"))
    if not found:
        st.caption(
            t(
                "To compare with the published 94 % / 4 %, a survey has to ask, beside "
                "how easy it was, whether people intend to buy again."
            )
        )
        return
    title = t("After an easy and after a hard contact")
    pairs = [
        EffortPair(
            t(INTENTIONS.get(one.question, one.question)),
            one.easy,
            one.hard,
            *PUBLISHED.get(one.question, (None, None)),
        )
        for one in found
    ]
    metric = catalog.metric("ces2")
    spoken = replace(
        figures.chart_words(metric, title),
        axis=t("share of those who found it easy or hard"),
    )
    says = charts.BesideWords(
        low=t("easy 5–7"),
        high=t("hard 1–3"),
        own=t("here"),
        published=t("published (2010)"),
    )
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.pairs_beside(pairs, words=spoken, says=says),
        key="effort_loyalty",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_beside(pairs, spoken, says=says),
    )
    at = figures.picked("effort_loyalty", 2 * len(found))
    if at is not None:
        one, side = found[at // 2], ("easy", "hard")[at % 2]
        with st.container(border=True):
            behind.fetched_rows(
                partial(_rows, question, one.question, side), metric, key="effort_loyalty"
            )
    named = {
        id(side): f"{pair.label} · {end}"
        for pair in pairs
        for side, end in ((pair.low, says.low), (pair.high, says.high))
    }
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [(metric, side, question) for one in found for side in (one.easy, one.hard)],
            label_of=lambda one: named[id(one)],
            key="effort_loyalty",
        )
    effort_numbers.stated(
        metric,
        question,
        max(one.easy.n + one.hard.n for one in found),
        t("Who answered 4, neither easy nor hard, is left out."),
        t(
            "Here people said whether they told others; the published number is whether "
            "they would."
        )
        if any(one.question == "wom_told" for one in found)
        else "",
    )
    st.caption(
        words.plain(
            t(
                "Published by Dixon, Freeman and Toman for effort score 1.0: intentions, "
                "not purchases; 94 % against 4 % intend to buy again, 88 % against 4 % "
                "to spend more, 1 % against 81 % to speak badly of the company; 9 % "
                "against 96 % are “more disloyal”, a mixture of the three. They compare "
                "the two ends of the scale and both answers come from one survey, so "
                "the gap here will be smaller. That is no fault."
            )
        )
    )
    st.caption(
        t(
            "The ratio of more disloyal to more loyal customers after a contact "
            "(published: 4 to 1) needs a question with three answers, “more likely, less "
            "likely or as likely to stay”; no survey here is known to ask it."
        )
    )


def _rows(question: Question, name: str, side: str, most: int) -> Rows:
    return intentions.intention_rows(state.store(), question, name, side, most=most)
