"""The mapping screen: for an unknown file, each field gets a suggested column."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cx import catalog
from cx.catalog import Format
from cx.ingest.mapping import (
    DATE_ORDERS,
    QUESTIONS,
    Mapping,
    QuestionColumn,
    mapping_id,
    read_text,
    to_text,
)
from cx.ingest.read import RawFile
from cx.ingest.suggest import Proposal, propose
from cx.locale import t
from cx.ui import state, words

TABLES = {
    "contact": "Contacts",
    "answer": "Survey answers",
    "purchase": "Orders or visits",
}
ORDERS = {"ymd": "year, month, day", "dmy": "day, month, year", "mdy": "month, day, year"}
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
    "other": "Something else, only kept",
}


def draw(raw: RawFile) -> Mapping | None:
    """Ask what the columns are; a mapping once nothing is open, else None."""
    st.markdown("#### " + t("What is in these columns?"))
    st.markdown(
        t(
            "No known export has these columns. Check the suggestions; what you "
            "choose is kept for the next file with the same columns."
        )
    )
    proposal = _proposal(raw, None)
    kinds = list(TABLES)
    into = st.segmented_control(
        t("The rows of this file are"),
        kinds,
        default=proposal.into,
        format_func=lambda kind: t(TABLES[kind]),
        key="map_into",
        required=True,
    )
    into = into or proposal.into
    proposal = _proposal(raw, into)
    for doubt in proposal.doubts:
        st.warning(words.plain(t(doubt)), icon=":material/help:")
    _sample(raw)
    fields = _fields(raw, proposal)
    order = _date_order(proposal)
    questions = _questions(raw, proposal) if into == "answer" else ()
    name = st.text_input(
        t("Name of this source"), value=raw.name.rsplit(".", 1)[0], key="map_name"
    )
    mapping = Mapping(
        name=name.strip() or raw.name,
        into=into,
        header=raw.header,
        fields=fields,
        questions=questions,
        date_order=order or "ymd",
    )
    faults = mapping.faults()
    if order is None and any(
        field in fields for field in ("started_at", "responded_at", "occurred_at")
    ):
        faults.append("Choose the order of day and month.")
    for fault in faults:
        st.caption(":material/priority_high: " + words.plain(t(fault)))
    return None if faults else mapping


def as_format(mapping: Mapping) -> Format:
    """A mapping in the shape every file is read by."""
    return read_text(mapping_id(mapping), to_text(mapping))


def _proposal(raw: RawFile, into: str | None) -> Proposal:
    kept: dict[Any, Proposal] = st.session_state.setdefault("mapping_draft", {})
    key = (raw.sha256, raw.encoding, into)
    if key not in kept:
        kept[key] = propose(raw, into)
    return kept[key]


def _sample(raw: RawFile) -> None:
    with st.expander(t("The file as it is, first 20 rows"), icon=":material/table:"):
        st.dataframe(raw.first(20).to_pydict(), hide_index=True)


def _fields(raw: RawFile, proposal: Proposal) -> dict[str, str]:
    comments = catalog.column_comments()[proposal.into]
    options = [None, *raw.header]
    suggested = {s.field: s for s in proposal.fields}
    shown = [field for field in suggested if field in comments]
    found = [field for field in shown if suggested[field].column]
    chosen: dict[str, str] = {}
    more = st.container()
    rest = st.expander(
        t("More fields ({n})", n=len(shown) - len(found)), icon=":material/add:"
    )
    for group, place in ((found, more), ([f for f in shown if f not in found], rest)):
        with place:
            columns = st.columns(3)
            for number, field in enumerate(group):
                suggestion = suggested[field]
                sure = (
                    t("{percent} % sure", percent=round(100 * suggestion.confidence))
                    if suggestion.column
                    else ""
                )
                with columns[number % 3]:
                    column = st.selectbox(
                        t(comments[field]) + (f" · {sure}" if sure else ""),
                        options,
                        index=options.index(suggestion.column)
                        if suggestion.column in options
                        else 0,
                        format_func=lambda c: t("not in this file") if c is None else c,
                        key=f"map_{proposal.into}_{field}",
                        help=words.plain(t(suggestion.why)) if suggestion.why else None,
                    )
                if column:
                    chosen[field] = column
    return chosen


def _date_order(proposal: Proposal) -> str | None:
    return st.segmented_control(
        t("Dates are written"),
        list(DATE_ORDERS),
        default=proposal.date_order,
        format_func=lambda order: t(ORDERS[order]),
        key=f"map_order_{proposal.into}",
    )


def _questions(raw: RawFile, proposal: Proposal) -> tuple[QuestionColumn, ...]:
    st.markdown("**" + t("Which columns hold answers?") + "**")
    st.caption(
        t(
            "Codes that are not scores, such as 6 = never used, go into the last two "
            "columns, separated by commas."
        )
    )
    suggested = {q.column: q for q in proposal.questions}
    listed = [*suggested, *(c for c in raw.header if c not in suggested)]
    rows: dict[str, list[Any]] = {
        "use": [c in suggested and suggested[c].confidence >= 0.5 for c in listed],
        "column": listed,
        "question": [
            suggested[c].question if c in suggested else "other" for c in listed
        ],
        "touchpoint": [
            (suggested[c].touchpoint or c) if c in suggested else c for c in listed
        ],
        "from": [suggested[c].scale_min if c in suggested else None for c in listed],
        "to": [suggested[c].scale_max if c in suggested else None for c in listed],
        "not_used": [
            ", ".join(suggested[c].not_used) if c in suggested else "" for c in listed
        ],
        "blank": [
            ", ".join(suggested[c].blank) if c in suggested else "" for c in listed
        ],
    }
    edited = st.data_editor(
        rows,
        key=f"map_questions_{raw.sha256[:8]}",
        hide_index=True,
        disabled=["column"],
        column_config={
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
            "not_used": st.column_config.TextColumn(t("Codes: did not use it")),
            "blank": st.column_config.TextColumn(t("Codes: no answer")),
        },
    )
    used = [i for i, use in enumerate(edited["use"]) if use]
    return tuple(
        QuestionColumn(
            column=edited["column"][i],
            question=edited["question"][i],
            touchpoint=edited["touchpoint"][i]
            if edited["question"][i] == "touchpoint"
            else None,
            scale_min=_number(edited["from"][i]),
            scale_max=_number(edited["to"][i]),
            not_used=_codes(edited["not_used"][i]),
            blank=_codes(edited["blank"][i]),
        )
        for i in used
    )


def _number(given: Any) -> float | None:
    return None if given is None or given != given else float(given)


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(code.strip() for code in (text or "").split(",") if code.strip())


def save(mapping: Mapping) -> None:
    """Keep a mapping, so that the next file with this header needs no question."""
    state.store().register.append(
        "mapping_saved", mapping_id(mapping), {"text": to_text(mapping)}
    )
