"""Negative to the left, positive to the right: by any group, and by what was rated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from cx import catalog, charts
from cx.analyses import wom
from cx.analyses.wom_apart import apart, together
from cx.errors import CxError, said
from cx.locale import number, t
from cx.measure import Estimate, Question, Rows
from cx.ui import behind, choices, figures, numbers, state, wom_numbers, words
from cx.ui.overview import breakdowns
from cx.ui.stated import stated

WAYS = {"incidence": "Incidence", "propensity": "Propensity"}
BASES = {
    "incidence": "Of everybody asked, whatever their experience.",
    "propensity": "Negative: of those with a bad experience. Positive: of those with a "
    "good one.",
}
RATED_WORDS = {"effort": "Effort", "touchpoint": "Touchpoint"}
SIDES = {
    "effort": {
        "high": said("Easy (5–7)"),
        "middle": said("Neither (4)"),
        "low": said("Hard (1–3)"),
    },
    "touchpoint": {
        "low": said("{touchpoint}, rated low"),
        "high": said("{touchpoint}, rated high"),
    },
}
MOST_ROWS = 20
MOST_NAMED = 6
EMPTY = Estimate({}, 0, None, None, None, "empty")


@dataclass(frozen=True)
class Row:
    """One line of the chart, and what each side is compared with."""

    label: str
    negative: Estimate
    positive: Estimate
    wholes: tuple[Estimate, Estimate]


def _asked_too(question: str, version: int) -> bool:
    """Whether anybody was asked this, whatever is filtered now."""
    metric_id = {"effort": "ces2", "touchpoint": "touchpoint_score"}[question]
    try:
        return numbers.estimate(metric_id, Question(version=version)).n > 0
    except CxError:
        return False


def _options() -> list[str]:
    version = state.view().version
    return breakdowns(wom.ASKED) + [one for one in wom.RATED if _asked_too(one, version)]


def check() -> None:
    """Refuse a link's choices that this page lacks, before any number is drawn."""
    choices.check("measure", list(WAYS))
    choices.check("by", _options())


def _name(by: str) -> str:
    return t(RATED_WORDS[by]) if by in RATED_WORDS else words.dimension(by)


def _name_inside(by: str) -> str:
    if by == "effort":
        return t("how easy it was")
    if by == "touchpoint":
        return t("touchpoints rated low and high")
    return words.dimension_inside(by)


def paired(question: Question) -> None:
    """The paired bars with their choices, marks and rows."""
    st.markdown("### " + t("Where it comes from"))
    options = _options()
    with st.container(horizontal=True):
        way = choices.choice(
            "measure", t("Measure"), list(WAYS), "incidence", lambda w: t(WAYS[w])
        )
        by = choices.choice("by", t("Broken down by"), options, options[0], _name)
    ids = (f"negative_wom_{way}", f"positive_wom_{way}")
    rows = _rated_rows(ids, by, question) if by in wom.RATED else _rows(ids, by, question)
    rows = rows[:MOST_ROWS]
    marks = apart(
        [
            pair
            for row in rows
            for pair in zip((row.negative, row.positive), row.wholes, strict=True)
        ]
    )
    title = t("Negative against positive, by {dimension}", dimension=_name_inside(by))
    _chart(rows, marks, ids, by=by, title=title, question=question)
    metric = catalog.metric(ids[0])
    n = rows[0].wholes[0].n if rows and by not in wom.RATED else None
    stated(metric, question, n=n, extra=[t(BASES[way]), *_differs(rows, marks, by)])


def _rows(ids: tuple[str, str], by: str, question: Question) -> list[Row]:
    asked = replace(question, by=(by,), period=None)
    left, right = (
        {one.group[by]: one for one in numbers.estimates(metric_id, asked)}
        for metric_id in ids
    )
    wholes = (numbers.estimate(ids[0], question), numbers.estimate(ids[1], question))
    groups = sorted(
        set(left) | set(right), key=lambda g: -(left.get(g, EMPTY).value or 0.0)
    )
    return [
        Row(
            words.value(by, g),
            left.get(g, replace(EMPTY)),
            right.get(g, replace(EMPTY)),
            wholes,
        )
        for g in groups
    ]


