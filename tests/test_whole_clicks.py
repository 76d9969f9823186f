"""Quick clicks: a callback is not ended by the request that comes after it."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.testing.v1 import AppTest

from cx.ui import whole_clicks


class Newer(Exception):
    """A newer request waits."""


class Broken(Exception):
    """A fault of the callback's own."""


def newer():
    raise Newer


@pytest.fixture
def session(monkeypatch):
    """A session in which a newer request waits all the time."""
    safe = SafeSessionState(SessionState(), newer)
    context = SimpleNamespace(session_state=safe)
    monkeypatch.setattr(whole_clicks, "get_script_run_ctx", lambda **_: context)
    return safe


def test_a_callback_runs_to_its_end_and_the_newer_request_is_seen_after_it(session):
    done = []

    def callbacks(_self, **given):
        session["one"] = given["value"]
        done.append(session["one"])

    with pytest.raises(Newer):
        callbacks(None, value=1)
    whole_clicks.uninterrupted(callbacks)(None, value=1)
    assert done == [1]
    with pytest.raises(Newer):
        session["one"]


def test_a_callback_that_fails_leaves_it_as_it_was(session):
    def callbacks(_self):
        raise Broken

    with pytest.raises(Broken):
        whole_clicks.uninterrupted(callbacks)(None)
    with pytest.raises(Newer):
        session["one"]


def test_streamlit_calls_callbacks_by_what_was_replaced(monkeypatch):
    """A new version that calls them otherwise fails here."""

    def script():
        import streamlit as st

        st.button("Press", on_click=lambda: st.session_state.update(pressed=True))

    monkeypatch.setattr(SessionState, "_call_callbacks", SessionState._call_callbacks)
    called = []
    before = SessionState._call_callbacks

    def noted(self, **given):
        called.append(given)
        return before(self, **given)

    monkeypatch.setattr(SessionState, "_call_callbacks", noted)
    whole_clicks.install()
    tested = AppTest.from_function(script).run()
    called.clear()
    tested.button[0].click().run()
    assert called
    assert tested.session_state["pressed"]
    assert SessionState._call_callbacks.whole
