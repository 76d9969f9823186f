"""Mystery shopping: score, critical items, stages by site, items, auditors and waves."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.stats.intervals import wilson_interval
from cx.ui import audits_items, audits_numbers, cards, choices, figures, numbers, words
from cx.ui.audits_failures import by_stage, failures, rests_on
from cx.ui.audits_published import published
from cx.ui.audits_visits import auditors, waves

SCORE, PASS, CRITICAL, NOT_DONE = (
    "mystery_score",
    "mystery_pass",
    "critical_failed",
    "behaviour_not_done",
)
PASS_SCORES = ("60", "70", "80", "90")
RULES = ("apart", "50", "0")


def draw(question: Question) -> None:
    """Draw the part."""
    choices.check("pass", PASS_SCORES)
    choices.check("critical", RULES)
    with st.container(horizontal=True):
        passed = choices.choice(
            "pass", t("Score to pass"), PASS_SCORES, "80", lambda one: f"{one}%"
        )
        rule = choices.choice(
            "critical", t("A critical item failed"), RULES, "apart", _rule_words
        )
    capped = 100 if rule == "apart" else int(rule)
    asked = replace(
        question,
        parameters=(
            ("pass_score", int(passed)),
            ("critical", "apart" if rule == "apart" else "fails"),
            ("most_if_failed", capped),
        ),
    )
    score = numbers.estimate(SCORE, asked)
    if not score.n:
        needs()
        return
    _lead(asked, score)
    for column, metric_id in zip(
        st.columns(4), (SCORE, PASS, CRITICAL, NOT_DONE), strict=True
    ):
        with column:
            cards.card(metric_id, asked)
    _both_rules(asked, rule)
    audits_items.by_stage_and_site(
        SCORE,
        asked,
        audits_numbers.stages(asked),
        title=t("Score by stage and site"),
        key="audit_heat",
    )
    rests_on(
        SCORE, asked, score.n, t("n of a cell is visits; below 10 visits it is hatched")
    )
    failures(asked)
    parts = {
        t("By stage"): by_stage,
        t("Passed, by site"): _passed_by_site,
        t("Auditors"): auditors,
        t("Waves"): waves,
    }
    # Only the open one is worked out.
    tabs = st.tabs(list(parts), key="audit_tabs", on_change="rerun")
    for tab, show in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                show(asked)
    published()
    cards.fine_print(SCORE, PASS, CRITICAL, NOT_DONE)


def needs() -> None:
    """What would fill the part."""
    st.info(
        t(
            "No visit is loaded: this part needs an audit file with one line per item "
            "of a visit (visit_id, visited_at, site, touchpoint, item, score, weight, "
            "critical, auditor)."
        )
    )


def _rule_words(rule: str) -> str:
    if rule == "apart":
        return t("reported apart")
    return t("at most {share} for the visit", share=f"{rule}%")


def _lead(question: Question, score: Estimate) -> None:
    metric = catalog.metric(SCORE)
    worst = _worst_cell(question)
    visits = len(audits_numbers.visits(question))
    if worst is None or score.value is None:
        cards.lead(
            "Visits scored {number} on {visits} visits.",
            number=cards.number_words(metric, score),
            visits=whole(visits),
        )
        return
    cards.lead(
        "Visits scored {number} on {visits} visits; the lowest stage at one site is "
        "{stage} at {site} with {there}.",
        number=cards.number_words(metric, score),
        visits=whole(visits),
        stage=worst.group["touchpoint"],
        site=worst.group["site"],
        there=cards.number_words(metric, worst),
    )


def _worst_cell(question: Question) -> Estimate | None:
    """The lowest cell, where even its upper limit lies below the whole."""
    asked = replace(question, by=("touchpoint", "site"), period=None)
    whole_score = numbers.estimate(SCORE, question)
    cells = [
        one
        for one in numbers.estimates(SCORE, asked)
        if one.status == "ok" and one.value is not None and one.high is not None
        if None not in one.group.values()
    ]
    if not cells or whole_score.value is None:
        return None
    lowest = min(cells, key=lambda one: one.value or 0)
    return lowest if (lowest.high or 1) < whole_score.value else None


def _both_rules(question: Question, rule: str) -> None:
    """The same visits with and without the rule for critical items."""
    metric = catalog.metric(SCORE)
    said = []
    for name in RULES:
        cap = 100 if name == "apart" else int(name)
        one = numbers.estimate(
            SCORE, replace(question, parameters=(("most_if_failed", cap),))
        )
        if one.value is not None:
            mark = f" ({t('shown above')})" if name == rule else ""
            said.append(f"{_rule_words(name)} {number(one.value, metric.unit)}{mark}")
    if said:
        st.caption(
            words.plain(t("Score when a critical item failed:") + " " + ", ".join(said))
        )


def _passed_by_site(question: Question) -> None:
    figures.breakdown(
        PASS,
        question,
        "site",
        title=t("Visits passed, by site (not a ranking)"),
        key="audit_passed",
    )
    three = wilson_interval(3, 3)
    rests_on(
        PASS,
        question,
        numbers.estimate(PASS, question).n,
        t(
            "With three visits a site, three passed of three would still mean {low} to "
            "{high}: never act on one wave",
            low=number(three.low, "share"),
            high=number(three.high, "share"),
        ),
    )
