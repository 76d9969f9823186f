"""Every item of a self-assessment, by role, and the weakest with their evidence."""

from __future__ import annotations

import streamlit as st

from cx import charts
from cx.analyses import assessments
from cx.analyses.assessments import ENOUGH, Answer
from cx.charts import Cell, HeatWords
from cx.frameworks import Framework
from cx.locale import number, t
from cx.measure import Estimate
from cx.ui import figures, words
from cx.ui.assessment_words import (
    SCALE,
    UNIT,
    in_words,
    role_words,
    spoken,
    standing,
    table_of,
)


def heat(chosen: Framework, found: list[Answer], roles: list[str]) -> None:
    """A cell for each item and role; one that is touched opens its evidence."""
    title = t("Every item, by role")
    cells, table = [], []
    for row, item in enumerate(chosen.items):
        for column, role in enumerate(roles):
            one = assessments.by_item(found, item.id, role)
            label = f"{item.id} {t(item.name)}, {role_words(role)}"
            table.append(
                (
                    *(item.id, t(item.name), t(item.sentence)),
                    *(role_words(role), standing(one), one.n),
                )
            )
            if not one.n:
                continue
            status = "ok" if one.value is not None else "withheld"
            estimate = Estimate({}, one.n, one.value, one.low, one.high, status)
            cells.append(Cell(row, column, estimate, in_words(label, one)))
    talk, few = spoken(title), HeatWords(few=t("too few people"))
    rows = [f"{item.id} {t(item.name)}" for item in chosen.items]
    columns = [
        role_words(role)
        if assessments.people(found, role) >= ENOUGH
        else t("{role} (middle answers)", role=role_words(role))
        for role in roles
    ]
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.heatmap(
            cells,
            rows=rows,
            columns=columns,
            unit=UNIT,
            words=talk,
            says=few,
            value_range=SCALE,
        ),
        key="assessment_heat",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_heat(
            cells, talk, rows=rows, columns=columns, unit=UNIT, says=few
        ),
    )
    at = figures.picked("assessment_heat", len(cells))
    if at is not None:
        item, role = chosen.items[cells[at].row], roles[cells[at].column]
        with st.container(border=True):
            st.markdown(f"**{words.plain(cells[at].told)}**")
            st.markdown(words.plain(t(item.sentence)))
            own = [one for one in found if one.role == role]
            proofs = [
                proof
                for low in assessments.weakest(own, chosen, most=len(chosen.items))
                if low.item == item.id
                for proof in low.evidence
            ]
            _evidence(tuple(proofs))
    heads = ("", t("Item"), t("In words"), t("Role"), t("Score"), t("People"))
    table_of(heads, table, "assessment_heat")


def weakest(chosen: Framework, found: list[Answer]) -> None:
    """The items that score lowest, with what people say shows it."""
    items = {item.id: item for item in chosen.items}
    st.markdown("#### " + t("The three weakest, with what people say shows it"))
    for low in assessments.weakest(found, chosen):
        item = items[low.item]
        with st.container(border=True):
            st.markdown(
                f"**{low.item} · {words.plain(t(item.name))}** · "
                + words.plain(t("{value} of 5", value=number(low.value, UNIT)))
            )
            st.markdown(words.plain(t(item.sentence)))
            _evidence(low.evidence)


def _evidence(given: tuple[str, ...]) -> None:
    if not given:
        st.caption(t("Nobody has given evidence for it."))
    for one in given:
        st.caption("– " + words.plain(one))
