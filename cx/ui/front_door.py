"""The front door: every visit comes through here, a direct link too."""

from __future__ import annotations

import logging

import streamlit as st

from cx import site
from cx.catalog import ROOT
from cx.locale import set_language, t
from cx.ui import frame, state, whole_clicks

log = logging.getLogger("cx")
whole_clicks.install()


def main() -> None:
    """Draw the frame and the page that was asked for."""
    st.set_page_config(
        page_title="CX",
        page_icon=str(ROOT / "cx" / "ui" / "static" / "icon.png"),
        layout="wide",
    )
    # The browser's tab says the title, and pages are made before the address is read.
    set_language(state.coming_language())
    listed = {
        url: st.Page(
            site.file(url),
            title=t(title),
            icon=icon,
            url_path=url,
            default=url == "overview",
        )
        for url, title, icon in site.PLACES.values()
    }
    chosen = st.navigation(list(listed.values()), position="hidden")
    fault = state.take_from_address(chosen.url_path or "overview")
    set_language(state.view().language)
    frame.sidebar(listed)
    if fault:
        frame.broken_link(fault)
        return
    state.write_to_address()
    try:
        chosen.run()
    except Exception:  # the last line of defence: a person never sees a traceback
        log.exception("page %s failed", chosen.url_path)
        frame.broken_page()


main()
