"""Why did it move?  The part within each segment, the part of their mix, and the sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cx import catalog, charts, export, measure
from cx.analyses.what_moved import Moved, Part
from cx.catalog import Metric
from cx.charts import Step, WaterfallWords
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.stats.compare import Difference
from cx.ui import behind, figures, filter_bar, frame, numbers, state, words
from cx.ui.dialog import dialog
from cx.ui.stated import stated

MOST_STEPS = 8


def window(metric_id: str, question: Question) -> None:
    """The panel in a window, for a card."""
    earlier = filter_bar.previous(question)

    @dialog(t("Why did it move?"), width="large")
    def shown() -> None:
        if earlier is None:
            st.info(t("Nothing is compared, so there is nothing to explain."))
            return
        options = dimensions(metric_id)
        by = st.selectbox(
            t("Split by"), options, format_func=words.dimension, key="why_by"
        )
        panel(metric_id, question, earlier, by or options[0], key="why")

    shown()


def dimensions(metric_id: str) -> list[str]:
    """What a number can be split by: dimensions with two values at least."""
    version = state.view().version
    mart = state.store().mart(version)
    metric = catalog.metric(metric_id)
    columns = measure.dimension_columns(state.store(), mart, metric.rows)
    usual = [name for name in columns if len(state.known_values(name, version)) > 1]
    return usual or ["channel"]


def panel(
    metric_id: str,
    first: Question,
    second: Question,
    by: str,
    *,
    key: str,
    sides: tuple[str, str] | None = None,
) -> None:
    """The sentence, the steps and the table of one split; `sides` are their names."""
    metric = catalog.metric(metric_id)
    try:
        found = numbers.moved(metric_id, first, second, by)
    except CxError as error:
        frame.say_error(error)
        return
    if found is None:
        st.info(t("Too few rows on one side to split the difference."))
        return
    st.markdown(_sentence(metric, found, by))
    if found.split.simpson:
        st.warning(
            t(
                "The parts and the whole point to opposite sides (Simpson's paradox): "
                "within {dimension} the number moved by {within}, in total by {total}. "
                "The mix turned it round.",
                dimension=words.plain(words.dimension_inside(by)),
                within=words.plain(change_words(found.split.within.value, metric.unit)),
                total=words.plain(change_words(found.total, metric.unit)),
            ),
            icon=":material/swap_vert:",
        )
    elif found.split.reversed:
        st.caption(
            ":material/info: "
            + t(
                "Within the groups and in total the number points to opposite sides, "
                "but one of the two is within chance."
            )
        )
    start, end = sides or (t("before"), t("now"))
    steps = _steps(found, by)
    title = t("From {start} to {end}", start=start, end=end)
    spoken = figures.chart_words(metric, title)
    says = WaterfallWords(start=start, end=end, change=change_words)
    st.plotly_chart(
        charts.waterfall(
            found.before,
            [step for step, _part in steps],
            found.now,
            unit=metric.unit,
            words=spoken,
            says=says,
            better=metric.better,
        ),
        key=f"{key}_moved",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_waterfall(
            found.before,
            [step for step, _part in steps],
            found.now,
            spoken,
            unit=metric.unit,
            says=says,
        ),
    )
    at = figures.picked(f"{key}_moved", len(steps))
    part = steps[at][1] if at is not None else None
    if part is not None and not part.joined:
        chosen = measure.NOT_RECORDED if part.name is None else part.name
        asked = replace(
            first, filters=tuple(sorted({**dict(first.filters), by: (chosen,)}.items()))
        )
        with st.container(border=True):
            st.markdown("**" + words.plain(words.value(by, part.name)) + "**")
            behind.rows_table(metric, asked, key=f"{key}_moved")
    _table(metric, found, by, key)
    stated(
        metric,
        first,
        n=sum(one.n for one in found.parts),
        extra=[
            t("split by {dimension} (Kitagawa)", dimension=words.dimension_inside(by))
            if found.split.within_by_segment
            else t("split by reweighting: medians and times have no parts by group"),
            t("another split gives other parts; the sum stays"),
            t("goes with, not caused by"),
        ],
    )


def _sentence(metric: Metric, found: Moved, by: str) -> str:
    split = found.split
    said = t(
        "Of {total} in all, {within} happened within {dimension} and {mix} comes from a "
        "changed mix of {dimension}.",
        total=change_words(found.total, metric.unit),
        within=change_words(split.within.value, metric.unit),
        mix=change_words(split.mix.value, metric.unit),
        dimension=words.dimension_inside(by),
    )
    if abs(split.entered_left) > 1e-12:
        said += " " + t(
            "{part} comes from groups that only one side has.",
            part=change_words(split.entered_left, metric.unit),
        )
    return words.plain(said)


def part_name(part: Part, by: str) -> str:
    """A segment's name, or how many small ones were put together."""
    if part.joined:
        return t("{n} small groups together", n=len(part.joined))
    return words.value(by, part.name)


