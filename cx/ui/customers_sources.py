"""Where customers come from, and what an offer brings after what it costs."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import charts
from cx.analyses import sources, uplift
from cx.analyses.sources import OUTCOMES, UNITS, Sources
from cx.analyses.uplift import MEASURES, PRICES, WINDOWS, Uplift
from cx.charts import Step, WaterfallWords
from cx.locale import change, number, t, whole
from cx.measure import Estimate, Question
from cx.stats.compare import Difference
from cx.ui import cards, choices, figures, words
from cx.ui import customer_numbers as shared
from cx.ui import customer_parts as parts
from cx.ui.stated import stated

PRICE_NAMES = {"paid": "What was paid", "list": "The price before the discount"}
ARM_NAMES = {"offered": "Offered", "holdout": "Without the offer (held out)"}


def draw(question: Question) -> None:
    """The part."""
    if not shared.has_orders():
        shared.no_orders()
        return
    _sources(question)
    _offer(question)
    cards.fine_print(sources.SOURCES)


def _sources(question: Question) -> None:
    found: Sources | None = parts.ask("sources", question)
    if found is None:
        parts.missing(
            t(
                "Not shown: where new customers come from is not recorded. The column "
                "acquisition_source of the orders fills this."
            )
        )
        return
    if not found.sources:
        cards.lead("Too few new customers are left to tell where they came from.")
        return
    differ = [one for one in found.sources if one.differs]
    first = found.sources[0]
    cards.lead(
        "Most new customers came by {source}: {share}. {verdict}",
        source=first.name,
        share=shared.share_words(first.share),
        verdict=t(
            "They stay and like us differently, by source: {names}.",
            names=", ".join(one.name for one in differ),
        )
        if differ
        else t("Whether they stay and like us does not clearly differ by source."),
    )
    cards.card_alone(sources.SOURCES, question)
    names = [one.name for one in found.sources]
    asked = replace(question, by=(), period=None, parameters=())

    def opens(at: int, key: str) -> None:
        parts.picked_rows(
            names[at],
            sources.source_rows,
            asked,
            names[at],
            key=key,
            table="purchase",
        )

    parts.ranked(
        [(one.name, one.share) for one in found.sources],
        unit="share",
        title=t("New customers by source"),
        axis=t("share of new customers"),
        from_zero=True,
        key="sources",
        question=question,
        opens=lambda at: opens(at, "sources"),
    )
    by = choices.choice(
        "source_by",
        t("Compare the sources by"),
        tuple(OUTCOMES),
        "back90",
        lambda one: t(OUTCOMES.get(one, "")),
    )
    parts.ranked(
        [(one.name, one.outcomes[by]) for one in found.sources],
        unit=UNITS[by],
        title=t("{outcome}, by source", outcome=t(OUTCOMES.get(by, ""))),
        axis=t(OUTCOMES.get(by, "")),
        from_zero=UNITS[by] == "share",
        key="sources_by",
        question=question,
        opens=lambda at: opens(at, "sources_by"),
    )
    clear = [one for one in found.sources if by in one.differs]
    st.markdown(
        words.plain(
            " ".join(
                t(
                    "{source} differs from the rest: {gap}.",
                    source=one.name,
                    gap=parts.gap(one.differences[by], UNITS[by]),
                )
                for one in clear
            )
            or t("No source differs from the rest beyond chance.")
        )
    )
    stated(
        t(OUTCOMES.get(by, "")),
        question,
        n=found.new,
        extra=(
            t("new: the first order in this data, from 90 days after its beginning on"),
            t(
                "{tests} comparisons with the rest are one family (Benjamini and "
                "Hochberg, 5 %)",
                tests=whole(found.tested),
            ),
            t("the source is the last click or what customers say"),
        ),
    )


def _offer(question: Question) -> None:
    st.markdown("### " + t("What an offer brings"))
    # A test has its own days: all of it counts, whatever period is looked at.
    question = shared.always(question)
    left, right = st.columns(2)
    with left:
        days = int(
            choices.choice(
                "test_days",
                t("Days after the offer"),
                [str(one) for one in WINDOWS],
                "90",
                lambda one: t("{days} d", days=one),
            )
        )
    with right:
        price = choices.choice(
            "price",
            t("The amount in the file is"),
            PRICES,
            PRICES[0],
            lambda one: t(PRICE_NAMES[one]),
        )
    found: Uplift | None = parts.ask("uplift", question, days, price)
    if found is None:
        parts.missing(
            t(
                "No claim: no order belongs to a test of an offer. A column offer that "
                "says offered or holdout, drawn by lot, fills this."
            )
        )
        return
    net = found.measures["net"]
    if net.difference is None:
        st.info(t("Too few customers of the test are past their days to compare."))
        return
    st.markdown(words.plain(_verdict(found, net.difference)))
    asked = replace(question, by=(), period=None, parameters=())
    again = found.measures["again"]
    parts.ranked(
        [
            (t(ARM_NAMES["offered"]), again.offered),
            (t(ARM_NAMES["holdout"]), again.holdout),
        ],
        unit="share",
        title=t("Ordered again within {days} days", days=days),
        axis=t("share of customers"),
        from_zero=True,
        key="offer_again",
        question=question,
        opens=lambda at: parts.picked_rows(
            t(ARM_NAMES[("offered", "holdout")[at]]),
            uplift.arm_rows,
            asked,
            days,
            price,
            ("offered", "holdout")[at],
            key="offer_again",
            table="purchase",
        ),
    )
    _money(found)
    _all(found)
    stated(
        t("offered less held out, per customer"),
        question,
        n=again.offered.n + again.holdout.n,
        window=days,
        extra=(
            t("all days of the test, whatever period is chosen above"),
            t("amounts in the unit of the file, returns taken off"),
            t("{n} customers are still inside their days", n=whole(found.waiting)),
            t("before the offer both groups were alike")
            if found.alike
            else t("the groups differed already before the offer: read with care"),
            t("only if the lot decided who was offered it is this an effect"),
        ),
    )


def _verdict(found: Uplift, net: Difference) -> str:
    size = parts.gap(net, "money")
    again = parts.gap(found.measures["again"].difference, "share")
    if found.pays is None:
        sentence = (
            "Offered customers order again {again}; what is left after discounts is not "
            "clearly more: {size} per customer."
        )
    elif found.pays:
        sentence = (
            "Offered customers order again {again}; after discounts that leaves {size} "
            "more per customer."
        )
    else:
        sentence = (
            "Offered customers order again {again}; after discounts they spend less: "
            "{size} per customer."
        )
    return t(sentence, again=again, size=size)


def _money(found: Uplift) -> None:
    gross, discount = found.measures["gross"], found.measures["discount"]
    net = found.measures["net"]
    if gross.difference is None or discount.difference is None:
        return
    title = t("What the offer brings, and what it costs")
    n = net.offered.n

    def step(one: Difference, sign: int) -> Estimate:
        ends = sorted((sign * one.low, sign * one.high))
        return Estimate({}, n, sign * one.value, ends[0], ends[1], "ok")

    steps = [
        Step(t("More spent, before discounts"), step(gross.difference, 1)),
        Step(t("More discounts given"), step(discount.difference, -1)),
    ]
    spoken = replace(figures.chart_words(None, title), axis=t("amount per customer"))
    says = WaterfallWords(start=t("Held out, net"), end=t("Offered, net"), change=change)
    start, end = net.holdout.value or 0.0, net.offered.value or 0.0
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.waterfall(
            start, steps, end, unit="money", words=spoken, says=says, better="higher"
        ),
        key="offer_money",
        config=figures.CHART_CONFIG,
        alt=charts.describe_waterfall(start, steps, end, spoken, unit="money", says=says),
    )


def _all(found: Uplift) -> None:
    rows = [one for one in found.measures.values() if one.offered.n or one.holdout.n]

    def told(one: Estimate, unit: str) -> str:
        return number(one.value, unit) if one.value is not None else "–"

    with st.expander(t("As a table"), icon=":material/table:"):
        st.dataframe(
            {
                t("Number"): [t(MEASURES.get(one.name, "")) for one in rows],
                t("Offered"): [told(one.offered, one.unit) for one in rows],
                t(ARM_NAMES["holdout"]): [told(one.holdout, one.unit) for one in rows],
                t("difference"): [parts.gap(one.difference, one.unit) for one in rows],
                "n": [one.offered.n + one.holdout.n for one in rows],
            },
            hide_index=True,
            key="twin_offer",
        )
