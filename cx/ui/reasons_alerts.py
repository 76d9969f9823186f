"""Proactive alerts: what they keep from being asked, if somebody was held out."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses import alerts
from cx.analyses.alerts import Around, Told
from cx.analyses.compare import Compared
from cx.charts import AroundWords
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import number, t, whole
from cx.measure import Question
from cx.stats.compare import Difference
from cx.store import Store
from cx.ui import cards, choices, figures, frame, words
from cx.ui.reasons_more import figure, key, lead, needs
from cx.ui.stated import stated

RATE = "alerted_contact_rate"
DAYS = ("2", "7", "14")
ABOUT = {"same": "The reason of the alert", "any": "Anything"}


@st.cache_data(max_entries=50, show_spinner=False)
def _told(_store: Store, mart: str, question: Question) -> Told:
    del mart  # only the key of what is kept
    return alerts.told(_store, question)


@st.cache_data(max_entries=50, show_spinner=False)
def _around(_store: Store, mart: str, question: Question, about: str) -> Around:
    del mart  # only the key of what is kept
    return alerts.around(_store, question, about=about)


@st.cache_data(max_entries=100, show_spinner=False)
def _between(
    _store: Store, mart: str, definition: str, one: Question, two: Question
) -> Compared:
    del mart, definition  # only the key of what is kept
    return alerts.between(_store, RATE, one, two)


def draw(question: Question) -> None:
    """The effect with its interval, contacts that alerts brought, the days around."""
    try:
        base = _told(*key(question), question)
    except CxError as error:
        frame.say_error(error)
        return
    if not base.all:
        needs(
            t(
                "This part needs a log of alerts: who was told what and when, and who "
                "was deliberately not told."
            )
        )
        return
    one, two = st.columns(2)
    with one:
        about = choices.choice(
            "alert_about",
            t("Contacts about"),
            tuple(ABOUT),
            "same",
            lambda a: t(ABOUT[a]),
        )
    with two:
        days = choices.choice(
            "within",
            t("Days to get in touch in"),
            DAYS,
            "7",
            lambda d: t("{days} d", days=d),
        )
    if not base.claim:
        _no_claim(question, base, about, days)
        return
    found = _arms(question, about, days)
    _lead(found, base, days)
    _told_and_held_out(question, about, days, found)
    _induced(question, base)
    _curve(question, about)
    cards.fine_print(RATE)


def _asked(question: Question, about: str, days: str, arm: str) -> Question:
    chosen = (("window_days", int(days)), ("about", about), ("arm", arm))
    return replace(question, parameters=chosen)


def _arms(question: Question, about: str, days: str) -> Compared:
    asked = [_asked(question, about, days, arm) for arm in ("alerted", "held_out")]
    return _between(*key(question), catalog.metric(RATE).fingerprint, *asked)


def _no_claim(question: Question, base: Told, about: str, days: str) -> None:
    """Without a holdout there is a number, and no effect."""
    lead(
        "Nobody was held out of the {n} alerts, so nothing can be claimed about what "
        "they save.",
        n=whole(base.alerts),
    )
    st.markdown(
        t(
            "Hold out a tenth of the customers of each alert by chance, and mark them in "
            "the log: then this page shows how many contacts the alerts save."
        )
    )
    cards.card(RATE, _asked(question, about, days, "all"))


def _lead(found: Compared, base: Told, days: str) -> None:
    metric = catalog.metric(RATE)
    values: dict[str, object] = {
        "told": cards.number_words(metric, found.first),
        "held": cards.number_words(metric, found.second),
        "days": days,
    }
    gap = found.difference
    if gap is None:
        lead("The effect of the alerts cannot be judged yet: too few customers.")
        return
    if not gap.clear:
        lead(
            "No clear effect of the alerts: within {days} days {told} of those told got "
            "in touch, {held} of those held out.",
            **values,
        )
        return
    value, low, high = alerts.times(gap, found.first.n)
    sentence = (
        "Alerts saved {avoided} contacts ({low} to {high}): within {days} days {told} of "
        "those told got in touch, {held} of those held out."
        if gap.value < 0
        else "Alerts brought {avoided} more contacts ({low} to {high}): within {days} "
        "days {told} of those told got in touch, {held} of those held out."
    )
    if gap.value > 0:
        value, low, high = -value, -high, -low
    lead(
        sentence,
        **values,
        avoided=number(round(value), "count"),
        low=number(round(low), "count"),
        high=number(round(high), "count"),
    )
    st.caption(
        words.plain(
            t(
                "{n} alerts to {told} customers; {held} were held out.",
                n=whole(base.alerts),
                told=whole(base.alerted),
                held=whole(base.held_out),
            )
        )
    )


def _told_and_held_out(
    question: Question, about: str, days: str, found: Compared
) -> None:
    title = t("Who got in touch, of those told and those held out")
    metric = catalog.metric(RATE)
    names = (t("Told"), t("Held out"))
    shown = [
        (metric, one, _asked(question, about, days, arm))
        for one, arm in ((found.first, "alerted"), (found.second, "held_out"))
    ]
    named = {id(one): name for (_, one, _), name in zip(shown, names, strict=True)}
    spoken = figures.chart_words(metric, title)
    both = [one for _, one, _ in shown]
    figures.chart(
        charts.ranked(both, label_of=lambda e: named[id(e)], unit="share", words=spoken),
        shown,
        title=title,
        alt=charts.alt_text(
            both, label_of=lambda e: named[id(e)], unit="share", words=spoken
        ),
        key="alert_arms",
        label_of=lambda e: named[id(e)],
    )
    stated(
        metric,
        replace(question, parameters=(("window_days", int(days)),)),
        n=sum(one.n for one in both),
        extra=(_gap_words(found.difference),),
    )


def _gap_words(gap: Difference | None) -> str:
    if gap is None:
        return ""
    return t(
        "difference {value} (95% interval {low} to {high})",
        value=change_words(gap.value, "share"),
        low=change_words(gap.low, "share"),
        high=change_words(gap.high, "share"),
    )


def _induced(question: Question, base: Told) -> None:
    """An alert can itself make people call: anything asked within 48 hours."""
    found = _arms(question, "any", "2")
    gap = found.difference
    if gap is None:
        return
    sentence = (
        "In the 48 hours after an alert those told did not clearly get in touch more "
        "often, about anything, than those held out: {gap}."
    )
    if gap.low > 0:
        sentence = (
            "In the 48 hours after an alert those told got in touch more often, about "
            "anything, than those held out: {gap}. The alert itself brings {n} contacts."
        )
    elif gap.high < 0:
        sentence = (
            "In the 48 hours after an alert those told got in touch less often, about "
            "anything, than those held out: {gap}."
        )
    n = number(round(max(gap.value, 0) * base.alerted), "count")
    st.markdown(words.plain(t(sentence, gap=_gap_words(gap), n=n)))


def _curve(question: Question, about: str) -> None:
    title = t("Contacts by day, around the alert")
    found = _around(*key(question), question, about)
    spoken = replace(
        figures.chart_words(None, title), axis=t("share of customers on that day")
    )
    says = AroundWords(
        first=t("Told"),
        second=t("Held out"),
        event=t("the alert"),
        across=t("days since the alert"),
        place=t("day {at}"),
    )
    st.markdown("#### " + title)
    figure(
        charts.around(
            found.days,
            found.alerted,
            found.held_out,
            unit="share",
            words=spoken,
            says=says,
        ),
        name="around_alert",
        alt=charts.describe_around(
            found.days, found.alerted, found.held_out, spoken, unit="share", says=says
        ),
    )
    sizes = (found.alerted[0].n, found.held_out[0].n)
    stated(
        title,
        question,
        n=sum(sizes),
        rows="alert",
        extra=(
            t("only alerts with 7 days before and 14 after in the data"),
            t("a customer counts once a day"),
        ),
    )
