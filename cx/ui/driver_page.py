"""Loyalty drivers: what goes with the outcome, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cx.analyses.driver_results import Analysis, possible_without_ranks
from cx.analyses.driver_sums import Gathered, Met, default_touchpoints
from cx.errors import CxError
from cx.locale import t, whole
from cx.measure import Question
from cx.ui import (
    choices,
    driver_importance,
    driver_notices,
    driver_numbers,
    driver_quadrant,
    driver_rows,
    driver_slopes,
    driver_what_if,
    driver_words,
    state,
    words,
)
from cx.ui.driver_numbers import Asked

WEIGHTS = {"off": "Not used", "on": "Used"}


def driver_page(question: Question) -> None:
    """Draw the page."""
    asked = _asked(question)
    if asked is None:
        return
    gathered = driver_numbers.gathered(asked)
    place = st.empty()

    def meanwhile(first: Analysis) -> Callable[[], object]:
        with place.container():
            _lead(first, first=True)
            driver_importance.chart(first, question, key="importance_first", clicks=False)
            note = st.empty()
        said = t(
            "Intervals and ranks follow: the answers are being drawn again and again.",
        )
        return lambda: note.caption(":material/hourglass_top: " + said)

    analysis = driver_numbers.analysed(asked, meanwhile)
    with place.container():
        _all(analysis, gathered, asked)


def _all(analysis: Analysis, gathered: Gathered, asked: Asked) -> None:
    question = asked.question
    _lead(analysis)
    driver_importance.chart(analysis, question, key="importance")
    names = [row.name for row in driver_importance.shown(analysis)]
    driver_rows.clicked("importance", names, gathered, question)
    driver_importance.dominance(analysis)
    driver_rows.button(gathered, question, analysis.n)
    driver_notices.warnings(analysis)
    driver_importance.table(analysis)
    driver_notices.left_out(analysis, gathered)
    if not analysis.ranked:
        driver_notices.method(analysis, asked)
        return
    driver_quadrant.quadrant(analysis, gathered, question)
    bad_and_good, rise = st.tabs(
        [t("When bad, when good"), t("If one rose")],
        key="driver_parts",
        on_change="rerun",
    )
    parts = ((bad_and_good, driver_slopes.asymmetry), (rise, driver_what_if.what_if))
    for tab, draw in parts:
        if tab.open:
            with tab:
                _or_why_not(draw, analysis, asked)
    driver_notices.method(analysis, asked)


def _or_why_not(
    draw: Callable[[Analysis, Asked], None], analysis: Analysis, asked: Asked
) -> None:
    """A part that this outcome cannot have says so, and leaves the others alone."""
    try:
        draw(analysis, asked)
    except CxError as error:
        st.info(words.plain(t(error.sentence, **error.details)))


def _asked(question: Question) -> Asked | None:
    """What the address and the controls ask for; None after saying why it cannot be."""
    offered = {one.id: one for one, _n in driver_numbers.offered(question)}
    if not offered:
        st.info(
            t(
                "No outcome was answered here by people who rated a touchpoint: this "
                "page needs NPS, satisfaction, effort or orders, and touchpoint ratings."
            )
        )
        return None
    outcome = choices.choice(
        "outcome",
        t("What should be explained"),
        list(offered),
        next(iter(offered)),
        lambda one: t(offered[one].name),
    )
    # Links of before, when people could be left out by hand: no number means that now.
    choices.check("missing", ())
    base = driver_numbers.base(outcome, question)
    journey = state.touchpoint_order(state.view().version)
    choices.check("touch", journey)
    chosen = _touchpoints(base.touchpoints, default_touchpoints(base), journey)
    weighted = False
    if base.weighted_possible:
        weighted = (
            choices.choice(
                "weights",
                t("Survey weights of the file"),
                list(WEIGHTS),
                "off",
                lambda one: t(WEIGHTS[one]),
            )
            == "on"
        )
    else:
        choices.check("weights", list(WEIGHTS))
    return Asked(outcome, question, chosen, weighted)


def _touchpoints(
    found: tuple[Met, ...], default: tuple[str, ...], journey: list[str]
) -> tuple[str, ...]:
    """Which touchpoints are in the model: those of the link, else the usual ones."""
    given = [part for part in state.view().option("drivers", "").split("|") if part]
    for name in given:
        if name not in journey:
            choices.raise_unknown("drivers", name, journey)
    names = [met.name for met in found]
    now = [name for name in given if name in names] or list(default)
    st.session_state.setdefault("w_drivers", now)

    def changed() -> None:
        picked = st.session_state["w_drivers"]
        state.change(state.view().with_option("drivers", "|".join(picked)))

    with st.expander(
        t("Touchpoints in the model ({n} of {all})", n=len(now), all=len(names)),
        icon=":material/tune:",
    ):
        rated = {met.name: whole(met.answered) for met in found}
        st.multiselect(
            t("Touchpoints"),
            names,
            key="w_drivers",
            on_change=changed,
            label_visibility="collapsed",
            format_func=lambda name: f"{name} ({rated.get(name, '–')})",
        )
        st.caption(t("In brackets: how many of those who answered the outcome rated it."))
    gone = [name for name in given if name not in names]
    if gone:
        st.caption(
            words.plain(
                t(
                    "Nobody who answered the outcome rated these here: {names}.",
                    names=", ".join(gone),
                )
            )
        )
    return tuple(now)


def _lead(analysis: Analysis, *, first: bool = False) -> None:
    # No key may be used twice, and the same place holds the final lead in a moment.
    with st.container(key="lead_first" if first else "lead"):
        st.markdown("##### " + words.plain(driver_words.lead_of(analysis)))
    said = [driver_words.ties_of(analysis)]
    if not analysis.ranked:
        said.append(t("What can be said:"))
        said += [t(sentence) for sentence in possible_without_ranks(analysis)]
    if any(said):
        st.markdown(driver_words.plain_all(said))
    st.caption(words.plain(driver_words.explained_of(analysis)))
