"""Windows over a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Literal

import streamlit as st

from cx.locale import language, set_language

Window = Callable[[], None]


def dialog(
    title: str, *, width: Literal["small", "large"] = "small"
) -> Callable[[Window], Window]:
    """A window that stays in the reader's language after a click in it.

    Such a click runs the window alone, not the page that says which language it is.
    """
    spoken = language()

    def as_dialog(window: Window) -> Window:
        @st.dialog(title, width=width)
        @wraps(window)
        def in_language() -> None:
            set_language(spoken)
            window()

        return in_language

    return as_dialog
