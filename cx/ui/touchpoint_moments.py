"""Good and bad moments of a journey: their runs, the worst one, the usual sequences."""

from __future__ import annotations

import streamlit as st

from cx import catalog, charts
from cx.charts import TileWords
from cx.locale import t
from cx.measure import Question
from cx.ui import figures, numbers, touchpoint_numbers, words
from cx.ui.stated import stated
from cx.ui.touchpoint_journey import MEAN, card_row

# Where in the journey the worst stage lies.
PARTS = ("first fifth", "second fifth", "middle fifth", "fourth fifth", "last fifth")


def moments(question: Question) -> None:
    """Runs of good and bad moments, and where the worst one lies."""
    card_row(("bad_moment_runs", "good_moment_runs", "worst_position"), question)
    _worst(question)
    _tiles(question)


def _worst(question: Question) -> None:
    metric = catalog.metric("worst_position")
    found = numbers.estimate("worst_position", question)
    title = t("Where in the journey the worst stage lies")
    st.markdown("#### " + title)
    if found.value is None:
        st.caption(words.note(found) or t("no data"))
        return
    counts = touchpoint_numbers.worst_places(question)
    spoken = figures.chart_words(metric, title)
    total = sum(counts)
    st.plotly_chart(
        charts.parts(counts, [t(part) for part in PARTS], words=spoken),
        key="worst_places",
        config=figures.CHART_CONFIG,
        alt=title
        + ". "
        + "; ".join(
            f"{t(part)}: {spoken.number(count / total, 'share')}"
            for part, count in zip(PARTS, counts, strict=True)
        ),
    )
    stated(
        metric,
        question,
        n=found.n,
        extra=[t("Stages that tie for the worst share their journey evenly.")],
    )


def _tiles(question: Question) -> None:
    names = [stage.name for stage in touchpoint_numbers.stages(question)]
    chosen = dict(question.parameters)
    place = {stage.name: stage.place for stage in touchpoint_numbers.stages(question)}
    names = [
        name
        for name in names
        if int(chosen["first_stage"]) <= place[name] <= int(chosen["last_stage"])
    ]
    found = touchpoint_numbers.patterns(question, names)
    total = numbers.estimate(MEAN, question).n
    title = t("The most frequent journeys, stage by stage")
    st.markdown("#### " + title)
    if not found:
        st.caption(t("No sequence is shared by ten journeys or more."))
        return
    says = TileWords(good=t("good (4–5)"), neither=t("neither (3)"), bad=t("bad (1–2)"))
    spoken = figures.chart_words(catalog.metric(MEAN), title)
    rows = [(one.signs, one.n) for one in found]
    st.plotly_chart(
        charts.tiles(rows, stages=names, total=total, words=spoken, says=says),
        key="journey_tiles",
        config=figures.CHART_CONFIG,
        alt=charts.describe_tiles(
            rows, stages=names, total=total, words=spoken, says=says
        ),
    )
    stated(
        title,
        question,
        n=total,
        rows="response",
        extra=[t("Only sequences of ten journeys or more; not met is left empty.")],
    )
