"""What a chart rests on, in one line under it: the same order of facts on every page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cx.catalog import Metric
from cx.locale import day, t, whole
from cx.measure import Question
from cx.ui import cards, state, words
from cx.ui.left_out import left_out_counts

# Rows that carry the history of a customer, and so the rules that leave some out of it.
WITH_HISTORY = ("contact", "episode")
JOINED = {
    "customer": "joined by customer, whatever about",
    "reason": "joined by customer and reason",
}


def stated(
    what: Metric | str,
    question: Question,
    *,
    n: int | None = None,
    window: int | None = None,
    extra: Sequence[str] = (),
    rows: str = "",
) -> None:
    """The caption of a chart: variant, base, period, window, zone, filters, exclusions.

    `what` is the metric, or the variant in the reader's language where no one metric
    fits; `rows` is then the kind of row that `n` counts.  `window` is in days and is that
    of the question where it has one.  `extra` are the chart's own, translated.
    A metric's definition opens beside the caption.
    """
    metric = what if isinstance(what, Metric) else None
    st.caption(
        stated_words(what, question, n=n, window=window, extra=extra, rows=rows),
        help=cards.definition_text(metric) if metric else None,
    )


def stated_words(
    what: Metric | str,
    question: Question,
    *,
    n: int | None = None,
    window: int | None = None,
    extra: Sequence[str] = (),
    rows: str = "",
) -> str:
    """What `stated` says, safe to show as Markdown."""
    metric = what if isinstance(what, Metric) else None
    kind = (metric.each or metric.rows) if metric else rows
    said = [t(metric.name) if metric else str(what)]
    if n is not None:
        said.append(_base(kind, n))
    said.append(_period(question))
    days = window or _window(metric, question)
    if days:
        said.append(t("window {days} days", days=days))
    key = dict(question.parameters).get("same")
    if key in JOINED:
        said.append(t(JOINED[str(key)]))
    said.append(t("times as the files give them"))
    said.append(_filters(question))
    if kind in WITH_HISTORY:
        said.append(_left_out(question))
    shown = [words.plain(part) for part in said if part]
    return " · ".join(
        [*shown, *(words.plain(sentence) for sentence in extra if sentence)]
    )


def _base(kind: str, n: int) -> str:
    return words.base_of(kind, n) if kind else f"n {whole(n)}"


def _period(question: Question) -> str:
    covered = state.data_span(question.version or state.view().version)
    first = question.since or (covered and covered[0])
    last = question.until or (covered and covered[1])
    if not first or not last:
        return t("no dates")
    return f"{day(first)} – {day(last)}"


def _window(metric: Metric | None, question: Question) -> int | None:
    chosen = dict(question.parameters).get("window_days")
    known = metric is None or any(p.name == "window_days" for p in metric.parameters)
    return int(chosen) if chosen is not None and known else None


def _filters(question: Question) -> str:
    chosen = [
        words.dimension(name) + ": " + ", ".join(words.value(name, v) for v in values)
        for name, values in question.filters
        if values
    ]
    return "; ".join(chosen) or t("no filters")


def _left_out(question: Question) -> str:
    counts = left_out_counts(question)
    if not counts:
        return t("no contact left out by a rule")
    n = sum(counts.values())
    return t("{n} contacts left out by {rules} rules", n=whole(n), rules=len(counts))
