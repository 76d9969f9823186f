"""The front door: every visit comes through here, a direct link too."""

from __future__ import annotations

import logging

import streamlit as st

from cx.catalog import ROOT
from cx.locale import set_language, t
from cx.ui import frame, state

log = logging.getLogger("cx")

# HOW TO ADD A PAGE: a file in pages/ and a line here.  (url, title, icon)
PAGES = (
    ("overview", "Overview", ":material/dashboard:"),
    ("compare", "Compare", ":material/compare_arrows:"),
    ("drivers", "Loyalty drivers", ":material/trending_up:"),
    ("touchpoints", "Touchpoints (MOT)", ":material/route:"),
    ("resolution", "First-contact resolution", ":material/task_alt:"),
    ("snowballs", "Snowballs and next issue", ":material/ac_unit:"),
    ("effort", "Effort and channels", ":material/alt_route:"),
    ("bottlenecks", "Waiting and bottlenecks", ":material/hourglass_top:"),
    ("reasons", "Contact reasons", ":material/location_city:"),
    ("word_of_mouth", "Word of mouth", ":material/campaign:"),
    ("customers", "Customers", ":material/groups:"),
    ("audits", "Audits", ":material/fact_check:"),
    ("voices", "Voices", ":material/record_voice_over:"),
    ("front_line", "Front line", ":material/support_agent:"),
    ("data", "Data", ":material/database:"),
    ("history", "History", ":material/history:"),
    ("dictionary", "Dictionary", ":material/menu_book:"),
)


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
            ROOT / "pages" / f"{url}.py",
            title=t(title),
            icon=icon,
            url_path=url,
            default=url == "overview",
        )
        for url, title, icon in PAGES
    }
    chosen = st.navigation(list(listed.values()), position="hidden")
    fault = state.take_from_address(chosen.url_path or "overview")
    set_language(state.view().language)
    frame.sidebar(
        {
            url: (page, t(title), icon)
            for (url, title, icon), page in zip(PAGES, listed.values(), strict=True)
        }
    )
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
