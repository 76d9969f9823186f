"""Customers: one part at a time, so that only the chosen one is worked out."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import streamlit as st

from cx.locale import t, whole
from cx.measure import Question
from cx.ui import choices, words
from cx.ui import customer_numbers as shared

PARTS = {
    "visits": "First three visits",
    "retention": "Retention",
    "spend": "How often, how much",
    "profit": "Profit after service",
    "loyalty": "True and apparent loyalty",
    "wavering": "Wavering customers",
    "recovery": "After a failure",
    "sources": "Where they come from, what offers bring",
    "orders": "Perfect orders",
}


def customers(question: Question) -> None:
    """Draw the page."""
    parts = [part for part in PARTS if find_spec(f"cx.ui.customers_{part}")]
    chosen = choices.choice(
        "part", t("Part"), parts, parts[0], lambda part: t(PARTS[part])
    )
    _order_numbers(question)
    draw: Callable[[Question], None] = import_module(f"cx.ui.customers_{chosen}").draw
    draw(question)


def _order_numbers(question: Question) -> None:
    """A customer number that is new for every order names orders, not people."""
    orders = shared.ask("looks_like_orders", question)
    if orders:
        st.warning(
            words.plain(
                t(
                    "This looks like an order number: each of the {n} orders has a "
                    "customer number of its own, so nobody ever comes back and no "
                    "number on this page can be right. Load the orders again with the "
                    "column that names the person.",
                    n=whole(orders),
                )
            ),
            icon=":material/badge:",
        )
