"""The mapping screen: for an unknown file, each field gets a suggested column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import streamlit as st

from cx import catalog
from cx.catalog import Format
from cx.errors import said
from cx.ingest.mapping import (
    DATE_ORDERS,
    NEEDED,
    Mapping,
    mapping_id,
    mapping_of,
    read_text,
    to_json,
    to_text,
)
from cx.ingest.read import RawFile
from cx.ingest.suggest import ACCEPTED, Proposal, propose
from cx.ingest.suggest_fields import MOMENT
from cx.locale import t
from cx.ui import mapping_lines, mapping_questions, state, words

TABLES = {
    "contact": "Contacts",
    "answer": "Survey answers",
    "purchase": "Orders or visits",
    "audit_item": "Audits of visits, one line per item",
    "volume": "Volumes, one line per period",
    "attempt": "Attempts at self-service",
    "alert": "Alerts to customers",
    "shift": "Working days of staff",
}
ORDERS = {
    "ymd": "year, month, day",
    "dmy": "day, month, year",
    "mdy": "month, day, year",
    "epoch": "computer time (1710394205)",
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
        key=f"map_into_{raw.sha256[:8]}",
        required=True,
    )
    into = into or proposal.into
    proposal = _proposal(raw, into)
    for doubt in proposal.doubts:
        st.warning(words.plain(t(doubt)), icon=":material/help:")
    _sample(raw)
    given = mapping_questions.ask(raw, proposal.asks)
    still_open = proposal.open(given)
    proposal = proposal.answered(given)
    fields = _fields(raw, proposal)
    order = _date_order(raw, proposal)
    questions = mapping_questions.table(raw, proposal) if into == "answer" else ()
    scale = grain = measure = None
    if into == "audit_item" and "scale_max" not in fields:
        scale = mapping_lines.scale(raw, proposal)
    if into == "volume":
        grain = None if "grain" in fields else mapping_lines.grain(raw, proposal)
        measure = None if "measure" in fields else mapping_lines.measure(raw, fields)
    name = st.text_input(
        t("Name of this source"),
        value=raw.name.rsplit(".", 1)[0],
        key=f"map_name_{raw.sha256[:8]}",
    )
    mapping = Mapping(
        name=name.strip() or raw.name,
        into=into,
        header=raw.header,
        fields=fields,
        questions=questions,
        date_order=order or "ymd",
        units={
            s.field: s.unit
            for s in proposal.fields
            if s.unit and fields.get(s.field) == s.column
        },
        scale=scale,
        grain=grain,
        measure=measure,
    )
    faults = mapping.faults()
    if into == "volume" and "grain" not in fields and grain is None:
        faults.append(said("Choose whether a line is about a day, a week or a month."))
    if order is None and MOMENT[into] in fields:
        faults.append(said("Choose the order of day and month."))
    faults += [
        said("Answer the question about {column} above.", column=one.column)
        for one in still_open
    ]
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
    sure = {
        s.field: s.column
        for s in proposal.fields
        if s.confidence >= ACCEPTED and s.column
    }
    found = [field for field in shown if field in sure or field in NEEDED[proposal.into]]
    chosen: dict[str, str] = {}
    more = st.container()
    rest = st.expander(
        t("More fields ({n})", n=len(shown) - len(found)), icon=":material/add:"
    )
    for group, place in ((found, more), ([f for f in shown if f not in found], rest)):
        with place:
            columns: Sequence[Any] = ()
            for number, field in enumerate(group):
                if number % 3 == 0:
                    # Row by row, so that a narrow screen shows them in this order.
                    columns = st.columns(3)
                suggestion = suggested[field]
                percent = round(100 * suggestion.confidence)
                how_sure = t("{percent}% sure", percent=percent) if field in sure else ""
                with columns[number % 3]:
                    column = st.selectbox(
                        t(comments[field]) + (f" · {how_sure}" if how_sure else ""),
                        options,
                        index=options.index(sure.get(field)),
                        format_func=lambda c: t("not in this file") if c is None else c,
                        key=f"map_{raw.sha256[:8]}_{proposal.into}_{field}",
                        help=words.plain(t(suggestion.why)) if suggestion.why else None,
                    )
                if column:
                    chosen[field] = column
    return chosen


def _date_order(raw: RawFile, proposal: Proposal) -> str | None:
    return st.segmented_control(
        t("Dates are written"),
        list(DATE_ORDERS),
        default=proposal.date_order,
        format_func=lambda order: t(ORDERS[order]),
        key=f"map_order_{raw.sha256[:8]}_{proposal.into}",
    )


def download(fmt: Format) -> None:
    """Offer a mapping with the answers about its words; nothing for a known format."""
    mapping = mapping_of(fmt)
    if mapping is None:
        return
    st.download_button(
        t("Save this mapping as a file"),
        to_json(mapping, fmt.values),
        file_name=re.sub(r"[^\w .-]", "-", mapping.name) + ".json",
        mime="application/json",
        type="tertiary",
        icon=":material/download:",
        key="mapping_file",
        on_click="ignore",
        help=t("For importing files with these columns on the command line (--mapping)."),
    )


def save(mapping: Mapping) -> None:
    """Keep a mapping, so that the next file with this header needs no question."""
    state.store().register.append(
        "mapping_saved", mapping_id(mapping), {"text": to_text(mapping)}
    )
