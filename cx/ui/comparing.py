"""Compare: any two periods or groups side by side, on every headline number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cx import catalog, charts, export
from cx.analyses.compare import Compared
from cx.charts import DumbbellWords, Pair
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import day, t, whole
from cx.measure import NOT_RECORDED, Estimate, Question
from cx.ui import (
    behind,
    cards,
    choices,
    compare_groups,
    figures,
    filter_bar,
    moved,
    numbers,
    state,
    words,
)
from cx.ui.overview import HEADLINES, breakdowns
from cx.ui.stated import stated

REST = "~rest"
SIDES = {"periods": "Two periods", "segments": "Two groups"}


def comparing(question: Question) -> None:
    """Draw the page."""
    sides = choices.choice(
        "sides", t("Compare"), list(SIDES), "periods", lambda one: t(SIDES[one])
    )
    pair = _segments(question) if sides == "segments" else _periods(question)
    if pair is None:
        return
    (first, first_name), (second, second_name) = pair
    found, left = _all(first, second)
    if not found:
        st.info(t("No headline number can be given for both sides."))
        return
    judged = [one for one in found if one.difference]
    clear = [one for one in judged if one.verdict in ("up", "down")]
    if clear:
        cards.lead(
            "{first} against {second}: {clear} of {n} headline numbers differ beyond "
            "chance: {which}.",
            first=first_name,
            second=second_name,
            clear=len(clear),
            n=len(judged),
            which=", ".join(_short(one) for one in clear),
        )
    else:
        cards.lead(
            "{first} against {second}: none of {n} headline numbers differs beyond "
            "chance.",
            first=first_name,
            second=second_name,
            n=len(judged),
        )
    _table(found, first_name, second_name, (first, second))
    for reason in left:
        st.caption(words.plain(reason))
    _dumbbells(found, first_name, second_name, (first, second))
    _why(found, first, second, (first_name, second_name))


def _short(one: Compared) -> str:
    size = change_words(one.difference.value, one.metric.unit) if one.difference else ""
    return f"{t(one.metric.name)} {size}"


def _periods(
    question: Question,
) -> tuple[tuple[Question, str], tuple[Question, str]] | None:
    """The period of the bar and what it is compared with, from the address."""
    earlier = filter_bar.previous(question)
    if earlier is None or not (question.since and question.until):
        st.info(
            t(
                "Choose a period, and what it is compared with, in the bar above: both "
                "must lie in the data and share no day."
            )
        )
        return None
    days = [f"{day(q.since)} – {day(q.until)}" for q in (question, earlier)]  # type: ignore[arg-type]  # both have days
    st.button(
        t("Swap sides"),
        icon=":material/swap_horiz:",
        on_click=_swap_periods,
        args=(question, earlier),
    )
    return (question, days[0]), (earlier, days[1])


def _swap_periods(now: Question, before: Question) -> None:
    if now.since and now.until:
        text = f"{now.since.isoformat()}..{now.until.isoformat()}"
        view = replace(state.view(), since=before.since, until=before.until)
        state.change(replace(view, compare=text))


def _segments(
    question: Question,
) -> tuple[tuple[Question, str], tuple[Question, str]] | None:
    dimensions = list(dict.fromkeys(name for m in HEADLINES for name in breakdowns(m)))
    chosen = st.columns(4, vertical_alignment="bottom")
    with chosen[0]:
        by = choices.choice(
            "split", t("Groups of"), dimensions, dimensions[0], words.dimension
        )
    known = state.known_values(by, state.view().version)
    allowed = dict(question.filters).get(by) or ()
    values = [v for v in known if not allowed or v in allowed]
    if len(values) < 2:
        st.info(t("There are no two groups to compare here."))
        return None

    def say(value: str) -> str:
        return t("the rest") if value == REST else words.value(by, value)

    with chosen[1]:
        a = choices.choice("a", t("First"), [*values, REST], values[0], say)
    with chosen[2]:
        other = REST if a != REST else values[0]
        b = choices.choice("b", t("Second"), [*values, REST], other, say)
    with chosen[3]:
        st.button(
            t("Swap sides"),
            icon=":material/swap_horiz:",
            on_click=_swap_groups,
            args=(a, b),
        )
    if a == b:
        st.info(t("Both sides are the same group. Choose another one."))
        return None
    every = [*values, *([] if allowed else [NOT_RECORDED])]
    return (
        (_only(question, by, a, b, every), say(a)),
        (_only(question, by, b, a, every), say(b)),
    )


def _only(
    question: Question, by: str, value: str, other: str, every: Sequence[str]
) -> Question:
    """One side; the rest is everything but the other side."""
    chosen = tuple(v for v in every if v != other) if value == REST else (value,)
    filters = {**dict(question.filters), by: chosen}
    return replace(question, filters=tuple(sorted(filters.items())))


def _swap_groups(a: str, b: str) -> None:
    state.change(state.view().with_option("a", b).with_option("b", a))


def _all(first: Question, second: Question) -> tuple[list[Compared], list[str]]:
    """Every headline number that has rows, and in words which ones cannot be asked."""
    found, left = [], []
    for side in (first, second):
        numbers.prepare(side, HEADLINES)
    for metric_id in HEADLINES:
        try:
            one = numbers.compared(metric_id, first, second)
        except CxError as error:
            name = t(catalog.metric(metric_id).name)
            left.append(f"{name}: {t(error.sentence, **error.details)}")
            continue
        if {one.first.status, one.second.status} != {"empty"}:
            found.append(one)
    return found, left


def _table(
    found: Sequence[Compared],
    first_name: str,
    second_name: str,
    questions: tuple[Question, Question],
) -> None:
    """Both values, their n, the difference, its interval, a word; rows on click."""
    columns = (
        t("Number"),
        t("Verdict"),
        t("Difference"),
        first_name,
        second_name,
        t("95% interval"),
        t("Note"),
    )
    if first_name == second_name:
        columns = (*columns[:3], first_name + " (1)", *columns[4:])
    rows = [_row(one, questions[0]) for one in found]
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="compare_table",
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = (st.session_state.get("compare_table") or {}).get("selection") or {}
    for at in (chosen.get("rows") or [])[:1]:
        if at < len(found):
            _rows(found[at], (first_name, second_name), questions, "table")
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="compare.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    stated(
        t("all headline numbers"),
        replace(questions[0], filters=state.view().filters),
        extra=[
            t("difference: first minus second, 95% interval by customer"),
            t("intervals not adjusted for how many numbers are shown"),
        ],
    )


def _row(one: Compared, question: Question) -> tuple[str, ...]:
    unit, apart = one.metric.unit, one.difference
    if apart and not numbers.mostly_ripe(one.metric, question):
        apart = None
    notes = [words.note(e) for e in (one.first, one.second) if words.note(e)]
    return (
        t(one.metric.name),
        cards.verdict_word(one.metric, apart),
        change_words(apart.value, unit) if apart else "–",
        _with_n(one, one.first),
        _with_n(one, one.second),
        words.between(change_words(apart.low, unit), change_words(apart.high, unit))
        if apart
        else "–",
        " ".join(dict.fromkeys(notes)),
    )


def _with_n(one: Compared, side: Estimate) -> str:
    shown = words.figure(one.metric, side)
    return f"{shown} · n {whole(side.n)}" if side.value is not None else shown


def _rows(
    one: Compared,
    names: tuple[str, str],
    questions: tuple[Question, Question],
    key: str,
) -> None:
    for side, (name, asked) in enumerate(zip(names, questions, strict=True)):
        estimate = (one.first, one.second)[side]
        with st.container(border=True):
            st.markdown("**" + words.plain(f"{t(one.metric.name)} · {name}") + "**")
            if estimate.status == "withheld":
                st.caption(words.note(estimate))
            elif estimate.n:
                behind.rows_table(one.metric, asked, key=f"{key}_{side}")


def _dumbbells(
    found: Sequence[Compared],
    first_name: str,
    second_name: str,
    questions: tuple[Question, Question],
) -> None:
    """One plot for each unit: a share and a score have no axis in common."""
    says = DumbbellWords(
        perceived=first_name,
        operational=second_name,
        gap=t("gap"),
        left=t("{count} more not shown", count="{count}"),
        change=change_words,
    )
    units = list(dict.fromkeys(one.metric.unit for one in found))
    for unit in units:
        some = [one for one in found if one.metric.unit == unit]
        pairs = [Pair(t(one.metric.name), one.first, one.second) for one in some]
        spoken = figures.chart_words(some[0].metric, t("Side by side"))
        st.plotly_chart(
            charts.dumbbell(pairs, unit=unit, words=spoken, says=says),
            key=f"beside_{unit}",
            on_select="rerun",
            selection_mode=("points",),
            config=figures.CHART_CONFIG,
            alt=charts.describe_dumbbell(pairs, spoken, unit=unit, says=says),
        )
        at = figures.picked(f"beside_{unit}", 2 * len(some))
        if at is not None:
            one, side = some[at // 2], at % 2
            with st.container(border=True):
                name = (first_name, second_name)[side]
                st.markdown("**" + words.plain(f"{t(one.metric.name)} · {name}") + "**")
                behind.rows_table(one.metric, questions[side], key=f"beside_{unit}")


def _why(
    found: Sequence[Compared],
    first: Question,
    second: Question,
    names: tuple[str, str],
) -> None:
    """What the difference of one number is made of, and its groups against chance."""
    st.markdown("#### " + t("What makes the difference"))
    ids = [one.metric.id for one in found]
    left, right = st.columns(2)
    with left:
        metric_id = choices.choice(
            "measure",
            t("Show in the charts"),
            ids,
            ids[0],
            lambda m: t(catalog.metric(m).name),
        )
    with right:
        options = moved.dimensions(metric_id)
        by = choices.choice("by", t("Split by"), options, options[0], words.dimension)
    split, chance = st.tabs(
        [t("Within and mix"), t("Groups of the first side")],
        key="compare_parts",
        on_change="rerun",
    )
    if split.open:
        with split:
            moved.panel(
                metric_id, first, second, by, key="compare", sides=(names[1], names[0])
            )
    if chance.open:
        with chance:
            compare_groups.groups(
                metric_id,
                first,
                by,
                title=t("By {dimension}", dimension=words.dimension_inside(by)),
                key="compare_by",
            )
