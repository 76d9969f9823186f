"""What coaching changed: teams that started one by one, against those not yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import isnan
from typing import Any

import streamlit as st

from cx.analyses import front_line_coaching
from cx.analyses.front_line_coaching import OUTCOMES, QA, Coaching
from cx.charts.event_line import (
    EventPoint,
    EventWords,
    describe_event_line,
    event_line,
)
from cx.errors import CxError
from cx.locale import change, day, t, whole
from cx.measure import Estimate, Question
from cx.stats.intervals import Interval
from cx.store import Store
from cx.typed import Said
from cx.ui import cards, choices, figures, frame, saying, state, words
from cx.ui import front_line_numbers as told

KIND = "coaching_started"


def draw(_question: Question) -> None:
    """Draw the part."""
    typed = saying.latest(KIND)
    starts: dict[str, date] = {}
    for one in typed.values():
        values = one.values or {}
        team, begun = str(values["team"]), values["date"]
        # The first start counts: who was coached once is no comparison any more.
        starts[team] = min(begun, starts.get(team, begun))
    if starts:
        _effect(starts)
    else:
        st.info(
            t(
                "Say below on which day which team started to be coached. Teams that "
                "have not started yet are the comparison, so at least one start and one "
                "team that starts later or never are needed."
            )
        )
    _typed(typed)


@st.cache_data(max_entries=50, show_spinner=False)
def _found(
    _store: Store,
    mart: str,
    outcome: str,
    starts: tuple[tuple[str, date], ...],
    version: int,
) -> Coaching:
    del mart  # only the key of what is kept
    return front_line_coaching.coaching(_store, outcome, dict(starts), version)


def _ask(outcome: str, starts: Mapping[str, date]) -> Coaching:
    version = state.view().version
    store = state.store()
    given = tuple(sorted(starts.items()))
    return _found(store, store.mart(version), outcome, given, version)


def _effect(starts: Mapping[str, date]) -> None:
    lines: dict[str, Coaching] = {}
    refused: list[CxError] = []
    for outcome in OUTCOMES:
        try:
            lines[outcome] = _ask(outcome, starts)
        except CxError as error:
            refused.append(error)
    judged = {name: one for name, one in lines.items() if one.found.effect is not None}
    _lead(judged)
    for column, (name, one) in zip(
        st.columns(max(len(judged), 1)), judged.items(), strict=False
    ):
        with column, st.container(border=True, height="stretch"):
            st.markdown(":small[**" + t(OUTCOMES[name]) + "**]")
            assert one.found.effect is not None  # noqa: S101 - judged
            value, low, high = _three(one.found.effect)
            st.metric(t(OUTCOMES[name]), value, label_visibility="collapsed")
            st.caption(t("95% interval {interval}", interval=words.between(low, high)))
            st.caption(_verdict(one.found.effect))
    for why in refused:
        frame.say_error(why)
    if not judged:
        return
    chosen = choices.choice(
        "outcome",
        t("Outcome"),
        list(OUTCOMES),
        next((name for name, one in judged.items() if _moved(one)), next(iter(judged))),
        lambda name: t(OUTCOMES[name]),
    )
    if chosen in judged:
        _line(chosen, judged[chosen])


def _three(found: Interval) -> tuple[str, str, str]:
    return (
        change(found.value, "share"),
        change(found.low, "share") if not isnan(found.low) else "–",
        change(found.high, "share") if not isnan(found.high) else "–",
    )


def _clear(found: Interval) -> bool:
    return found.low > 0 or found.high < 0


def _moved(one: Coaching) -> bool:
    return one.found.effect is not None and _clear(one.found.effect)


def _verdict(found: Interval) -> str:
    if not _clear(found):
        return t("No clear effect")
    return t("Up beyond chance") if found.value > 0 else t("Down beyond chance")


def _lead(judged: Mapping[str, Coaching]) -> None:
    if not judged:
        cards.lead(
            "What coaching changed cannot be told yet: no team that started can be set "
            "against one that had not."
        )
        return
    moved = [
        t(
            "{outcome}: {size} ({low} to {high})",
            outcome=t(OUTCOMES[name]),
            **dict(zip(("size", "low", "high"), _three(one.found.effect), strict=True)),
        )
        for name, one in judged.items()
        if one.found.effect is not None and _clear(one.found.effect)
    ]
    still = [
        t(OUTCOMES[name])
        for name, one in judged.items()
        if one.found.effect is not None and not _clear(one.found.effect)
    ]
    if moved and still:
        cards.lead(
            "Against teams not yet coached: {moved}. No clear effect on: {still}.",
            moved="; ".join(moved),
            still=", ".join(still),
        )
    elif moved:
        cards.lead("Against teams not yet coached: {moved}.", moved="; ".join(moved))
    else:
        cards.lead(
            "Against teams not yet coached, no clear effect on: {still}.",
            still=", ".join(still),
        )
    if QA in judged and len(moved) == 1 and "ces2" in judged:
        effect, easy = judged[QA].found.effect, judged["ces2"].found.effect
        if effect and easy and _clear(effect) and effect.value > 0 and not _clear(easy):
            st.caption(
                t(
                    "The checklist rose and customers did not feel it: look at what the "
                    "checklist measures before coaching goes on."
                )
            )


def _line(outcome: str, one: Coaching) -> None:
    title = t("{outcome}: before and after the start", outcome=t(OUTCOMES[outcome]))
    points = [
        EventPoint(
            event.step,
            Estimate(
                {"step": str(event.step)},
                int(event.n),
                100 * event.effect.value,
                None if isnan(event.effect.low) else 100 * event.effect.low,
                None if isnan(event.effect.high) else 100 * event.effect.high,
                "ok",
            ),
        )
        for event in one.found.events
        if not isnan(event.effect.value)
    ]
    spoken = replace(figures.chart_words(None, title), axis=t("percentage points"))
    says = EventWords(
        across=t("months since the start (0 is the first month)"),
        start=t("coaching"),
        label=t("month {step}", step="{step}"),
    )
    told.chart(
        event_line(points, unit="points", words=spoken, says=says),
        [point.estimate for point in points],
        unit="points",
        title=title,
        alt=describe_event_line(points, spoken, unit="points", says=says),
        key="coaching_line",
        label_of=lambda e: says.label.format(step=e.group["step"]),
    )

    def names(places: tuple[int, ...]) -> str:
        return ", ".join(one.teams[at] for at in places)

    sentences = [
        t(
            "Each dot: change of the teams that started ({teams}) since their six months "
            "before, less the same change of teams that had not started by then.",
            teams=names(one.found.compared),
        ),
        t("n {n}, all months there are.", n=whole(one.n)),
    ]
    if one.found.without:
        sentences.append(
            t(
                "Not judged, for lack of months before or of a comparison: {teams}.",
                teams=names(one.found.without),
            )
        )
    if one.small:
        sentences.append(
            t(
                "Months with fewer than 8 people are in no number: {teams}.",
                teams=", ".join(one.small),
            )
        )
    before = one.found.before
    if before is not None and _clear(before):
        sentences.append(
            t(
                "Beware: the teams moved apart already before the start ({size}), so "
                "part of the effect may not be coaching's.",
                size=change(before.value, "share"),
            )
        )
    sentences.append(
        t(
            "Intervals allow for chance among customers, not for what else befell one of "
            "so few teams. The best teams often volunteer first."
        )
    )
    st.caption(words.plain(" ".join(sentences)))


def _typed(typed: Mapping[str, Said]) -> None:
    """Starts that were typed, and one more."""
    st.markdown("#### " + t("When teams started"))
    older = saying.older()
    for at, (subject, said) in enumerate(sorted(typed.items())):
        values: Mapping[str, Any] = said.values or {}
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(words.plain(f"{values['team']} · {day(values['date'])}"))
            st.button(
                t("Take away"),
                key=f"coaching_away_{at}",
                type="tertiary",
                disabled=older,
                on_click=_away,
                args=(subject,),
            )
    teams = state.known_values("team", state.view().version)
    if not teams:
        st.info(t("No file names teams, so nobody can say which one started."))
        return
    with st.form("coaching_form", border=False):
        first, second, third = st.columns([2, 2, 3])
        with first:
            st.selectbox(
                t("Team"),
                teams,
                index=None,
                key="coaching_team",
                placeholder=t("Choose one"),
            )
        with second:
            st.date_input(
                t("First day"), value=None, format="YYYY-MM-DD", key="coaching_day"
            )
        with third:
            st.text_input(t("In words"), key="coaching_words", max_chars=1_000)
        st.form_submit_button(
            t("Record the start"),
            icon=":material/school:",
            disabled=older,
            on_click=_say,
        )


def _away(subject: str) -> None:
    """Take a start away (a callback)."""
    saying.say(KIND, subject, None)


def _say() -> None:
    """Record a start (a callback)."""
    state.speak()
    team = st.session_state.get("coaching_team")
    begun = st.session_state.get("coaching_day")
    if not team or not begun:
        saying.notice(t("A start needs a team and a day. Nothing was recorded."))
        return
    in_words = str(st.session_state.get("coaching_words") or "").strip() or None
    saying.say(KIND, "", {"team": team, "date": begun, "words": in_words})
