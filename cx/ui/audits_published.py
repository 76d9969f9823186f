"""Published figures of programmes of this kind: to know of, never to be measured by."""

from __future__ import annotations

import streamlit as st

from cx.locale import t
from cx.ui import words

# Name, what it is, figure, source grade (A: published by its owner).
_FIGURES = (
    (
        "KSQI",
        "11 items before, on and after the contact; 60 to 100 visits a company",
        "quarterly",
        "A",
    ),
    ("KS-CQI 2014", "monitoring of calls by the programme", "84.5", "A"),
    ("KS-CQI 2014", "customers of the same centres", "68.0", "A"),
)


def published() -> None:
    """A closed table of published figures with their source grade."""
    with st.expander(t("Published programmes"), icon=":material/menu_book:"):
        columns = (t("Programme"), t("What it is"), t("Figure"), t("Source grade"))
        rows = [(name, t(what), t(figure), code) for name, what, figure, code in _FIGURES]
        st.dataframe(
            {name: [row[at] for row in rows] for at, name in enumerate(columns)},
            hide_index=True,
            key="audit_published",
        )
        st.caption(
            words.plain(
                t(
                    "Compare within one programme only: each has its own items and "
                    "weights. In one and the same programme monitoring gave 84.5 and "
                    "customers 68.0: what a stranger ticks is not what customers feel."
                )
            )
        )
