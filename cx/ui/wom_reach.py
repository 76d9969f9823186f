"""How far word of mouth travels: most tell a few, and a few tell many."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts, export
from cx.analyses.wom_reach import LEAST_FOR_TOP, SIGNS, Reach
from cx.charts import LorenzWords, Spread
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.palette import BAD, GOOD
from cx.ui import behind, figures, numbers, wom_numbers, words
from cx.ui.behind import rows_button
from cx.ui.stated import stated

COLOURS = {"negative": BAD, "positive": GOOD}


def draw(question: Question) -> None:
    """The table of both signs, and the curve of who tells most of them."""
    found = {sign: wom_numbers.reach(question, sign) for sign in SIGNS}
    if not any(one.n for one in found.values()):
        st.info(t("Nobody said how many people they told, so reach is not known."))
        return
    _said(found)
    _table(found, question)
    _curve(found, question)


def _sign(sign: str) -> str:
    return t("Something negative") if sign == "negative" else t("Something positive")


def _said(found: dict[str, Reach]) -> None:
    said = []
    for sign, one in found.items():
        tenth = one.held_by_top(0.1)
        if tenth is None:
            continue
        hundredth = one.held_by_top(0.01)
        top = number(tenth, "share")
        if hundredth is None:
            said.append(
                t(
                    "{sign}: the loudest 10% told {tenth} of the people.",
                    sign=_sign(sign),
                    tenth=top,
                )
            )
        else:
            said.append(
                t(
                    "{sign}: the loudest 10% told {tenth} of the people, the loudest 1% "
                    "{hundredth}.",
                    sign=_sign(sign),
                    tenth=top,
                    hundredth=number(hundredth, "share"),
                )
            )
    if said:
        st.markdown(words.plain(" ".join(said)))


def _cell(found: Estimate) -> str:
    """A number with its interval; only the interval on a low base."""
    if found.value is None:
        return words.note(found) or "–"
    interval = (
        t("{low} to {high}", low=_people(found.low), high=_people(found.high))
        if found.low is not None
        else ""
    )
    if found.status == "low":
        return interval or "–"
    return f"{_people(found.value)} ({interval})" if interval else _people(found.value)


def _people(value: float | None) -> str:
    return number(value or 0.0, "count")


def _table(found: dict[str, Reach], question: Question) -> None:
    rows: list[tuple[str, ...]] = [
        (t("Tellers who said how many"), *(whole(one.n) for one in found.values()))
    ]
    for name, metric_id in (
        (t("Median of people told"), "{}_wom_reach_median"),
        (t("90th percentile"), "{}_wom_reach_p90"),
        (t("Mean"), "{}_wom_reach"),
    ):
        cells = [
            _cell(numbers.estimate(metric_id.format(sign), question)) for sign in SIGNS
        ]
        rows.append((name, *cells))
    rows.append(
        (
            t("Mean, capped at the 99th percentile"),
            *(_cell(one.capped) for one in found.values()),
        )
    )
    rows.append(
        (
            t("Cap, and how many answers lie above it"),
            *(
                t("{cap} people; {n} above", cap=_people(one.cap), n=whole(one.above))
                if one.capped.value is not None
                else "–"
                for one in found.values()
            ),
        )
    )
    columns = (t("People told"), *(_sign(sign) for sign in SIGNS))
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="wom_reach_table",
    )
    st.caption(
        t(
            "In brackets the 95% interval. Who told both good and bad gave one number "
            "for two stories and is left out."
        )
    )
    for sign, one in found.items():
        metric = catalog.metric(f"{sign}_wom_reach")
        if one.capped.value is not None:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(_sign(sign), width="content")
                rows_button(metric, question, one.n, key=f"rows_reach_{sign}")
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="wom_reach.csv",
        mime="text/csv",
        icon=":material/download:",
        key="wom_reach_csv",
        on_click="ignore",
    )


def _curve(found: dict[str, Reach], question: Question) -> None:
    spreads = [
        Spread(
            _sign(sign),
            one.curve if one.held_by_top(0.1) is not None else None,
            one.n,
            COLOURS[sign],
        )
        for sign, one in found.items()
    ]
    metric = catalog.metric("negative_wom_reach")
    title = t("Who tells most of the people")
    st.markdown("#### " + title)
    if not any(one.curve for one in spreads):
        st.caption(
            t(
                "The curve needs {least} tellers of one sign who said how many people.",
                least=LEAST_FOR_TOP[0.1],
            )
        )
        return
    spoken = replace(figures.chart_words(metric, title), axis="")
    says = LorenzWords(
        across=t("share of tellers, the quietest first"),
        up=t("share of all people told"),
        equal=t("everybody tells as many"),
        point=t(
            "{label}: the quietest {rows} of tellers told {held} of the people ({n})"
        ),
    )
    st.plotly_chart(
        charts.lorenz_curves(spreads, words=spoken, says=says),
        key="wom_lorenz",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_lorenz(spreads, spoken, says=says),
    )
    at = figures.picked("wom_lorenz", len(SIGNS))
    if at is not None:
        chosen = catalog.metric(f"{SIGNS[at]}_wom_reach")
        with st.container(border=True):
            st.markdown("**" + words.plain(_sign(SIGNS[at])) + "**")
            behind.rows_table(chosen, question, key="wom_lorenz")
    with st.expander(t("As a table"), icon=":material/table:"):
        _curve_table(spreads)
    stated(
        catalog.metric("wom_reach"),
        question,
        n=sum(one.n for one in found.values()),
        rows="response",
        extra=[
            t("Each number is what people say they told."),
            t(
                "Shares of the loudest 1% need {n} tellers, of the loudest 10% {m}.",
                n=LEAST_FOR_TOP[0.01],
                m=LEAST_FOR_TOP[0.1],
            ),
        ],
    )


def _curve_table(spreads: list[Spread]) -> None:
    drawn = [one for one in spreads if one.curve]
    shares = [tenth / 10 for tenth in range(1, 11)]
    columns = {t("Quietest tellers"): [number(at, "share") for at in shares]}
    for one in drawn:
        if one.curve:
            columns[one.label] = [
                number(one.curve.held_by_lowest(at), "share") for at in shares
            ]
    st.dataframe(columns, hide_index=True, key="twin_wom_lorenz")
