"""Choices that belong to one page and are part of its link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import Any, TypeVar

import streamlit as st

from cx.charts.labels import width
from cx.errors import LinkError, said
from cx.ui import state, words

MOST_LETTERS_ABREAST = 46

S = TypeVar("S", bound=str)


def check(key: str, options: Sequence[str]) -> None:
    """Refuse a link's choice that this page lacks, before any number is drawn."""
    chosen = dict(state.view().page).get(key)
    if chosen is not None and chosen not in options:
        raise_unknown(key, chosen, options)


def choice(
    key: str, label: str, options: Sequence[S], default: S, say: Callable[[str], str]
) -> S:
    """A choice that is part of the link; one this data lacks is refused in words."""
    check(key, options)
    chosen = state.view().option(key, default)
    if st.session_state.get(f"w_page_{key}") not in options:
        st.session_state[f"w_page_{key}"] = chosen
    common: dict[str, Any] = {
        "key": f"w_page_{key}",
        "format_func": say,
        "on_change": state.set_option,
        "args": (key,),
    }
    # Hangul is twice as wide; every option has its margins.
    room = sum(width(say(option)) + 4 for option in options)
    if room <= MOST_LETTERS_ABREAST:
        # Its options are Markdown, and may be a customer's own words.
        common["format_func"] = lambda option: words.plain(say(option))
        st.segmented_control(label, list(options), required=True, **common)
    else:
        st.selectbox(label, list(options), **common)
    return next(option for option in options if option == chosen)


def amount(key: str, label: str) -> float:
    """An amount the reader may give, part of the link; 0 where none is given."""
    given = state.view().option(key, "")
    try:
        chosen = float(given or 0)
    except ValueError:
        chosen = -1.0
    if not 0 <= chosen < inf:
        raise LinkError(
            "This link asks for {key} = {chosen}, which is no amount. No numbers are "
            "shown.",
            key=key,
            chosen=given,
        )
    if not isinstance(st.session_state.get(f"w_page_{key}"), float):
        st.session_state[f"w_page_{key}"] = chosen
    st.number_input(
        label,
        min_value=0.0,
        step=1.0,
        format="%.10g",
        key=f"w_page_{key}",
        on_change=state.set_option,
        args=(key,),
    )
    return chosen


def raise_unknown(key: str, chosen: str, options: Sequence[str]) -> None:
    """A link with a choice this page does not have shows no number."""
    raise LinkError(
        "This link asks for {key} = {chosen}, which this data does not have (it has: "
        "{known}). No numbers are shown.",
        key=key,
        chosen=chosen,
        known=", ".join(options) or said("none"),
    )
