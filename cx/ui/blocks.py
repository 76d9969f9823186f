"""The building blocks of a page: sentence, card, chart with its table and its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from cx import catalog, charts, measure
from cx.catalog import Metric
from cx.charts import Figure, Words
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import day, number, t, whole
from cx.measure import Estimate, Question
from cx.palette import BAD, GOOD, NEUTRAL, US
from cx.ui import frame, numbers, state, words

MOST_ROWS_SHOWN = 1_000
CHART_CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False}


def lead(sentence: str, /, **values: object) -> None:
    """The sentence a page opens with: the number, its interval, what follows."""
    shown = {name: words.plain(str(value)) for name, value in values.items()}
    with st.container(key="lead"):
        st.markdown("##### " + t(sentence, **shown))


def number_words(metric: Metric, estimate: Estimate) -> str:
    """A number with its interval, for a sentence."""
    if estimate.value is None:
        return words.note(estimate) or t("no data")
    if estimate.status == "low":
        return t("between {low} and {high} (low base)", low=number(estimate.low or 0, metric.unit), high=number(estimate.high or 0, metric.unit))
    return t(
        "{value} (95% interval {interval})",
        value=number(estimate.value, metric.unit),
        interval=words.interval(metric, estimate),
    )


def change_sentence(metric: Metric, found: numbers.Change | None) -> str:
    """What happened since the period before, without claiming what chance may have done."""
    if found is None:
        return ""
    size = change_words(found.difference.value, metric.unit)
    between = f"{change_words(found.difference.low, metric.unit)} … {change_words(found.difference.high, metric.unit)}"
    period = f"{day(found.since)} – {day(found.until)}"
    if not found.clear:
        return t("No clear change on {period}: {size} ({between}).", period=period, size=size, between=between)
    better = metric.better == "neither" or (found.difference.value > 0) == (metric.better == "higher")
    sentence = (
        "Better than in {period}: {size} ({between})."
        if better and metric.better != "neither"
        else "Worse than in {period}: {size} ({between})."
        if metric.better != "neither"
        else "Changed since {period}: {size} ({between})."
    )
    return t(sentence, period=period, size=size, between=between)


def card(metric_id: str, question: Question) -> None:
    """One number with its interval, its base, its change, its definition and its rows."""
    metric = catalog.metric(metric_id)
    with st.container(border=True, height="stretch", key=f"card_{metric_id}"):
        try:
            found = numbers.estimate(metric_id, question)
        except CxError as error:
            st.markdown("**" + t(metric.name) + "**")
            st.caption(words.plain(t(error.sentence, **error.details)))
            return
        moved = numbers.change(metric_id, question, found)
        delta = change_words(moved.difference.value, metric.unit) if moved and moved.clear else None
        colour = {"higher": "normal", "lower": "inverse"}.get(metric.better, "off")
        st.markdown(":small[**" + t(metric.name) + "**]", help=definition_text(metric))
        st.metric(
            t(metric.name),
            words.figure(metric, found),
            # Streamlit tells up from down by an ASCII minus.
            delta.replace("−", "-") if delta else None,
            delta_color=colour,  # type: ignore[arg-type]
            label_visibility="collapsed",
        )
        if found.value is not None and found.status == "ok":
            st.caption(t("95% interval {interval}", interval=words.interval(metric, found)))
        if words.note(found):
            st.caption(words.note(found))
        if moved and not moved.clear:
            st.caption(t("No clear change on the period before."))
        if found.n and found.status != "withheld":
            rows_button(metric, question, found.n, key=f"rows_{metric_id}")
        elif found.n:
            st.caption(words.base(metric, found.n))


def definition_text(metric: Metric) -> str:
    """What a number means, for the help beside it."""
    parts = [
        words.plain(t(metric.definition)),
        "**" + t("Counted") + "** " + words.plain(t(metric.counts)),
        "**" + t("Beware") + "** " + words.plain(t(metric.caveat)),
    ]
    return "\n\n".join(parts)


def rows_button(metric: Metric, question: Question, n: int, *, key: str) -> None:
    """The base of a number; a click opens its rows."""
    if st.button(words.base(metric, n), key=key, type="tertiary", icon=":material/table_rows:", help=t("Show these rows")):
        show_rows(metric.id, question)


def show_rows(metric_id: str, question: Question) -> None:
    """Open the rows behind a number in a window."""
    metric = catalog.metric(metric_id)

    @st.dialog(t(metric.name), width="large")
    def window() -> None:
        rows_table(metric, question, key="dialog")

    window()


def rows_table(metric: Metric, question: Question, *, key: str) -> None:
    """The rows behind a number, as many as its n, with a file of all of them."""
    asked = numbers.for_metric(metric, replace(question, by=(), period=None))
    try:
        found = measure.rows_behind(state.store(), metric.id, asked, most=MOST_ROWS_SHOWN)
    except CxError as error:
        frame.say_error(error)
        return
    said = t("{base}: every one of them is counted in this number.", base=words.base(metric, found.count))
    if found.count > len(found.rows):
        said += " " + t("The first {shown} are shown; the file holds all.", shown=whole(len(found.rows)))
    st.caption(said)
    st.dataframe(
        {name: [row[i] for row in found.rows] for i, name in enumerate(found.columns)},
        hide_index=True,
        column_config={name: column_words(metric.rows, name) for name in found.columns},
        key=f"rows_table_{key}",
    )
    st.download_button(
        t("Download as CSV"),
        lambda: as_csv(*_all_rows(metric, asked, found.count)),
        file_name=f"{metric.id}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"rows_csv_{key}",
        on_click="ignore",
    )


def _all_rows(metric: Metric, question: Question, count: int) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    found = measure.rows_behind(state.store(), metric.id, question, most=count)
    return found.columns, found.rows


def column_words(table: str, column: str) -> str:
    """A column's name in words."""
    if column.startswith(measure.ATTRIBUTE):
        return column.removeprefix(measure.ATTRIBUTE)
    base = "answer" if table == "response" else table
    own = {
        "value": "Counts as",
        "line": "Line in the file",
        "upload_id": "Upload",
        "row_id": "Row",
        "told": "Told others",
        "told_people": "People told",
        "experience": "Experience",
        "says_resolved": "Says it is resolved",
        "says_contacts": "Contacts needed",
        "numerator": "Counts above the line",
        "denominator": "Counts below the line",
        "next_at": "Next contact",
        "next_reason": "Next reason",
        "nps": "Likelihood to recommend",
        "csat": "Satisfaction",
    }
    return t(catalog.column_comments()[base].get(column) or own.get(column, column))


DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A CSV that Excel opens in Korean too; text that a spreadsheet would run is made harmless."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            ["'" + cell if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell for cell in row]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def chart_words(metric: Metric | None, title: str, **more: str) -> Words:
    """All a chart says, in the reader's language."""
    return Words(
        title=title,
        number=number,
        period=lambda start: words.period_label(start, "day"),
        n="n",
        interval=t("95% interval"),
        withheld=t("withheld: too few"),
        low_base=t("low base: read the interval"),
        no_data=t("No data for this selection."),
        unknown=t("not enough history yet"),
        sentence=t("{label}: {value} ({interval} {low} to {high}, n {n})"),
        more=t("and {count} more"),
        axis=words.unit(metric) if metric else "",
        **{
            "previous": t("period before"),
            "provisional": t("not complete yet"),
            "negative": t("told something negative"),
            "positive": t("told something positive"),
            "window": t("day {day}: {value}"),
            "importance": t("share of R² explained"),
            "unique": t("explained by nothing else"),
            "falling": t("falls when rated higher"),
            **more,
        },
    )


def colour_of(metric: Metric) -> str:
    """The fixed colour of a metric: good, bad or ours."""
    if metric.theme == "Word of mouth":
        return {"lower": BAD, "higher": GOOD}.get(metric.better, NEUTRAL)
    return US


def chart(
    figure: Figure,
    shown: Sequence[tuple[Metric, Estimate, Question]],
    *,
    title: str,
    alt: str,
    key: str,
    label_of: Callable[[Estimate], str],
) -> None:
    """A chart, its table twin, and the rows of the point that was clicked."""
    st.markdown("#### " + title)
    st.plotly_chart(
        figure,
        key=key,
        on_select="rerun",
        selection_mode=("points",),
        config=CHART_CONFIG,
        alt=alt,
    )
    picked = _picked(key, len(shown))
    if picked is not None:
        metric, found, question = shown[picked]
        with st.container(border=True):
            st.markdown("**" + words.plain(label_of(found)) + "** · " + words.plain(number_words(metric, found)))
            rows_table(metric, numbers.narrowed(question, found), key=key)
    with st.expander(t("As a table"), icon=":material/table:"):
        table_twin(shown, label_of=label_of, key=key)


def _picked(key: str, count: int) -> int | None:
    chosen = st.session_state.get(key) or {}
    for point in (chosen.get("selection") or {}).get("points") or []:
        given = point.get("customdata")
        index = given[0] if isinstance(given, list) and given else given
        if isinstance(index, int | float) and 0 <= int(index) < count:
            return int(index)
    return None


