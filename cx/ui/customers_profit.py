"""What customers leave after the cost of serving them, before anybody is blamed."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import charts
from cx.analyses import cost_to_serve
from cx.analyses.cost_to_serve import REPEAT_WITHIN, Profit
from cx.charts import Step, WaterfallWords, WhaleWords
from cx.errors import CxError
from cx.locale import change, number, t, whole
from cx.measure import Estimate, Question
from cx.ui import cards, choices, figures, frame, state, words
from cx.ui import customer_numbers as shared
from cx.ui.stated import stated


def draw(question: Question) -> None:
    """The part."""
    if not shared.has_orders():
        shared.no_orders()
        return
    if not shared.ask("has_margin", question):
        st.info(
            t(
                "Not shown: no order has a margin. A column “margin” in the orders file "
                "(amount less the cost of goods) fills this part."
            ),
            icon=":material/inbox:",
        )
        return
    if not state.count_rows("contact", state.view().version):
        st.info(
            t(
                "Not shown: no contacts are loaded, so the cost of serving is not known. "
                "An export of contacts with the same customer numbers fills this part."
            ),
            icon=":material/inbox:",
        )
        return
    left, right = st.columns(2)
    with left:
        within = int(
            choices.choice(
                "window",
                t("A repeat contact comes within"),
                [str(day) for day in REPEAT_WITHIN],
                "7",
                lambda days: t("{days} d", days=days),
            )
        )
    with right:
        cost = choices.amount("cost", t("Cost of a contact that has none of its own"))
    try:
        found: Profit = shared.ask("profit", question, cost=cost, within=within)
    except CxError as error:
        frame.say_error(error)
        return
    _lead(found)
    columns = st.columns(2)
    with columns[0]:
        shared.tile(t("Left after service, per customer"), found.mean, "money")
    with columns[1]:
        shared.tile(
            t("Customers who cost more than they leave"), found.at_a_loss, "share"
        )
    left, right = st.columns(2, gap="large")
    with left:
        _whale(question, found, cost, within)
    with right:
        _split(question, found, cost, within)


def _lead(found: Profit) -> None:
    if found.at_a_loss.value is None:
        cards.lead(
            "What customers leave cannot be said: {why}", why=words.note(found.at_a_loss)
        )
        return
    cards.lead(
        "After service, {n} customers leave {profit} in all; {share} of them cost more "
        "than they leave. {repeats} of those {losing} would not, without contacts that "
        "only repeat an earlier one.",
        n=whole(found.customers),
        profit=number(float(found.profit), "money"),
        share=shared.share_words(found.at_a_loss),
        repeats=whole(found.by_repeats),
        losing=whole(found.losing),
    )


def _unpriced(found: Profit) -> str:
    if not found.unpriced:
        return ""
    return t(
        "{n} of {all} contacts have no cost of their own and count with the amount given "
        "above",
        n=whole(found.unpriced),
        all=whole(found.contacts),
    )


def _left_out(found: Profit) -> str:
    if not found.left_out:
        return ""
    return t(
        "{n} customers are left out: an order of theirs has no margin",
        n=whole(found.left_out),
    )


def _whale(question: Question, found: Profit, cost: float, within: int) -> None:
    title = t("Profit added up, the best customers first")
    st.markdown("#### " + title)
    if found.whale is None:
        st.info(t("Not drawn: there is no profit in all to take shares of."))
    else:
        spoken = figures.chart_words(None, title)
        says = WhaleWords(
            across=t("share of customers, the most profitable first"),
            up=t("share of all profit after service"),
            point=t(
                "The best {customers} of customers leave {held} of the profit",
                customers="{customers}",
                held="{held}",
            ),
            peak=t(
                "highest: {peak} at {customers} of customers",
                peak="{peak}",
                customers="{customers}",
            ),
        )
        shared.draw_chart(
            charts.whale(
                found.whale.customers, found.whale.held, words=spoken, says=says
            ),
            key="whale",
            alt=charts.describe_whale(
                found.whale.customers, found.whale.held, spoken, says=says
            ),
        )
        with st.expander(t("As a table"), icon=":material/table:"):
            pairs = list(zip(found.whale.customers, found.whale.held, strict=True))
            st.dataframe(
                {
                    t("Customers, the best first"): [
                        number(x, "share") for x, _ in pairs
                    ],
                    t("Share of the profit"): [number(y, "share") for _, y in pairs],
                },
                hide_index=True,
                key="whale_table",
            )
    if figures.picked("whale", 1) is not None:
        with st.container(border=True):
            fetch = shared.fetching(
                cost_to_serve.profit_rows,
                question=question,
                cost=cost,
                within=within,
                losing=False,
            )
            shared.customer_rows(fetch, key="whale")
    shared.behind(
        t("Customers who cost more than they leave"),
        cost_to_serve.profit_rows,
        key="losing",
        question=question,
        cost=cost,
        within=within,
        losing=True,
    )
    stated(
        title,
        question,
        n=found.customers,
        extra=(t("n counts customers"), _left_out(found)),
    )


def _split(question: Question, found: Profit, cost: float, within: int) -> None:
    title = t("From margin to what is left")
    st.markdown("#### " + title)

    def step(amount: float) -> Estimate:
        return Estimate({}, found.customers, amount, None, None, "ok")

    steps = [
        Step(t("Returns"), step(float(found.returns))),
        Step(t("First contacts"), step(-float(found.first_cost))),
        Step(t("Repeat contacts"), step(-float(found.repeat_cost))),
    ]
    start, end = float(found.margin), float(found.profit)
    spoken = replace(
        figures.chart_words(None, title), axis=t("money, in the unit of the file")
    )
    says = WaterfallWords(
        start=t("Margin of orders"), end=t("Left after service"), change=change
    )
    shared.draw_chart(
        charts.waterfall(
            start,
            steps,
            end,
            unit="money",
            words=spoken,
            says=says,
            better="higher",
        ),
        key="split",
        alt=charts.describe_waterfall(start, steps, end, spoken, unit="money", says=says),
    )
    if figures.picked("split", len(steps)) is not None:
        with st.container(border=True):
            fetch = shared.fetching(
                cost_to_serve.profit_rows,
                question=question,
                cost=cost,
                within=within,
                losing=False,
            )
            shared.customer_rows(fetch, key="split")
    with st.expander(t("As a table"), icon=":material/table:"):
        names = [says.start, *(one.label for one in steps), says.end]
        amounts = [start, *(one.estimate.value or 0.0 for one in steps), end]
        st.dataframe(
            {
                t("Step"): names,
                t("Money"): [number(amount, "money") for amount in amounts],
            },
            hide_index=True,
            key="split_table",
        )
    stated(
        title,
        question,
        n=found.customers,
        window=within,
        extra=(
            t(
                "a repeat contact is about the same reason as one shortly before: a cost "
                "we made, not the customer"
            ),
            _unpriced(found),
        ),
    )
