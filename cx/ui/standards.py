"""Standards of the first reply: how many are kept, and what may be promised."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses.standards import Replies, Time
from cx.charts import Arrival, ArrivalWords
from cx.locale import t, whole
from cx.measure import Question
from cx.ui import audits_items, audits_numbers, cards, choices, figures, numbers, words
from cx.ui.stated import stated

IN_TIME, KEPT = "response_in_time", "promise_kept"
# Minutes.
STANDARDS = ("60", "240", "480", "720", "1440", "2880")


def draw(question: Question) -> None:
    """Draw the part."""
    choices.check("standard", STANDARDS)
    chosen = choices.choice(
        "standard",
        t("Standard for the first reply"),
        STANDARDS,
        "1440",
        lambda one: time_words(float(one)),
    )
    minutes = int(chosen)
    asked = replace(question, parameters=(("minutes", minutes),))
    found = audits_numbers.replies(asked)
    _lead(found, minutes, asked)
    for column, metric_id in zip(st.columns(2), (IN_TIME, KEPT), strict=True):
        with column:
            cards.card(metric_id, asked)
    if found:
        _curve(found, minutes, asked)
    else:
        st.caption(
            t(
                "The time of a first reply would come from contacts with the column "
                "first_response_at."
            )
        )
    if numbers.estimate(KEPT, asked).n:
        figures.breakdown(
            KEPT,
            asked,
            "channel",
            title=t("Resolved by the promise, by channel"),
            key="standards_promise",
        )
        stated(catalog.metric(KEPT), asked, n=numbers.estimate(KEPT, asked).n)
    else:
        st.caption(
            t(
                "Whether promises are kept would come from contacts with the columns "
                "promised_at and closed_at."
            )
        )
    cards.fine_print(IN_TIME, KEPT)


def time_words(minutes: float) -> str:
    """Minutes as minutes, hours or days.

    >>> time_words(45), time_words(90), time_words(2880)
    ('45 min', '1.5 h', '2 d')
    """
    if minutes < 60:
        return t("{n} min", n=f"{minutes:g}")
    if minutes < 2880:
        return t("{n} h", n=f"{round(minutes / 60, 1):g}")
    return t("{n} d", n=f"{round(minutes / 1440, 1):g}")


def _lead(found: list[Replies], minutes: int, question: Question) -> None:
    if not found:
        cards.lead("No contact here records when the first reply went out.")
        return
    kept = numbers.estimate(IN_TIME, question)
    nine = found[0].p90
    if kept.value is None:
        cards.lead(
            "Of {n} contacts with a first reply too few can be judged by this standard.",
            n=whole(found[0].n),
        )
        return
    metric = catalog.metric(IN_TIME)
    if nine.value is None:
        cards.lead(
            "{number} got their first reply within {standard}.",
            number=cards.number_words(metric, kept),
            standard=time_words(minutes),
        )
        return
    cards.lead(
        "{number} got their first reply within {standard}; nine in ten had it after "
        "{time}: that is what can be promised.",
        number=cards.number_words(metric, kept),
        standard=time_words(minutes),
        time=time_words(nine.value),
    )


def _curve(found: list[Replies], minutes: int, question: Question) -> None:
    names = {"all" if at == 0 else str(one.channel): one for at, one in enumerate(found)}
    chosen = choices.choice(
        "reply_channel",
        t("Channel"),
        tuple(names),
        "all",
        lambda one: (
            t("All channels")
            if one == "all"
            else words.value("channel", None if one == "None" else one)
        ),
    )
    one = names[chosen]
    metric = catalog.metric(IN_TIME)
    title = t("First reply, share that has it after so long")
    spoken = replace(
        figures.chart_words(metric, title), axis=t("share with a first reply")
    )
    says = ArrivalWords(
        time=time_words,
        standard=t("standard {time}", time="{time}"),
        p90=t("nine in ten by {time}", time="{time}"),
        told=t("{share} after {time}", share="{share}", time="{time}"),
    )
    points = [Arrival(p.minutes, p.share, p.low, p.high) for p in one.points]
    audits_items.plain_chart(
        charts.arrivals(
            points, standard=minutes, p90=one.p90.value, words=spoken, says=says
        ),
        title=title,
        alt=charts.describe_arrivals(points, spoken, standard=minutes, says=says),
        key="standards_curve",
    )
    audits_items.table(
        (
            t("Channel"),
            t("Half by"),
            t("Nine in ten by"),
            t("From"),
            t("To"),
            "n",
            t("Still waiting"),
        ),
        [
            (
                t("All channels") if at == 0 else words.value("channel", row.channel),
                _at(row.median),
                _at(row.p90),
                time_words(row.p90.low) if row.p90.low is not None else "",
                time_words(row.p90.high) if row.p90.high is not None else "",
                row.n,
                row.waiting,
            )
            for at, row in enumerate(found)
        ],
        key="standards_curve",
        label=t("By channel: what can be promised"),
    )
    stated(
        metric,
        question,
        n=one.n,
        extra=[
            t(
                "{n} still waiting count for as long as they have waited (Kaplan-Meier)",
                n=whole(one.waiting),
            ),
            t("the rows are behind the number above"),
        ],
    )
    figures.breakdown(
        IN_TIME,
        question,
        "channel",
        title=t(
            "First reply within {standard}, by channel", standard=time_words(minutes)
        ),
        key="standards_channels",
    )


def _at(time: Time) -> str:
    return time_words(time.value) if time.value is not None else t("not known yet")
