"""The journey as a strip: what each touchpoint is like, and what it leaves behind."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog, charts, export
from cx.analyses import journey_contacts
from cx.charts import Panel
from cx.locale import number, t
from cx.measure import Estimate, Question, Rows
from cx.ui import behind, cards, figures, numbers, state, words
from cx.ui.stated import stated
from cx.ui.touchpoint_blueprint import Blueprint

# The strip of the wide page and the rows of the narrow one; one of them is seen.
HIDE = """<style>
.st-key-strip_narrow { display: none; }
@media (max-width: 40rem) {
  .st-key-strip_wide { display: none; }
  .st-key-strip_narrow { display: flex; }
}
</style>"""


def panels(found: Blueprint) -> list[Panel]:
    """The small multiples, from the level to what is left behind."""
    return [
        Panel(t("Level: mean rating, 1 to 5"), "score", found.level),
        Panel(
            t("Reach: share of those asked who met it"),
            "share",
            found.reach,
            short=t("reach"),
        ),
        Panel(
            t("Importance: share of R² of the overall verdict"),
            "share",
            found.importance,
            short=t("importance"),
        ),
        Panel(
            t("Contacts whose reason names it"),
            "count",
            found.contacts,
            short=t("contacts"),
        ),
        Panel(
            t("Told others something negative: ● rated 1–2, ◆ the others"),
            "share",
            found.low_told,
            found.others_told,
            t("told negative"),
        ),
        Panel(t("Median wait of those contacts"), "seconds", found.wait, short=t("wait")),
    ]


def open_with(found: Blueprint) -> None:
    """The worst important touchpoint, or what can be said without importance."""
    metric = catalog.metric("touchpoint_score")
    if found.worst is not None:
        level, weight = found.level[found.worst], found.importance[found.worst]
        met = found.reach[found.worst]
        if level and weight and weight.value is not None:
            cards.lead(
                "{worst} weighs most below its best: rated {low}, and {share} of the "
                "differences in the overall verdict go with it."
                + (
                    " {reach} of those asked met it."
                    if met and met.value is not None
                    else ""
                ),
                worst=found.names[found.worst],
                low=cards.number_words(metric, level),
                share=number(weight.value, "share"),
                reach=number(met.value, "share") if met and met.value else "",
            )
            return
    judged = [
        (one.value, name, one)
        for name, one in zip(found.names, found.level, strict=True)
        if one is not None and one.value is not None and one.status == "ok"
    ]
    if len(judged) < 2:
        cards.lead("Too few ratings to compare touchpoints yet.")
        return
    low, high = min(judged), max(judged)
    cards.lead(
        "{worst} is rated lowest: {low}. {best} is rated highest: {high}.",
        worst=low[1],
        low=cards.number_words(metric, low[2]),
        best=high[1],
        high=cards.number_words(metric, high[2]),
    )


def draw(found: Blueprint, question: Question) -> None:
    """The strip, its rows on a narrow page, its table and the rows of a click."""
    title = t("The journey, touchpoint by touchpoint")
    metric = catalog.metric("touchpoint_score")
    spoken = replace(figures.chart_words(None, title), no_data=t("no data"))
    shown = panels(found)
    alt = charts.describe_strip(found.names, shown, spoken, worst=found.worst)
    st.markdown("#### " + title)
    st.html(HIDE)
    for key, figure in (
        ("strip_wide", charts.strip(found.names, shown, words=spoken, worst=found.worst)),
        (
            "strip_narrow",
            charts.strip_rows(found.names, shown, words=spoken, worst=found.worst),
        ),
    ):
        with st.container(key=key):
            st.plotly_chart(
                figure,
                key=f"touch_{key}",
                on_select="rerun",
                selection_mode=("points",),
                config=figures.CHART_CONFIG,
                alt=alt,
            )
    count = len(found.names)
    at = figures.picked("touch_strip_wide", count * len(shown))
    if at is None:
        at = figures.picked("touch_strip_narrow", count)
    if at is not None:
        _rows(found, question, at // count, at % count)
    with st.expander(t("As a table"), icon=":material/table:"):
        _table(found, shown)
    stated(
        metric,
        question,
        n=sum(one.n for one in found.level if one is not None),
        extra=_said(found),
    )


def _said(found: Blueprint) -> list[str]:
    said = []
    if found.worst is not None:
        said.append(
            t(
                "Shaded: the greatest importance times distance from the top of the "
                "scale (5 less the mean)."
            )
        )
    if found.no_importance:
        said.append(t("No importance: {why}.", why=found.no_importance.rstrip(".")))
    if found.reasons:
        listed = "; ".join(f"{n}: {', '.join(r)}" for n, r in found.reasons.items())
        said.append(
            t(
                "Contacts only where a reason names the touchpoint ({listed}); all "
                "others are no data, not none.",
                listed=listed,
            )
        )
    said.append(t("Importance goes with the verdict; it is no proof of a cause."))
    return said


def _rows(found: Blueprint, question: Question, panel: int, stage: int) -> None:
    """The rows behind the number that was clicked."""
    name = found.names[stage]
    one = panels(found)[panel].estimates[stage]
    metrics = {
        0: "touchpoint_score",
        1: "touchpoint_reach",
        4: "touchpoint_told_negative",
    }
    with st.container(border=True):
        st.markdown("**" + words.plain(name) + "**")
        if panel in metrics and one is not None:
            asked = replace(question, by=("touchpoint",))
            behind.rows_table(
                catalog.metric(metrics[panel]),
                numbers.narrowed(asked, one),
                key="touch_strip",
            )
        elif panel == 2:
            st.caption(t("Its complete answers are on the page about loyalty drivers."))
        else:

            def fetch(most: int) -> Rows:
                return journey_contacts.contact_rows(
                    state.store(), question, found.reasons[name], most=most
                )

            behind.fetched_rows(
                partial(fetch), catalog.metric("wait_median"), key="touch_strip"
            )


def _table(found: Blueprint, shown: list[Panel]) -> None:
    columns = (t("Touchpoint"), *(panel.title for panel in shown), "n")
    rows = [
        (
            name,
            *(_written(panel, at) for panel in shown),
            level.n if (level := found.level[at]) is not None else 0,
        )
        for at, name in enumerate(found.names)
    ]
    st.dataframe(
        {head: [row[at] for row in rows] for at, head in enumerate(columns)},
        hide_index=True,
        key="twin_touch_strip",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="touchpoints.csv",
        mime="text/csv",
        icon=":material/download:",
        key="twin_csv_touch_strip",
        on_click="ignore",
    )


def _written(panel: Panel, at: int) -> str:
    parts = [_one(panel.estimates[at], panel.unit)]
    if panel.beside:
        parts.append(_one(panel.beside[at], panel.unit))
    return " : ".join(parts)


def _one(one: Estimate | None, unit: str) -> str:
    if one is None or one.value is None:
        return t("no data") if one is None else "–"
    written = number(one.value, unit)
    if one.low is None or one.high is None:
        return written
    reach = f"{number(one.low, unit)} – {number(one.high, unit)}"
    return f"({reach}, n {one.n})" if one.status == "low" else f"{written} ({reach})"
