"""What results of a self-assessment are called, and their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

import streamlit as st

from cx import export
from cx.analyses import assessments
from cx.analyses.assessments import ENOUGH, FEWEST, Answer, Scored
from cx.charts import Words
from cx.errors import said
from cx.locale import number, t, t_stored, whole
from cx.ui import figures, words

SCALE = (float(assessments.LOWEST), float(assessments.HIGHEST))
UNIT = "score"
ROLES = {
    "management": said("Management"),
    "frontline": said("Front line"),
    "other": said("Others"),
}


def role_words(role: str) -> str:
    """A role in the reader's language; one that a file brought goes by its own name."""
    return t_stored(ROLES[role]) if role in ROLES else role


def rule(found: list[Answer], roles: list[str]) -> str:
    """How many people of each role, and what is shown of how many."""
    counts = " · ".join(
        t(
            "{role}: {n} people",
            role=role_words(role),
            n=whole(assessments.people(found, role)),
        )
        for role in roles
    )
    shown = t(
        "Rule: below {fewest} people of a role nothing is shown, because one could tell "
        "who said it; from {fewest} the middle answer (hollow marks); from {enough} the "
        "mean with its interval, as for every number about staff. It is people's own "
        "opinion of their work: read it beside the hard measures.",
        fewest=whole(FEWEST),
        enough=whole(ENOUGH),
    )
    return words.plain(f"{counts} · {shown}" if counts else shown)


def in_words(label: str, one: Scored) -> str:
    """A score in words, with how many people and which kind of number it is."""
    return f"{label}: {standing(one)}, n {whole(one.n)}"


def standing(one: Scored) -> str:
    """The number and what it is, or why there is none."""
    if one.value is None:
        return t("too few") if one.n else t("no data")
    if one.low is None or one.high is None or isnan(one.low):
        return t("middle answer {value}", value=number(one.value, UNIT))
    return t(
        "mean {value} (95% interval {low} to {high})",
        value=number(one.value, UNIT),
        low=number(one.low, UNIT),
        high=number(one.high, UNIT),
    )


def spoken(title: str) -> Words:
    """The words of a chart of scores."""
    return replace(figures.chart_words(None, title), withheld=t("too few people"))


def table_of(
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
    key: str,
    label: str = "",
) -> None:
    """A chart's numbers to read and to take away."""
    with st.expander(label or t("As a table"), icon=":material/table:"):
        st.dataframe(
            {name: [row[at] for row in rows] for at, name in enumerate(columns)},
            hide_index=True,
            key=f"twin_{key}",
        )
        st.download_button(
            t("Download as CSV"),
            export.as_csv(columns, rows),
            file_name=f"{key}.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"twin_csv_{key}",
            on_click="ignore",
        )
