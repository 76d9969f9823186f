"""Snowballs: episodes that grew, where they began, what the extra contacts cost."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog, charts
from cx.analyses import chains
from cx.analyses.chains import LONG, Chain
from cx.locale import number, t
from cx.measure import Estimate, Question
from cx.store import Store
from cx.ui import begun, behind, cards, choices, figures, numbers, state, words
from cx.ui.begun import Begun
from cx.ui.next_issue import next_issue
from cx.ui.overview import breakdowns
from cx.ui.stated import stated

METRICS = ("snowball_rate", "extra_contacts", "extra_handling")
WINDOWS = ("1", "3", "7", "14", "30")
SAME = {"customer": "Customer, whatever about", "reason": "Customer and reason"}
# Where a snowball could have ended: its first contact's.
BEGUN_BY = ("reason", "team")


@st.cache_data(max_entries=500, show_spinner=False)
def _sizes(_store: Store, mart: str, question: Question) -> dict[int, int]:
    del mart  # only the key of what is kept
    return chains.sizes(_store, question)


@st.cache_data(max_entries=200, show_spinner=False)
def _longest(_store: Store, mart: str, question: Question) -> list[Chain]:
    del mart  # only the key of what is kept
    return chains.longest(_store, question)


def snowballs(question: Question) -> None:
    """Draw the page."""
    for key, options in (("window", WINDOWS), ("same", tuple(SAME))):
        choices.check(key, options)
    window = choices.choice(
        "window",
        t("Days to come back in"),
        WINDOWS,
        "7",
        lambda d: t("{days} d", days=d),
    )
    left, right = st.columns(2)
    with left:
        same = choices.choice(
            "same",
            t("Joined when they share"),
            tuple(SAME),
            "customer",
            lambda s: t(SAME[s]),
        )
    with right:
        cost = choices.amount("cost", t("Cost of one contact"))
    question = replace(
        question, parameters=(("window_days", int(window)), ("same", same))
    )
    # Whoever knows every reason knows the whole: that is not asked again.
    numbers.prepare(replace(question, by=("reason",)), METRICS)
    numbers.prepare(question, (), changes=METRICS)
    extra = numbers.estimate("extra_contacts", question)
    if not extra.n:
        st.info(
            t(
                "No episode can be judged yet: this page needs contacts with customer "
                "numbers that reach back longer than the window."
            )
        )
        return
    known = breakdowns("extra_contacts")
    began = {by: begun.begun(question, by) for by in BEGUN_BY if by in known}
    _lead(extra, question, began.get("reason", []))
    for column, metric_id in zip(st.columns(3), METRICS, strict=True):
        with column:
            cards.card(metric_id, question)
    if extra.value is not None:
        left, right = st.columns(2, gap="large")
        with left:
            _how_long(question)
        with right:
            figures.trend(
                "extra_contacts",
                question,
                title=t("Is it melting? Extra contacts per 100 episodes, over time"),
                key="melting",
                unripe_days=int(window),
            )
            stated(catalog.metric("extra_contacts"), question, n=extra.n)
        _timeline(question)
        for by, found in began.items():
            begun.chart(found, by, question, cost)
    next_issue(question)
    cards.fine_print(*METRICS)


def _lead(extra: Estimate, question: Question, began: list[Begun]) -> None:
    rate = numbers.estimate("snowball_rate", question)
    if extra.value is None or rate.value is None:
        cards.lead(
            "How episodes grow cannot be said for this selection: {why}",
            why=words.note(extra) or words.note(rate),
        )
        return
    values: dict[str, object] = {
        "rate": cards.number_words(catalog.metric("snowball_rate"), rate),
        "extra": cards.number_words(catalog.metric("extra_contacts"), extra),
    }
    sentence = (
        "{rate} of episodes grew to two contacts or more; 100 episodes brought {extra} "
        "extra contacts."
    )
    first = next((one for one in began if one.share and one.total.status == "ok"), None)
    if first is not None:
        sentence = (
            "{rate} of episodes grew to two contacts or more; 100 episodes brought "
            "{extra} extra contacts, and {share} of those began with: {reason}."
        )
        values["share"] = number(first.share or 0, "share")
        values["reason"] = words.value("reason", first.rate.group["reason"])
    cards.lead(sentence, **values)


def _how_long(question: Question) -> None:
    title = t("How long episodes get")
    metric = catalog.metric("extra_contacts")
    found = _sizes(state.store(), state.store().mart(question.version), question)
    shown = [(f"{size}+" if size == LONG else str(size), n) for size, n in found.items()]
    spoken = replace(
        figures.chart_words(metric, title), axis=t("contacts in the episode")
    )
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.sizes(shown, words=spoken),
        key="sizes",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_sizes(shown, spoken),
    )
    at = figures.picked("sizes", len(shown))
    if at is not None:
        label, size = shown[at][0], list(found)[at]
        with st.container(border=True):
            st.markdown("**" + t("Episodes of {size} contacts", size=label) + "**")
            fetch = partial(chains.rows_of_size, state.store(), question, size)
            behind.fetched_rows(fetch, metric, key="sizes")
    stated(title, question, n=sum(found.values()), rows="episode")


def _timeline(question: Question) -> None:
    found = _longest(state.store(), state.store().mart(question.version), question)
    if not found:
        return
    title = t("The longest chains")
    spoken = figures.chart_words(catalog.metric("extra_contacts"), title)
    says = charts.ChainWords(
        days=t("days since the first contact"),
        contacts=t("{count} contacts in {days} days"),
    )
    shown = [
        charts.Chain(
            t("Customer {number}", number=place),
            [
                charts.ChainContact(
                    (one.started_at - chain.contacts[0].started_at).total_seconds()
                    / 86_400,
                    words.value("channel", one.channel),
                    f"{words.value('reason', one.reason)} · "
                    f"{words.value('team', one.team)}",
                )
                for one in chain.contacts
            ],
        )
        for place, chain in enumerate(found, start=1)
    ]
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.timeline(shown, words=spoken, says=says),
        key="chains",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_timeline(shown, spoken, says=says),
    )
    at = figures.picked("chains", len(shown))
    if at is not None:
        with st.container(border=True):
            st.markdown("**" + words.plain(shown[at].label) + "**")
            fetch = partial(
                chains.rows_of_chain, state.store(), question, found[at].row_id
            )
            behind.fetched_rows(fetch, catalog.metric("repeat_share"), key="chains")
    stated(
        title,
        question,
        n=sum(len(chain.contacts) for chain in found),
        rows="contact",
        extra=(
            t(
                "One row is one customer, numbered by this chart only. Very long chains "
                "are often one number that several people use."
            ),
        ),
    )
