"""The front line: what it meets, what it bears, what it says, and whether coaching helps.

Every number here is of whole teams; nothing on this page names or ranks a person.
"""

from __future__ import annotations

import streamlit as st

from cx.errors import said
from cx.locale import t
from cx.measure import Question
from cx.ui import (
    cards,
    choices,
    front_line_abuse,
    front_line_coaching,
    front_line_numbers,
    front_line_strain,
    front_line_survey,
    saying,
    state,
    words,
)

PARTS = {
    "abuse": said("Abusive contacts"),
    "strain": said("Exposure and strain"),
    "survey": said("Staff survey"),
    "coaching": said("Coaching"),
}
BEHIND = {
    "abuse": ("abuse_rate",),
    "strain": front_line_strain.MEASURES,
    "survey": ("control_quotient", "service_culture", "enps"),
    "coaching": ("ces2", "repeat_share"),
}


def front_line(question: Question) -> None:
    """Draw the page."""
    part = choices.choice("part", t("Part"), list(PARTS), "abuse", lambda p: t(PARTS[p]))
    saying.say_turned()
    asked = front_line_numbers.asked(question)
    _said_first(question, asked, part)
    {
        "abuse": front_line_abuse.draw,
        "strain": front_line_strain.draw,
        "survey": front_line_survey.draw,
        "coaching": front_line_coaching.draw,
    }[part](asked)
    cards.fine_print(*BEHIND[part])


def _said_first(question: Question, asked: Question, part: str) -> None:
    """What holds for every number of the page."""
    st.caption(
        t(
            "Teams, never people: every number rests on whole teams in whole months with "
            "8 people or more. A team with fewer is in no number, not even in the total, "
            "and no single rows are shown."
        )
    )
    left = front_line_numbers.not_applied(question)
    if left:
        st.caption(
            t(
                "Not applied here, because they could single people out: the filters by "
                "{names}.",
                names=", ".join(words.plain(words.dimension(name)) for name in left),
            )
        )
    covered = state.data_span(state.view().version)
    if part == "coaching":
        return
    if asked.since and asked.until and asked.since > asked.until:
        st.info(
            t(
                "The chosen period holds no whole month, so nothing is told of teams. "
                "Choose a period of a month or more."
            )
        )
    elif (question.since, question.until) != (asked.since, asked.until) and covered:
        st.caption(t("Months that the period holds only in part are left out."))
