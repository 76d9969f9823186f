"""First-contact resolution: four readings, the curve of return, where it fails."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.errors import CxError, LinkError
from cx.locale import number, t
from cx.measure import Estimate, Question
from cx.ui import cards, choices, figures, numbers, state, words
from cx.ui.overview import breakdowns

READINGS = (
    "fcr_agent_said",
    "fcr_customer_said",
    "fcr_no_return_any",
    "fcr_no_return_same",
)
WINDOWS = (1, 3, 7, 14, 30)
DEFAULT_WINDOW = "7"


def resolution(question: Question) -> None:
    """Draw the page."""
    choices.check("by", breakdowns("fcr_no_return_any"))
    window = _window()
    question = replace(question, parameters=(("window_days", window),))
    found: list[tuple[str, Estimate]] = []
    for metric_id in READINGS:
        try:
            found.append((metric_id, numbers.estimate(metric_id, question)))
        except CxError as error:
            st.caption(
                words.plain(t(catalog.metric(metric_id).name))
                + ": "
                + words.plain(t(error.sentence, **error.details))
            )
    found = [(metric_id, e) for metric_id, e in found if e.n]
    if not found:
        st.info(
            t(
                "Nothing here can be judged yet: this page needs contacts with "
                "customer numbers that reach back longer than the window, or a "
                "survey that asks whether the issue is resolved."
            )
        )
        return
    _lead(dict(found), question, window)
    _readings(found, question)
    left, right = st.columns(2, gap="large")
    with left:
        _curve(question, window)
    with right:
        figures.trend(
            "fcr_no_return_any",
            question,
            title=t("No return within {days} days, over time", days=window),
            key="fcr_trend",
        )
    options = breakdowns("fcr_no_return_any")
    default = "reason" if "reason" in options else options[0]
    by = choices.choice("by", t("Broken down by"), options, default, words.dimension)
    figures.breakdown(
        "fcr_no_return_any",
        question,
        by,
        title=t(
            "No return within {days} days, by {dimension}",
            days=window,
            dimension=words.dimension_inside(by),
        ),
        key="fcr_by",
    )
    one, two = st.columns(2)
    with one:
        cards.card("repeat_share", question)
    with two:
        cards.card("repeat_volume_share", question)
    cards.fine_print(*READINGS, "stays_away", "repeat_share", "repeat_volume_share")


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


def _lead(found: dict[str, Estimate], question: Question, window: int) -> None:
    kept, said = found.get("fcr_no_return_any"), found.get("fcr_agent_said")
    metric = catalog.metric("fcr_no_return_any")
    if kept is None or kept.value is None:
        cards.lead(
            "Whether customers came back cannot be judged yet: {why}",
            why=words.note(kept) if kept else t("no contacts with customer numbers"),
        )
        return
    sentence = "After {number} of first contacts nobody came back within {days} days."
    values: dict[str, object] = {
        "number": cards.number_words(metric, kept),
        "days": window,
    }
    if said is not None and said.value is not None:
        sentence = (
            "After {number} of first contacts nobody came back within {days} days; "
            "{said} were marked as resolved."
        )
        values["said"] = number(said.value, "share")
    cards.lead(sentence, **values)
    moved = cards.change_sentence(
        metric, numbers.change("fcr_no_return_any", question, kept)
    )
    if moved:
        st.caption(words.plain(moved))


def _readings(found: list[tuple[str, Estimate]], question: Question) -> None:
    title = t("Four readings of first-contact resolution")
    labels = {id(e): t(catalog.metric(m).name).split(": ")[-1] for m, e in found}
    spoken = figures.chart_words(catalog.metric("fcr_no_return_any"), title)
    benchmarks = figures.benchmarks(*(catalog.metric(m) for m, _e in found))
    label = lambda e: labels[id(e)]  # noqa: E731 - the same words in chart, table and rows
    figures.chart(
        charts.readings(
            [(labels[id(e)], e) for _m, e in found], words=spoken, reference=benchmarks
        ),
        [(catalog.metric(m), e, question) for m, e in found],
        title=title,
        alt=charts.alt_text(
            [e for _m, e in found], label_of=label, unit="share", words=spoken
        ),
        key="readings",
        label_of=label,
    )
    st.caption(
        t(
            "They answer different questions and differ by tens of points: never "
            "quote one without its name."
        )
    )


def _curve(question: Question, window: int) -> None:
    metric = catalog.metric("stays_away")
    found = numbers.curve("stays_away", question)
    title = t("Come back by day")
    spoken = figures.chart_words(metric, title)
    spoken = replace(spoken, axis=t("share of first contacts that came back"))
    label = lambda e: t("Day {day}", day=e.group["day"])  # noqa: E731 - as above
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.curve(found, marked_day=window, words=spoken),
        key="curve",
        config=figures.CHART_CONFIG,
        alt=charts.describe_curve(found, marked_day=window, words=spoken),
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [(metric, e, question) for e in found], label_of=label, key="curve_twin"
        )
