"""The mapping screen about answers: what is asked, and the table of columns."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cx.catalog import fingerprint
from cx.ingest.mapping import OF_ITEMS, OF_TOUCHPOINTS, QUESTIONS, QuestionColumn
from cx.ingest.read import RawFile
from cx.ingest.suggest import ACCEPTED, Proposal
from cx.ingest.suggest_asks import Ask
from cx.locale import t
from cx.ui import words

QUESTION_NAMES = {
    "nps": "Likelihood to recommend, 0-10 (NPS)",
    "csat": "Satisfaction (CSAT)",
    "ces2": "Made it easy, 1-7 (CES 2.0)",
    "ces1": "Effort, 1-5 (CES 1.0)",
    "overall_satisfaction": "Overall satisfaction",
    "touchpoint": "Rating of a touchpoint",
    "recommend_other": "Recommendation, another scale",
    "intent_rebuy": "Intention to buy again",
    "fcr_resolved": "Is it resolved? (yes/no)",
    "fcr_contacts": "How many contacts it took",
    "wom_told": "Told others (good, bad, both, nobody)",
    "wom_count": "How many people were told",
    "experience": "Experience, good or bad",
    "had_problem": "Had a problem? (yes/no)",
    "problem_contacted": "Contacted us about the problem? (yes/no)",
    "problem_resolved": "Was the problem solved? (yes/no)",
    "recovery_satisfaction": "Satisfaction with how a problem was handled",
    "repeat_info": "Had to explain again? (yes/no)",
    "more_loyal": "More loyal, the same or less",
    "intent_spend": "Intention to spend more",
    "expectation": "Expectation of a touchpoint",
    "importance": "Importance of a touchpoint",
    "company_view": "Touchpoint as the company sees it",
    "kano_functional": "Kano: if it is there",
    "kano_dysfunctional": "Kano: if it is missing",
    "etdbw": "Easy to do business with, one item",
    "staff": "Staff survey, one item",
    "enps": "Staff's likelihood to recommend, 0-10 (eNPS)",
    "other": "Something else, only kept",
}


def ask(raw: RawFile, asks: tuple[Ask, ...]) -> dict[str, str]:
    """Each question with what speaks for it; answers by the question's key."""
    given: dict[str, str] = {}
    if asks:
        st.markdown("**" + t("Please check") + "**")
    for one in asks:
        known = dict(one.choices)
        choice = st.segmented_control(
            words.plain(t(one.sentence)),
            list(known),
            default=one.proposed,
            format_func=lambda key, known=known: _said(known[key]),
            key=f"map_ask_{raw.sha256[:8]}_{one.key}",
        )
        if choice:
            given[one.key] = choice
    return given


def _said(sentence: str) -> str:
    return t(sentence)


def table(raw: RawFile, proposal: Proposal) -> tuple[QuestionColumn, ...]:
    """Which columns hold answers, to what, and on which scale."""
    st.markdown("**" + t("Which columns hold answers?") + "**")
    st.caption(
        t(
            "Codes that are not scores, such as 6 = never used, go into the last two "
            "columns, separated by commas."
        )
    )
    taken = {s.column for s in proposal.fields if s.confidence >= ACCEPTED}
    found = {q.column: q for q in proposal.questions}
    rest = [name for name in raw.header if name not in found]
    listed = [
        *found,
        *(n for n in rest if n not in taken),
        *(n for n in rest if n in taken),
    ]
    rows: dict[str, list[Any]] = {name: [] for name in _columns()}
    for name in listed:
        q = found.get(name)
        for key, value in {
            "use": bool(q and q.confidence >= ACCEPTED),
            "column": name,
            "question": q.question if q else "other",
            "touchpoint": (q.touchpoint if q else None) or name,
            "from": q.scale_min if q else None,
            "to": q.scale_max if q else None,
            "low_is_good": bool(q and not q.higher_is_better),
            "not_used": ", ".join(q.not_used) if q else "",
            "blank": ", ".join(q.blank) if q else "",
        }.items():
            rows[key].append(value)
    edited = st.data_editor(
        rows,
        # Other proposals are another table: edits of the one before do not fit it.
        key=f"map_questions_{raw.sha256[:8]}_{fingerprint(repr(rows))}",
        hide_index=True,
        disabled=["column"],
        column_config=_columns(),
    )
    used = [i for i, use in enumerate(edited["use"]) if use]
    return tuple(
        QuestionColumn(
            column=edited["column"][i],
            question=edited["question"][i],
            touchpoint=edited["touchpoint"][i]
            if edited["question"][i] in OF_TOUCHPOINTS + OF_ITEMS
            else None,
            scale_min=_number(edited["from"][i]),
            scale_max=_number(edited["to"][i]),
            higher_is_better=not edited["low_is_good"][i],
            not_used=_codes(edited["not_used"][i]),
            blank=_codes(edited["blank"][i]),
        )
        for i in used
    )


def _columns() -> dict[str, Any]:
    return {
        "use": st.column_config.CheckboxColumn(t("Use")),
        "column": st.column_config.TextColumn(t("Column")),
        "question": st.column_config.SelectboxColumn(
            t("Question"),
            options=list(QUESTIONS),
            format_func=lambda q: t(QUESTION_NAMES[str(q)]),
            required=True,
        ),
        "touchpoint": st.column_config.TextColumn(t("Touchpoint")),
        "from": st.column_config.NumberColumn(t("Scale from")),
        "to": st.column_config.NumberColumn(t("Scale to")),
        "low_is_good": st.column_config.CheckboxColumn(t("Low is good")),
        "not_used": st.column_config.TextColumn(t("Codes: did not use it")),
        "blank": st.column_config.TextColumn(t("Codes: no answer")),
    }


def _number(given: Any) -> float | None:
    return None if given is None or given != given else float(given)


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(code.strip() for code in (text or "").split(",") if code.strip())
