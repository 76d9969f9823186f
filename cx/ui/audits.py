"""Audits: is the service delivered as it was designed, part by part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from cx.errors import CxError, said
from cx.locale import t
from cx.measure import Question
from cx.ui import (
    assessments,
    audits_quality,
    audits_ritual,
    audits_shopping,
    audits_sites,
    choices,
    etdbw,
    gaps,
    kano,
    listening_posts,
    standards,
    state,
    words,
)

Draw = Callable[[Question], None]
# What each part is called, and what draws it.
PARTS: dict[str, tuple[str, Draw]] = {
    "shopping": (said("Mystery shopping"), audits_shopping.draw),
    "quality": (said("Quality of contacts"), audits_quality.draw),
    "ritual": (said("Steps in order"), audits_ritual.draw),
    "sites": (said("The same everywhere"), audits_sites.draw),
    "standards": (said("Reply standards"), standards.draw),
    "kano": (said("Kinds of quality (Kano)"), kano.draw),
    "assessments": (said("Self-assessments"), assessments.draw),
    "etdbw": (said("Easy to do business with"), etdbw.draw),
    "gaps": (said("Expected, believed, experienced"), gaps.draw),
    "listening": (said("Listening posts"), listening_posts.draw),
}
# Visits are few: unless the reader says otherwise, all up to the end of the period count.
OF_VISITS = ("shopping", "ritual", "sites")
SPANS = {"all": said("All until then"), "period": said("Chosen period")}


def audits(question: Question) -> None:
    """Draw the chosen part; the others are not computed."""
    choices.check("part", tuple(PARTS))
    choices.check("visits", tuple(SPANS))
    chosen = choices.choice(
        "part", t("Part"), tuple(PARTS), _first(question), lambda one: t(PARTS[one][0])
    )
    if chosen in OF_VISITS and question.since is not None:
        span = choices.choice(
            "visits", t("Visits"), tuple(SPANS), "all", lambda one: t(SPANS[one])
        )
        if span == "all":
            question = replace(question, since=None)
    try:
        PARTS[chosen][1](question)
    except CxError as error:
        st.info(words.plain(t(error.sentence, **error.details)))


def _first(question: Question) -> str:
    """The first part that has rows: nobody begins with an empty one."""
    version = question.version or state.view().version
    if state.count_rows("audit_item", version):
        return "shopping"
    if state.count_rows("contact", version):
        return "standards"
    return "kano" if state.count_rows("answer", version) else "shopping"
