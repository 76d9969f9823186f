"""On the Data page: which methods the loaded files feed, and what would feed the rest."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cx import link, methods, typed
from cx.catalog import ROOT, column_comments
from cx.errors import said
from cx.locale import t, whole
from cx.measure.question import ROW_NAMES
from cx.methods import BOOKS, Method
from cx.store import Store
from cx.typed_kinds import KINDS
from cx.ui import state
from cx.ui.mapping_questions import QUESTION_NAMES

STATES = {
    "full": "● in full",
    "proxy": "◐ by a weaker reading",
    "missing": "○ not yet",
    "never": "– not from exports",
}
# A file of each kind to look at, or to fill in: the first lines of the sample company's.
SHAPES = {
    "hanbit_contacts.csv": said("Contacts"),
    "hanbit_surveys.csv": said("Surveys, one line per response"),
    "hanbit_batteries.csv": said("Surveys, one line per answer"),
    "hanbit_orders.csv": said("Orders"),
    "hanbit_audits.csv": said("Audits"),
    "hanbit_volumes.csv": said("Volumes"),
    "hanbit_attempts.csv": said("Attempts at self-service"),
    "hanbit_alerts.csv": said("Alerts to customers"),
    "hanbit_shifts.csv": said("Working days of staff"),
    "hanbit_staff.csv": said("Staff survey"),
}
LINES = 200


def draw() -> None:
    """The section; what is loaded is looked up only where it is opened."""
    opened = st.toggle(t("Which methods these files feed"), key="feeds")
    if not opened:
        return
    version = state.view().version
    held = _held(state.store(), version)
    found = [(m, methods.standing(m, held)) for m in methods.methods().values()]
    count = {name: sum(1 for _m, s in found if s == name) for name in STATES}
    st.markdown(
        t(
            "**{full} of {all} methods** of the five books can be shown in full, {proxy} "
            "by a weaker reading. {missing} wait for data that is not here yet; "
            "{never} cannot come from exports.",
            full=whole(count["full"]),
            all=whole(len(found)),
            proxy=whole(count["proxy"]),
            missing=whole(count["missing"]),
            never=whole(count["never"]),
        )
    )
    address = link.encode(state.view())
    query = "&".join(f"{name}={value}" for name, value in address.items())
    st.dataframe(
        {
            t("Book"): [t(BOOKS[m.id[0]]) for m, _s in found],
            t("Method"): [t(m.name) for m, _s in found],
            t("Can be shown"): [t(STATES[s]) for _m, s in found],
            t("What is missing"): [_lacking(m, s, held) for m, s in found],
            t("Page"): [f"/{m.pages[0]}?{query}" if m.pages else None for m, _s in found],
        },
        hide_index=True,
        key="feeds_table",
        column_config={
            t("Page"): st.column_config.LinkColumn(display_text=t("open")),
        },
    )
    st.caption(
        t(
            "A file of the right shape, to fill in or to try: the first lines of the "
            "sample company."
        )
    )
    with st.container(horizontal=True):
        for file, title in SHAPES.items():
            st.download_button(
                t(title),
                partial(shape, file),
                file_name=file.replace("hanbit_", "example_"),
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
                key=f"shape_{file}",
            )


def shape(file: str) -> str:
    """The header and first lines of a sample file."""
    path = ROOT / "sample_data" / file
    with path.open(encoding="utf-8") as lines:
        return "".join(line for _number, line in zip(range(LINES), lines, strict=False))


@st.cache_data(max_entries=20, show_spinner=False)
def _of_files(_store: Store, mart: str) -> frozenset[str]:
    del mart  # only the key of what is kept
    return methods.has(_store, state.view().version)


def _held(store: Store, version: int) -> frozenset[str]:
    typed_in = {f"typed:{kind}" for kind in KINDS if typed.state(store, kind, version)}
    return _of_files(store, store.mart(version)) | typed_in


def _lacking(method: Method, standing: str, held: frozenset[str]) -> str:
    if standing == "never":
        return t(method.cannot)
    lacking = ", ".join(in_words(need) for need in method.needs if need not in held)
    if standing == "proxy":
        return t(method.proxy) + " " + t("In full with: {needs}.", needs=lacking)
    return lacking


def in_words(need: str) -> str:
    """A need of cx/methods.toml in the reader's language."""
    kind, _, name = need.partition(":")
    if kind == "answer":
        return t("question “{name}”", name=t(QUESTION_NAMES[name]))
    if kind == "typed":
        return t("typed on the page: {name}", name=t(KINDS[name].name))
    table, _, column = need.partition(".")
    rows = t(ROW_NAMES[table])
    if not column:
        return rows
    comments = column_comments()[table]
    return f"{rows}: {t(comments[column])}"
