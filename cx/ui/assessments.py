"""Self-assessments: which one, filled in here or looked at."""

from __future__ import annotations

import streamlit as st

from cx.analyses import assessments
from cx.analyses.assessments import Answer
from cx.frameworks import Framework, framework, frameworks
from cx.locale import t
from cx.measure import Question
from cx.ui import assessment_fill, assessment_results, choices, saying, words
from cx.ui.typed_history import files

KIND = "assessment_filled"
SHOWN = {"fill": "Fill in", "results": "Results"}


def draw(question: Question) -> None:
    """Draw the part: the choice, the sheet or what came out of it."""
    choices.check("framework", tuple(frameworks()))
    choices.check("assess", tuple(SHOWN))
    saying.say_turned()
    left, right = st.columns(2)
    with left:
        chosen = framework(
            choices.choice(
                "framework",
                t("Self-assessment"),
                tuple(frameworks()),
                "essentials",
                lambda one: t(framework(one).name),
            )
        )
    found = answers(chosen)
    with right:
        shown = choices.choice(
            "assess",
            t("Show"),
            tuple(SHOWN),
            "fill",
            lambda one: t(SHOWN[one]),
        )
    st.caption(words.plain(t(chosen.caveat)))
    if shown == "fill":
        assessment_fill.draw(chosen, found)
        files()
    else:
        assessment_results.draw(chosen, found, question)


def answers(chosen: Framework) -> list[Answer]:
    """What counts of one framework in the version that is looked at."""
    values = [one.values or {} for one in saying.latest(KIND).values()]
    return assessments.answers(values, chosen)
