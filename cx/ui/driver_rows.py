"""The answers behind a driver analysis: all of them, or those about one touchpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog
from cx.analyses import driver_sums
from cx.analyses.driver_sums import BLANK, NOT_USED, Gathered
from cx.locale import t, whole
from cx.measure import Question, Rows
from cx.ui import behind, figures, state, words
from cx.ui.dialog import dialog


def button(gathered: Gathered, question: Question, n: int) -> None:
    """The answers an analysis rests on, one click away."""

    @dialog(t("Answers behind the drivers"), width="large")
    def window() -> None:
        _table(gathered, question, None, key="drivers")

    if st.button(
        t("{n} answers behind the drivers", n=whole(n)),
        key="rows_drivers",
        type="tertiary",
        icon=":material/table_rows:",
        help=t("Show these rows"),
    ):
        window()


def clicked(
    chart: str, names: Sequence[str], gathered: Gathered, question: Question
) -> None:
    """Under a chart whose points are touchpoints: the answers of those who rated it."""
    at = figures.picked(chart, len(names))
    if at is None:
        return
    with st.container(border=True):
        said = t("{touchpoint}: the answers of those who rated it", touchpoint=names[at])
        st.markdown("**" + words.plain(said) + "**")
        _table(gathered, question, names[at], key=chart)


def _table(
    gathered: Gathered, question: Question, rated: str | None, *, key: str
) -> None:
    fetch = partial(_rows, gathered, question, rated)
    behind.fetched_rows(fetch, catalog.metric("nps"), key=key, as_they_are=gathered.names)


def _rows(gathered: Gathered, question: Question, rated: str | None, most: int) -> Rows:
    store = state.store()
    found = driver_sums.rows_behind(store, gathered, question, most=most, rated=rated)
    first = len(found.columns) - len(gathered.names)
    no_rating = {NOT_USED: t("not used"), BLANK: t("blank")}
    in_words = [
        (*row[:first], *(no_rating.get(cell, cell) for cell in row[first:]))
        for row in found.rows
    ]
    return replace(found, rows=in_words)
