"""The scorecard of owners: what they answer for, its trend, the targets they hit."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cx import export
from cx.analyses import closed_loop, reasons
from cx.analyses.closed_loop import Entry
from cx.analyses.reasons import Tower
from cx.locale import number, t, whole
from cx.measure import Question
from cx.stats.intervals import Interval
from cx.ui import filter_bar, reasons_numbers, reasons_skyline, words
from cx.ui.reasons_numbers import PER, percent


@dataclass(frozen=True)
class Card:
    """One owner's reasons together."""

    owner: str
    entries: list[Entry]
    tower: Tower
    share: float
    rate: str
    change: Interval | None


def scorecard(question: Question, found: list[Entry]) -> None:
    """One line per owner; a click on it opens the contacts."""
    owners = closed_loop.by_owner(found)
    if not owners:
        return
    st.markdown("#### " + t("Scorecard of owners"))
    known = reasons_numbers.per_choices()
    per = known[0] if known else None
    every = reasons_numbers.total(question).contacts or 1
    cards = [
        _card(owner, entries, question, per, every) for owner, entries in owners.items()
    ]
    cards.sort(key=lambda one: -one.tower.contacts)
    owned = sum(one.tower.contacts for one in cards)
    st.markdown(
        words.plain(
            t(
                "{share} of {n} contacts have an owner.",
                share=number(owned / every, "share"),
                n=whole(every),
            )
        )
    )
    columns = (
        t("Owner"),
        t("Reasons"),
        t("Contacts"),
        t("Share"),
        t("Cost"),
        t("Per 100 X"),
        t("Change"),
        t("95% interval of the change"),
        t("Targets hit"),
        t("Late actions"),
    )
    rows = [
        (
            one.owner,
            whole(len(one.entries)),
            whole(one.tower.contacts),
            number(one.share, "share"),
            number(float(one.tower.cost), "money") if one.tower.costed else "–",
            one.rate,
            percent(one.change.value) if one.change else "",
            words.between(percent(one.change.low), percent(one.change.high))
            if one.change
            else "",
            _hit(one.entries, question),
            whole(sum(entry.late for entry in one.entries)),
        )
        for one in cards
    ]
    chosen = st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="owners",
        on_select="rerun",
        selection_mode="single-row",
    )
    for at in chosen.selection.rows[:1]:
        with st.container(border=True):
            st.markdown("**" + words.plain(cards[at].owner) + "**")
            about = tuple(entry.reason for entry in cards[at].entries)
            reasons_skyline.open_rows(question, about, key="owners")
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="owners.csv",
        mime="text/csv",
        icon=":material/download:",
        key="owners_csv",
        on_click="ignore",
    )
    extra = [t("a click on a line opens its contacts")]
    if per:
        extra.append(t("X is {per}", per=reasons_numbers.per_words(per)))
        extra.append(t("the change is that of the rate against the period before"))
    extra.append(t("targets are judged by the newest whole month"))
    reasons_skyline.say_base(
        t("Contacts by the owner of their reason"), question, owned, *extra
    )


def _card(
    owner: str, entries: list[Entry], question: Question, per: str | None, every: int
) -> Card:
    asked = reasons.about(question, [entry.reason for entry in entries])
    tower = reasons_numbers.total(asked)
    found = reasons_numbers.rates(asked, per) if per else None
    earlier = filter_bar.previous(asked)
    before = reasons_numbers.rates(earlier, per) if per and earlier else None
    change = None
    if found and before:
        change = reasons_numbers.ratio(
            (found.all, found.units), (before.all, before.units)
        )
    shown = found.estimate(found.all) if found else None
    rate = "–"
    if shown is not None and shown.value is not None:
        rate = (
            number(shown.value, "score")
            if shown.status == "ok"
            else f"{number(shown.low or 0, 'score')} – {number(shown.high or 0, 'score')}"
        )
    return Card(owner, entries, tower, tower.contacts / every, rate, change)


def _hit(entries: list[Entry], question: Question) -> str:
    """How many targets the newest whole month meets, of those that can be judged."""
    judged = hit = 0
    for entry in entries:
        if entry.target is None or entry.per not in reasons_numbers.per_choices():
            continue
        asked = reasons.about(question, (entry.reason,))
        found = reasons_numbers.rates(asked, entry.per)
        if found is None:
            continue
        last = reasons_numbers.over(asked, found.months[-1:])
        n = reasons_numbers.total(last).contacts
        units = found.known.total(found.months[-1:])
        judged += 1
        hit += PER * n / units <= PER * entry.target
    return t("{hit} of {judged}", hit=hit, judged=judged) if judged else "–"
