"""Audits: is the service delivered as it was designed, part by part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from cx.errors import CxError, LinkError
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
NAMES = {
    "shopping": "Mystery shopping",
    "quality": "Quality of contacts",
    "ritual": "Steps in order",
    "sites": "The same everywhere",
    "standards": "Reply standards",
    "kano": "Kinds of quality (Kano)",
    "assessments": "Self-assessments",
    "etdbw": "Easy to do business with",
    "gaps": "Expected, believed, experienced",
    "listening": "Listening posts",
}
PARTS: dict[str, Draw] = {
    "shopping": audits_shopping.draw,
    "quality": audits_quality.draw,
    "ritual": audits_ritual.draw,
    "sites": audits_sites.draw,
    "standards": standards.draw,
    "kano": kano.draw,
    "assessments": assessments.draw,
    "etdbw": etdbw.draw,
    "gaps": gaps.draw,
    "listening": listening_posts.draw,
}
# Visits are few: unless the reader says otherwise, all up to the end of the period count.
OF_VISITS = ("shopping", "ritual", "sites")
SPANS = {"all": "All until then", "period": "Chosen period"}


def audits(question: Question) -> None:
    """Draw the chosen part; the others are not computed."""
    choices.check("part", tuple(PARTS))
    choices.check("visits", tuple(SPANS))
    chosen = choices.choice(
        "part", t("Part"), tuple(PARTS), _first(question), lambda one: t(NAMES[one])
    )
    if chosen in OF_VISITS and question.since is not None:
        span = choices.choice(
            "visits", t("Visits"), tuple(SPANS), "all", lambda one: t(SPANS[one])
        )
        if span == "all":
            question = replace(question, since=None)
    try:
        PARTS[chosen](question)
    except LinkError:
        raise
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
