"""True, latent, spurious, none: who likes us, and who only buys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from cx import charts
from cx.analyses import loyalty
from cx.analyses.loyalty import CELLS, CUTS, Cell, Cuts, Loyalty
from cx.charts import Crossed, CrossingWords
from cx.locale import day, number, t, whole
from cx.measure import Question
from cx.ui import cards, choices, figures, words
from cx.ui import customer_numbers as shared
from cx.ui import customer_parts as parts
from cx.ui.stated import stated

ATTITUDES = {"nps": "Would recommend us", "csat": "Is satisfied with us"}
CUT_NAMES = {"fixed": "Fixed", "thirds": "The upper third"}
# As the chart draws them; the second one is emphasised.
ORDER = ("true", "spurious", "latent", "none")


def draw(question: Question) -> None:
    """The part."""
    if not shared.has_orders():
        shared.no_orders()
        return
    known = parts.ask("attitudes", question)
    if not known:
        parts.missing(
            t(
                "Not shown: behaviour alone cannot tell true from spurious loyalty. A "
                "survey with customer numbers that asks for satisfaction or "
                "recommending fills this part."
            )
        )
        return
    left, right = st.columns(2)
    with left:
        attitude = choices.choice(
            "liking", t("Attitude"), known, known[0], lambda one: t(ATTITUDES[one])
        )
    with right:
        cut = choices.choice(
            "cut", t("Where high begins"), CUTS, CUTS[0], lambda one: t(CUT_NAMES[one])
        )
    found: Loyalty | None = parts.ask("loyalty", question, attitude, cut)
    if found is None:
        st.info(t("No order here has a customer number, so nobody is known to return."))
        return
    _lead(found)
    if not found.cells:
        return
    _four(question, found)
    _as_rows(found)
    _moves(found)


def _cell(found: Loyalty, name: str) -> Cell:
    return next(one for one in found.cells if one.name == name)


def _lead(found: Loyalty) -> None:
    if not found.cells:
        cards.lead(
            "Loyalty cannot be told for this selection: only {n} customers have both "
            "orders and a score.",
            n=whole(found.placed),
        )
        return
    true, spurious = _cell(found, "true"), _cell(found, "spurious")
    cards.lead(
        "{true} of customers buy often and like us; {spurious} buy as often without "
        "liking us, and bring {money} of the money.",
        true=shared.share_words(true.people),
        spurious=shared.share_words(spurious.people),
        money=number(spurious.money_share, "share")
        if spurious.money_share is not None
        else t("an unknown part"),
    )


def _cuts(cuts: Cuts) -> str:
    return t(
        "score {score}+, {orders}+ orders a year",
        score=whole(cuts.score),
        orders=whole(cuts.orders),
    )


def _four(question: Question, found: Loyalty) -> None:
    title = t("Attitude and behaviour")
    spoken = figures.chart_words(None, title)
    says = CrossingWords(
        rows=(
            t("{n} orders a year or more", n=whole(found.cuts.orders)),
            t("fewer"),
        ),
        columns=(
            t("score {score} or more", score=whole(found.cuts.score)),
            t("lower"),
        ),
        gap=t("spurious: a better offer away from leaving"),
        names=tuple(t(CELLS.get(name, "")) for name in ORDER),
    )
    cells = []
    for name in ORDER:
        people = _cell(found, name).people
        count = people.n if people.value is None else round(people.value * people.n)
        cells.append(Crossed(count, people))
    st.markdown("#### " + title)
    shared.draw_chart(
        charts.two_by_two(cells, words=spoken, says=says),
        key="loyalty",
        alt=charts.describe_crossing(cells, spoken, says=says),
    )
    at = figures.picked("loyalty", len(ORDER))
    if at is not None:
        parts.picked_rows(
            t(CELLS.get(ORDER[at], "")),
            loyalty.cell_rows,
            replace(question, by=(), period=None, parameters=()),
            found,
            ORDER[at],
            key="loyalty",
            table="purchase",
        )
    stated(
        t(ATTITUDES[found.attitude]),
        replace(
            question,
            since=(found.as_of - timedelta(days=loyalty.DAYS)).date(),
            until=found.as_of.date(),
        ),
        n=found.placed,
        extra=(
            t(
                "orders less returns, and scores, of the year before {day}",
                day=day(found.as_of.date()),
            ),
            _cuts(found.cuts),
            t(
                "{placed} of {buyers} customers are placed: {silent} have no score of "
                "the last year, {new} bought first less than 90 days ago and are too new",
                placed=whole(found.placed),
                buyers=whole(found.buyers),
                silent=whole(found.silent),
                new=whole(found.too_new),
            ),
            t("those who answer surveys may be the more loyal ones"),
        ),
    )


def _as_rows(found: Loyalty) -> None:
    def money(value: float | None) -> str:
        return number(value, "money") if value is not None else "–"

    def share(value: float | None) -> str:
        return number(value, "share") if value is not None else "–"

    advice = {
        "true": t("Protect them"),
        "latent": t("Find what holds them back"),
        "spurious": t("Mend it before rivals ask"),
        "none": t("No discounts for them"),
    }
    shown = [_cell(found, name) for name in ORDER]
    st.dataframe(
        {
            t("Group"): [t(CELLS.get(one.name, "")) for one in shown],
            t("Customers"): [share(one.people.value) for one in shown],
            t("Paid in a year"): [money(one.money) for one in shown],
            t("Of all money"): [share(one.money_share) for one in shown],
            t("Orders with a discount"): [share(one.discounted) for one in shown],
            t("What follows"): [advice[one.name] for one in shown],
        },
        hide_index=True,
        key="twin_loyalty",
    )


def _moves(found: Loyalty) -> None:
    said = [
        t(
            "{cuts}: {share} of customers change their cell",
            cuts=_cuts(cuts),
            share=number(share, "share"),
        )
        for cuts, share in found.moves
    ]
    with st.expander(t("How much hangs on where high begins")):
        st.markdown("\n".join(f"- {words.plain(one)}" for one in said))
