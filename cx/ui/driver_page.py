"""Loyalty drivers: what goes with the outcome, and how much is explained."""

from __future__ import annotations

import streamlit as st

from cx import charts, drivers, export
from cx.drivers import DriverAnalysis
from cx.locale import number, t, whole
from cx.measure import Question
from cx.ui import behind, cards, choices, figures, numbers, state, words

OUTCOMES = {
    "nps": "Likelihood to recommend (NPS question)",
    "overall_satisfaction": "Overall satisfaction",
    "csat": "Customer satisfaction (CSAT)",
    "ces2": "Customer Effort Score 2.0",
    "ces1": "Customer Effort Score 1.0",
    "recommend_other": "Recommendation, another scale",
    "intent_rebuy": "Intention to buy again",
}
MISSING = {
    "complete": "Answered everything compared",
    "outcome": "Answered this outcome",
}


def driver_page(question: Question) -> None:
    """Draw the page."""
    known = drivers.outcomes(state.store(), question.version)
    if not known:
        st.info(
            t(
                "No scored outcome was answered here: this page needs NPS, "
                "satisfaction or effort, and touchpoint ratings."
            )
        )
        return
    outcome = choices.choice(
        "outcome", t("What should be explained"), known, known[0], outcome_name
    )
    asked, found = drivers.touchpoints(state.store(), outcome, question)
    if not found:
        st.info(t("The people who answered this question rated no touchpoint."))
        return
    _choose(asked, found)
    chosen = tuple(part for part in state.view().option("drivers", "").split("|") if part)
    missing = choices.choice(
        "missing", t("Whose answers"), list(MISSING), "complete", lambda m: t(MISSING[m])
    )
    result = numbers.analysis(outcome, question, chosen, missing)
    _lead(result)
    _chart(result)
    behind.driver_rows_button(result, question, missing)
    _left_out(result)
    _method(result)


def outcome_name(outcome: str) -> str:
    """What an outcome is called."""
    return t(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome


def _choose(asked: int, found: list[drivers.Touchpoint]) -> None:
    default = [touchpoint.name for touchpoint in drivers.default_choice(asked, found)]
    names = [touchpoint.name for touchpoint in found]
    now = [
        part for part in state.view().option("drivers", "").split("|") if part in names
    ] or default
    st.session_state.setdefault("w_drivers", now)

    def changed() -> None:
        picked = st.session_state["w_drivers"]
        state.change(state.view().with_option("drivers", "|".join(picked)))

    with st.expander(
        t("Touchpoints in the model ({n} of {all})", n=len(now), all=len(names)),
        icon=":material/tune:",
    ):
        st.multiselect(
            t("Touchpoints"),
            names,
            key="w_drivers",
            on_change=changed,
            label_visibility="collapsed",
            format_func=lambda name: (
                f"{name} ({whole(next(x.rated for x in found if x.name == name))})"
            ),
        )
        st.caption(
            t(
                "In brackets: how many of those who answered the outcome rated it. "
                "Each touchpoint added leaves fewer complete answers."
            )
        )


def _lead(result: DriverAnalysis) -> None:
    if not result.ranked:
        cards.lead(
            "{n} complete answers are too few to rank {count} touchpoints: {needed} "
            "are needed. Shown unranked.",
            n=whole(result.n),
            count=len(result.drivers),
            needed=whole(result.needed),
        )
        return
    first = result.drivers[0]
    second = result.drivers[1].name if len(result.drivers) > 1 else None
    cards.lead(
        "{first} goes most closely with: {outcome}. The touchpoints explain {r2} of "
        "the differences between people, {first} alone accounts for {share}; "
        "{second} comes next."
        if second
        else "{first} explains {r2} of the differences between people in: {outcome}.",
        first=first.name,
        outcome=outcome_name(result.outcome),
        share=number(first.importance, "share"),
        r2=number(result.r2, "share"),
        second=second or "",
    )


def _chart(result: DriverAnalysis) -> None:
    title = t("Importance for {outcome}", outcome=outcome_name(result.outcome))
    spoken = figures.chart_words(None, title)
    st.markdown("#### " + title)
    st.caption(
        t(
            "R² {r2}, n {n} complete answers. Goes with, not causes: everybody's "
            "ratings share a mood.",
            r2=number(result.r2, "share"),
            n=whole(result.n),
        )
    )
    st.plotly_chart(
        charts.importance(result.drivers, words=spoken),
        key="importance",
        config=figures.CHART_CONFIG,
        alt=charts.describe_importance(result.drivers, words=spoken),
    )
    columns = (
        t("Touchpoint"),
        t("Importance (share of R²)"),
        t("Explained by nothing else"),
        t("Slope"),
        t("Correlation"),
        t("Mean rating"),
        t("Rated by"),
    )
    rows = [
        (
            d.name,
            number(d.importance, "share"),
            number(d.unique, "share"),
            number(d.slope, "score"),
            number(d.correlation, "score"),
            number(result.means[d.name], "score"),
            result.rated[d.name],
        )
        for d in result.drivers
    ]
    with st.expander(t("As a table"), icon=":material/table:", expanded=True):
        st.dataframe(
            {name: [row[i] for row in rows] for i, name in enumerate(columns)},
            hide_index=True,
            key="driver_table",
        )
        st.download_button(
            t("Download as CSV"),
            export.as_csv(columns, rows),
            file_name="drivers.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _left_out(result: DriverAnalysis) -> None:
    if result.left_out:
        listed = ", ".join(
            f"{words.plain(x.name)} ({number(x.rated / result.asked, 'share')})"
            for x in result.left_out
        )
        st.caption(
            t(
                "Not in the model, with the share of people who rated it: {listed}.",
                listed=listed,
            )
        )
    for name, why in result.dropped:
        st.caption(words.plain(name) + ": " + words.plain(t(why)))


def _method(result: DriverAnalysis) -> None:
    with st.expander(t("What this rests on"), icon=":material/menu_book:"):
        st.markdown(
            t(
                "**Importance** is the Shapley share of R² (LMG): how much of the "
                "differences between people a touchpoint "
                "explains, averaged over every order in which the touchpoints could "
                "be added. The shares add up to R². "
                "It has no direction; the slope has: customers who rated a "
                "touchpoint one point higher scored that much "
                "higher, the other touchpoints being equal."
            )
        )
        st.markdown(
            t(
                "**Explained by nothing else** is what R² loses when the touchpoint "
                "is left out. Near nought with a large "
                "importance means: it goes along with the others, and may not be a lever."
            )
        )
        st.caption(
            t(
                "Method: {method}. Source: Lindeman, Merenda & Gold (1980); "
                "Groemping (2007), The American Statistician 61:139.",
                method=t(result.method),
            )
        )
