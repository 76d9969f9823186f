"""Quality of contacts listened to: items by channel, agreement of raters, the link."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import streamlit as st

from cx import catalog, charts
from cx.analyses.ratings import Link, Pairs
from cx.locale import change as change_words
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.stats.agreement import GOOD_KAPPA
from cx.ui import audits_items, audits_numbers, cards, figures, numbers, words
from cx.ui.stated import stated

SCORE = "qa_score"


def draw(question: Question) -> None:
    """Draw the part."""
    score = numbers.estimate(SCORE, question)
    if not score.n:
        st.info(
            t(
                "No contact that was listened to is loaded: this part needs an audit "
                "file whose lines name a contact_id (or an instrument called QA), with "
                "item, score, channel and auditor."
            )
        )
        return
    pairs = audits_numbers.agreement(question)
    _lead(score, pairs)
    cards.card_alone(SCORE, question)
    audits_items.item_grid(
        SCORE,
        question,
        audits_numbers.items(SCORE, question, "channel"),
        column="channel",
        title=t("Items by channel"),
        key="audit_quality",
    )
    stated(catalog.metric(SCORE), question, n=score.n)
    _agreement(pairs, question)
    _link(audits_numbers.link(question), question)
    cards.fine_print(SCORE)


def _lead(score: Estimate, pairs: list[Pairs]) -> None:
    metric = catalog.metric(SCORE)
    whole_of = next((one for one in pairs if one.item is None and one.plain), None)
    said = cards.number_words(metric, score)
    if whole_of is None or whole_of.plain is None or isnan(whole_of.plain.kappa.value):
        cards.lead(
            "Contacts listened to scored {number}; whether raters agree is not known: "
            "too few contacts were rated by two.",
            number=said,
        )
        return
    kappa = whole_of.plain.kappa
    good = kappa.value >= GOOD_KAPPA
    cards.lead(
        "Contacts listened to scored {number}; two raters agree well enough (kappa "
        "{kappa}, from .6 on)."
        if good
        else "Contacts listened to scored {number}; two raters do not agree well enough "
        "to compare anything (kappa {kappa}, below .6).",
        number=said,
        kappa=_kappa_words(kappa.value, kappa.low, kappa.high),
    )


def _kappa_words(value: float, low: float, high: float) -> str:
    if isnan(low) or isnan(high):
        return number(value, "score")
    return t(
        "{value} (95% interval {interval})",
        value=number(value, "score"),
        interval=t(
            "{low} to {high}", low=number(low, "score"), high=number(high, "score")
        ),
    )


def _agreement(pairs: list[Pairs], question: Question) -> None:
    st.markdown("### " + t("Do two raters say the same?"))
    known = [
        one
        for one in pairs
        if one.plain
        and not isnan(one.plain.kappa.value)
        and not isnan(one.plain.kappa.low)
    ]
    if not known:
        st.caption(
            t(
                "Needs contacts that two raters scored, each with a line of their own in "
                "the file (auditor): 30 pairs of an item at least."
            )
        )
        return
    graded = any(one.graded for one in known)
    rows = []
    for one in known:
        chosen = one.weighted if graded else one.plain
        if chosen is not None:
            kappa = chosen.kappa
            group: dict[str, str | None] = {"item": one.item or t("All items")}
            rows.append(
                (one, Estimate(group, one.pairs, kappa.value, kappa.low, kappa.high))
            )
    title = t("Agreement of two raters (kappa)")
    spoken = replace(
        figures.chart_words(catalog.metric(SCORE), title),
        axis=t("kappa: 0 is luck, 1 is always the same"),
    )

    def label(e: Estimate) -> str:
        return str(e.group["item"])

    estimates = [one for _pair, one in rows]
    audits_items.plain_chart(
        charts.ranked(
            estimates,
            label_of=label,
            unit="score",
            words=spoken,
            reference=[charts.Line(GOOD_KAPPA, t("good enough from"))],
        ),
        title=title,
        alt=charts.alt_text(estimates, spoken, label_of=label, unit="score"),
        key="audit_kappa",
    )
    audits_items.table(
        (
            t("Item"),
            "kappa",
            t("From"),
            t("To"),
            t("Weighted kappa"),
            t("Agree"),
            t("Agree by luck"),
            t("Pairs"),
        ),
        [_table_row(one) for one, _estimate in rows],
        key="audit_kappa",
    )
    st.caption(
        words.plain(
            t(
                "{pairs} pairs of ratings of one item of one contact, by two raters; "
                "which raters is not shown. Kappa is what they agree on beyond luck. The "
                "interval takes each contact as one.",
                pairs=whole(max(one.pairs for one in known)),
            )
            + " "
            + (
                t("Graded items: near misses count in part (quadratic weights).")
                if graded
                else t("With yes and no, weighted kappa is the same as kappa.")
            )
        )
    )
    stated(t("Agreement of two raters (kappa)"), question, rows="audit_item")


def _table_row(one: Pairs) -> tuple[object, ...]:
    if one.plain is None or one.weighted is None:
        return (one.item, "–", "", "", "–", "–", "–", one.pairs)
    kappa = one.plain.kappa
    return (
        one.item or t("All items"),
        number(kappa.value, "score"),
        number(kappa.low, "score"),
        number(kappa.high, "score"),
        number(one.weighted.kappa.value, "score"),
        number(one.plain.agree, "share"),
        number(one.plain.by_luck, "share"),
        one.pairs,
    )


def _link(found: list[Link], question: Question) -> None:
    st.markdown("### " + t("Do customers feel it?"))
    if not found:
        st.caption(
            t(
                "Needs survey answers (effort or satisfaction) that name the same "
                "contact_id as the contacts that were listened to."
            )
        )
        return
    names = {
        "all": t("every point given"),
        "most": t("60% of the points or more"),
        "less": t("less than 60%"),
    }
    asked = {"ces2": t("found it easy"), "csat": t("satisfied")}
    bands = [one for link in found for one in link.bands]
    title = t("Customers' answers, by how the contact was rated")

    def label(e: Estimate) -> str:
        return f"{asked[str(e.group['question'])]}: {names[str(e.group['band'])]}"

    metric = catalog.metric("ces2")
    spoken = replace(
        figures.chart_words(metric, title), axis=t("share of those who answered")
    )
    audits_items.plain_chart(
        charts.ranked(bands, label_of=label, unit="share", words=spoken),
        title=title,
        alt=charts.alt_text(bands, spoken, label_of=label, unit="share"),
        key="audit_link",
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [(metric, one, question) for one in bands], label_of=label, key="audit_link"
        )
    for link in found:
        st.caption(words.plain(_link_words(link, asked[link.question])))
    stated(
        title,
        question,
        n=max(sum(one.n for one in link.bands) for link in found),
        rows="answer",
        extra=[t("joined by contact number; goes with, not caused by")],
    )


def _link_words(link: Link, asked: str) -> str:
    gap = link.difference
    if gap is None:
        return t("{asked}: too few answers at one end to compare.", asked=asked)
    size = change_words(gap.value, "share")
    between = words.between(
        change_words(gap.low, "share"), change_words(gap.high, "share")
    )
    if not gap.clear:
        return t(
            "{asked}: no clear difference between the best and the worst rated contacts "
            "({size}; {between}): the form does not show what customers feel.",
            asked=asked,
            size=size,
            between=between,
        )
    return t(
        "{asked}: {size} ({between}) among the best rated contacts against the worst.",
        asked=asked,
        size=size,
        between=between,
    )
