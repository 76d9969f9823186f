"""Waiting for a large file: how far it is, and a way to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from cx.ingest.background import Background
from cx.locale import t

SECONDS_BETWEEN_LOOKS = 0.2


def wait_for(work: Background, said: str, stop: Callable[[], None]) -> Any:
    """What came out of a task; the page stays, and stopping it leaves nothing.

    A click interrupts this at the next look, wherever it leads: the task ends with it.
    """
    try:
        with _bar(said, stop) as show:
            while not work.over:
                show(work.share)
                time.sleep(SECONDS_BETWEEN_LOOKS)
        return work.result()
    finally:
        if not work.over:
            work.stop()


@contextmanager
def meanwhile(said: str, stop: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Something to call while a task runs of which nobody knows how far it is."""
    begun = time.monotonic()
    with _bar(said, stop) as show:
        yield lambda: show(None, seconds=int(time.monotonic() - begun))


@contextmanager
def _bar(said: str, stop: Callable[[], None]) -> Iterator[Callable[..., None]]:
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text=said)
        # A page waits more than once: for the reading, the checking, the numbers.
        st.button(t("Cancel"), key=f"stop_work {said}", on_click=stop)

    def show(share: float | None, *, seconds: int = 0) -> None:
        if share is None:
            text = t("{what} {seconds} s", what=said, seconds=seconds)
            bar.progress(1 - 0.97**seconds, text=text)
        else:
            bar.progress(share, text=f"{said} {share:.0%}")

    yield show
    place.empty()