def table_twin(
    shown: Sequence[tuple[Metric, Estimate, Question]], *, label_of: Callable[[Estimate], str], key: str
) -> None:
    """The numbers of a chart, to read and to take away."""
    columns = (t("Group"), t("Number"), t("From"), t("To"), "n", t("Note"))
    rows = [
        (
            label_of(found),
            number(found.value, metric.unit) if found.value is not None else "–",
            number(found.low, metric.unit) if found.low is not None else "",
            number(found.high, metric.unit) if found.high is not None else "",
            found.n,
            words.note(found),
        )
        for metric, found, _question in shown
    ]
    st.dataframe(
        {name: [row[i] for row in rows] for i, name in enumerate(columns)}, hide_index=True, key=f"twin_{key}"
    )
    st.download_button(
        t("Download as CSV"),
        as_csv(columns, rows),
        file_name=f"{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"twin_csv_{key}",
        on_click="ignore",
    )


def breakdown(metric_id: str, question: Question, by: str, *, title: str, key: str, most: int = 20) -> None:
    """One metric by one dimension, the most rows first."""
    metric = catalog.metric(metric_id)
    try:
        found = numbers.estimates(metric_id, replace(question, by=(by,), period=None))
    except CxError as error:
        frame.say_error(error)
        return
    found = sorted(found, key=lambda e: -e.n)[:most]
    label = lambda e: words.value(by, e.group[by])  # noqa: E731 - the same words in chart, table and rows
    asked = replace(question, by=(by,))
    spoken = chart_words(metric, title)
    chart(
        charts.ranked(
            found,
            label_of=label,
            unit=metric.unit,
            words=spoken,
            colour_of=lambda _e: colour_of(metric),
            reference=metric.benchmarks,
        ),
        [(metric, e, asked) for e in found],
        title=title,
        alt=charts.alt_text(found, label_of=label, unit=metric.unit, words=spoken),
        key=key,
        label_of=label,
    )


def trend(metric_id: str, question: Question, *, title: str, key: str) -> None:
    """One metric over time, with the last, unfinished period marked as such."""
    metric = catalog.metric(metric_id)
    covered = state.data_span(state.view().version)
    step = words.best_period(question.since, question.until, covered)
    asked = replace(question, period=step, by=())
    try:
        found = [e for e in numbers.estimates(metric_id, asked) if e.group["period"] is not None]
    except CxError as error:
        frame.say_error(error)
        return
    if not found:
        st.info(t("Nothing here has a date, so there is no trend."))
        return
    last_day = min(question.until, covered[1]) if question.until and covered else covered[1] if covered else None
    provisional = None
    first_of_last, end_of_last = measure.period_bounds(str(found[-1].group["period"]), step)
    if last_day and end_of_last > last_day:
        provisional = first_of_last
    label = lambda e: words.period_label(e.group["period"], step)  # noqa: E731
    spoken = replace(chart_words(metric, title), period=lambda start: words.period_label(start, step))
    chart(
        charts.trend(found, unit=metric.unit, words=spoken, provisional_from=provisional),
        [(metric, e, asked) for e in found],
        title=title,
        alt=charts.describe_trend(found, unit=metric.unit, words=spoken),
        key=key,
        label_of=label,
    )


MOST_LETTERS_ABREAST = 60


def choice(key: str, label: str, options: Sequence[str], default: str, say: Callable[[str], str]) -> str:
    """A choice of this page that is part of the link; one that this data lacks is refused in words."""
    chosen = state.view().option(key, default)
    if chosen not in options:
        raise_unknown(key, chosen, options)
    if st.session_state.get(f"w_page_{key}") not in options:
        st.session_state[f"w_page_{key}"] = chosen
    common: dict[str, Any] = {
        "key": f"w_page_{key}",
        "format_func": say,
        "on_change": state.set_option,
        "args": (key,),
    }
    if sum(len(say(option)) for option in options) <= MOST_LETTERS_ABREAST:
        st.segmented_control(label, list(options), required=True, **common)
    else:
        st.selectbox(label, list(options), **common)
    return chosen


def raise_unknown(key: str, chosen: str, options: Sequence[str]) -> None:
    """A link with a choice this page does not have shows no number."""
    from cx.errors import LinkError

    raise LinkError(
        "This link asks for {key} = {chosen}, which this data does not have (it has: {known}). No numbers are shown.",
        key=key,
        chosen=chosen,
        known=", ".join(options) or "none",
    )


def fine_print(*metric_ids: str) -> None:
    """What the page rests on: definitions, sources, benchmarks."""
    with st.expander(t("What this rests on"), icon=":material/menu_book:"):
        for metric_id in metric_ids:
            metric = catalog.metric(metric_id)
            st.markdown(f"**{t(metric.name)}** — {words.plain(t(metric.definition))}")
            st.caption(words.plain(t(metric.counts)) + " " + words.plain(t(metric.caveat)))
            if metric.sources:
                st.caption(t("Source") + ": " + words.plain("; ".join(metric.sources)))
