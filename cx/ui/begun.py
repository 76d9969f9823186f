"""Where snowballs begin, by reason and by first owner, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from cx import catalog, charts, export
from cx.errors import CxError
from cx.locale import number, t, whole
from cx.measure import Estimate, Question
from cx.palette import BAD
from cx.ui import behind, figures, frame, numbers, words
from cx.ui.stated import stated

MOST_BEGUN = 12


@dataclass(frozen=True)
class Begun:
    """What episodes of one reason or team brought: extra contacts, and their cost."""

    rate: Estimate
    # Extra contacts, not per 100 episodes; withheld where the rate is.
    total: Estimate
    share: float | None
    hours: float | None


def begun(question: Question, by: str) -> list[Begun]:
    """Reasons or teams of first contacts, those of the most extra contacts first."""
    asked = replace(question, by=(by,))
    numbers.prepare(asked, ["extra_contacts", "extra_handling"])
    try:
        rates = numbers.estimates("extra_contacts", asked)
        handled = numbers.estimates("extra_handling", asked)
    except CxError as error:
        frame.say_error(error)
        return []
    whole_sums = numbers.estimate("extra_contacts", question).sums
    every = whole_sums.get("numerator", 0.0) / 100
    hours = {e.group[by]: e.sums["numerator"] / 3600 for e in handled if e.sums}
    found = []
    for rate in rates:
        total = _total(rate)
        known = total.value is not None and every > 0
        share = (total.value or 0) / every if known else None
        found.append(Begun(rate, total, share, hours.get(rate.group[by])))
    return sorted(found, key=lambda one: -(one.total.value or 0))


def _total(rate: Estimate) -> Estimate:
    """Extra contacts from extra contacts per 100 episodes."""
    if rate.value is None:
        return rate
    scale = rate.n / 100
    return replace(
        rate,
        value=float(round(rate.value * scale)),
        low=None if rate.low is None else max(rate.low, 0.0) * scale,
        high=None if rate.high is None else rate.high * scale,
    )


def chart(every: list[Begun], by: str, question: Question, cost: float) -> None:
    """Extra contacts by where they began, each with its interval, its cost and rows."""
    found = every[:MOST_BEGUN]
    if not found:
        return
    title = {
        "reason": t("Extra contacts by the reason they began with"),
        "team": t("Extra contacts by their first owner"),
    }[by]
    metric = catalog.metric("extra_contacts")

    def label(one: Estimate) -> str:
        return words.value(by, one.group[by])

    totals = [one.total for one in found]
    spoken = replace(figures.chart_words(metric, title), axis=t("extra contacts"))
    st.markdown("#### " + title)
    told = _told(found[0], every, label(found[0].rate), cost)
    if told:
        st.markdown(words.plain(told))
    st.plotly_chart(
        charts.ranked(
            totals,
            label_of=label,
            unit="count",
            words=spoken,
            colour_of=lambda _e: BAD,
        ),
        key=f"begun_{by}",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.alt_text(totals, label_of=label, unit="count", words=spoken),
    )
    at = figures.picked(f"begun_{by}", len(found))
    if at is not None:
        with st.container(border=True):
            st.markdown("**" + words.plain(label(found[at].rate)) + "**")
            asked = replace(question, by=(by,))
            behind.rows_table(
                metric, numbers.narrowed(asked, found[at].rate), key=f"begun_{by}"
            )
    hidden = len(every) - len(found)
    stated(
        metric,
        question,
        n=sum(one.rate.n for one in every),
        extra=(t("{count} more in the table", count=whole(hidden)),) if hidden else (),
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        _table(every, by, cost)


def _told(first: Begun, every: list[Begun], label: str, cost: float) -> str:
    """One sentence: where most of it begins, and what all of it costs."""
    if first.share is None or first.total.status != "ok":
        return ""
    episodes = sum(one.rate.n for one in every)
    told = t(
        "{label}: {share} of the extra contacts, with {part} of the episodes.",
        label=label,
        share=number(first.share, "share"),
        part=number(first.rate.n / episodes, "share"),
    )
    if first.hours is not None and first.hours > 0:
        told += " " + t(
            "They took {hours} hours of handling.", hours=number(first.hours, "count")
        )
    if cost:
        told += " " + t(
            "At {cost} a contact they cost {money}.",
            cost=number(cost, "money"),
            money=number(cost * (first.total.value or 0), "money"),
        )
    return told


def _table(every: list[Begun], by: str, cost: float) -> None:
    metric = catalog.metric("extra_contacts")
    columns = [
        t("Group"),
        t("Extra contacts"),
        t("Share"),
        t("Running total"),
        t("Per 100 episodes"),
        t("95% interval"),
        t("Episodes"),
        t("Hours of handling"),
        *([t("Cost")] if cost else []),
        t("Note"),
    ]
    rows, so_far = [], 0.0
    for one in every:
        so_far += one.share or 0.0
        known = one.total.value is not None
        rows.append(
            (
                words.value(by, one.rate.group[by]),
                number(one.total.value or 0, "count") if known else "–",
                number(one.share, "share") if one.share is not None else "",
                number(so_far, "share") if one.share is not None else "",
                words.figure(metric, one.rate),
                words.interval(metric, one.rate),
                one.rate.n,
                number(one.hours, "count") if one.hours is not None else "",
                *(
                    [number(cost * (one.total.value or 0), "money") if known else ""]
                    if cost
                    else []
                ),
                words.note(one.rate),
            )
        )
    st.dataframe(
        {name: [row[i] for row in rows] for i, name in enumerate(columns)},
        hide_index=True,
        key=f"twin_begun_{by}",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name=f"extra_contacts_{by}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"twin_csv_begun_{by}",
        on_click="ignore",
    )
