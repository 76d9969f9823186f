"""The value-irritant matrix: people score, the data proposes and never decides."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from cx import export
from cx.analyses import reasons
from cx.analyses.reasons import Proposal, Tower, verb
from cx.charts.matrix import Bubble, MatrixWords, describe_matrix, matrix
from cx.locale import number, t, whole
from cx.measure import Question
from cx.ui import (
    choices,
    figures,
    reasons_numbers,
    reasons_proposed,
    reasons_skyline,
    saying,
    words,
)
from cx.ui.reasons_scoring import score_form, score_words

SIZES = ("contacts", "cost")


@dataclass(frozen=True)
class Scored:
    """One reason with what people said of it, and what to do with it."""

    reason: str
    tower: Tower
    for_customer: int | None
    for_company: int | None
    verb: str | None


def draw(question: Question) -> None:
    """The chart, the form, and the reasons that nobody has scored with a proposal."""
    found = reasons_numbers.towers(question)
    proposed = reasons_proposed.proposals(question, found)
    scored = _scored(found, proposed)
    _sentence(scored, found)
    left, right = st.columns((3, 2), gap="large")
    with left:
        _chart(question, scored, found)
    with right:
        score_form(
            [one.reason for one in found if one.reason is not None]
            + sorted(set(saying.latest("reason_scored")) - {one.reason for one in found}),
            proposed,
        )
    _unscored(found, scored, proposed)
    _table(scored)


def _scored(found: list[Tower], proposed: dict[str, Proposal]) -> list[Scored]:
    said = saying.latest("reason_scored")
    kept = []
    for one in found:
        if one.reason is None or one.reason not in said:
            continue
        values = said[one.reason].values or {}
        customer, company = values.get("for_customer"), values.get("for_company")
        poor = ("satisfaction", -1) in proposed[one.reason].why
        kept.append(
            Scored(one.reason, one, customer, company, verb(customer, company, poor=poor))
        )
    return kept


def _sentence(scored: list[Scored], found: list[Tower]) -> None:
    """How much of the contacts each verb holds."""
    every = sum(one.contacts for one in found) or 1
    placed = [one for one in scored if one.verb]
    if not placed:
        st.markdown(
            t(
                "No reason is scored by both sides yet. Score the largest ones first, "
                "together with those who own them."
            )
        )
        return
    held = {
        name: sum(one.tower.contacts for one in placed if one.verb == name)
        for name in reasons.VERBS
    }
    parts = [
        f"{verb_words(name)} {number(n / every, 'share')}"
        for name, n in held.items()
        if n
    ]
    rest = every - sum(held.values())
    if rest > 0:
        parts.append(f"{t('not scored')} {number(rest / every, 'share')}")
    st.markdown(words.plain(t("Share of contacts: {parts}.", parts=", ".join(parts))))


def verb_words(name: str | None) -> str:
    """What to do with a reason, in words."""
    return saying.choice_words(name) if name else t("not scored")


def _chart(question: Question, scored: list[Scored], found: list[Tower]) -> None:
    has_cost = any(one.costed for one in found)
    size = "contacts"
    if has_cost:
        size = choices.choice(
            "bubble",
            t("Size of the bubbles"),
            SIZES,
            "contacts",
            lambda one: t("Contacts") if one == "contacts" else t("Cost"),
        )
    placed = [one for one in scored if one.verb]
    bubbles = [
        Bubble(
            one.reason,
            one.for_company or 0,
            one.for_customer or 0,
            float(one.tower.cost if size == "cost" else one.tower.contacts),
            one.tower.contacts,
            verb_words(one.verb),
        )
        for one in placed
    ]
    title = t("Value for the customer and for the company")
    spoken = replace(
        figures.chart_words(None, title), no_data=t("No reason is scored yet.")
    )
    unit = "money" if size == "cost" else "count"
    says = MatrixWords(
        across=t("value for the company"),
        up=t("value for the customer"),
        size=t("Cost") if size == "cost" else t("Contacts"),
        near=verb_words("improve"),
        corners=(
            verb_words("automate"),
            verb_words("leverage"),
            verb_words("eliminate"),
            verb_words("simplify"),
        ),
    )
    st.markdown("#### " + title)
    st.plotly_chart(
        matrix(bubbles, unit=unit, words=spoken, says=says),
        key="matrix",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=describe_matrix(bubbles, spoken, unit=unit, says=says),
    )
    at = figures.picked("matrix", len(bubbles))
    if at is not None:
        with st.container(border=True):
            st.markdown("**" + words.plain(placed[at].reason) + "**")
            reasons_skyline.open_rows(question, (placed[at].reason,), key="matrix")
    reasons_skyline.say_base(
        t("Reasons as people scored them, from −2 (irritant) to +2 (value)"),
        question,
        sum(one.n for one in bubbles),
        t(
            "within a quarter of a line, or of value to both and rated below the others: "
            "improve"
        ),
    )


def _unscored(
    found: list[Tower], scored: list[Scored], proposed: dict[str, Proposal]
) -> None:
    """Reasons without both scores, with what the data would say."""
    done = {one.reason for one in scored if one.verb}
    open_ones = [one for one in found if one.reason and one.reason not in done]
    if not open_ones:
        return
    st.markdown("#### " + t("Not scored yet"))
    st.caption(
        t(
            "A proposal is worked out from satisfaction, ease, returns, volume and sales "
            "of each reason against all others. It is never recorded by itself."
        )
    )
    columns = (
        t("Reason"),
        t("Contacts"),
        t("Proposed for the customer"),
        t("Proposed for the company"),
        t("Because"),
    )
    rows = [
        (
            one.reason,
            whole(one.contacts),
            score_words(proposed[one.reason or ""].for_customer),
            score_words(proposed[one.reason or ""].for_company),
            reasons_proposed.because(proposed[one.reason or ""]),
        )
        for one in open_ones
    ]
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="unscored",
    )


def _table(scored: list[Scored]) -> None:
    if not scored:
        return
    said = saying.latest("reason_scored")
    columns = (
        t("Reason"),
        t("For the customer"),
        t("For the company"),
        t("What to do"),
        t("Contacts"),
        t("Why"),
        t("By whom"),
    )
    rows = [
        (
            one.reason,
            score_words(one.for_customer),
            score_words(one.for_company),
            verb_words(one.verb),
            whole(one.tower.contacts),
            str((said[one.reason].values or {}).get("why") or ""),
            said[one.reason].who,
        )
        for one in scored
    ]
    with st.expander(t("As a table"), icon=":material/table:"):
        st.dataframe(
            {name: [row[at] for row in rows] for at, name in enumerate(columns)},
            hide_index=True,
            key="twin_matrix",
        )
        st.download_button(
            t("Download as CSV"),
            export.as_csv(columns, rows),
            file_name="matrix.csv",
            mime="text/csv",
            icon=":material/download:",
            key="twin_csv_matrix",
            on_click="ignore",
        )
