"""What service costs that need not be: a waterfall in which no contact is twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

import streamlit as st

from cx import catalog, charts
from cx.analyses import unnecessary
from cx.analyses.unnecessary import UNNECESSARY, Costs, Part
from cx.charts import Step, WaterfallWords
from cx.locale import change as change_words
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.store import Store
from cx.ui import begun, behind, choices, figures, state, words
from cx.ui.overview import breakdowns
from cx.ui.reasons_more import figure, key, lead, needs, table, verbs
from cx.ui.reasons_skyline import say_base

MEASURES = {"contacts": "Contacts", "hours": "Hours of work", "money": "Cost"}
WINDOW = 7


@st.cache_data(max_entries=100, show_spinner=False)
def _costs(
    _store: Store,
    mart: str,
    question: Question,
    placed: tuple[tuple[str, str], ...],
    hourly: str,
) -> Costs:
    del mart  # only the key of what is kept
    return unnecessary.costs(
        _store, question, dict(placed), hourly=Decimal(hourly), window_days=WINDOW
    )


def draw(question: Question) -> None:
    """The sentence, the waterfall, what is left, and where snowballs begin."""
    one, two = st.columns(2)
    with one:
        shown = choices.choice(
            "waste", t("Shown"), tuple(MEASURES), "contacts", lambda m: t(MEASURES[m])
        )
    with two:
        hourly = choices.amount("hourly", t("Cost of one hour of work"))
    placed = verbs(question)
    found = _costs(*key(question), question, tuple(sorted(placed.items())), f"{hourly:f}")
    if not found.total.contacts:
        needs(t("This part needs contacts: an export of your help desk or call centre."))
        return
    _lead(found)
    if not placed:
        st.info(
            t(
                "No reason is scored by both sides yet, so only returns can be told from "
                "the rest: score reasons under “Value and irritant”."
            )
        )
    if shown == "money" and not found.total.costed:
        st.info(
            t(
                "No contact has a cost: map the cost of contacts, or give the cost of "
                "one hour of work, for contacts with a handling time."
            )
        )
    elif shown == "hours" and not found.total.timed:
        st.info(t("No contact has a handling time, so hours cannot be counted."))
    else:
        _waterfall(found, shown, question, placed)
    _table(found)
    _begun(question, found)


def part_words(name: str) -> str:
    """What a part is called."""
    return {
        "repeat": t("Came back within 7 days"),
        "eliminate": t("Scored: eliminate"),
        "simplify": t("Scored: simplify"),
        "automate": t("Scored: automate"),
        "improve": t("Scored: improve"),
        "leverage": t("Scored: leverage"),
        "unscored": t("Not scored"),
    }[name]


def _amount(one: Part, shown: str) -> float:
    return {
        "contacts": float(one.contacts),
        "hours": one.hours,
        "money": float(one.cost),
    }[shown]


def _lead(found: Costs) -> None:
    part, every = found.unnecessary, found.total
    values: dict[str, object] = {
        "share": number(part.contacts / every.contacts, "share"),
        "n": whole(part.contacts),
        "all": whole(every.contacts),
        "hours": number(round(part.hours), "count"),
        "money": number(round(part.cost), "money"),
    }
    if every.costed and every.timed:
        lead(
            "{n} of {all} contacts ({share}) need not be: they cost {money} in the unit "
            "of the file and took {hours} hours of work.",
            **values,
        )
    elif every.timed:
        lead(
            "{n} of {all} contacts ({share}) need not be: they took {hours} hours of "
            "work.",
            **values,
        )
    else:
        lead("{n} of {all} contacts ({share}) need not be.", **values)


def _waterfall(
    found: Costs, shown: str, question: Question, placed: Mapping[str, str]
) -> None:
    title = t("From all contacts to those that are needed")
    unit = "money" if shown == "money" else "count"
    spoken = replace(
        figures.chart_words(None, title),
        axis={
            "contacts": t("contacts"),
            "hours": t("hours of work"),
            "money": t("money, in the unit of the file"),
        }[shown],
    )
    says = WaterfallWords(
        start=t("All contacts"),
        end=t("What is left"),
        change=lambda value, of: change_words(value, of),
    )
    parts = [one for one in found.parts if one.name in UNNECESSARY and one.contacts]
    steps = [
        Step(
            part_words(one.name),
            Estimate({}, one.contacts, -_amount(one, shown), None, None),
        )
        for one in parts
    ]
    start = _amount(found.total, shown)
    end = start + sum(one.estimate.value or 0.0 for one in steps)
    st.markdown("#### " + title)
    figure(
        charts.waterfall(start, steps, end, unit=unit, words=spoken, says=says),
        name="unnecessary",
        alt=charts.describe_waterfall(start, steps, end, spoken, unit=unit, says=says),
    )
    at = figures.picked("unnecessary", len(parts))
    if at is not None:
        name = parts[at].name
        with st.container(border=True):
            st.markdown("**" + part_words(name) + "**")
            fetch = partial(unnecessary.rows, state.store(), question, name, placed)
            behind.fetched_rows(
                fetch, catalog.metric("net_value_per_contact"), key="unnecessary"
            )
    uncosted = found.total.contacts - found.total.costed
    say_base(
        title,
        question,
        found.total.contacts,
        t("repeats first, then the scores: no contact is in two steps"),
        t("every contact is counted, so there is no interval"),
        t("{n} contacts have no known cost", n=whole(uncosted))
        if shown == "money" and uncosted
        else "",
    )
    st.caption(
        t(
            "Staff who are paid anyway cost the same until hours are cut: the hours are "
            "what can be used otherwise."
        )
    )


def _table(found: Costs) -> None:
    columns = (
        t("Part"),
        t("Contacts"),
        t("Share"),
        t("Hours of work"),
        t("Cost"),
        t("Contacts without a known cost"),
    )
    every = found.total.contacts
    rows = [
        (
            part_words(one.name) if one.name != "total" else t("All contacts"),
            whole(one.contacts),
            number(one.contacts / every, "share"),
            number(round(one.hours), "count") if one.timed else "",
            number(round(one.cost), "money") if one.costed else "",
            whole(one.contacts - one.costed),
        )
        for one in (*found.parts, found.total)
        if one.contacts
    ]
    table(columns, rows, name="unnecessary_service")


def _begun(question: Question, found: Costs) -> None:
    """Where snowballs begin, at what a contact costs on average."""
    asked = replace(question, parameters=(("window_days", WINDOW), ("same", "customer")))
    if "reason" not in breakdowns("extra_contacts"):
        return
    every = begun.begun(asked, "reason")
    if not any(one.total.value for one in every):
        st.caption(
            words.plain(
                t(
                    "Where snowballs begin can be seen only with customer numbers, and "
                    "with contacts older than the window."
                )
            )
        )
        return
    unit = float(found.total.cost) / found.total.costed if found.total.costed else 0.0
    begun.chart(every, "reason", asked, round(unit, 2))
