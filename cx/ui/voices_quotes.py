"""Comments as quotes: what was said, what was looked for, and the score beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cx.analyses.voice_rows import PAGE, Comment
from cx.analyses.voice_terms import Term, marks
from cx.locale import day, number, t, whole
from cx.ui import words

SIDE_COLOURS = {"low": "orange", "high": "blue"}


def listed(
    comments: Sequence[Comment],
    *,
    terms: Sequence[Term] = (),
    of_theme: Sequence[str] = (),
) -> None:
    """The quotes; what was searched for and the words of the theme stand out."""
    st.markdown("\n\n".join(_quote(one, terms, of_theme) for one in comments))


def _quote(one: Comment, terms: Sequence[Term], of_theme: Sequence[str]) -> str:
    text = " ".join(one.text.split())
    shown, at = "", 0
    for start, end in marks(text, terms, of_theme):
        found = words.plain(text[start:end])
        shown += f"{words.plain(text[at:start])}:yellow-background[{found}]"
        at = end
    shown += words.plain(text[at:])
    said = [words.plain(part) for part in _about(one) if part]
    colour = SIDE_COLOURS.get(one.side, "gray")
    badge = f":{colour}-badge[{words.plain(score_words(one))}]"
    # No quotation of Markdown: Streamlit would dim the very words that are to be read.
    return f"{shown}  \n:small[:gray[{' · '.join(said)}]] {badge}"


def _about(one: Comment) -> list[str]:
    """When, and about what."""
    return [
        day(one.said_at.date()) if one.said_at else t("No date"),
        words.value("touchpoint", one.touchpoint) if one.touchpoint else "",
        words.value("reason", one.reason) if one.reason else "",
        words.value("channel", one.channel) if one.channel else "",
    ]


def score_words(one: Comment) -> str:
    """The score that was given in the same response."""
    if one.score is None:
        return t("no score given")
    score = number(one.score, "count")
    if one.asked == "nps":
        return t("would recommend: {score} of 10", score=score)
    if one.asked == "csat":
        return t("satisfaction: {score} of 5", score=score)
    return t("rating: {score} of 5", score=score)


def page_at(key: str, n: int) -> int:
    """Which page of so many comments is shown, counted from 0."""
    last = max(0, (n - 1) // PAGE)
    return min(int(st.session_state.get(f"quotes_{key}", 0)), last)


def turn_pages(key: str, n: int) -> None:
    """Which comments are shown of how many, and the ways to the others."""
    if n <= PAGE:
        return
    page = page_at(key, n)
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, icon, to, can in (
            (t("Newer"), ":material/chevron_left:", page - 1, page > 0),
            (t("Older"), ":material/chevron_right:", page + 1, (page + 1) * PAGE < n),
        ):
            st.button(
                name,
                key=f"quotes_{key}_{icon}",
                icon=icon,
                disabled=not can,
                on_click=turn_to,
                args=(key, to),
            )
        st.caption(
            t(
                "{first}–{last} of {all}",
                first=whole(page * PAGE + 1),
                last=whole(min(n, (page + 1) * PAGE)),
                all=whole(n),
            )
        )


def turn_to(key: str, page: int) -> None:
    """Callback: show another page."""
    st.session_state[f"quotes_{key}"] = page
