"""What a file will do to the headline numbers, beside its preview."""

from __future__ import annotations

import streamlit as st

from cx import catalog
from cx.ingest.effects import effects
from cx.ingest.stage import Staged
from cx.locale import t
from cx.measure import Estimate
from cx.ui import state, words
from cx.ui.overview import HEADLINES


def draw(staged: Staged) -> None:
    """The headline numbers before and after, so that nobody is surprised."""
    kept = st.session_state.get("effects")
    if kept is None or kept[0] != staged.upload_id:
        with st.spinner(t("Working out what this changes…")):
            found = effects(state.store(), staged, HEADLINES)
        kept = (staged.upload_id, found)
        st.session_state["effects"] = kept
    moved = [effect for effect in kept[1] if effect.moved]
    if not moved:
        st.caption(t("No headline number changes."))
        return
    st.markdown("**" + t("What changes in the headline numbers") + "**")
    columns = (t("Number"), t("Before"), t("After"))
    rows = [
        (
            t(catalog.metric(effect.metric).name),
            _told(effect.metric, effect.before),
            _told(effect.metric, effect.after),
        )
        for effect in moved
    ]
    table = {name: [row[i] for row in rows] for i, name in enumerate(columns)}
    st.dataframe(table, hide_index=True, key="effects_table")
    st.caption(t("Over all dates, without filters; in brackets the 95% interval."))


def _told(metric_id: str, found: Estimate) -> str:
    metric = catalog.metric(metric_id)
    base = words.base(metric, found.n)
    if found.value is None:
        return f"– · {base}"
    return f"{words.figure(metric, found)} ({words.interval(metric, found)}) · {base}"
