"""The next issue: what customers come back about, and whether that would hold again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog, charts, export
from cx.analyses import next_issue as following
from cx.analyses.next_issue import Returns
from cx.locale import day, number, t, whole
from cx.measure import Estimate, Question
from cx.palette import NEUTRAL
from cx.stats.adjacent import Association, Pair
from cx.stats.intervals import Interval
from cx.store import Store
from cx.ui import behind, figures, state, words
from cx.ui.stated import stated

MOST_PAIRS = 20


@st.cache_data(max_entries=200, show_spinner=False)
def _returns(_store: Store, mart: str, question: Question) -> Returns:
    del mart  # only the key of what is kept
    return following.returns(_store, question)


def next_issue(question: Question) -> None:
    """Draw the part of the page that asks what comes next."""
    days = dict(question.parameters)["window_days"]
    found = _returns(state.store(), state.store().mart(question.version), question)
    st.markdown("#### " + t("The next issue: which reason follows which"))
    if found.split is None:
        st.info(
            t(
                "What comes next cannot be said: no contact with a reason is old enough, "
                "or all of them are of one day."
            )
        )
        return
    _kinds(found, days)
    _verdict(found, days)
    shown = found.issues.pairs[:MOST_PAIRS]
    kept = [pair for pair in shown if pair.later is not None and pair.later.support]
    if kept:
        _lifts(kept, question)
    stated(
        t("Next contact about another reason"),
        question,
        n=found.mature,
        rows="contact",
        extra=(
            t(
                "Pairs are chosen before {day} and judged from that day on. Returns "
                "about the same reason are no pair. Pairs of 20 customers or more looked "
                "at: {tested}; of those kept, chance accounts for one in twenty at most.",
                day=day(found.split),
                tested=whole(found.issues.tested),
            ),
        ),
    )
    if shown:
        with st.expander(t("As a table"), icon=":material/table:", expanded=bool(kept)):
            _table(shown)


def _kinds(found: Returns, days: int | str) -> None:
    """Whether they come back about the same, or about what came of it."""
    named = found.same + found.other
    if not named:
        st.markdown(t("Nobody came back with a reason recorded."))
        return
    said = t(
        "Of {returns} returns within {days} days, {explicit} were about the same reason "
        "(not solved) and {implicit} about another (what came of it).",
        returns=whole(named),
        days=days,
        explicit=number(found.same / named, "share"),
        implicit=number(found.other / named, "share"),
    )
    if found.unnamed:
        said += " " + t("{n} more had no reason.", n=whole(found.unnamed))
    st.markdown(words.plain(said))


def _verdict(found: Returns, days: int | str) -> None:
    """What holds, each pair in a sentence; otherwise that there is no signal."""
    issues = found.issues
    if not issues.tested:
        told = t(
            "Too few returns to look for pairs: none has 20 customers in the earlier "
            "part of this period."
        )
        st.info(told, icon=":material/hourglass_empty:")
        return
    if not issues.signal:
        told = t(
            "No signal: of {tested} pairs, {kept} stood out in the earlier part of this "
            "period, and none of them again in the later.",
            tested=whole(issues.tested),
            kept=whole(issues.kept),
        )
        st.info(told, icon=":material/block:")
        return
    for pair in issues.pairs:
        if pair.confirmed and pair.later is not None:
            st.markdown("- " + words.plain(_forward(found, pair, pair.later, days)))
    st.caption(
        t(
            "An upper bound: these contacts go together, and nobody has tried the "
            "sentence yet. Add only the one most likely next step, or calls get longer."
        )
    )


def _forward(found: Returns, pair: Pair, later: Association, days: int | str) -> str:
    saved = following.avoidable(found, pair)
    return t(
        "After “{first}”, {share} of contacts are followed within {days} days by one "
        "about “{next}”, {lift} times as often among returns as elsewhere ({low} to "
        "{high}). One forward sentence would avoid at most about {saved} contacts a "
        "month ({least} to {most}).",
        first=pair.first,
        next=pair.next,
        days=days,
        share=number(later.probability, "share"),
        lift=number(later.lift.value, "score"),
        low=number(later.lift.low, "score"),
        high=number(later.lift.high, "score"),
        saved=number(round(saved.value), "count"),
        least=number(round(saved.low), "count"),
        most=number(round(saved.high), "count"),
    )


def _lifts(kept: list[Pair], question: Question) -> None:
    """Lifts in the later part, each with its interval; a click opens the contacts."""
    drawn = [
        Estimate(
            {"pair": f"{pair.first} → {pair.next}"},
            pair.later.mature,
            pair.later.lift.value,
            pair.later.lift.low,
            pair.later.lift.high,
        )
        for pair in kept
        if pair.later is not None
    ]

    def label(found: Estimate) -> str:
        return str(found.group["pair"])

    title = t("How many times as often as after other reasons")
    spoken = replace(figures.chart_words(None, title), axis=t("times as often"))
    st.markdown("**" + title + "**")
    st.plotly_chart(
        charts.ranked(
            drawn,
            label_of=label,
            unit="score",
            words=spoken,
            reference=[charts.Line(1.0, t("no connection"), NEUTRAL)],
        ),
        key="pairs",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.alt_text(drawn, label_of=label, unit="score", words=spoken),
    )
    at = figures.picked("pairs", len(drawn))
    if at is not None:
        pair = kept[at]
        with st.container(border=True):
            st.markdown("**" + words.plain(label(drawn[at])) + "**")
            fetch = partial(
                following.rows_behind, state.store(), question, pair.first, pair.next
            )
            behind.fetched_rows(fetch, catalog.metric("repeat_share"), key="pairs")


def _table(pairs: tuple[Pair, ...]) -> None:
    columns = (
        t("Reason"),
        t("Next reason"),
        t("Verdict"),
        t("Returns, earlier"),
        t("Followed, earlier"),
        t("Times as often, earlier"),
        "q",
        t("Returns, later"),
        t("Followed, later"),
        t("Times as often, later"),
    )
    rows = [
        (
            pair.first,
            pair.next,
            t("Holds")
            if pair.confirmed
            else t("Not again")
            if pair.kept
            else t("Chance, or small"),
            *_part(pair.earlier),
            f"{pair.q:.3f}",
            *(_part(pair.later) if pair.later is not None else ("", "", "")),
        )
        for pair in pairs
    ]
    st.dataframe(
        {name: [row[i] for row in rows] for i, name in enumerate(columns)},
        hide_index=True,
        key="twin_pairs",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="next_issue.csv",
        mime="text/csv",
        icon=":material/download:",
        key="twin_csv_pairs",
        on_click="ignore",
    )


def _part(found: Association) -> tuple[str, str, str]:
    return (
        whole(found.support),
        number(found.probability, "share"),
        _times(found.lift),
    )


def _times(lift: Interval) -> str:
    if not lift.value > 0:
        return "–"
    return t(
        "{value} ({low} to {high})",
        value=number(lift.value, "score"),
        low=number(lift.low, "score"),
        high=number(lift.high, "score"),
    )
