"""Numbers about teams on the Front line page, without rows, and what is withheld."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from cx import catalog, export
from cx.analyses import front_line
from cx.catalog import Metric
from cx.charts import Figure
from cx.locale import number, t, whole
from cx.measure import Estimate, Question, staff
from cx.ui import cards, numbers, state, words
from cx.ui.figures import CHART_CONFIG
from cx.ui.stated import stated_words

PER = 1_000
LEAST_TEAMS = 2


def asked(question: Question) -> Question:
    """The question as staff numbers take it: teams and whole months, nothing else."""
    kept = tuple((name, chosen) for name, chosen in question.filters if name == "team")
    metric = catalog.metric("abuse_rate")
    return staff.asked(metric, replace(question, filters=kept, by=(), period=None))


def not_applied(question: Question) -> list[str]:
    """Filters that are set and say nothing of people at work."""
    return [name for name, chosen in question.filters if chosen and name != "team"]


def one(metric_id: str, question: Question) -> Estimate:
    """The number of all teams that are told."""
    return numbers.estimate(metric_id, question)


def by_team(metric_id: str, question: Question) -> list[Estimate]:
    """A number for each team, in the order of their names."""
    return numbers.estimates(metric_id, replace(question, by=("team",), period=None))


def standing_out(metric_id: str, question: Question) -> list[Estimate]:
    """Teams that lie above all other teams together by more than chance, highest first.

    They are judged as one family: the highest of many is high by chance alone.
    """
    above = {
        each.group
        for each in numbers.against_rest(metric_id, question, "team")
        if each.stands_out and each.difference and each.difference.value > 0
    }
    found = [e for e in by_team(metric_id, question) if e.group["team"] in above]
    return sorted(found, key=lambda e: -(e.value or 0))


def per_thousand(found: Estimate) -> Estimate:
    """A share of contacts as contacts out of a thousand."""
    return _times(found, PER)


def _times(found: Estimate, by: float) -> Estimate:
    def times(value: float | None) -> float | None:
        return None if value is None else by * value

    return replace(
        found, value=times(found.value), low=times(found.low), high=times(found.high)
    )


def in_unit(metric: Metric, found: Estimate) -> tuple[Estimate, str]:
    """A number as this page shows it, with its unit: abuse per 1,000, time in minutes."""
    by = {"abuse_rate": PER, "after_abuse": 1 / 60}.get(metric.id)
    return (_times(found, by) if by else found), unit_of(metric)


def unit_of(metric: Metric) -> str:
    """The unit of `in_unit`."""
    return "count" if metric.id in ("abuse_rate", "after_abuse") else metric.unit


def axis(metric: Metric) -> str:
    """What the numbers are, for an axis."""
    if metric.id == "abuse_rate":
        return t("per 1,000 contacts")
    return t("minutes") if metric.id == "after_abuse" else words.unit(metric)


def words_of(metric: Metric, found: Estimate) -> str:
    """A number with its interval, in this page's unit."""
    shown, unit = in_unit(metric, found)
    if shown.value is None:
        return words.note(shown) or t("no data")
    if shown.low is None or shown.high is None:
        return number(shown.value, unit)
    return t(
        "{value} (95% interval {low} to {high})",
        value=number(shown.value, unit),
        low=number(shown.low, unit),
        high=number(shown.high, unit),
    )


def card(metric_id: str, question: Question) -> Estimate:
    """One number of all teams, its interval, its base and its definition."""
    metric = catalog.metric(metric_id)
    found = one(metric_id, question)
    shown, unit = in_unit(metric, found)
    with st.container(border=True, height="stretch", key=f"card_{metric_id}"):
        st.markdown(
            ":small[**" + t(metric.name) + "**]", help=cards.definition_text(metric)
        )
        if shown.value is None:
            figure = "–"
        elif shown.status == "low" and shown.low is not None and shown.high is not None:
            low, high = number(shown.low, unit), number(shown.high, unit)
            figure = t("{low} to {high}", low=low, high=high)
        else:
            figure = number(shown.value, unit)
        st.metric(t(metric.name), figure, label_visibility="collapsed")
        if unit != metric.unit:
            st.caption(axis(metric))
        if shown.status == "ok" and shown.low is not None and shown.high is not None:
            st.caption(
                t(
                    "95% interval {interval}",
                    interval=t(
                        "{low} to {high}",
                        low=number(shown.low, unit),
                        high=number(shown.high, unit),
                    ),
                )
            )
        if words.note(shown):
            st.caption(words.note(shown))
        if found.n:
            st.caption(words.base(metric, found.n))
    return found


def chart(
    figure: Figure,
    shown: Sequence[Estimate],
    *,
    unit: str,
    title: str,
    alt: str,
    key: str,
    label_of: Callable[[Estimate], str],
) -> None:
    """A chart and its table; a click opens nothing, for its rows are people."""
    if title:
        st.markdown("#### " + title)
    st.plotly_chart(figure, key=key, config=CHART_CONFIG, alt=alt)
    columns = (t("Group"), t("Number"), t("From"), t("To"), "n", t("Note"))

    def limit(value: float | None) -> str:
        return "" if value is None else number(value, unit)

    rows = [
        (
            label_of(found),
            limit(found.value) or "–",
            limit(found.low),
            limit(found.high),
            found.n,
            words.note(found),
        )
        for found in shown
    ]
    with st.expander(t("As a table"), icon=":material/table:"):
        st.dataframe(
            {name: [row[at] for row in rows] for at, name in enumerate(columns)},
            hide_index=True,
            key=f"twin_{key}",
        )
        st.download_button(
            t("Download as CSV"),
            export.as_csv(columns, rows),
            file_name=f"{key}.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"twin_csv_{key}",
            on_click="ignore",
        )


def stated(metric_id: str, question: Question, n: int, *extra: str) -> None:
    """What a number of teams rests on, and which teams are not in it."""
    metric = catalog.metric(metric_id)
    st.caption(
        stated_words(
            t(metric.name),
            question,
            n=n,
            extra=(
                t("whole teams in whole months, from 8 people on"),
                withheld(metric_id, question),
                *extra,
            ),
        ),
        help=cards.definition_text(metric),
    )


def months(metric_id: str, question: Question) -> list[front_line.TeamMonths]:
    """Which teams are told in how many months, those that are asked for."""
    chosen = dict(question.filters).get("team", ())
    return [
        each
        for each in front_line.team_months(
            state.store(), metric_id, replace(question, filters=())
        )
        if not chosen or each.team in chosen
    ]


def withheld(metric_id: str, question: Question) -> str:
    """Which teams are left out of every number because they have too few people."""
    short = [one for one in months(metric_id, question) if one.told < one.months]
    if not short:
        return ""
    return t(
        "in no number, for fewer than 8 people: {teams}",
        teams=", ".join(
            t(
                "{team} ({n} of {all} months)",
                team=words.value("team", one.team),
                n=whole(one.months - one.told),
                all=whole(one.months),
            )
            for one in short
        ),
    )


def missing(metric_id: str, question: Question, needed: str) -> bool:
    """Say why there is no number, if there is none: nothing loaded, or too few people."""
    if one(metric_id, question).n:
        return False
    everywhere = months(metric_id, question)
    if everywhere:
        st.info(
            t(
                "Withheld: no team has 8 people in any whole month of this period, so a "
                "number would tell of single people."
            )
        )
    else:
        st.info(needed)
    return True
