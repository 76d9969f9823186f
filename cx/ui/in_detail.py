"""A file before its import in detail: first rows, what is kept and what is set aside."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cx.ingest.preview import preview
from cx.ingest.stage import Staged
from cx.locale import t, whole
from cx.ui import behind, labels_screen, loaded, words

# Codes of ours that stand for a word in the reader's language.
CODED = ("channel", "direction")


def draw(staged: Staged) -> None:
    """All of it, without a button that changes anything."""
    _first_rows(staged)
    if staged.attributes:
        st.caption(
            t(
                "Kept as custom attributes: {names}.",
                names=words.plain(", ".join(staged.attributes)),
            )
        )
    ignored = [n for n in staged.ignored if n not in staged.protected.left_out]
    if ignored:
        st.caption(
            t(
                "Not kept (too many or too few different values): {names}.",
                names=words.plain(", ".join(ignored)),
            )
        )
    if staged.reasons:
        st.markdown(
            "**"
            + t("Set aside: {n} rows, not imported", n=whole(staged.set_aside))
            + "**"
        )
        loaded.reasons_table(staged.reasons, key="preview")


def _first_rows(staged: Staged) -> None:
    columns, rows = preview(staged)
    if not rows:
        return
    st.markdown("**" + t("The first rows as they will be read") + "**")
    shown = {
        name: [_word(name, cell) for cell in cells]
        for name, *cells in zip(columns, *rows, strict=True)
        # A column of ticks in which none is set says nothing.
        if any(cell is not False and cell is not None for cell in cells)
    }
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            name: behind.column_words(staged.format.into, name) for name in shown
        },
        placeholder="",
    )


def _word(column: str, cell: Any) -> Any:
    known = column in CODED and cell in labels_screen.CHOICES
    return labels_screen.said_of(cell) if known else cell
