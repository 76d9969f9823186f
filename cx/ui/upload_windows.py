"""Windows over one upload: its rows, what was set aside, and another upload beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from cx import charts, export
from cx.errors import CxError
from cx.ingest import diff, history
from cx.ingest.diff import Alone, Diff
from cx.ingest.history import Fixed
from cx.ingest.left import corrections, left_file
from cx.ingest.stage import ANCHORS
from cx.locale import day, moment, t, whole
from cx.register import Upload
from cx.store import Store
from cx.ui import behind, figures, frame, loaded, state, words
from cx.ui.dialog import dialog

MOST_ROWS_SHOWN = 1_000
# What a spreadsheet can open.
MOST_ROWS_IN_FILE = 1_000_000
MOST_COMPARED_SHOWN = 100


def show_rows(upload_id: str) -> None:
    """The rows a file brought: how many when, and as they were read."""
    upload = state.store().register.find(upload_id)

    @dialog(t("Rows of a file"), width="large")
    def window() -> None:
        st.markdown(f"**{words.plain(upload.file)}**")
        try:
            within = _by_day(upload)
            found = history.brought(
                state.store(), upload, most=MOST_ROWS_SHOWN, within=within
            )
        except CxError as error:
            frame.say_error(error)
            return
        said = t(
            "{n} rows as they were read, each with its line in the file.",
            n=whole(found.count),
        )
        if within:
            period = f"**{words.plain(_period(within[1], within[0]))}**"
            said = f"{period} · {said}"
        if found.count > len(found.rows):
            said += " " + t(
                "The first {shown} are shown; the file holds all.",
                shown=whole(len(found.rows)),
            )
        st.caption(said)
        st.dataframe(
            {
                name: [row[i] for row in found.rows]
                for i, name in enumerate(found.columns)
            },
            hide_index=True,
            column_config={
                name: behind.column_words(upload.table, name) for name in found.columns
            },
            key=f"brought_table_{upload.id}",
        )

        def as_file() -> bytes:
            rows = history.brought(state.store(), upload, most=MOST_ROWS_IN_FILE)
            return export.as_csv(rows.columns, rows.rows)

        _download(t("Download as CSV"), as_file, f"rows_{upload.id}.csv")

    window()


def _by_day(upload: Upload) -> tuple[str, date] | None:
    """A chart of how many rows a file brought when; the period that was clicked."""
    found = history.by_day(state.store(), upload)
    if found.periods:
        title = {
            "day": t("Rows by day"),
            "week": t("Rows by week"),
            "month": t("Rows by month"),
            "year": t("Rows by year"),
        }[found.step]
        spoken = replace(
            figures.chart_words(None, title),
            period=lambda start: _period(date.fromisoformat(start), found.step),
        )
        key = f"by_day_{upload.id}"
        st.markdown("#### " + title)
        st.plotly_chart(
            charts.counts(found.periods, step=found.step, words=spoken),
            key=key,
            on_select="rerun",
            selection_mode=("points",),
            config=figures.CHART_CONFIG,
            alt=charts.describe_counts(found.periods, spoken),
        )
    anchor = behind.column_words(upload.table, ANCHORS[upload.table])
    said = [t("Date: {column}.", column=words.plain(anchor))]
    if found.undated:
        said.append(t("Rows without a date: {n}.", n=whole(found.undated)))
    if len(found.periods) > 1:
        said.append(t("A click on a column lists its rows alone."))
    st.caption(" ".join(said))
    at = figures.picked(key, len(found.periods)) if found.periods else None
    return None if at is None else (found.step, found.periods[at][0])


def _period(first: date, step: str) -> str:
    """A period by its first day, with its year."""
    if step == "year":
        return str(first.year)
    if step == "month":
        return words.period_label(first.isoformat(), step)
    return day(first)


def _download(label: str, content: bytes | Callable[[], bytes], name: str) -> None:
    st.download_button(
        label,
        content,
        file_name=name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download_{name}",
    )


def fixed_words(upload: Upload, found: Fixed) -> str:
    """How many of a file's set-aside rows came in since, and by which files."""
    return t(
        "{n} of {all} fixed by {files}.",
        n=whole(len(found.lines)),
        all=whole(upload.set_aside),
        files=words.plain(", ".join(dict.fromkeys(fix.file for fix in found.files))),
    )


