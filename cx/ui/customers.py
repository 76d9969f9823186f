"""Customers: one part at a time, so that only the chosen one is worked out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cx.locale import t, whole
from cx.measure import Question
from cx.ui import (
    choices,
    customers_loyalty,
    customers_orders,
    customers_profit,
    customers_recovery,
    customers_retention,
    customers_sources,
    customers_spend,
    customers_visits,
    customers_wavering,
    words,
)
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
DRAWN: dict[str, Callable[[Question], None]] = {
    "visits": customers_visits.draw,
    "retention": customers_retention.draw,
    "spend": customers_spend.draw,
    "profit": customers_profit.draw,
    "loyalty": customers_loyalty.draw,
    "wavering": customers_wavering.draw,
    "recovery": customers_recovery.draw,
    "sources": customers_sources.draw,
    "orders": customers_orders.draw,
}


def customers(question: Question) -> None:
    """Draw the page."""
    parts = tuple(PARTS)
    chosen = choices.choice(
        "part", t("Part"), parts, parts[0], lambda part: t(PARTS[part])
    )
    _order_numbers(question)
    DRAWN[chosen](question)


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