def _rated_rows(ids: tuple[str, str], by: str, question: Question) -> list[Row]:
    """Rows of what was rated; a touchpoint is compared low against high."""
    left, right = (wom_numbers.rated(metric_id, question, by) for metric_id in ids)
    places = {one.group.get("touchpoint"): 0.0 for one in [*left, *right]}
    for one in left:
        if one.group["side"] == "low":
            places[one.group.get("touchpoint")] = -(one.value or 0.0)
    found = []
    for place in sorted(places, key=lambda p: (places[p], str(p))):
        here = [
            {
                str(one.group["side"]): one
                for one in side
                if one.group.get("touchpoint") == place and one.group["side"] in SIDES[by]
            }
            for side in (left, right)
        ]
        wholes = (together(list(here[0].values())), together(list(here[1].values())))
        for side, label in SIDES[by].items():
            negative, positive = (one.get(side, replace(EMPTY)) for one in here)
            if negative.n or positive.n:
                named = t(label, touchpoint=place or "")
                found.append(Row(named, negative, positive, wholes))
    return found


def _differs(rows: list[Row], marks: list[bool], by: str) -> list[str]:
    """What the marks mean, and which they are."""
    several = sum(1 for row in rows for one in (row.negative, row.positive) if one.n)
    named = [
        f"{row.label} ({word} {number(one.value or 0.0, 'share')})"
        for at, row in enumerate(rows)
        for one, word, marked in (
            (row.negative, t("negative"), marks[2 * at]),
            (row.positive, t("positive"), marks[2 * at + 1]),
        )
        if marked
    ]
    if not named:
        return [
            t(
                "None of {count} shares differs from the rest beyond chance (false "
                "discovery rate 10%).",
                count=several,
            )
        ]
    others = len(named) - MOST_NAMED
    listed = "; ".join(named[:MOST_NAMED])
    if others > 0:
        listed += " " + t("and {count} more", count=others)
    sentence = (
        t("* low and high differ beyond chance")
        if by == "touchpoint"
        else t("* differs from the rest beyond chance")
    )
    return [
        t(
            "{mark} (of {count} shares, false discovery rate 10%): {listed}.",
            mark=sentence,
            count=several,
            listed=listed,
        ),
        t("Intervals are of each share alone."),
    ]


def _chart(
    rows: list[Row],
    marks: list[bool],
    ids: tuple[str, str],
    *,
    by: str,
    title: str,
    question: Question,
) -> None:
    pairs = [
        (("* " if any(marks[2 * at : 2 * at + 2]) else "") + row.label, *both)
        for at, row in enumerate(rows)
        for both in [(row.negative, row.positive)]
    ]
    metrics = tuple(catalog.metric(metric_id) for metric_id in ids)
    asked = replace(question, by=(by,), period=None) if by not in wom.RATED else question
    shown = [
        (metric, side, asked)
        for _label, one, two in pairs
        for metric, side in zip(metrics, (one, two), strict=True)
    ]
    # Sides without a row are one and the same estimate: labels go by place.
    names = [
        f"{label}: {word}"
        for label, *_ in pairs
        for word in (t("negative"), t("positive"))
    ]
    spoken = figures.chart_words(metrics[0], title)
    drawn = charts.diverging(pairs, words=spoken)
    alt = charts.describe_diverging(pairs, words=spoken)
    st.markdown("#### " + title)
    st.plotly_chart(
        drawn,
        key="wom_sides",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=alt,
    )
    at = figures.picked("wom_sides", len(shown))
    if at is not None:
        metric, found, narrow = shown[at]
        with st.container(border=True):
            st.markdown("**" + words.plain(names[at]) + "**")
            if by in wom.RATED:
                behind.fetched_rows(
                    partial(_fetch, metric.id, question, by, found),
                    metric,
                    key="wom_sides",
                )
            else:
                behind.rows_table(
                    metric, numbers.narrowed(narrow, found), key="wom_sides"
                )
    with st.expander(t("As a table"), icon=":material/table:"):
        labels = {id(one): name for (_m, one, _q), name in zip(shown, names, strict=True)}
        figures.table_twin(shown, label_of=lambda one: labels[id(one)], key="wom_sides")


def _fetch(
    metric_id: str, question: Question, by: str, found: Estimate, most: int
) -> Rows:
    return wom.rated_rows(state.store(), metric_id, question, by, found.group, most=most)
