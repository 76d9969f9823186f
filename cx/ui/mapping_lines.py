"""The mapping screen about audits and volumes: what no column of the file says."""

from __future__ import annotations

import streamlit as st

from cx.ingest.mapping import GRAINS
from cx.ingest.read import RawFile
from cx.ingest.suggest import Proposal
from cx.locale import t

GRAIN_NAMES = {"day": "a day", "week": "a week", "month": "a month"}


def scale(raw: RawFile, proposal: Proposal) -> tuple[float, float] | None:
    """From where to where the scores run; None while one end is open."""
    st.markdown("**" + t("From which number to which do the scores run?") + "**")
    st.caption(t("Yes and no are the two ends: 0 to 1 where there are only those."))
    low, high = proposal.scale or (None, None)
    first, second = st.columns(2)
    given = (
        first.number_input(
            t("Lowest possible score"), value=low, key=f"map_low_{raw.sha256[:8]}"
        ),
        second.number_input(
            t("Highest possible score"), value=high, key=f"map_high_{raw.sha256[:8]}"
        ),
    )
    return None if given[0] is None or given[1] is None else (given[0], given[1])


def grain(raw: RawFile, proposal: Proposal) -> str | None:
    """How long the period of a line is; None while nobody has said it."""
    return st.segmented_control(
        t("Each line is about"),
        list(GRAINS),
        default=proposal.grain,
        format_func=lambda one: t(GRAIN_NAMES[one]),
        key=f"map_grain_{raw.sha256[:8]}",
    )


def measure(raw: RawFile, fields: dict[str, str]) -> str | None:
    """What was counted: as the column of the numbers is called, unless said otherwise."""
    column = fields.get("value", "")
    given = st.text_input(
        t("What was counted"), value=column, key=f"map_measure_{raw.sha256[:8]}_{column}"
    )
    return given.strip() or None
