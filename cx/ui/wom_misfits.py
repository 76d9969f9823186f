"""Who does not fit: low scores that kept silent, high scores that warned others."""

from __future__ import annotations

import streamlit as st

from cx import catalog
from cx.locale import number, t, whole
from cx.measure import Question
from cx.ui import numbers, words
from cx.ui.behind import rows_button
from cx.ui.figures import table_twin
from cx.ui.stated import stated

MISFITS = ("detractors_silent", "promoters_complaining")


def draw(question: Question) -> None:
    """Both groups with counts, intervals and rows."""
    found = {one: numbers.estimate(one, question) for one in MISFITS}
    if not any(one.n for one in found.values()):
        st.info(
            t(
                "Nobody answered both how likely they are to recommend and whether they "
                "told others, so the two cannot be held against each other."
            )
        )
        return
    st.caption(
        t(
            "A score is an intention, telling is a deed. A detractor who told nobody can "
            "still be won back quietly; a promoter who told something negative is worth "
            "reading."
        )
    )
    columns = (t("Group"), t("Of them"), t("Number"), t("95% interval"), t("Note"))
    lines = []
    for metric_id, one in found.items():
        metric = catalog.metric(metric_id)
        known = one.value is not None and one.status == "ok"
        hits = round(one.value * one.n) if one.value is not None and known else None
        lines.append(
            (
                t(metric.name),
                t("{some} of {n}", some=whole(hits), n=whole(one.n))
                if hits is not None
                else words.base(metric, one.n),
                number(one.value, metric.unit)
                if one.value is not None and known
                else "–",
                words.interval(metric, one),
                words.note(one),
            )
        )
    st.dataframe(
        {name: [line[at] for line in lines] for at, name in enumerate(columns)},
        hide_index=True,
        key="wom_misfits",
    )
    for metric_id, one in found.items():
        metric = catalog.metric(metric_id)
        if one.value is not None:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(words.plain(t(metric.name)))
                rows_button(metric, question, one.n, key=f"rows_{metric_id}")
    with st.expander(t("Download as CSV"), icon=":material/download:"):
        names = {id(one): t(catalog.metric(m).name) for m, one in found.items()}
        table_twin(
            [(catalog.metric(m), one, question) for m, one in found.items()],
            label_of=lambda one: names[id(one)],
            key="wom_misfits",
        )
    for metric_id in MISFITS:
        stated(catalog.metric(metric_id), question, n=found[metric_id].n)
