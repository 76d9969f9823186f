"""The rows behind a number, and files to take away."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog, export, measure
from cx.catalog import Metric
from cx.errors import CxError
from cx.locale import t, whole
from cx.measure import Question, Rows
from cx.ui import frame, numbers, state, voices_behind, words
from cx.ui.dialog import dialog

MOST_ROWS_SHOWN = 1_000
FROM_WHERE = ("upload_id", "line", "source")


def rows_button(metric: Metric, question: Question, n: int, *, key: str) -> None:
    """The base of a number; a click opens its rows."""
    if st.button(
        words.base(metric, n),
        key=key,
        type="tertiary",
        icon=":material/table_rows:",
        help=t("Show these rows"),
    ):
        show_rows(metric.id, question)


def show_rows(metric_id: str, question: Question) -> None:
    """Open the rows behind a number in a window."""
    metric = catalog.metric(metric_id)

    @dialog(t(metric.name), width="large")
    def window() -> None:
        rows_table(metric, question, key="dialog")

    window()


def rows_table(metric: Metric, question: Question, *, key: str) -> None:
    """The rows behind a number, as many as its n, with a file of all of them."""
    asked = numbers.for_metric(metric, replace(question, by=(), period=None))

    def fetch(most: int) -> Rows:
        return measure.rows_behind(state.store(), metric.id, asked, most=most)

    def rows() -> None:
        _table(fetch, metric, partial(column_words, metric.rows), key=key, name=metric.id)

    if not voices_behind.has_comments(metric, asked):
        rows()
        return
    # Only the open one is worked out.
    first, second = st.tabs(
        [t("Rows"), t("What they said")], key=f"behind_{key}", on_change="rerun"
    )
    with first:
        if first.open:
            rows()
    with second:
        if second.open:
            voices_behind.what_they_said(metric, asked, key=key)


def fetched_rows(
    fetch: Callable[[int], Rows],
    metric: Metric,
    *,
    key: str,
    as_they_are: Collection[str] = (),
) -> None:
    """Some of a metric's rows, found by the caller's `fetch`, which takes how many.

    Columns that the data named stay `as_they_are`.
    """

    def say(column: str) -> str:
        return column if column in as_they_are else column_words(metric.rows, column)

    _table(fetch, metric, say, key=key, name=key)


def _table(
    fetch: Callable[[int], Rows],
    metric: Metric,
    say: Callable[[str], str],
    *,
    key: str,
    name: str,
) -> None:
    try:
        found = fetch(MOST_ROWS_SHOWN)
    except CxError as error:
        frame.say_error(error)
        return
    said = t(
        "{base}: every one of them is counted in this number.",
        base=words.base(metric, found.count),
    )
    if found.count > len(found.rows):
        said += " " + t(
            "The first {shown} are shown; the file holds all.",
            shown=whole(len(found.rows)),
        )
    st.caption(said)
    filled = {
        column: _blank(cells)
        for column, *cells in zip(found.columns, *found.rows, strict=True)
        if column != "row_id" and any(cell is not None for cell in cells)
    }
    # What a row says comes before where it came from.
    filled = dict(sorted(filled.items(), key=lambda each: each[0] in FROM_WHERE))
    st.dataframe(
        filled,
        hide_index=True,
        column_config={column: say(column) for column in filled},
        key=f"rows_table_{key}",
    )

    def as_file() -> bytes:
        everything = fetch(found.count)
        return export.as_csv(everything.columns, everything.rows)

    st.download_button(
        t("Download as CSV"),
        as_file,
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"rows_csv_{key}",
        on_click="ignore",
    )


def _blank(cells: list[object]) -> list[object]:
    """Text cells that are empty stay empty: Streamlit would write None."""
    if all(cell is None or isinstance(cell, str) for cell in cells):
        return ["" if cell is None else cell for cell in cells]
    return cells


def column_words(table: str, column: str) -> str:
    """A column's name in words."""
    if column.startswith(measure.ATTRIBUTE):
        return column.removeprefix(measure.ATTRIBUTE)
    base = {"response": "answer", "episode": "contact"}.get(table, table)
    own = {
        "value": "Counts as",
        "line": "Line in the file",
        "upload_id": "Upload",
        "row_id": "Row",
        "told": "Told others",
        "told_people": "People told",
        "experience": "Experience",
        "says_resolved": "Says it is resolved",
        "says_contacts": "Contacts needed",
        "numerator": "Counts above the line",
        "denominator": "Counts below the line",
        "next_at": "Next contact",
        "next_reason": "Next reason",
        "left_out": "Left out by the rule",
        "contacts": "Contacts in the episode",
        "last_at": "Last contact",
        "last_channel": "Last channel",
        "last_reason": "Last reason",
        "last_team": "Last team",
        "last_resolved": "Last contact marked as resolved",
        "channels": "Channels used",
        "reasons": "Reasons",
        "teams": "Teams",
        "agents": "Agents",
        "cases": "Cases",
        "switches": "Changes of channel",
        "hand_offs": "Changes of team",
        "moved_to_phone": "Came to the phone",
        "all_transfers": "Transfers in the episode",
        "all_handle_s": "Handling time of the episode, seconds",
        "nps": "Likelihood to recommend",
        "csat": "Satisfaction",
    }
    return t(catalog.column_comments()[base].get(column) or own.get(column, column))
