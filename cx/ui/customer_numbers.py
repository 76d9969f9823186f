"""What the parts about customers share: answers kept, tables of customers, choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cx import catalog, export
from cx.analyses import cohorts, cost_to_serve, customers, spend, visits
from cx.locale import number, t, whole
from cx.measure import Estimate, Question, Rows
from cx.stats.compare import Difference
from cx.store import Store
from cx.ui import choices, figures, state, words
from cx.ui.behind import MOST_ROWS_SHOWN, column_words

# Shares of customers are written as this metric's numbers are.
SHARE = "retention_any_12"
MONEY = "average_order"
LEADS = ("0", "90", "180")
ENGINES: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        customers.first_visits,
        customers.looks_like_orders,
        visits.met_on,
        visits.after_delivery,
        cohorts.cohorts,
        cohorts.contracts,
        spend.activity,
        spend.first_year,
        spend.rfm,
        spend.repurchase,
        cost_to_serve.profit,
        cost_to_serve.has_margin,
    )
}


@st.cache_data(max_entries=400, show_spinner=False)
def _kept(
    _store: Store,
    mart: str,
    name: str,
    question: Question,
    options: tuple[tuple[str, Any], ...],
) -> Any:
    del mart  # only the key of what is kept
    return ENGINES[name](_store, question, **dict(options))


def ask(name: str, question: Question, **options: Any) -> Any:
    """What an engine says, kept by the data it was said of."""
    mart = state.store().mart(question.version)
    return _kept(state.store(), mart, name, question, tuple(sorted(options.items())))


def always(question: Question) -> Question:
    """The question over all days: a customer's life does not begin with a period."""
    return replace(question, since=None, until=None, by=(), period=None)


def lead_choice() -> int:
    """How many days of orders must lie before a first order, chosen by the reader."""
    chosen = choices.choice(
        "lead",
        t("Data before a first order, for the customer to be new"),
        LEADS,
        "90",
        lambda days: t("{days} d", days=days),
    )
    return int(chosen)


def has_orders() -> bool:
    """Whether any order, visit or renewal is loaded."""
    return state.count_rows("purchase", state.view().version) > 0


def no_orders() -> None:
    """What would fill a part that needs orders."""
    st.info(
        t(
            "Not shown: no orders are loaded. A file with one line per order "
            "(customer number, date, amount) fills this part."
        ),
        icon=":material/inbox:",
    )


def nobody_new(lead: int) -> None:
    """Orders there are, and no customer whose first one is known to be the first."""
    if lead:
        st.info(
            t(
                "No customer with a number placed a first order {days} days or more "
                "after the data begins. If the file begins with your very first "
                "customers, choose 0 days.",
                days=lead,
            )
        )
    else:
        st.info(t("No order here has a customer number, so nobody is known to return."))


def share_words(found: Estimate) -> str:
    """A share with its interval, for a sentence."""
    from cx.ui import cards

    return cards.number_words(catalog.metric(SHARE), found)


def tile(label: str, found: Estimate, unit: str, *, about: str = "") -> None:
    """One number of an engine with its interval and its base, as a card."""
    with st.container(border=True, height="stretch"):
        st.markdown(":small[**" + words.plain(label) + "**]", help=about or None)
        low = number(found.low, unit) if found.low is not None else ""
        high = number(found.high, unit) if found.high is not None else ""
        between = words.between(low, high) if low else ""
        value = "–" if found.value is None else number(found.value, unit)
        st.metric(
            label,
            between if found.status == "low" else value,
            label_visibility="collapsed",
        )
        if unit == "money" and found.value is not None:
            st.caption(t("money, in the unit of the file"))
        if between and found.status == "ok":
            st.caption(words.plain(t("95% interval {interval}", interval=between)))
        if words.note(found):
            st.caption(words.note(found))
        if found.n and found.status != "withheld":
            st.caption(t("{n} customers", n=whole(found.n)))


def gap_words(found: Difference, unit: str) -> str:
    """A difference with its interval, for a sentence."""
    from cx.locale import change

    return t(
        "{size} ({interval})",
        size=change(found.value, unit),
        interval=words.between(change(found.low, unit), change(found.high, unit)),
    )


NAMES = {
    "visited_on": "Day of the visit",
    "next_visit": "Next visit",
    "first_order": "First order",
    "bought": "Bought then",
    "orders": "Orders",
    "spent": "Spent",
    "returned": "Returned",
    "last_at": "Last order",
    "margin": "Margin",
    "returns": "Margin of returns",
    "contacts": "Contacts",
    "first_cost": "Cost of first contacts",
    "repeat_cost": "Cost of repeat contacts",
    "profit": "Left after service",
    "score": "Score",
    "responded_at": "Answered",
    "left_at": "Left",
}


def _name(column: str) -> str:
    return t(NAMES[column]) if column in NAMES else column_words("purchase", column)


def customer_rows(fetch: Callable[[int], Rows], *, key: str, about: str = "") -> None:
    """Customers behind a number, as codes, with a file of all of them."""
    found = fetch(MOST_ROWS_SHOWN)
    if not found.count:
        st.caption(t("Withheld: too few customers to list."))
        return
    said = [t("{n} rows, customers as codes.", n=whole(found.count))]
    if found.count > len(found.rows):
        said.append(
            t(
                "The first {shown} are shown; the file holds all.",
                shown=whole(len(found.rows)),
            )
        )
    st.caption(" ".join([*said, about]).strip())
    filled = {
        column: cells for column, *cells in zip(found.columns, *found.rows, strict=True)
    }
    st.dataframe(
        filled,
        hide_index=True,
        column_config={column: _name(column) for column in filled},
        key=f"rows_table_{key}",
    )

    def as_file() -> bytes:
        everything = fetch(found.count)
        return export.as_csv(everything.columns, everything.rows)

    st.download_button(
        t("Download as CSV"),
        as_file,
        file_name=f"{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"rows_csv_{key}",
        on_click="ignore",
    )


def behind(label: str, engine: Callable[..., Rows], *, key: str, **options: Any) -> None:
    """A button under a chart that opens the customers behind it."""
    if st.button(label, key=f"open_{key}", type="tertiary", icon=":material/table_rows:"):
        st.session_state[f"shown_{key}"] = not st.session_state.get(f"shown_{key}")
    if st.session_state.get(f"shown_{key}"):
        with st.container(border=True):
            customer_rows(fetching(engine, **options), key=key)


def fetching(engine: Callable[..., Rows], **options: Any) -> Callable[[int], Rows]:
    """An engine's rows as a function of how many."""
    return partial(_fetch, engine, options)


def _fetch(engine: Callable[..., Rows], options: dict[str, Any], most: int) -> Rows:
    return engine(state.store(), most=most, **options)


def draw_chart(figure: dict[str, Any], *, key: str, alt: str) -> None:
    """A chart whose points can be clicked."""
    st.plotly_chart(
        figure,
        key=key,
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=alt,
    )


def table(
    shown: Sequence[tuple[str, Estimate]], *, unit: str, key: str, question: Question
) -> None:
    """The numbers of a chart, to read and to take away."""
    metric = catalog.metric(MONEY if unit == "money" else SHARE)
    labels = {id(one): label for label, one in shown}
    with st.expander(t("As a table"), icon=":material/table:"):
        figures.table_twin(
            [(metric, one, question) for _, one in shown],
            label_of=lambda one: labels[id(one)],
            key=key,
        )
