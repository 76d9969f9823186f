"""What the parts on loyalty, recovery, sources and orders share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cx import charts, export
from cx.analyses import (
    after_contacts,
    loyalty,
    perfect,
    recovery,
    sources,
    uplift,
    wavering,
)
from cx.analyses.wavering_flags import RULES
from cx.errors import CxError
from cx.locale import t, whole
from cx.measure import Estimate, Question, Rows
from cx.stats.compare import Difference
from cx.store import Store
from cx.ui import customer_numbers as shared
from cx.ui import figures, frame, state, words
from cx.ui.behind import MOST_ROWS_SHOWN, column_words

ENGINES: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        after_contacts.after_contacts,
        loyalty.attitudes,
        loyalty.loyalty,
        perfect.after_delivery,
        perfect.perfect,
        recovery.recovery,
        sources.sources,
        uplift.uplift,
        wavering.wavering,
    )
}
NAMES = {
    "after_at": "Day of the rule",
    "again": "Ordered again",
    "back365": "Ordered again within 365 days",
    "back90": "Ordered again within 90 days",
    "before": "Had ordered in the 180 days before",
    "bought_again": "Ordered again within 90 days",
    "damaged": "Damaged",
    "discounted": "Orders with a discount",
    "first_at": "First order",
    "first_cause": "Lost to",
    "gone": "Did not come back",
    "gross": "Spent, before discounts",
    "incomplete": "Incomplete",
    "last_at": "Last order",
    "last_order_at": "Last order",
    "late": "Late",
    "margin": "Margin, net of discounts",
    "money": "Paid in a year",
    "net": "Spent, net of discounts",
    "nps": "Likelihood to recommend",
    "orders": "Orders",
    "papers": "Papers wrong",
    "reasons": "Reasons",
    "score": "Score",
}


@st.cache_data(max_entries=400, show_spinner=False)
def _kept(
    _store: Store, mart: str, name: str, question: Question, options: tuple[Any, ...]
) -> Any:
    del mart  # only the key of what is kept
    return ENGINES[name](_store, question, *options)


def ask(name: str, question: Question, *options: Any) -> Any:
    """What an engine says, kept by its data; None with the reason shown."""
    asked = replace(question, by=(), period=None, parameters=())
    try:
        mart = state.store().mart(question.version)
        return _kept(state.store(), mart, name, asked, options)
    except CxError as error:
        frame.say_error(error)
        return None


def missing(sentence: str) -> None:
    """Which file or column would fill a part; `sentence` is translated."""
    st.info(sentence, icon=":material/inbox:")


def gap(found: Difference | None, unit: str) -> str:
    """A difference with its interval, or that there is none."""
    return shared.gap_words(found, unit) if found else t("too few to compare")


def rows(fetch: Callable[[int], Rows], *, key: str, table: str = "purchase") -> None:
    """What lies behind a number, customers as codes, with a file of all of it."""
    try:
        found = fetch(MOST_ROWS_SHOWN)
    except CxError as error:
        frame.say_error(error)
        return
    if not found.rows:
        st.caption(t("Withheld: too few customers to list."))
        return
    said = t("{n} rows, customers as codes.", n=whole(found.count))
    if found.count > len(found.rows):
        said += " " + t(
            "The first {shown} are shown; the file holds all.",
            shown=whole(len(found.rows)),
        )
    st.caption(said)
    filled = {
        column: cells
        for column, *cells in zip(found.columns, *found.rows, strict=True)
        if column != "row_id" and any(cell is not None for cell in cells)
    }
    st.dataframe(
        filled,
        hide_index=True,
        column_config={column: _column(table, column) for column in filled},
        key=f"rows_table_{key}",
    )

    def as_file() -> bytes:
        everything = fetch(found.count)
        return export.as_csv(everything.columns, everything.rows)

    st.download_button(
        t("Download as CSV"),
        as_file,
        file_name=f"{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"rows_csv_{key}",
        on_click="ignore",
    )


def _column(table: str, column: str) -> str:
    rule = column.removeprefix("rule_")
    if rule in RULES:
        return t(RULES.get(rule, ""))
    return t(NAMES[column]) if column in NAMES else column_words(table, column)


def picked_rows(
    label: str, engine: Callable[..., Rows], *options: Any, key: str, table: str
) -> None:
    """The rows of the point that was clicked."""
    with st.container(border=True):
        st.markdown("**" + words.plain(label) + "**")
        rows(partial(_fetch, engine, options), key=key, table=table)


def _fetch(engine: Callable[..., Rows], options: tuple[Any, ...], most: int) -> Rows:
    return engine(state.store(), *options, most)


def ranked(
    shown: Sequence[tuple[str, Estimate]],
    *,
    unit: str,
    title: str,
    axis: str,
    key: str,
    question: Question,
    opens: Callable[[int], None] | None = None,
    from_zero: bool = False,
) -> None:
    """A row for each number with its interval, a table twin, and rows on a click.

    `opens` draws what lies behind the clicked index.
    """
    labels = {id(one): label for label, one in shown}
    spoken = replace(figures.chart_words(None, title), axis=axis)
    estimates = [one for _, one in shown]
    st.markdown("#### " + words.plain(title))
    shared.draw_chart(
        charts.ranked(
            estimates,
            label_of=lambda one: labels[id(one)],
            unit=unit,
            words=spoken,
            value_range=_from_zero(estimates) if from_zero else None,
        ),
        key=key,
        alt=charts.alt_text(
            estimates, label_of=lambda one: labels[id(one)], unit=unit, words=spoken
        ),
    )
    at = figures.picked(key, len(shown))
    if at is not None and opens:
        opens(at)
    twin(shown, unit=unit, key=key, question=question)


def _from_zero(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """From nothing to a little above the highest limit of shares."""
    highest = max((one.high or one.value or 0 for one in estimates), default=1.0)
    return 0.0, min(1.0, 1.05 * highest) or 1.0


def twin(
    shown: Sequence[tuple[str, Estimate]], *, unit: str, key: str, question: Question
) -> None:
    """The numbers of a chart as a table; points and scores too."""
    from cx import catalog

    metric = {"points": "nps", "score": "touchpoint_score", "money": "average_order"}
    labels = {id(one): label for label, one in shown}
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [
                (catalog.metric(metric.get(unit, "recovery_rate")), one, question)
                for _, one in shown
            ],
            label_of=lambda one: labels[id(one)],
            key=f"{key}_twin",
        )
