"""Perfect orders: what they are lost to, and what customers say of late ones."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses import perfect
from cx.analyses.perfect import CAUSES, Perfect, Rated
from cx.charts import Step, WaterfallWords
from cx.locale import change, number, t, whole
from cx.measure import Estimate, Question
from cx.ui import cards, choices, figures, numbers, state, words
from cx.ui import customer_numbers as shared
from cx.ui import customer_parts as parts
from cx.ui.stated import stated

PARTS = ("order_on_time", "order_complete", "order_undamaged", "order_documented")
DAYS = ("14", "35", "60", "90")
SATISFACTION = "~csat"
# How a touchpoint about delivery may be called.
DELIVERY = ("deliver", "shipping", "배송", "배달")


def draw(question: Question) -> None:
    """The part."""
    if not shared.has_orders():
        shared.no_orders()
        return
    found: Perfect | None = parts.ask("perfect", question)
    if found is None:
        parts.missing(
            t(
                "Not shown: no order says all of when it was promised and delivered, "
                "and whether it was complete, undamaged and documented. The columns "
                "promised_at, delivered_at, complete, undamaged and documented of the "
                "orders fill this."
            )
        )
    else:
        _lead(found)
        if found.losses:
            _losses(question, found)
    _each(question)
    _rated(question)
    cards.fine_print(perfect.PERFECT, *PARTS)


def _lead(found: Perfect) -> None:
    metric = catalog.metric(perfect.PERFECT)
    if not found.losses:
        cards.lead(
            "How many orders are perfect cannot be said for this selection: {why}",
            why=words.note(found.perfect),
        )
        return
    worst = max(found.losses, key=lambda one: one.first.value or 0)
    cards.lead(
        "{perfect} of delivered orders are perfect; most are lost to “{cause}”: {share}.",
        perfect=cards.number_words(metric, found.perfect),
        cause=t(CAUSES.get(worst.cause, "")),
        share=shared.share_words(worst.first),
    )


def _losses(question: Question, found: Perfect) -> None:
    title = t("What orders are lost to, each order once")
    metric = catalog.metric(perfect.PERFECT)
    steps = [
        Step(t(CAUSES.get(one.cause, "")), _taken(one.first)) for one in found.losses
    ]
    spoken = replace(
        figures.chart_words(metric, title), axis=t("share of delivered orders")
    )
    says = WaterfallWords(start=t("All delivered"), end=t("Perfect"), change=change)
    end = found.perfect.value or 0.0
    st.markdown("#### " + title)
    shared.draw_chart(
        charts.waterfall(
            1.0, steps, end, unit="share", words=spoken, says=says, better="higher"
        ),
        key="lost_orders",
        alt=charts.describe_waterfall(1.0, steps, end, spoken, unit="share", says=says),
    )
    at = figures.picked("lost_orders", len(steps))
    if at is not None:
        cause = found.losses[at].cause
        parts.picked_rows(
            t(CAUSES.get(cause, "")),
            perfect.lost_rows,
            replace(question, by=(), period=None, parameters=()),
            cause,
            key="lost_orders",
            table="purchase",
        )
    any_way = t("in any way, also where it was lost already")
    parts.twin(
        [
            (label, one)
            for loss in found.losses
            for label, one in (
                (t(CAUSES.get(loss.cause, "")), loss.first),
                (t(CAUSES.get(loss.cause, "")) + f" · {any_way}", loss.any),
            )
        ],
        unit="share",
        key="lost_orders",
        question=question,
    )
    if found.multiplied is not None and found.perfect.value is not None:
        st.markdown(
            words.plain(
                t(
                    "Multiplying the four rates would give {multiplied}, {gap} from what "
                    "was counted: failures fall on the same orders ({n} on one that was "
                    "lost already), so they are not independent.",
                    multiplied=number(found.multiplied, "share"),
                    gap=change(found.multiplied - found.perfect.value, "share"),
                    n=whole(found.beyond_first),
                )
            )
        )
    stated(
        metric,
        question,
        n=found.perfect.n,
        extra=(
            t("an order that fails twice is lost to the first cause in this order"),
            t("the day of delivery counts, not the day of sending"),
        ),
    )


def _taken(found: Estimate) -> Estimate:
    """The same share as a loss: a step down."""
    if found.value is None or found.low is None or found.high is None:
        return found
    return replace(found, value=-found.value, low=-found.high, high=-found.low)


def _each(question: Question) -> None:
    """The four rates by themselves, each over the orders that say so."""
    for column, metric_id in zip(st.columns(len(PARTS)), PARTS, strict=True):
        with column:
            cards.card(metric_id, question)


def _touchpoints() -> list[str]:
    plain = Question(version=state.view().version, by=("touchpoint",))
    return [
        str(one.group["touchpoint"])
        for one in numbers.estimates("touchpoint_score", plain)
        if one.group["touchpoint"] is not None
    ]


def _rated(question: Question) -> None:
    title = t("What customers say after late orders")
    known = _touchpoints() if state.count_rows("answer", state.view().version) else []
    options = [*known, SATISFACTION]
    usual = next(
        (one for one in known if any(part in one.lower() for part in DELIVERY)),
        SATISFACTION,
    )
    left, right = st.columns(2)
    with left:
        chosen = choices.choice(
            "touch",
            t("What they rate"),
            options,
            usual,
            lambda one: t("Satisfaction") if one == SATISFACTION else one,
        )
    with right:
        days = int(
            choices.choice(
                "touch_days",
                t("Days from order to answer"),
                DAYS,
                "35",
                lambda one: t("{days} d", days=one),
            )
        )
    touchpoint = None if chosen == SATISFACTION else chosen
    found: Rated | None = parts.ask("after_delivery", question, touchpoint, days)
    if found is None:
        return
    if not found.late.n and not found.on_time.n:
        st.markdown("#### " + title)
        parts.missing(
            t(
                "Not shown: no answer on a five-point scale belongs to a delivered "
                "order. A survey with customer numbers, and orders with both delivery "
                "dates, fill this."
            )
        )
        return
    both = [
        (t("After a late order"), found.late),
        (t("After one on time"), found.on_time),
    ]
    parts.ranked(
        both,
        unit="score",
        title=title,
        axis=t("mean score, 1 to 5"),
        key="rated_late",
        question=question,
        opens=lambda at: parts.picked_rows(
            both[at][0],
            perfect.rated_rows,
            replace(question, by=(), period=None, parameters=()),
            touchpoint,
            days,
            1 - at,
            key="rated_late",
            table="answer",
        ),
    )
    if found.difference is None:
        said = t("Too few answers after late orders to compare.")
    elif found.difference.clear:
        said = t(
            "After a late order the score differs by {gap}. This goes together; it is "
            "no proof of a cause.",
            gap=parts.gap(found.difference, "score"),
        )
    else:
        said = t(
            "No clear difference after late orders: {gap}.",
            gap=parts.gap(found.difference, "score"),
        )
    st.markdown(words.plain(said))
    stated(
        t("Satisfaction") if touchpoint is None else touchpoint,
        question,
        n=found.late.n + found.on_time.n,
        rows="answer",
        window=days,
        extra=(
            t(
                "an answer belongs to the latest order before it, if that one had "
                "arrived or was overdue"
            ),
        ),
    )
