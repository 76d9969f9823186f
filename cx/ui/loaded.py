"""The newest uploads on the Data page, each with its way back; and the sample data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cx import export, link, site
from cx.ingest.fix import count_fixed
from cx.ingest.left import in_words
from cx.ingest.stage import SetAside, Staged
from cx.locale import moment, t, whole
from cx.register import Upload
from cx.ui import samples, state, upload_row, words

MOST_REASONS_SHOWN = 200
NEWEST_SHOWN = 5


def uploads(found: list[Upload]) -> None:
    """The newest uploads, and the way to all of them."""
    if not found:
        return
    st.markdown("#### " + t("What was loaded"))
    upload_row.say_turned()
    became = upload_row.what_became(found)
    with st.container(gap=None):
        for upload in found[: -NEWEST_SHOWN - 1 : -1]:
            upload_row.draw(upload, became)
    st.page_link(
        site.file("history"),
        label=t("Everything that was loaded, and who did what")
        if len(found) <= NEWEST_SHOWN
        else t("All {n} files that were loaded, and who did what", n=whole(len(found))),
        icon=":material/history:",
        query_params=link.encode(replace(state.view(), page=())),
    )


def fixes(staged: Staged) -> None:
    """Before an import: which set-aside rows this file puts right."""
    if not staged.raw.fixes:
        return
    original = state.store().register.find(staged.raw.fixes)
    st.info(
        t(
            "Fixes {n} of the {all} rows set aside from {file} ({at}). Lines are those "
            "of that file.",
            n=whole(count_fixed(staged.con)),
            all=whole(original.set_aside),
            file=words.plain(original.file),
            at=words.plain(moment(original.at)),
        ),
        icon=":material/build_circle:",
    )


def _reasons(reasons: Sequence[SetAside]) -> list[tuple[object, ...]]:
    """Line, column, value and rule, in the reader's language."""
    said = [in_words(each.column, each.rule) for each in reasons]
    return [
        (each.line, column, each.value, rule)
        for each, (column, rule) in zip(reasons, said, strict=True)
    ]


def reasons_list(reasons: Sequence[SetAside], count: int, *, key: str) -> None:
    """The first reasons as a table, and how many there are."""
    shown = _reasons(reasons[:MOST_REASONS_SHOWN])
    st.dataframe(
        {name: [row[i] for row in shown] for i, name in enumerate(_columns())},
        hide_index=True,
        key=f"reasons_{key}",
    )
    if count > len(shown):
        st.caption(
            t(
                "The first {shown} of {all} reasons; the file holds all.",
                shown=len(shown),
                all=whole(count),
            )
        )


def _columns() -> tuple[str, ...]:
    return t("Line"), t("Column"), t("Value"), t("Why")


def reasons_table(reasons: Sequence[SetAside], *, key: str) -> None:
    """Why lines of a file will be set aside, to read and to take away."""
    reasons_list(reasons, len(reasons), key=key)
    st.download_button(
        t("Download the rows set aside"),
        lambda: export.as_csv(_columns(), _reasons(reasons)),
        file_name="set_aside.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"reasons_csv_{key}",
    )


def sample_sets() -> None:
    """Sample data that one click loads."""
    st.markdown("#### " + t("Sample data"))
    for name, title, said in (
        (
            "hanbit",
            t("Hanbit Living, an invented company"),
            t(
                "Ten linked files of 18 months: contacts, surveys, orders, audits, "
                "self-service, staff and more. Company, people and comments are "
                "invented; known truths are planted in it."
            ),
        ),
        (
            "sfo",
            t("San Francisco Airport survey 2017 (real)"),
            t("2,831 passengers asked in May 2017. Public domain, from data.sfgov.org."),
        ),
    ):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            st.markdown(f"**{title}**")
            st.caption(words.plain(said))
        with right:
            if samples.loaded(name):
                st.caption(t("loaded"))
            elif st.button(t("Load"), key=f"sample_{name}"):
                samples.load(name)