def show_set_aside(upload_id: str) -> None:
    """Why rows were set aside, and the file to put them right."""
    store = state.store()
    upload = store.register.find(upload_id)

    @dialog(t("Rows set aside"), width="large")
    def window() -> None:
        st.markdown(f"**{words.plain(upload.file)}**")
        fixed = history.fixed(store, store.register.uploads()).get(upload_id)
        lines = fixed.lines if fixed else frozenset[int]()
        open_rows = upload.set_aside - len(lines)
        st.caption(
            t(
                "{n} of {all} rows read were not imported. Everything else was.",
                n=whole(upload.set_aside),
                all=whole(upload.rows_read),
            )
        )
        if fixed:
            st.success(fixed_words(upload, fixed), icon=":material/build_circle:")
        most = loaded.MOST_REASONS_SHOWN
        reasons, count = history.reasons(store, upload_id, most=most)
        loaded.reasons_list(reasons, count, key=upload_id)
        if not left_file(store.home, upload_id) or not open_rows:
            return
        st.markdown(
            t(
                "To bring them in: download them, put them right in a spreadsheet, leave "
                "the two last columns as they are, and load the file on the Data page."
            )
        )

        def as_file() -> bytes:
            found = corrections(store.home, upload_id, without=lines)
            return export.as_csv(found.columns, found.rows)

        _download(
            t("Download {n} rows to put right", n=whole(open_rows)),
            as_file,
            f"set_aside_{upload_id}.csv",
        )

    window()


@st.cache_data(max_entries=32, show_spinner=False)
def _compared(_store: Store, home: str, a: str, b: str, version: int) -> Diff:
    del home, version  # only the key of what is kept
    return diff.compare(_store, a, b, most=MOST_COMPARED_SHOWN)


def show_diff(upload_id: str) -> None:
    """Two uploads of the same kind beside each other."""
    store = state.store()
    upload = store.register.find(upload_id)

    @dialog(t("Compare two uploads"), width="large")
    def window() -> None:
        alike = [u for u in store.register.uploads() if u.table == upload.table]
        if len(alike) < 2:
            st.info(
                t("There is no other upload of the same kind to compare this one with.")
            )
            return
        earlier = diff.before(store, upload)
        others = [u for u in alike if u.id != upload.id]
        first = earlier or others[0]
        a, b = (first, upload) if first.version < upload.version else (upload, first)
        names = {u.id: f"{u.file}, {moment(u.at)}" for u in reversed(alike)}
        ids = list(names)
        left, right = st.columns(2)
        with left:
            id_a = st.selectbox(
                t("File before"), ids, ids.index(a.id), format_func=names.__getitem__
            )
        with right:
            id_b = st.selectbox(
                t("File after"), ids, ids.index(b.id), format_func=names.__getitem__
            )
        try:
            with st.spinner(t("Comparing…")):
                version = store.register.version
                found = _compared(store, str(store.home), id_a, id_b, version)
        except CxError as error:
            frame.say_error(error)
            return
        _difference(found)

    window()


def _difference(found: Diff) -> None:
    counts = (
        (t("only in the file after"), found.only_b),
        (t("only in the file before"), found.only_a),
        (t("in both, different"), found.different),
        (t("in both, equal"), found.equal),
    )
    for column, (name, count) in zip(st.columns(4), counts, strict=True):
        column.metric(name, whole(count))
    table = found.a.table
    if found.columns:
        st.markdown("**" + t("What differs") + "**")
        st.dataframe(
            {
                t("Column"): [
                    behind.column_words(table, name) for name, _n in found.columns
                ],
                t("Rows that differ"): [n for _name, n in found.columns],
            },
            hide_index=True,
            key="diff_columns",
        )
        shown = len({(row.key, row.line_b) for row in found.changed})
        _table(
            {
                t("Row"): [_key(row.key) for row in found.changed],
                t("Column"): [
                    behind.column_words(table, row.column) for row in found.changed
                ],
                t("Value before"): [row.before for row in found.changed],
                t("Value after"): [row.after for row in found.changed],
                t("Line before"): [row.line_a for row in found.changed],
                t("Line after"): [row.line_b for row in found.changed],
            },
            shown,
            found.different,
            key="changed",
        )
    for title, rows, count, key in (
        (t("Rows only in the file after"), found.added, found.only_b, "added"),
        (t("Rows only in the file before"), found.gone, found.only_a, "gone"),
    ):
        if rows:
            with st.expander(title):
                _alone(rows, count, key=key)


def _alone(rows: tuple[Alone, ...], count: int, *, key: str) -> None:
    _table(
        {
            t("Row"): [_key(row.key) for row in rows],
            t("Line in the file"): [row.line for row in rows],
        },
        len(rows),
        count,
        key=key,
    )


def _table(cells: dict[str, list[object]], shown: int, count: int, *, key: str) -> None:
    st.dataframe(cells, hide_index=True, key=f"diff_{key}")
    if count > shown:
        st.caption(
            t("The first {shown} of {all} rows.", shown=whole(shown), all=whole(count))
        )


def _key(parts: tuple[str, ...]) -> str:
    return " · ".join(part for part in parts if part)
