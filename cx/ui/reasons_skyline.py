"""The skyline: reasons as towers, with the period before and who owns them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from cx import catalog, export
from cx.analyses import reasons
from cx.analyses.reasons import FEWEST_REASONS, MOST_OTHER, MOST_REASONS, Tower, is_other
from cx.charts.skyline import SkylineTower, SkylineWords, describe_skyline, skyline
from cx.locale import number, t, whole
from cx.measure import Question
from cx.ui import (
    behind,
    cards,
    choices,
    figures,
    filter_bar,
    reasons_numbers,
    saying,
    state,
    words,
)
from cx.ui.stated import stated

HEIGHTS = ("contacts", "rate", "cost")


@dataclass(frozen=True)
class Drawn:
    """Towers of one kind of height, in the unit they are shown in."""

    heights: list[float]
    before: dict[str | None, float]
    towers: list[Tower]
    axis: str
    unit: str
    asked: Question
    extra: tuple[str, ...] = ()


def draw(question: Question) -> None:
    """The warning, the choice of height, the chart with its rows and its table."""
    found = reasons_numbers.towers(question)
    _warn(found)
    height = choices.choice(
        "towers", t("Height of the towers"), HEIGHTS, "contacts", _height_words
    )
    drawn = _drawn(question, found, height)
    if drawn is None:
        return
    owners = {
        reason: str(said.values["owner"])
        for reason, said in saying.latest("owner_set").items()
        if said.values
    }
    every = sum(drawn.heights) or 1.0
    towers = [
        SkylineTower(
            words.value("reason", one.reason),
            height_of,
            drawn.before.get(one.reason, 0.0) if drawn.before else None,
            height_of / every,
            one.contacts,
            owners.get(one.reason or "", ""),
        )
        for one, height_of in zip(drawn.towers, drawn.heights, strict=True)
    ]
    title = t("Why customers contact, the most frequent reason first")
    spoken = replace(figures.chart_words(None, title), axis=drawn.axis)
    says = SkylineWords(
        before=t("period before"),
        running=t("running total"),
        nobody=t("no owner"),
        others=t("further owners"),
        share=t("Share"),
    )
    st.markdown("#### " + title)
    st.plotly_chart(
        skyline(towers, unit=drawn.unit, words=spoken, says=says),
        key="skyline",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=describe_skyline(towers, spoken, unit=drawn.unit, says=says),
    )
    at = figures.picked("skyline", len(towers))
    if at is not None:
        with st.container(border=True):
            st.markdown("**" + words.plain(towers[at].label) + "**")
            open_rows(drawn.asked, (drawn.towers[at].reason,), key="skyline")
    say_base(
        t("Contacts that customers began, by their first reason"),
        drawn.asked,
        sum(one.contacts for one in drawn.towers),
        *drawn.extra,
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        _table(towers, drawn)
    cards.card_alone("reason_unknown", question)


def open_rows(question: Question, about: tuple[str | None, ...], *, key: str) -> None:
    """The contacts about some reasons."""
    fetch = partial(reasons.rows, state.store(), reasons.about(question, about))
    behind.fetched_rows(fetch, catalog.metric("reason_unknown"), key=key)


def say_base(what: str, question: Question, n: int, *extra: str) -> None:
    """The caption of these charts: contacts that histories leave out count here."""
    stated(
        what,
        question,
        extra=(
            words.base_of("contact", n),
            *extra,
            t("answers to surveys and automatic replies are not counted"),
        ),
    )


def _height_words(height: str) -> str:
    return {
        "contacts": t("Contacts"),
        "rate": t("Contacts per 100 X"),
        "cost": t("Cost"),
    }[height]


def _warn(found: list[Tower]) -> None:
    """Too few reasons, too many, or too much under other: said before the chart."""
    every = sum(one.contacts for one in found)
    named = sum(not is_other(one.reason) for one in found)
    other = sum(one.contacts for one in found if is_other(one.reason))
    if named < FEWEST_REASONS:
        st.warning(
            t(
                "Only {n} reasons are in this selection. Fewer than {few} put different "
                "causes together, and no one can own them: split the largest.",
                n=whole(named),
                few=FEWEST_REASONS,
            )
        )
    elif named > MOST_REASONS:
        st.warning(
            t(
                "{n} reasons are in this selection. More than {many} cannot each have an "
                "owner, and agents pick the first of the list: put the small ones "
                "together.",
                n=whole(named),
                many=MOST_REASONS,
            )
        )
    if every and other > MOST_OTHER * every:
        st.warning(
            t(
                "{share} of contacts have no reason or are filed under other. Sort these "
                "out before the towers are compared.",
                share=number(other / every, "share"),
            )
        )


def _drawn(question: Question, found: list[Tower], height: str) -> Drawn | None:
    earlier = filter_bar.previous(question)
    if height == "rate":
        return _by_rate(question, earlier)
    if height == "cost":
        costed = [one for one in found if one.costed]
        if not costed:
            st.info(
                t(
                    "No contact has a cost. Map a column with the cost of a contact on "
                    "the Data page."
                )
            )
            return None
        costed.sort(key=lambda one: -one.cost)
        missing = sum(one.contacts - one.costed for one in found)
        before = reasons_numbers.towers(earlier) if earlier else []
        return Drawn(
            [float(one.cost) for one in costed],
            {one.reason: float(one.cost) for one in before},
            costed,
            t("cost of the contacts"),
            "money",
            question,
            (t("{n} contacts without a cost are left out", n=whole(missing)),)
            if missing
            else (),
        )
    before = reasons_numbers.towers(earlier) if earlier else []
    return Drawn(
        [float(one.contacts) for one in found],
        {one.reason: float(one.contacts) for one in before},
        found,
        t("contacts"),
        "count",
        question,
    )


def _by_rate(question: Question, earlier: Question | None) -> Drawn | None:
    known = reasons_numbers.per_choices()
    if not known:
        say_no_units()
        return None
    per = choices.choice(
        "per", t("Per 100 of (X)"), tuple(known), known[0], reasons_numbers.per_words
    )
    found = reasons_numbers.rates(question, per)
    if found is None:
        say_no_month(per)
        return None
    before = reasons_numbers.rates(earlier, per) if earlier else None
    return Drawn(
        [found.estimate(one).value or 0.0 for one in found.towers],
        {one.reason: before.estimate(one).value or 0.0 for one in before.towers}
        if before
        else {},
        found.towers,
        t("contacts per 100 {per}", per=reasons_numbers.per_words(per)),
        "score",
        reasons_numbers.over(question, found.months),
        (t("whole months only"),),
    )


def say_no_units() -> None:
    """What would fill a part that divides contacts by something."""
    st.info(
        t(
            "Contacts cannot be divided by anything yet: load volumes (orders, "
            "shipments, active customers or invoices by month or day), or an order file."
        )
    )


def say_no_month(per: str) -> None:
    """Why there is no rate: no month is whole."""
    st.info(
        t(
            "No whole month of this period has both contacts and {per}: choose a longer "
            "period.",
            per=reasons_numbers.per_words(per),
        )
    )


def _table(towers: list[SkylineTower], drawn: Drawn) -> None:
    columns = [
        t("Reason"),
        t("Owner"),
        drawn.axis[:1].upper() + drawn.axis[1:],
        *([t("Period before")] if drawn.before else []),
        t("Share"),
        t("Running total"),
        "n",
    ]
    rows, so_far = [], 0.0
    for one in towers:
        so_far += one.share
        rows.append(
            (
                one.label,
                one.owner or "–",
                number(one.height, drawn.unit),
                *([number(one.before or 0.0, drawn.unit)] if drawn.before else []),
                number(one.share, "share"),
                number(min(so_far, 1.0), "share"),
                one.n,
            )
        )
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="twin_skyline",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="skyline.csv",
        mime="text/csv",
        icon=":material/download:",
        key="twin_csv_skyline",
        on_click="ignore",
    )