def _estimate(found: Difference, n: int) -> Estimate:
    known = found.low == found.low
    low, high = (found.low, found.high) if known else (None, None)
    return Estimate({}, n, found.value, low, high, "ok")


def _steps(found: Moved, by: str) -> list[tuple[Step, Part | None]]:
    """The largest segments' own parts, the others', the mix, who came or went."""
    split = found.split
    n = min(sum(p.n for p in found.parts), sum(p.n_before for p in found.parts))
    steps: list[tuple[Step, Part | None]] = []
    if split.within_by_segment:
        own = sorted(
            zip(found.parts, split.within_by_segment, strict=True),
            key=lambda one: -abs(one[1].value),
        )
        inside = [(p, d) for p, d in own if p.n and p.n_before]
        for part, within in inside[:MOST_STEPS]:
            name = t("within {group}", group=part_name(part, by))
            steps.append(
                (Step(name, _estimate(within, min(part.n, part.n_before))), part)
            )
        rest = inside[MOST_STEPS:]
        if rest:
            value = sum(d.value for _p, d in rest)
            count = sum(min(p.n, p.n_before) for p, _d in rest)
            name = t("within {n} others", n=len(rest))
            none = Difference(value, float("nan"), float("nan"))
            steps.append((Step(name, _estimate(none, count)), None))
    else:
        steps.append((Step(t("within the groups"), _estimate(split.within, n)), None))
    steps.append((Step(t("changed mix"), _estimate(split.mix, n)), None))
    if abs(split.entered_left) > 1e-12:
        none = Difference(split.entered_left, float("nan"), float("nan"))
        steps.append((Step(t("came or went"), _estimate(none, n)), None))
    return steps


def _table(metric: Metric, found: Moved, by: str, key: str) -> None:
    split = found.split
    columns = (
        words.dimension(by),
        t("Before"),
        "n",
        t("Now"),
        t("n now"),
        t("Within"),
        t("Mix"),
        t("Came or went"),
    )
    rows = []
    for at, part in enumerate(found.parts):
        parts: Sequence[str] = ("–", "–", "–")
        if split.within_by_segment:
            parts = [
                change_words(value, metric.unit)
                for value in (
                    split.within_by_segment[at].value,
                    split.mix_by_segment[at],
                    split.entered_left_by_segment[at],
                )
            ]
        before, now = (
            number(level, metric.unit) if level is not None else "–"
            for level in (part.level_before, part.level)
        )
        rows.append((part_name(part, by), before, part.n_before, now, part.n, *parts))
    rows.append(
        (
            t("All"),
            number(found.before, metric.unit),
            sum(p.n_before for p in found.parts),
            number(found.now, metric.unit),
            sum(p.n for p in found.parts),
            *(
                change_words(value, metric.unit)
                for value in (split.within.value, split.mix.value, split.entered_left)
            ),
        )
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        st.dataframe(
            {name: [row[at] for row in rows] for at, name in enumerate(columns)},
            hide_index=True,
            key=f"{key}_moved_table",
        )
        st.download_button(
            t("Download as CSV"),
            export.as_csv(columns, rows),
            file_name=f"{metric.id}_{by}.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"{key}_moved_csv",
            on_click="ignore",
        )
        if any(part.joined for part in found.parts):
            st.caption(
                t(
                    "Groups with fewer than {n} rows are put together, so that none can "
                    "be worked out.",
                    n=whole(metric.min_n),
                )
            )
