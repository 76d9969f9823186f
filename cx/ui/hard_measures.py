"""The hard measure beside each principle of a self-assessment."""

from __future__ import annotations

import streamlit as st

from cx import catalog, typed
from cx.analyses.assessments import Answer
from cx.errors import CxError
from cx.frameworks import Framework, Principle
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.ui import cards, numbers, state, words
from cx.ui.behind import rows_button


def draw(
    chosen: Framework, found: list[Answer], told: list[str], question: Question
) -> None:
    """Draw a line for each principle: what people think, and what was measured."""
    from cx.ui.assessment_results import principle_score

    st.markdown("#### " + t("What people think, and what was measured"))
    for place, principle in enumerate(chosen.principles, start=1):
        with st.container(border=True, key=f"hard_{chosen.id}_{principle.id}"):
            left, right = st.columns([2, 3])
            left.markdown(f"**{place} {words.plain(t(principle.name))}**")
            own = principle_score(found, principle, told)
            left.caption(
                words.plain(
                    t("Scored {value} of 5", value=number(own, "score"))
                    if own is not None
                    else t("Not scored by enough people")
                )
            )
            with right:
                _measure(principle, question)


def measured(principle: Principle, question: Question) -> tuple[str, Estimate] | None:
    """The first of its metrics that this data can give, with its number."""
    few = None
    for metric_id in principle.measures:
        if metric_id not in catalog.metrics():
            continue
        try:
            found = numbers.estimate(metric_id, question)
        except CxError:
            # It cannot be asked with these filters.
            continue
        if found.value is not None:
            return metric_id, found
        if found.n and few is None:
            few = metric_id, found
    return few


def _measure(principle: Principle, question: Question) -> None:
    if principle.hard:
        st.markdown(words.plain(_typed(principle)))
        return
    found = measured(principle, question)
    if found is None:
        st.caption(
            words.plain(
                t(
                    "Nothing to measure it by yet. It needs: {file}.",
                    file=t(principle.label),
                )
            )
        )
        return
    metric = catalog.metric(found[0])
    st.markdown(
        words.plain(f"{t(metric.name)}: {cards.number_words(metric, found[1])}"),
        help=cards.definition_text(metric),
    )
    if found[1].status != "withheld":
        key = f"hard_rows_{principle.id}"
        rows_button(metric, question, found[1].n, key=key)


def _typed(principle: Principle) -> str:
    """A measure made of what people typed: a plain count of all there is."""
    store, version = state.store(), state.view().version
    if principle.hard == "owned":
        owners = typed.state(store, "owner_set", version)
        reasons = state.known_values("reason", version)
        if reasons:
            return t(
                "{owned} of {all} contact reasons have an owner",
                owned=whole(sum(reason in owners for reason in reasons)),
                all=whole(len(reasons)),
            )
    posts = typed.state(store, "listening_post", version).values()
    findings = [one for one in posts if one["finding"]]
    if principle.hard == "acted" and findings:
        return t(
            "{acted} of {all} findings of the listening posts have something done about "
            "them",
            acted=whole(sum(bool(one["follow_up"]) for one in findings)),
            all=whole(len(findings)),
        )
    return _missing(principle)


def _missing(principle: Principle) -> str:
    return t("Nothing to measure it by yet. It needs: {file}.", file=t(principle.label))
