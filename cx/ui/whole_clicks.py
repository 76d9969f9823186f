"""A click is handled whole, also when the next one follows at once.

Streamlit looks for a newer request at every use of `st.session_state`, in a callback too.
Finding one, it ends the callback there: the control shows what was chosen, and nothing
was done about it.  Callbacks are short, so here they end by themselves; the newer request
is taken up right after them (`docs/decisions/0018`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state import SessionState

Callbacks = Callable[..., None]


def uninterrupted(call_callbacks: Callbacks) -> Callbacks:
    """The same, without looking for newer requests meanwhile."""

    def called(self: SessionState, **given: Any) -> None:
        context = get_script_run_ctx(suppress_warning=True)
        state = context.session_state if context else None
        looks = getattr(state, "_yield_callback", None)
        if looks is None:
            call_callbacks(self, **given)
            return
        # Its own way of setting a part: others are entries of the session.
        object.__setattr__(state, "_yield_callback", _nothing)
        try:
            call_callbacks(self, **given)
        finally:
            object.__setattr__(state, "_yield_callback", looks)

    called.whole = True  # type: ignore[attr-defined]  # a mark on a function
    return called


def _nothing() -> None:
    """No newer request is looked for."""


def install() -> None:
    """From now on, in this process."""
    if not getattr(SessionState._call_callbacks, "whole", False):
        whole = uninterrupted(SessionState._call_callbacks)
        SessionState._call_callbacks = whole  # type: ignore[method-assign]  # see above
