"""Retention, with the definition always named."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses import cohorts
from cx.analyses.cohorts import DAYS_OF_MONTH, MONTHS, READINGS, Cohort
from cx.analyses.customers import Waits
from cx.charts import Cell, HeatWords, Waiting
from cx.locale import t, whole
from cx.measure import Estimate, Question
from cx.palette import ANOTHER, BAD, GOOD, NEUTRAL, US
from cx.ui import cards, choices, figures, numbers, words
from cx.ui import customer_numbers as shared
from cx.ui.overview import breakdowns
from cx.ui.stated import stated

CONTRACT = "contract"
YEAR = DAYS_OF_MONTH[MONTHS]
SEGMENT_COLOURS = (US, ANOTHER, GOOD, BAD, NEUTRAL)
MOST_CURVES = 4


def draw(question: Question) -> None:
    """The part."""
    if not shared.has_orders():
        shared.no_orders()
        return
    lead = shared.lead_choice()
    question = replace(shared.always(question), parameters=(("lead_days", lead),))
    found: list[Cohort] = shared.ask(
        "cohorts", shared.always(replace(question, parameters=())), lead_days=lead
    )
    if not found:
        shared.nobody_new(lead)
        return
    contract: dict[str | None, Waits] = shared.ask(
        "contracts", replace(question, parameters=()), lead_days=lead
    )
    options = (*((CONTRACT,) if contract else ()), *READINGS)
    reading = choices.choice(
        "reading",
        t("Reading of retention"),
        options,
        options[0],
        lambda one: (
            t("Contract: not cancelled (Kaplan-Meier)")
            if one == CONTRACT
            else t(catalog.metric(one).name)
        ),
    )
    if reading == CONTRACT:
        _contract(question, contract[None], lead)
    else:
        _lead(reading, question)
        for column, metric_id in zip(st.columns(3), READINGS, strict=True):
            with column:
                cards.card(metric_id, question)
        _by(reading, question)
    _heat(found, question, lead)
    cards.fine_print(*READINGS)


def _lead(metric_id: str, question: Question) -> None:
    metric = catalog.metric(metric_id)
    found = numbers.estimate(metric_id, question)
    if found.value is None:
        cards.lead(
            "“{reading}” cannot be said yet: {why} It needs customers whose first order "
            "lies more than twelve whole months before the data ends.",
            reading=t(metric.name),
            why=words.note(found),
        )
        return
    cards.lead(
        "{value} of new customers stayed, read as “{reading}”; only cohorts with all "
        "their months over are counted.",
        value=cards.number_words(metric, found),
        reading=t(metric.name),
    )


def _by(metric_id: str, question: Question) -> None:
    known = breakdowns(metric_id)
    by = choices.choice("by", t("Break down by"), known, known[0], words.dimension)
    metric = catalog.metric(metric_id)
    figures.breakdown(
        metric_id,
        question,
        by,
        title=t(
            "{metric}, by {dimension}",
            metric=t(metric.name),
            dimension=words.dimension_inside(by),
        ),
        key="retention_by",
    )
    stated(
        metric,
        question,
        n=numbers.estimate(metric_id, question).n,
        extra=(
            t("n counts customers, by their first order"),
            t("the period chosen above is not used"),
        ),
    )


def _heat(found: list[Cohort], question: Question, lead: int) -> None:
    title = t("Share of each cohort that bought again, by month of age")
    cells = [
        Cell(row, column, one)
        for row, cohort in enumerate(found)
        for column, one in enumerate(cohort.active)
    ]
    rows = [words.period_label(one.month, "month") for one in found]
    columns = [str(age) for age in range(1, MONTHS + 1)]
    spoken = replace(
        figures.chart_words(None, title),
        axis=t("months since the month of the first order"),
        unknown=t("that month is not over yet"),
    )
    says = HeatWords(few=t("not over or too few"))
    st.markdown("#### " + title)
    shared.draw_chart(
        charts.heatmap(
            cells, rows=rows, columns=columns, unit="share", words=spoken, says=says
        ),
        key="cohorts",
        alt=charts.describe_heat(
            cells, spoken, rows=rows, columns=columns, unit="share", says=says
        ),
    )
    at = figures.picked("cohorts", len(cells))
    if at is not None and cells[at].estimate.value is not None:
        cohort, age = found[cells[at].row], cells[at].column + 1
        with st.container(border=True):
            said = t("{cohort}, month {age}", cohort=rows[cells[at].row], age=age)
            st.markdown("**" + words.plain(said) + "**")
            fetch = shared.fetching(
                cohorts.cohort_rows,
                question=replace(question, parameters=()),
                lead_days=lead,
                month=cohort.month,
                age=age,
            )
            shared.customer_rows(fetch, key="cohorts")
    twin = [
        (f"{row} · {column}", cell.estimate)
        for cell in cells
        for row, column in [(rows[cell.row], columns[cell.column])]
    ]
    shared.table(twin, unit="share", key="cohorts_twin", question=question)
    stated(
        title,
        question,
        n=sum(one.customers for one in found),
        extra=(
            t("n counts customers; returns, cancellations and visits are no purchases"),
            t(
                "{full} of {all} cohorts have all twelve months behind them; a month "
                "that is not over is hatched, not nought",
                full=whole(sum(one.full for one in found)),
                all=whole(len(found)),
            ),
        ),
    )


def _at_year(waits: Waits) -> Estimate:
    return waits.still(YEAR, {"day": str(YEAR)})


def _contract(question: Question, waits: Waits, lead: int) -> None:
    found = _at_year(waits)
    if found.value is None:
        cards.lead(
            "How many stay twelve months cannot be said yet: {why}", why=words.note(found)
        )
    else:
        cards.lead(
            "{value} of new customers had not cancelled after twelve months "
            "(Kaplan-Meier over contracts).",
            value=shared.share_words(found),
        )
    known = breakdowns(READINGS[0])
    by = choices.choice("by", t("Break down by"), known, known[0], words.dimension)
    by_group: dict[str | None, Waits] = shared.ask(
        "contracts", replace(question, parameters=()), lead_days=lead, by=by
    )
    largest = sorted(by_group.items(), key=lambda one: -one[1].n)[:MOST_CURVES]
    named = [(t("All"), waits), *((words.value(by, name), one) for name, one in largest)]
    curves = [
        Waiting(
            label,
            [
                one
                for month in (0, *DAYS_OF_MONTH)
                if (
                    one := w.still(
                        DAYS_OF_MONTH.get(month, 0),
                        {"day": str(month)},
                    )
                ).value
                is not None
            ],
            colour,
        )
        for (label, w), colour in zip(named, SEGMENT_COLOURS, strict=False)
    ]
    title = t("Not cancelled, by month since the first order")
    spoken = replace(
        figures.chart_words(None, title, window=t("month {day}: {value}")),
        axis=t("share of customers who have not cancelled"),
    )
    marked = (3, 6, 9, 12, 18, 24)
    st.markdown("#### " + title)
    shared.draw_chart(
        charts.waiting(
            curves, marked=marked, across=t("months since the first order"), words=spoken
        ),
        key="contracts",
        alt=charts.describe_waiting(curves, spoken, marked=marked),
    )
    shared.table(
        [(f"{label} · {t('12 months')}", _at_year(w)) for label, w in named],
        unit="share",
        key="contracts_twin",
        question=question,
    )
    shared.behind(
        t("Customers behind this curve"),
        cohorts.contract_rows,
        key="contract_rows",
        question=replace(question, parameters=()),
        lead_days=lead,
    )
    stated(
        title,
        question,
        n=waits.n,
        extra=(
            t(
                "{gone} of {n} customers cancelled; the others count for as long as they "
                "were seen. Counting only who is still here, or who has reached twelve "
                "months, would take those who came lately for lost or for loyal: neither "
                "is shown.",
                gone=whole(waits.happened),
                n=whole(waits.n),
            ),
        ),
    )
