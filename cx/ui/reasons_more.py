"""What the further parts of the Contact reasons page share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cx import export
from cx.analyses.compare import Compared
from cx.analyses.reasons import verb
from cx.charts import Figure
from cx.locale import t
from cx.measure import Question
from cx.store import Store
from cx.ui import figures, frame, reasons_numbers, reasons_proposed, saying, state, words


def key(question: Question) -> tuple[Store, str]:
    """The store, and the name of its tables for what is kept."""
    return state.store(), state.store().mart(question.version)


def verbs(question: Question) -> dict[str, str]:
    """What to do with each reason scored by both sides, as the matrix shows it."""
    said = saying.latest("reason_scored")
    if not said:
        return {}
    found = reasons_numbers.towers(question)
    proposed = reasons_proposed.proposals(question, found)
    placed = {}
    for reason, one in said.items():
        values = one.values or {}
        known = proposed.get(reason)
        poor = known is not None and ("satisfaction", -1) in known.why
        chosen = verb(values.get("for_customer"), values.get("for_company"), poor=poor)
        if chosen:
            placed[reason] = chosen
    return placed


def lead(sentence: str, /, **values: object) -> None:
    """What a part opens with, under the sentence of the page."""
    shown = {name: words.plain(str(value)) for name, value in values.items()}
    st.markdown("##### " + t(sentence, **shown))


def needs(sentence: str) -> None:
    """One sentence: which file or column would fill this part."""
    st.info(sentence, icon=":material/inbox:")
    frame.to_data(t("Load a file"))


def figure(drawn: Figure, *, name: str, alt: str) -> None:
    """A chart whose points can be clicked."""
    st.plotly_chart(
        drawn,
        key=name,
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=alt,
    )


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, name: str) -> None:
    """The numbers of a chart as a table to read and to take away."""
    with st.expander(t("As a table"), icon=":material/table:"):
        st.dataframe(
            {title: [row[at] for row in rows] for at, title in enumerate(columns)},
            hide_index=True,
            key=f"twin_{name}",
        )
        st.download_button(
            t("Download as CSV"),
            export.as_csv(columns, rows),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"twin_csv_{name}",
            on_click="ignore",
        )


def gap(found: Compared) -> tuple[float, float, float] | None:
    """The difference of two groups with its limits; None where it is not judged."""
    one = found.difference
    if one is None or one.low != one.low:
        return None
    return one.value, one.low, one.high
