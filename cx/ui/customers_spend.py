"""How often they buy, how much, and whether satisfaction brings them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil, floor, isnan

import streamlit as st

from cx import charts
from cx.analyses import spend
from cx.analyses.customers import MIN_N
from cx.analyses.spend import FIFTHS, SCORES, Activity, Corner, Repurchase
from cx.charts import Cell, HeatWords, LorenzWords, Spread
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.palette import US
from cx.ui import cards, choices, figures, state, words
from cx.ui import customer_numbers as shared
from cx.ui.stated import stated

WITHIN = ("30", "60", "90", "180")


def draw(question: Question) -> None:
    """The part."""
    if not shared.has_orders():
        shared.no_orders()
        return
    days = int(
        choices.choice(
            "rebuy",
            t("Buys again within"),
            WITHIN,
            "90",
            lambda one: t("{days} d", days=one),
        )
    )
    active: Activity = shared.ask("activity", question)
    back: Repurchase = shared.ask("repurchase", question, days=days)
    _lead(active)
    _tiles(question, active)
    _trap(question, back, days)
    left, right = st.columns(2, gap="large")
    with left:
        _grid(question)
    with right:
        _concentration(question, active)
    cards.fine_print(shared.MONEY)


def _lead(active: Activity) -> None:
    if active.repeat.value is None:
        cards.lead(
            "How often customers buy cannot be said for this selection: {why}",
            why=words.note(active.repeat),
        )
        return
    cards.lead(
        "{repeat} of the {n} customers who bought in this period did so twice or more; "
        "one customer made {frequency} orders.",
        repeat=shared.share_words(active.repeat),
        n=whole(active.customers),
        frequency=number(active.frequency.value or 0, "score"),
    )


def _tiles(question: Question, active: Activity) -> None:
    unit_said = t("In the unit of the file; returns are not taken off.")
    year = shared.ask("first_year", shared.always(question), lead_days=90)
    columns = st.columns(4)
    with columns[0]:
        shared.tile(t("Bought twice or more in the period"), active.repeat, "share")
    with columns[1]:
        shared.tile(t("Orders per active customer"), active.frequency, "score")
    with columns[2]:
        cards.card(shared.MONEY, question)
    with columns[3]:
        shared.tile(
            t("Spent in the first 12 months"),
            year,
            "money",
            about=t(
                "Mean of new customers (first order 90 days or more after the data "
                "begins) whose twelve months are over. {unit}",
                unit=unit_said,
            ),
        )
    shared.behind(
        t("Customers behind these numbers"),
        spend.buyers,
        key="buyers",
        question=question,
    )
    stated(
        t("Active customers"),
        question,
        n=active.customers,
        extra=(
            t("n counts customers with an order or a renewal in the period"),
            t(
                "spent {spent}, returned {returned}, in the unit of the file; returns "
                "and visits are no purchases",
                spent=number(active.spent, "money"),
                returned=number(active.returned, "money"),
            ),
        ),
    )


def _trap(question: Question, back: Repurchase, days: int) -> None:
    title = t("Satisfaction, and who bought again")
    st.markdown("#### " + title)
    if not any(one.n for one in back.shares):
        st.info(
            t(
                "Not shown: no satisfaction answer (1 to 5) of a customer with an order "
                "is old enough. A survey with the same customer numbers as the orders "
                "fills this."
            ),
            icon=":material/inbox:",
        )
        return
    st.markdown(words.plain(_verdict(back, days)))
    spoken = replace(
        figures.chart_words(None, title),
        axis=t("share that bought again within {days} days", days=days),
    )
    shown = list(back.shares)
    shared.draw_chart(
        charts.ranked(
            shown,
            label_of=_score,
            unit="share",
            words=spoken,
            value_range=_tenths(shown),
        ),
        key="trap",
        alt=charts.alt_text(shown, label_of=_score, unit="share", words=spoken),
    )
    at = figures.picked("trap", len(shown))
    if at is not None:
        with st.container(border=True):
            st.markdown("**" + _score(shown[at]) + "**")
            fetch = shared.fetching(
                spend.repurchase_rows, question=question, days=days, score=SCORES[at]
            )
            shared.customer_rows(fetch, key="trap")
    shared.table(
        [(_score(one), one) for one in shown],
        unit="share",
        key="trap_twin",
        question=question,
    )
    stated(
        title,
        question,
        n=sum(one.n for one in shown),
        window=days,
        rows="answer",
        extra=(
            t(
                "answers of customers who had ordered before; {young} are too young to "
                "judge and left out",
                young=whole(back.too_young),
            ),
            t("who is satisfied differs in more than that: association, not cause"),
        ),
    )


def _tenths(shown: Sequence[Estimate]) -> tuple[float, float] | None:
    """A range between whole tenths, so that an axis has more than one tick."""
    ends = [end for one in shown for end in (one.low, one.high) if end is not None]
    if not ends:
        return None
    return floor(10 * min(ends)) / 10, ceil(10 * max(ends)) / 10


def _score(one: Estimate) -> str:
    return t("Score {score}", score=one.group["score"])


def _verdict(back: Repurchase, days: int) -> str:
    if back.gap is None:
        return t(
            "Whether fives come back more than fours cannot be said: too few answers."
        )
    gap = shared.gap_words(back.gap, "share")
    if not back.gap.clear:
        return t(
            "No clear difference between fives and fours in buying again within {days} "
            "days: {gap}. Moving fours to fives is not shown to pay here.",
            days=days,
            gap=gap,
        )
    if back.gap.value > 0:
        return t(
            "Fives buy again more often than fours within {days} days: {gap}. "
            "“Satisfied” (4) is not yet “coming back”.",
            days=days,
            gap=gap,
        )
    return t(
        "Fives buy again less often than fours within {days} days: {gap}. Look at who "
        "they are before acting on it.",
        days=days,
        gap=gap,
    )


def _last_year(question: Question) -> Question:
    """The twelve months up to the end of the period."""
    covered = state.data_span(state.view().version)
    last = question.until or (covered[1] if covered else date.max)
    first = state.months_before(last, 12) if covered else None
    if first is None:
        return question
    return replace(question, since=first, until=last)


def _grid(question: Question) -> None:
    title = t("Recency and frequency, by fifths")
    st.markdown("#### " + title)
    asked = _last_year(question)
    found: list[Corner] = shared.ask("rfm", asked)
    if not found:
        st.info(t("Withheld: too few customers for a grid."))
        return
    everybody = sum(one.customers for one in found)
    cells = [Cell(FIFTHS - one.recency, one.frequency - 1, _count(one)) for one in found]
    rows = [
        {FIFTHS: t("bought latest"), 1: t("bought longest ago")}.get(r, str(r))
        for r in range(FIFTHS, 0, -1)
    ]
    columns = [
        {1: t("seldom"), FIFTHS: t("often")}.get(f, str(f)) for f in range(1, FIFTHS + 1)
    ]
    spoken = replace(figures.chart_words(None, title), axis=t("number of customers"))
    says = HeatWords(few=t("too few"))
    shared.draw_chart(
        charts.heatmap(
            cells, rows=rows, columns=columns, unit="count", words=spoken, says=says
        ),
        key="rfm",
        alt=charts.describe_heat(
            cells, spoken, rows=rows, columns=columns, unit="count", says=says
        ),
    )
    at = figures.picked("rfm", len(cells))
    if at is not None and cells[at].estimate.value is not None:
        with st.container(border=True):
            fetch = shared.fetching(
                spend.rfm_rows,
                question=asked,
                recency=found[at].recency,
                frequency=found[at].frequency,
            )
            shared.customer_rows(fetch, key="rfm")
    with st.expander(t("As a table"), icon=":material/table:"):
        total = sum(one.spent for one in found if not isnan(one.spent))
        st.dataframe(
            {
                t("Recency (5 = latest)"): [one.recency for one in found],
                t("Frequency (5 = most often)"): [one.frequency for one in found],
                t("Customers"): [
                    whole(one.customers) if one.customers >= MIN_N else t("too few")
                    for one in found
                ],
                t("Share of spending"): [
                    number(one.spent / total, "share")
                    if not isnan(one.spent) and total
                    else "–"
                    for one in found
                ],
                t("Spent per customer"): [
                    number(one.spent / one.customers, "money")
                    if not isnan(one.spent)
                    else "–"
                    for one in found
                ],
            },
            hide_index=True,
            key="rfm_table",
        )
    stated(
        title,
        asked,
        n=everybody,
        extra=(
            t("n counts customers of the twelve months up to the end of the period"),
            t("equal numbers share a fifth, so fifths differ in size and may be empty"),
        ),
    )


def _count(one: Corner) -> Estimate:
    if one.customers < MIN_N:
        return Estimate({}, one.customers, None, None, None, "withheld")
    return Estimate({}, one.customers, float(one.customers), None, None, "ok")


def _concentration(question: Question, active: Activity) -> None:
    title = t("How much the best customers spend")
    st.markdown("#### " + title)
    if active.curve is None or active.customers < 100:
        st.info(
            t(
                "Not shown: at least 100 customers with an amount on their orders are "
                "needed."
            )
        )
        return
    st.markdown(
        words.plain(
            t(
                "The tenth of customers who spent most made {share} of the spending.",
                share=number(active.curve.held_by_top(0.1), "share"),
            )
        )
    )
    spoken = figures.chart_words(None, title)
    says = LorenzWords(
        across=t("share of customers, the smallest spenders first"),
        up=t("share of the spending"),
        equal=t("all spend the same"),
        point=t(
            "{label}: the lower {rows} of customers spent {held} ({n})",
            label="{label}",
            rows="{rows}",
            held="{held}",
            n="{n}",
        ),
    )
    spreads = [Spread(t("Spending"), active.curve, active.customers, US)]
    shared.draw_chart(
        charts.lorenz_curves(spreads, words=spoken, says=says),
        key="spending",
        alt=charts.describe_lorenz(spreads, spoken, says=says),
    )
    if figures.picked("spending", 1) is not None:
        with st.container(border=True):
            fetch = shared.fetching(spend.buyers, question=question)
            shared.customer_rows(fetch, key="spending")
    with st.expander(t("As a table"), icon=":material/table:"):
        tops = (0.01, 0.05, 0.1, 0.2, 0.5)
        st.dataframe(
            {
                t("Top share of customers"): [number(one, "share") for one in tops],
                t("Their share of the spending"): [
                    number(active.curve.held_by_top(one), "share") for one in tops
                ],
            },
            hide_index=True,
            key="spending_table",
        )
    stated(title, question, n=active.customers, extra=(t("n counts customers"),))
