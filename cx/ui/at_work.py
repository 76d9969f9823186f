"""How busy agents are, and where the time of a contact goes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.errors import CxError
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.ui import cards, figures, frame, numbers, state, words
from cx.ui.left_out import every_contact
from cx.ui.stated import stated

STAGES = ("first", "handled", "later")
# Below this part of contacts with agent and handling time, who is busy is not known.
ENOUGH_KNOWN = 0.8


def utilisation(question: Question, gave_up: Estimate | None) -> None:
    """The busy share by hour of the day, and arrivals against capacity."""
    title = t("Busy share of agents by hour of the day (estimate)")
    metric = catalog.metric("utilisation")
    asked = replace(question, by=("hour",), period=None)
    try:
        found = numbers.estimates(metric.id, asked)
        reached = {k: n for k, n in every_contact(question).items() if k != "abandoned"}
    except CxError as error:
        frame.say_error(error)
        return
    # Hours that are withheld tell no n, so the hours do not add up to it.
    known, whole_base = numbers.estimate(metric.id, question).n, sum(reached.values())
    if not known or known < ENOUGH_KNOWN * whole_base:
        st.markdown("#### " + title)
        st.info(
            t(
                "Withheld: agent and handling time are recorded for {known} of {all} "
                "contacts that somebody could have handled. Who is busy cannot be told "
                "from the rest.",
                known=whole(known),
                all=whole(whole_base),
            )
        )
        return
    found = sorted(found, key=lambda e: int(e.group["hour"] or 0))
    st.markdown("#### " + title)
    _say_busiest(found)
    # Hours of too few are in the table, not in the chart.
    drawn = [e for e in found if e.value is not None] or found
    withheld = [e for e in found if e not in drawn]

    def label(e: Estimate) -> str:
        return words.value("hour", e.group["hour"])

    spoken = replace(
        figures.chart_words(metric, title), axis=t("busy share of the hours of agents")
    )
    figures.chart(
        charts.ranked(
            drawn,
            label_of=label,
            unit=metric.unit,
            words=spoken,
            reference=figures.benchmarks(metric),
        ),
        [(metric, e, asked) for e in (*drawn, *withheld)],
        title="",
        alt=charts.alt_text(drawn, label_of=label, unit=metric.unit, words=spoken),
        key="busy",
        label_of=label,
    )
    stated(
        t(metric.name),
        question,
        n=known,
        extra=(
            t(
                "Estimate: an agent with a contact in an hour counts as at work for all "
                "of it; agents without one are not seen."
            ),
        ),
    )
    _arrivals(found, question, gave_up)


def _say_busiest(found: list[Estimate]) -> None:
    """The busiest hour, and whether it is known to pass what queues can bear."""
    metric = catalog.metric("utilisation")
    firm = [e for e in found if e.value is not None and e.status == "ok"]
    if not firm:
        return
    busiest = max(firm, key=lambda e: e.value or 0.0)
    shown = {
        "hour": words.value("hour", busiest.group["hour"]),
        "there": cards.number_words(metric, busiest),
        "limit": number(metric.benchmarks[0].value, "share"),
    }
    passed = busiest.low is not None and busiest.low > metric.benchmarks[0].value
    sentence = (
        "Busiest at {hour}: {there}, above {limit}, from where waits grow steeply."
        if passed
        else "Busiest at {hour}: {there}; no hour is known to pass {limit}, from where "
        "waits grow steeply."
    )
    st.markdown(words.plain(t(sentence, **shown)))


def _arrivals(
    found: list[Estimate], question: Question, gave_up: Estimate | None
) -> None:
    """Arrivals a day against what the agents seen at work could have handled."""
    days = _days(question)
    lost: dict[str | None, float] = {}
    if gave_up is not None and gave_up.n:
        asked = replace(question, by=("hour",), period=None)
        lost = {
            e.group["hour"]: e.sums["numerator"]
            for e in numbers.estimates("abandonment", asked)
            if e.sums
        }
    shown = [e for e in found if e.sums]
    if not shown or not days:
        return
    columns: dict[str, list[str]] = {
        t("Hour"): [words.value("hour", e.group["hour"]) for e in shown],
        t("Arrivals a day"): [
            number((e.n + lost.get(e.group["hour"], 0)) / days, "score") for e in shown
        ],
        t("Capacity a day"): [
            number(e.n * e.sums["denominator"] / e.sums["numerator"] / days, "score")
            if e.sums["numerator"]
            else "–"
            for e in shown
        ],
        t("Agents at work"): [
            number(e.sums["denominator"] / 3600 / days, "score") for e in shown
        ],
        t("Busy share"): [number(e.value or 0, "share") for e in shown],
    }
    with st.expander(t("Arrivals against capacity"), icon=":material/table:"):
        st.dataframe(columns, hide_index=True, key="arrivals")
        st.caption(
            t(
                "A mean day of {days} days. Arrivals: contacts handled, and those given "
                "up where the hour holds enough of them. Capacity: contacts that the "
                "agents seen at work could have handled at their mean handling time, "
                "without a break.",
                days=whole(days),
            )
        )


def _days(question: Question) -> int:
    covered = state.data_span(question.version or state.view().version)
    if not covered:
        return 0
    first = max(question.since or covered[0], covered[0])
    last = min(question.until or covered[1], covered[1])
    return max((last - first).days + 1, 0)


def elapsed(question: Question) -> None:
    """Where the time between beginning and close goes, by channel."""
    title = t("Where the time of a contact goes, by channel")
    metric = catalog.metric("stage_share")
    names = {
        "first": t("until answered"),
        "handled": t("handled"),
        "later": t("then waiting"),
    }
    asked = {
        stage: replace(question, parameters=(("stage", stage),), by=("channel",))
        for stage in STAGES
    }
    numbers.prepare(
        replace(question, by=("channel",)),
        [(metric.id, {"stage": stage}) for stage in STAGES],
    )
    try:
        whole_time = [numbers.estimate(metric.id, asked[stage]) for stage in STAGES]
        found = {stage: numbers.estimates(metric.id, asked[stage]) for stage in STAGES}
    except CxError as error:
        frame.say_error(error)
        return
    st.markdown("#### " + title)
    if not any(e.status == "ok" for one in found.values() for e in one):
        st.info(
            t(
                "This needs contacts with a close, a handling time and a wait or a first "
                "reply; there are {n}.",
                n=whole(whole_time[0].n),
            )
        )
        return
    if all(e.value is not None for e in whole_time):
        st.markdown(
            words.plain(
                t(
                    "Of all the time from beginning to close, {first} was waiting for "
                    "the first answer, {handled} was being handled and {later} was "
                    "waiting after that.",
                    **{
                        stage: number(e.value or 0, "share")
                        for stage, e in zip(STAGES, whole_time, strict=True)
                    },
                )
            )
        )
    channels = [e.group["channel"] for e in sorted(found["first"], key=lambda e: -e.n)]
    items = [
        (stage, e, channels.index(e.group["channel"]))
        for stage in STAGES
        for e in found[stage]
    ]
    cells = [charts.Cell(row, STAGES.index(stage), e) for stage, e, row in items]
    labels = {
        id(e): words.value("channel", e.group["channel"]) + " · " + names[stage]
        for stage, e, _row in items
    }
    spoken = replace(
        figures.chart_words(metric, title), axis=t("share of the time to the close")
    )
    rows = [words.value("channel", one) for one in channels]
    says = charts.HeatWords(few=t("too few"))
    columns = [names[stage] for stage in STAGES]
    figures.chart(
        charts.heatmap(
            cells,
            rows=rows,
            columns=columns,
            unit="share",
            words=spoken,
            says=says,
            value_range=(0, 1),
        ),
        [(metric, e, asked[stage]) for stage, e, _row in items],
        title="",
        alt=charts.describe_heat(
            cells, spoken, rows=rows, columns=columns, unit="share", says=says
        ),
        key="stages",
        label_of=lambda e: labels[id(e)],
    )
    stated(
        t(metric.name),
        question,
        n=whole_time[0].n,
        extra=(
            t("Elapsed time is by the calendar: nights and weekends are in it."),
            t("What is waited for after the first answer may be the customer."),
        ),
    )
