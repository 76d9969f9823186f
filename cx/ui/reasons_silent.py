"""The iceberg: problems nobody hears of, and what becomes of those who keep quiet."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.analyses import alerts
from cx.analyses.compare import Compared
from cx.locale import change as change_words
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.store import Store
from cx.ui import cards, figures, numbers, words
from cx.ui.reasons_more import gap, key, lead, needs
from cx.ui.stated import stated

STAYS = "stays_after_problem"
CHAIN = ("problem_incidence", "contact_propensity", "problem_resolved")
AMONG = ("no_problem", "silent", "resolved", "unresolved")


@st.cache_data(max_entries=100, show_spinner=False)
def _between(
    _store: Store, mart: str, definition: str, one: Question, two: Question
) -> Compared:
    del mart, definition  # only the key of what is kept
    return alerts.between(_store, STAYS, one, two)


def draw(question: Question) -> None:
    """Problem, contact, resolution, and who bought again."""
    chain = [numbers.estimate(name, question) for name in CHAIN]
    st.caption(
        t(
            "Contacts alone cannot show silent customers: only a survey of all "
            "customers, not one after a contact, can."
        )
    )
    if not chain[0].n:
        needs(
            t(
                "No survey here asks about problems. Add three questions to a survey of "
                "all customers: “Did you have a problem with us in the last months?”, "
                "“Did you contact us about it?”, “Was it resolved?”."
            )
        )
        return
    _lead(chain)
    _chain(chain, question)
    _stayed(question, chain)
    cards.fine_print(*CHAIN, STAYS)


def _lead(chain: list[Estimate]) -> None:
    problem, contacted, resolved = chain
    if problem.value is None or contacted.value is None:
        lead(
            "{share} of surveyed customers had a problem. How many of them got in touch "
            "is not known: {why}",
            share=cards.number_words(catalog.metric(CHAIN[0]), problem),
            why=words.note(contacted) or t("no survey asks it"),
        )
        return
    lead(
        "Of 100 customers {problem} had a problem, {contacted} got in touch about it and "
        "{silent} kept quiet.",
        problem=number(100 * problem.value, "points"),
        contacted=number(100 * problem.value * contacted.value, "points"),
        silent=number(100 * problem.value * (1 - contacted.value), "points"),
    )
    if resolved.value is not None:
        st.markdown(
            words.plain(
                t(
                    "Of those who got in touch, {share} say that it was resolved.",
                    share=cards.number_words(catalog.metric(CHAIN[2]), resolved),
                )
            )
        )


def _chain(chain: list[Estimate], question: Question) -> None:
    title = t("The iceberg: problem, contact, resolution")
    names = (
        t("Had a problem, of all surveyed"),
        t("Got in touch, of those with a problem"),
        t("Resolved, of those who got in touch"),
    )
    named = {id(one): name for one, name in zip(chain, names, strict=True)}
    spoken = replace(
        figures.chart_words(catalog.metric(CHAIN[0]), title),
        axis=t("share of the step before"),
    )
    figures.chart(
        charts.ranked(
            chain,
            label_of=lambda e: named[id(e)],
            unit="share",
            words=spoken,
            value_range=(0.0, 1.0),
        ),
        [
            (catalog.metric(name), one, question)
            for name, one in zip(CHAIN, chain, strict=True)
        ],
        title=title,
        alt=charts.alt_text(
            chain, label_of=lambda e: named[id(e)], unit="share", words=spoken
        ),
        key="iceberg",
        label_of=lambda e: named[id(e)],
    )
    stated(title, question, n=chain[0].n, rows="answer")


def _among(question: Question, among: str) -> Question:
    return replace(question, parameters=(("among", among),))


def _stayed(question: Question, chain: list[Estimate]) -> None:
    """Whether they ordered again, where orders of the same customers are loaded."""
    metric = catalog.metric(STAYS)
    title = t("Who ordered again within 90 days")
    names = {
        "no_problem": t("No problem"),
        "silent": t("A problem, kept quiet"),
        "resolved": t("A problem, resolved"),
        "unresolved": t("A problem, not resolved"),
    }
    asked = [_among(question, among) for among in AMONG]
    found = [
        replace(numbers.estimate(STAYS, one), group={"among": names[among]})
        for one, among in zip(asked, AMONG, strict=True)
    ]
    if not any(one.n for one in found):
        st.info(
            t(
                "Who stayed cannot be seen: that takes orders with the customer numbers "
                "of the survey, that reach 90 days beyond it."
            )
        )
        return
    plain = [replace(one, group={}) for one in found]
    named = {id(one): names[a] for one, a in zip(plain, AMONG, strict=True)}
    spoken = figures.chart_words(metric, title)
    figures.chart(
        charts.ranked(
            found,
            label_of=lambda e: str(e.group["among"]),
            unit="share",
            words=spoken,
        ),
        [(metric, one, q) for one, q in zip(plain, asked, strict=True)],
        title=title,
        alt=charts.alt_text(
            found,
            label_of=lambda e: str(e.group["among"]),
            unit="share",
            words=spoken,
        ),
        key="stayed",
        label_of=lambda e: named[id(e)],
    )
    stated(metric, question, n=sum(one.n for one in found), window=90)
    _loss(question, chain)


def _loss(question: Question, chain: list[Estimate]) -> None:
    """What silence goes with, per 1,000 customers; no cause is claimed."""
    pair = [_among(question, among) for among in ("silent", "no_problem")]
    found = gap(_between(*key(question), catalog.metric(STAYS).fingerprint, *pair))
    problem, contacted, _ = chain
    if found is None or problem.value is None or contacted.value is None:
        return
    value, low, high = (change_words(one, "share") for one in found)
    silent = 1_000 * problem.value * (1 - contacted.value)
    if found[1] <= 0 <= found[2]:
        sentence = (
            "Those who kept quiet did not clearly order again less often than those "
            "without a problem: {value} (95% interval {low} to {high})."
        )
    else:
        sentence = (
            "Those who kept quiet ordered again at another rate than those without a "
            "problem: {value} (95% interval {low} to {high}). With {silent} of them in "
            "1,000 customers that goes with {lost} customers ({least} to {most}) who do "
            "not come back within 90 days."
        )
    st.markdown(
        words.plain(
            t(
                sentence,
                value=value,
                low=low,
                high=high,
                silent=whole(round(silent)),
                lost=number(round(-found[0] * silent), "count"),
                least=number(round(-found[2] * silent), "count"),
                most=number(round(-found[1] * silent), "count"),
            )
        )
    )
