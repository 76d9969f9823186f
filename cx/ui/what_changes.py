"""What a file will do to the headline numbers, beside its preview."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cx import catalog
from cx.ingest.draft import Draft
from cx.ingest.effects import effects
from cx.locale import t
from cx.measure import Estimate
from cx.ui import waiting, words
from cx.ui.overview import HEADLINES


def draw(draft: Draft, stop: Callable[[], None]) -> None:
    """The headline numbers before and after, so that nobody is surprised."""
    upload_id = draft.staged.upload_id
    kept = st.session_state.get("effects")
    if kept is None or kept[0] != upload_id:
        said = t("Working out what this changes…")
        if draft.staged.raw.folder:
            with waiting.meanwhile(said, stop) as show:
                found = effects(draft, HEADLINES, show)
        else:
            with st.spinner(said):
                found = effects(draft, HEADLINES)
        kept = (upload_id, found)
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
