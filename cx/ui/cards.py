"""A sentence, a number with all that belongs to it, and the fine print."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from cx import catalog
from cx.analyses import compare
from cx.catalog import Metric
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import day, number, t, whole
from cx.measure import Estimate, Question
from cx.stats.compare import Difference
from cx.ui import numbers, words
from cx.ui.behind import rows_button

CARD_WIDTH = 420


def lead(sentence: str, /, **values: object) -> None:
    """The sentence a page opens with: the number, its interval, what follows."""
    shown = {name: words.plain(str(value)) for name, value in values.items()}
    with st.container(key="lead"):
        st.markdown("##### " + t(sentence, **shown))


def number_words(metric: Metric, estimate: Estimate) -> str:
    """A number with its interval, for a sentence."""
    if estimate.value is None:
        return words.note(estimate) or t("no data")
    if estimate.status == "low":
        return t(
            "between {low} and {high} (low base)",
            low=number(estimate.low or 0, metric.unit),
            high=number(estimate.high or 0, metric.unit),
        )
    return t(
        "{value} (95% interval {interval})",
        value=number(estimate.value, metric.unit),
        interval=words.interval(metric, estimate),
    )


def change_sentence(metric: Metric, found: numbers.Change | None) -> str:
    """What changed since the period before, claiming nothing chance may have done."""
    if found is None:
        return ""
    size = change_words(found.difference.value, metric.unit)
    low = change_words(found.difference.low, metric.unit)
    high = change_words(found.difference.high, metric.unit)
    between = words.between(low, high)
    period = f"{day(found.since)} – {day(found.until)}"
    if not found.clear:
        return t(
            "No clear change on {period}: {size} ({between}).",
            period=period,
            size=size,
            between=between,
        )
    better = metric.better == "neither" or (found.difference.value > 0) == (
        metric.better == "higher"
    )
    sentence = (
        "Better than in {period}: {size} ({between})."
        if better and metric.better != "neither"
        else "Worse than in {period}: {size} ({between})."
        if metric.better != "neither"
        else "Changed since {period}: {size} ({between})."
    )
    return t(sentence, period=period, size=size, between=between)


def verdict_words(metric: Metric, found: numbers.Change) -> str:
    """What a difference says in one word, with its interval."""
    low = change_words(found.difference.low, metric.unit)
    high = change_words(found.difference.high, metric.unit)
    return t(
        "{verdict} ({interval})",
        verdict=verdict_word(metric, found.difference),
        interval=words.between(low, high),
    )


def verdict_word(metric: Metric, found: Difference | None) -> str:
    """Up or down, better or worse, no clear change, or not judged."""
    said = compare.verdict(found)
    if said == "unjudged":
        return t("Not judged")
    if said == "same":
        return t("No clear change")
    if metric.better not in ("higher", "lower"):
        return t("Up") if said == "up" else t("Down")
    good = (said == "up") == (metric.better == "higher")
    if said == "up":
        return t("Up, better") if good else t("Up, worse")
    return t("Down, better") if good else t("Down, worse")


def _colour(metric: Metric, moved_by: float) -> Literal["green", "red", "off"]:
    """Streamlit's names of our colours for better and worse."""
    if metric.better not in ("higher", "lower"):
        return "off"
    return "green" if (moved_by > 0) == (metric.better == "higher") else "red"


def moved_button(metric: Metric, question: Question) -> None:
    """Why a number moved, in a window, one click from it."""
    if st.button(
        t("Why did it move?"),
        key=f"why_{metric.id}",
        type="tertiary",
        icon=":material/stacked_bar_chart:",
    ):
        from cx.ui import moved

        moved.window(metric.id, question)


def card(metric_id: str, question: Question) -> None:
    """One number with its interval, its base, its change, its definition and its rows."""
    metric = catalog.metric(metric_id)
    with st.container(border=True, height="stretch", key=f"card_{metric_id}"):
        try:
            found = numbers.estimate(metric_id, question)
        except CxError as error:
            st.markdown("**" + t(metric.name) + "**")
            st.caption(words.plain(t(error.sentence, **error.details)))
            return
        moved = numbers.change(metric_id, question, found)
        moved_by = moved.difference.value if moved and moved.clear else None
        st.markdown(":small[**" + t(metric.name) + "**]", help=definition_text(metric))
        st.metric(
            t(metric.name),
            words.figure(metric, found),
            None if moved_by is None else change_words(moved_by, metric.unit),
            delta_color=_colour(metric, moved_by or 0.0),
            # By itself Streamlit knows only an ASCII minus.
            delta_arrow="down" if moved_by and moved_by < 0 else "up",
            label_visibility="collapsed",
        )
        if metric.unit == "money" and found.value is not None:
            st.caption(words.unit(metric))
        if found.value is not None and found.status == "ok":
            st.caption(
                t("95% interval {interval}", interval=words.interval(metric, found))
            )
        if metric.id == "nps" and found.status == "ok":
            st.caption(_sides(found))
        if words.note(found):
            st.caption(words.note(found))
        if moved:
            st.caption(verdict_words(metric, moved))
            moved_button(metric, question)
        if found.n and found.status != "withheld":
            rows_button(metric, question, found.n, key=f"rows_{metric_id}")
        elif found.n:
            st.caption(words.base(metric, found.n))


def card_alone(metric_id: str, question: Question) -> None:
    """One card with no other beside it: as wide as a card, not as the page."""
    with st.container(width=CARD_WIDTH):
        card(metric_id, question)


def _sides(found: Estimate) -> str:
    """How many are behind a score that is one share minus another."""
    up, down = int(found.sums["positive"]), int(found.sums["negative"])
    return t(
        "{promoters} promoters, {passives} passives, {detractors} detractors",
        promoters=whole(up),
        passives=whole(found.n - up - down),
        detractors=whole(down),
    )


def definition_text(metric: Metric) -> str:
    """What a number means, for the help beside it."""
    parts = [
        words.plain(t(metric.definition)),
        "**" + t("Counted") + "** " + words.plain(t(metric.counts)),
        "**" + t("Beware") + "** " + words.plain(t(metric.caveat)),
    ]
    return "\n\n".join(parts)


def fine_print(*metric_ids: str) -> None:
    """What the page rests on: definitions, sources, benchmarks."""
    with st.expander(t("What this rests on"), icon=":material/menu_book:"):
        for metric_id in metric_ids:
            metric = catalog.metric(metric_id)
            st.markdown(f"**{t(metric.name)}** — {words.plain(t(metric.definition))}")
            st.caption(
                words.plain(t(metric.counts)) + " " + words.plain(t(metric.caveat))
            )
            if metric.sources:
                st.caption(t("Source") + ": " + words.plain("; ".join(metric.sources)))
