"""First-contact resolution: four readings, the curve of return, where it fails."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses.returns import returned_rows
from cx.catalog import Metric
from cx.errors import CxError, LinkError
from cx.locale import number, t
from cx.measure import Estimate, Question, Rows
from cx.ui import (
    behind,
    cards,
    choices,
    figures,
    numbers,
    resolution_funnel,
    resolution_readings,
    resolution_rules,
    resolution_trend,
    state,
    words,
)
from cx.ui.stated import stated

# Any of these gives the page something to show.
READINGS = ("fcr_agent_said", "fcr_customer_said", "fcr_no_return_any")
WINDOWS = (1, 3, 7, 14, 30)
DEFAULT_WINDOW = "7"


def resolution(question: Question) -> None:
    """Draw the page."""
    choices.check("by", resolution_funnel.units())
    choices.check("among", resolution_readings.AMONG)
    window = _window()
    question = replace(question, parameters=(("window_days", window),))
    _ask_together(question)
    resolution_rules.linked_only(question)
    kept = numbers.estimate("fcr_no_return_any", question)
    said = numbers.estimate("fcr_agent_said", question)
    if not kept.n and not _customers_answered(question):
        st.info(
            t(
                "Nothing here can be judged yet: this page needs contacts with "
                "customer numbers that reach back longer than the window, or a "
                "survey that asks whether the issue is resolved."
            )
        )
        resolution_rules.rules(question)
        return
    _lead(kept, said, question, window)
    if not kept.n:
        _customers_alone(question)
        resolution_rules.rules(question)
        return
    resolution_readings.four_readings(question, window)
    left, right = st.columns(2, gap="large")
    with left:
        _curve(question, window)
    with right:
        resolution_trend.trend(question, window)
    one, two = st.columns(2, gap="large")
    with one:
        resolution_readings.crossing(question)
    with two:
        resolution_readings.by_reason(question)
    resolution_funnel.funnel(question, window)
    _repeats(question, window)
    resolution_rules.rules(question)
    cards.fine_print(
        *("fcr_reading", "fcr_naive", "stays_away", "resolution_gap"),
        *("repeat_share", "repeat_volume_share", "follow_up"),
    )


def _ask_together(question: Question) -> None:
    among = state.view().option("among", resolution_readings.AMONG[0])
    readings = [{"reading": one, "among": among} for one in resolution_readings.READINGS]
    numbers.prepare(
        question,
        wanted=[
            *("fcr_agent_said", "fcr_naive"),
            *[("fcr_reading", given) for given in readings],
            *[("resolution_gap", {"cell": cell}) for cell in resolution_readings.CELLS],
            *[("repeat_share", {"same": key}) for key in resolution_rules.KEYS],
        ],
        changes=[
            *("linkage_rate", "fcr_no_return_any"),
            *("repeat_share", "repeat_volume_share"),
        ],
    )


def _customers_answered(question: Question) -> bool:
    try:
        return numbers.estimate("fcr_customer_said", question).n > 0
    except CxError:
        return False


def _customers_alone(question: Question) -> None:
    """A survey without contacts: customers' word, and no other reading."""
    cards.card_alone("fcr_customer_said", question)
    stated(catalog.metric("fcr_customer_said"), question)


def _repeats(question: Question, window: int) -> None:
    one, two = st.columns(2)
    with one:
        cards.card("repeat_share", question)
    with two:
        cards.card("repeat_volume_share", question)
    sentence = resolution_rules.key_sentence(question, window)
    if sentence:
        st.markdown(words.plain(sentence))


def _window() -> int:
    options = [str(days) for days in WINDOWS]
    chosen = state.view().option("window", DEFAULT_WINDOW)
    if chosen not in options:
        raise LinkError(
            "This link asks for a window of {days} days; it is one of {known}. No "
            "numbers are shown.",
            days=chosen,
            known=", ".join(options),
        )
    return int(
        choices.choice(
            "window",
            t("Days to come back in"),
            options,
            DEFAULT_WINDOW,
            lambda d: t("{days} d", days=d),
        )
    )


def _lead(kept: Estimate, said: Estimate, question: Question, window: int) -> None:
    metric = catalog.metric("fcr_no_return_any")
    if kept.value is None:
        cards.lead(
            "Whether customers came back cannot be judged yet: {why}",
            why=words.note(kept) or t("no contacts with customer numbers"),
        )
        return
    sentence = "After {number} of first contacts nobody came back within {days} days."
    values: dict[str, object] = {
        "number": cards.number_words(metric, kept),
        "days": window,
    }
    if said.value is not None:
        sentence = (
            "After {number} of first contacts nobody came back within {days} days; "
            "{said} were marked as resolved."
        )
        values["said"] = number(said.value, "share")
    cards.lead(sentence, **values)
    moved = cards.change_sentence(
        metric, numbers.change("fcr_no_return_any", question, kept)
    )
    more = [moved, resolution_readings.naive_sentence(question, kept)]
    if any(more):
        st.caption(words.plain(" ".join(part for part in more if part)))


def _curve(question: Question, window: int) -> None:
    metric = catalog.metric("stays_away")
    found = numbers.curve("stays_away", question)
    title = t("Come back by day")
    spoken = figures.chart_words(metric, title)
    spoken = replace(spoken, axis=t("share of first contacts that came back"))

    def label(e: Estimate) -> str:
        return t("Day {day}", day=e.group["day"])

    st.markdown("#### " + title)
    st.plotly_chart(
        charts.curve(found, marked_day=window, words=spoken),
        key="curve",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_curve(found, marked_day=window, words=spoken),
    )
    at = figures.picked("curve", len(found))
    if at is not None:
        _returned(metric, question, int(found[at].group["day"] or 0))
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [(metric, e, question) for e in found], label_of=label, key="curve_twin"
        )
    stated(
        metric,
        question,
        n=found[0].n if found else 0,
        extra=[t("recent contacts count for as long as they have been watched")],
    )


def _returned(metric: Metric, question: Question, day: int) -> None:
    def fetch(most: int) -> Rows:
        return returned_rows(state.store(), question, day=day, most=most)

    with st.container(border=True):
        st.markdown("**" + t("Came back by day {day}", day=day) + "**")
        behind.fetched_rows(fetch, metric, key="curve")
