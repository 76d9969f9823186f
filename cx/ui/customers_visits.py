"""First three visits: how many come a second and a third time, and what they met."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import charts
from cx.analyses import customers
from cx.analyses.customers import HORIZONS, FirstVisits
from cx.charts import Waiting
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.palette import ANOTHER, US
from cx.stats.compare import difference_from_intervals
from cx.stats.intervals import Interval
from cx.ui import cards, choices, figures, words
from cx.ui import customer_numbers as shared
from cx.ui.stated import stated

VISITS = {"order": "Orders and renewals", "visit": "Visits without an order too"}
EVERY = 5
MEASURES = {
    "satisfied": "Satisfied (4–5)",
    "hard": "Hard (1–3 of 7)",
    "late": "Delivered late",
}


def draw(question: Question) -> None:
    """The part."""
    if not shared.has_orders():
        shared.no_orders()
        return
    choices.check("again", [str(day) for day in HORIZONS])
    left, right = st.columns(2)
    with left:
        visit = choices.choice(
            "visit", t("What is a visit"), tuple(VISITS), "order", lambda v: t(VISITS[v])
        )
    with right:
        lead = shared.lead_choice()
    day = int(
        choices.choice(
            "again",
            t("Comes again within"),
            [str(day) for day in HORIZONS],
            "90",
            lambda days: t("{days} d", days=days),
        )
    )
    question = shared.always(question)
    found: FirstVisits = shared.ask("first_visits", question, visit=visit, lead_days=lead)
    if not found.newcomers:
        shared.nobody_new(lead)
        return
    second = found.second.by(day, {"day": str(day)})
    third = found.third.by(day, {"day": str(day)})
    _lead(second, third, day)
    _curves(question, found, day, visit, lead)
    _experience(question, visit, lead)


def _lead(second: Estimate, third: Estimate, day: int) -> None:
    if second.value is None or third.value is None:
        cards.lead(
            "How many come again within {days} days cannot be said: {why}",
            days=day,
            why=words.note(second) or words.note(third),
        )
        return
    cards.lead(
        "{second} of new customers come a second time within {days} days, and of those "
        "{third} come a third time within {days} days of the second.",
        second=shared.share_words(second),
        third=shared.share_words(third),
        days=day,
    )


def _curves(
    question: Question, found: FirstVisits, day: int, visit: str, lead: int
) -> None:
    title = t("Coming again, by day")
    steps = (
        (t("2nd after the 1st"), found.second, US),
        (t("3rd after the 2nd"), found.third, ANOTHER),
    )
    days = sorted({*range(0, 366, EVERY), *HORIZONS})
    curves = [
        Waiting(
            label,
            [
                one
                for at in days
                if (one := waits.by(at, {"day": str(at)})).value is not None
            ],
            colour,
        )
        for label, waits, colour in steps
    ]
    spoken = replace(figures.chart_words(None, title), axis=t("share who came again"))
    st.markdown("#### " + title)
    shared.draw_chart(
        charts.waiting(
            curves, marked=HORIZONS, across=t("days since the visit before"), words=spoken
        ),
        key="visits",
        alt=charts.describe_waiting(curves, spoken, marked=HORIZONS),
    )
    at = figures.picked("visits", sum(len(one.points) for one in curves))
    if at is not None:
        step = 1 if at < len(curves[0].points) else 2
        with st.container(border=True):
            st.markdown("**" + words.plain(curves[step - 1].label) + "**")
            fetch = shared.fetching(
                customers.visitors,
                question=question,
                visit=visit,
                lead_days=lead,
                visit_no=step,
            )
            shared.customer_rows(fetch, key="visits")
    twin = [
        (f"{label} · {t('{days} d', days=horizon)}", waits.by(horizon, {}))
        for label, waits, _ in steps
        for horizon in HORIZONS
    ]
    shared.table(twin, unit="share", key="visits_twin", question=question)
    stated(
        title,
        question,
        n=found.newcomers,
        window=day,
        extra=(
            t("n counts customers; several orders on one day are one visit"),
            t(
                "Kaplan-Meier: {waiting} of {n} had not come again when the data ended "
                "and count for as long as they were seen",
                waiting=whole(found.second.n - found.second.happened),
                n=whole(found.second.n),
            ),
            t(
                "who comes a second time is keener to begin with, so a higher third "
                "step is no effect of the second visit"
            ),
            t("the period chosen above is not used; filters pick by the first order"),
        ),
    )


def _experience(question: Question, visit: str, lead: int) -> None:
    title = t("What they met on visits 1 to 3")
    st.markdown("#### " + title)
    met = shared.ask("met_on", question, visit=visit, lead_days=lead)
    if not met:
        st.info(
            t(
                "Not shown: no satisfaction or effort answer belongs to a visit, and no "
                "order says when its delivery was promised. A survey with customer "
                "numbers, or the two delivery dates of each order, fill this."
            ),
            icon=":material/inbox:",
        )
        return
    labels = {
        id(one.estimate): f"{t('Visit {n}', n=one.visit)} · {t(MEASURES[one.measure])}"
        for one in met
    }
    shown = [one.estimate for one in met]
    spoken = replace(
        figures.chart_words(None, title), axis=t("share of customers of that visit")
    )
    shared.draw_chart(
        charts.ranked(
            shown, label_of=lambda e: labels[id(e)], unit="share", words=spoken
        ),
        key="visits_met",
        alt=charts.alt_text(
            shown, label_of=lambda e: labels[id(e)], unit="share", words=spoken
        ),
    )
    at = figures.picked("visits_met", len(met))
    if at is not None:
        with st.container(border=True):
            fetch = shared.fetching(
                customers.visitors,
                question=question,
                visit=visit,
                lead_days=lead,
                visit_no=met[at].visit,
            )
            shared.customer_rows(
                fetch, key="visits_met", about=t("All customers of that visit.")
            )
    shared.table(
        [(labels[id(one)], one) for one in shown],
        unit="share",
        key="visits_met_twin",
        question=question,
    )
    _late(question)
    stated(
        title,
        question,
        extra=(
            t(
                "an answer belongs to a visit when it came within 35 days of it and "
                "before the next one; the first answer counts"
            ),
            t("n counts customers with an answer, or with a delivery"),
        ),
    )


def _late(question: Question) -> None:
    """Satisfaction after late against timely delivery, in one sentence."""
    found = shared.ask("after_delivery", question)
    late, timely = found.get("late"), found.get("on time")
    if not late or not timely or late.value is None or timely.value is None:
        return
    if late.low is None or late.high is None or timely.low is None or timely.high is None:
        return
    gap = difference_from_intervals(
        Interval(late.value, late.low, late.high),
        Interval(timely.value, timely.low, timely.high),
    )
    st.markdown(
        words.plain(
            t(
                "After a late delivery satisfaction is {late} of 5 (n {n_late}), after a "
                "timely one {timely} (n {n_timely}): {gap}.",
                late=number(late.value, "score"),
                n_late=whole(late.n),
                timely=number(timely.value, "score"),
                n_timely=whole(timely.n),
                gap=shared.gap_words(gap, "score"),
            )
        )
        + " "
        + (
            t("The difference is beyond chance; it is no proof of a cause.")
            if gap.clear
            else t("Chance alone could make that difference.")
        )
    )
