"""What a choice goes with when we must refuse, and how soon the first greeting comes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog, charts
from cx.analyses import journey_contacts
from cx.analyses.journey_contacts import Handled
from cx.charts import DumbbellWords, Pair
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import number, t, whole
from cx.measure import LOW_BASE, Estimate, Question, Rows
from cx.stats.intervals import Interval
from cx.ui import behind, cards, figures, frame, numbers, state, touchpoint_numbers, words
from cx.ui.stated import stated

COMPARED = ("ces2", "csat")
FIFTEEN = 15


def refusals(question: Question) -> None:
    """Refused requests, with an alternative offered and without."""
    title = t("After a refusal: with an alternative offered and without")
    st.markdown("#### " + title)
    outcome, choice = touchpoint_numbers.has_outcomes(question)
    if not outcome or not choice:
        missing = [
            name
            for name, there in (
                (t("“outcome” (granted, refused, partial)"), outcome),
                (t("“choice_offered” (yes, no)"), choice),
            )
            if not there
        ]
        st.info(
            t(
                "No contact here says how refusals were handled. A contact export with "
                "the column {columns} would fill this.",
                columns=" · ".join(missing),
            )
        )
        return
    found = []
    for metric_id in COMPARED:
        try:
            one = touchpoint_numbers.refusals(metric_id, question)
        except CxError as error:
            frame.say_error(error)
            return
        if one is not None:
            found.append(one)
    if not found:
        st.info(
            t(
                "Fewer than {n} answers follow a refusal with an alternative offered, or "
                "without one: too few to compare.",
                n=journey_contacts.SMALLEST_N,
            )
        )
        return
    for one in found:
        st.markdown(words.plain(_sentence(one)))
    _chart(found, question, title)


def _sentence(one: Handled) -> str:
    name = t(catalog.metric(one.metric_id).name)
    if one.difference is None:
        return t(
            "{measure}: no reason has ten answers on both sides, so they cannot be "
            "compared at equal reasons.",
            measure=name,
        )
    said = {
        "measure": name,
        "size": change_words(one.difference.value, "share"),
        "low": change_words(one.difference.low, "share"),
        "high": change_words(one.difference.high, "share"),
    }
    if one.difference.clear:
        return t(
            "{measure}: {size} where an alternative was offered, at equal reasons (95% "
            "interval {low} to {high}).",
            **said,
        )
    return t(
        "{measure}: no clear difference where an alternative was offered, at equal "
        "reasons ({size}, 95% interval {low} to {high}).",
        **said,
    )


def _chart(found: list[Handled], question: Question, title: str) -> None:
    sides = []
    pairs = []
    for one in found:
        equal = one.difference is not None
        shown = one.equal if equal else one.raw
        offered = _estimate(one, shown[0], one.offered)
        without = _estimate(one, shown[1], one.not_offered)
        sides += [(one, True, offered), (one, False, without)]
        pairs.append(Pair(t(catalog.metric(one.metric_id).name), offered, without))
    metric = catalog.metric(found[0].metric_id)
    spoken = figures.chart_words(metric, title)
    says = DumbbellWords(
        perceived=t("alternative offered"),
        operational=t("none offered"),
        gap=t("difference"),
        left=t("{count} more not shown"),
        change=change_words,
    )
    st.plotly_chart(
        charts.dumbbell(pairs, unit="share", words=spoken, says=says),
        key="refusals",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_dumbbell(pairs, spoken, unit="share", says=says),
    )
    at = figures.picked("refusals", len(sides))
    if at is not None:
        one, offered_, _ = sides[at]
        with st.container(border=True):
            behind.fetched_rows(
                partial(_rows, one.metric_id, question, offered=offered_),
                catalog.metric(one.metric_id),
                key="refusals",
            )
    stated(
        t("answers after a refusal"),
        question,
        n=sum(one.offered + one.not_offered for one in found),
        rows="answer",
        extra=[
            t(
                "At the mix of reasons both sides share; kept are {kept} of the answers.",
                kept=number(min(one.coverage for one in found), "share"),
            ),
            t(
                "Staff may offer a choice in the easier cases: this goes with it, and is "
                "no proof."
            ),
        ],
    )


def _estimate(one: Handled, found: Interval | None, n: int) -> Estimate:
    if found is None:
        return Estimate({}, n, None, None, None, "withheld")
    status = "low" if n < LOW_BASE else "ok"
    return Estimate({"m": one.metric_id}, n, found.value, found.low, found.high, status)


def _rows(metric_id: str, question: Question, most: int, *, offered: bool) -> Rows:
    return journey_contacts.refusal_rows(
        state.store(),
        metric_id,
        replace(question, by=(), period=None),
        offered=offered,
        most=most,
    )


def greeting(question: Question) -> None:
    """Who is greeted within 15 seconds: audits, and waits for a person."""
    st.markdown("#### " + t("Greeted within {n} seconds", n=FIFTEEN))
    audited = touchpoint_numbers.greetings(question)
    if audited is None or not audited.n:
        st.info(
            t(
                "No audit here times a first greeting. An item about the greeting with "
                "the column “elapsed_s” (seconds) would fill this."
            )
        )
    elif audited.share is None:
        st.info(t("Only {n} greetings were timed: too few to say anything.", n=audited.n))
    else:
        st.markdown(
            words.plain(
                t(
                    "In audits, {share} of {n} timed first greetings came within {s} "
                    "seconds (95% interval {low} to {high}). Items: {items}.",
                    share=number(audited.share.value, "share"),
                    n=whole(audited.n),
                    s=FIFTEEN,
                    low=number(audited.share.low, "share"),
                    high=number(audited.share.high, "share"),
                    items=", ".join(audited.items),
                )
            )
        )
    asked = replace(question, parameters=(("seconds", FIFTEEN),))
    try:
        has_waits = numbers.estimate("answered_in_time", asked).n > 0
    except CxError:
        has_waits = False
    if has_waits:
        st.caption(t("Contacts: answered by a person within {n} seconds.", n=FIFTEEN))
        cards.card("answered_in_time", asked)
    st.caption(
        t(
            "Carlzon (1987): ten million passengers a year met about five employees "
            "each, 15 seconds at a time on average. It is the average length of a "
            "contact, not a law about when customers judge (confidence {code}).",
            code="A",
        )
    )
