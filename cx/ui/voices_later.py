"""Voices, further down: a theme over time, who acts on it, and the words of themes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from cx import charts
from cx.analyses import voices as engine
from cx.analyses.voice_rows import MIN_N
from cx.analyses.voice_terms import Theme
from cx.analyses.voices import ThemeCount
from cx.charts import ControlPoint, ControlWords
from cx.locale import day, language, t, whole
from cx.measure import Estimate, Question, period_bounds
from cx.stats import control
from cx.stats.intervals import wilson_interval
from cx.store import Store
from cx.ui import figures, saying, state, words
from cx.ui.stated import stated

NEW = ""
# Shows the comments of a question about a theme, under a heading that says when.
Drill = Callable[[Question, Theme, str], None]


def _name(theme: Theme) -> str:
    return theme.ko if theme.ko and language() == "ko" else theme.name


@st.cache_data(max_entries=200, show_spinner=False)
def _over_time(
    _store: Store, mart: str, question: Question, theme: Theme, step: str
) -> list[tuple[str, int, int]]:
    del mart  # only the key of what is kept
    return engine.over_time(_store, question, theme, step)


def later(
    question: Question, of: tuple[Theme, ...], counts: list[ThemeCount], drill: Drill
) -> None:
    """The tabs; only the open one is worked out.  `drill` shows a theme's comments."""
    parts: dict[str, Callable[[], None]] = {
        t("Over time"): partial(_trend, question, of, counts, drill),
        t("Heard, owner, action, told"): partial(_loop, counts),
        t("Words of themes"): partial(_edit, of),
    }
    opened = st.tabs(list(parts), key="voices_tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def _trend(
    question: Question, of: tuple[Theme, ...], counts: list[ThemeCount], drill: Drill
) -> None:
    """The share of comments about one theme, with the limits of chance."""
    if not counts:
        return
    chosen = state.view().option("theme", "any")
    theme = next((one for one in of if one.name == chosen), counts[0].theme)
    title = t("Comments about {theme}, over time", theme=_name(theme))
    st.markdown("#### " + words.plain(title))
    st.caption(t("Another theme: choose it beside the search."))
    covered = state.data_span(state.view().version)
    finest = words.best_period(question.since, question.until, covered)
    # A point of a few comments says nothing, so days give way to weeks and months.
    for step in figures.STEPS[figures.STEPS.index(finest) :]:
        mart = state.store().mart(question.version)
        found = _over_time(state.store(), mart, question, theme, step)
        if 2 * sum(n >= MIN_N for _, _, n in found) >= len(found):
            break
    kept = [n >= MIN_N for _, _, n in found]
    last = min(filter(None, (covered and covered[1], question.until)), default=None)
    unripe = [
        at
        for at, (first, _, _) in enumerate(found)
        if last and period_bounds(first, step)[1] > last
    ]
    if not any(ok and at not in unripe for at, ok in enumerate(kept)):
        st.info(t("No period has enough comments."))
        return
    chart = control.share_chart(
        [n if ok else 0 for ok, (_, _, n) in zip(kept, found, strict=True)],
        [yes if ok else 0 for ok, (_, yes, _) in zip(kept, found, strict=True)],
        unfinished=unripe,
    )
    points = [
        ControlPoint(
            _point(first, yes, n),
            None if low != low else low,
            None if high != high else high,
            outside,
        )
        for (first, yes, n), low, high, outside in zip(
            found, chart.low, chart.high, chart.outside, strict=True
        )
    ]
    spoken = replace(
        figures.chart_words(None, title),
        axis=t("share of comments"),
        period=lambda start: words.period_label(start, step),
    )
    says = ControlWords(
        centre=t("average {value}", value="{value}"),
        limits=t("control limits"),
        outside=t("outside the limits"),
        unripe=t("not complete yet"),
        told=t(
            "{outside} of {count} periods outside the limits, average {value}",
            outside="{outside}",
            count="{count}",
            value="{value}",
        ),
    )
    first_unripe = found[unripe[0]][0] if unripe else None
    st.plotly_chart(
        charts.control_chart(
            points,
            centre=chart.centre,
            unit="share",
            words=spoken,
            says=says,
            provisional_from=first_unripe,
        ),
        key="voices_trend",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_control(
            points,
            spoken,
            centre=chart.centre,
            unit="share",
            says=says,
            provisional_from=first_unripe,
        ),
    )
    at = figures.picked("voices_trend", len(found))
    if at is not None:
        first, until = period_bounds(found[at][0], step)
        since = max(filter(None, (first, question.since)))
        until = min(filter(None, (until, question.until)))
        when = words.period_label(found[at][0], step)
        drill(replace(question, since=since, until=until), theme, when)
    extra = [t(chart.method)]
    if chart.runs.signal:
        extra.append(t("a run too long for chance: the level has moved"))
    if chart.provisional:
        extra.append(t("fewer than 12 periods: the limits are provisional"))
    stated(title, question, n=sum(n for _, _, n in found), extra=extra)


def _point(first: str, yes: int, n: int) -> Estimate:
    if n < MIN_N:
        status = "withheld" if n else "empty"
        return Estimate({"period": first}, n, None, None, None, status)
    share = wilson_interval(yes, n)
    status = "ok" if n >= 30 else "low"
    return Estimate({"period": first}, n, share.value, share.low, share.high, status)


def _loop(counts: list[ThemeCount]) -> None:
    """Heard -> owner -> action -> told, by what was typed about a theme's reason."""
    owners, acts = saying.latest("owner_set"), saying.latest("action_set")
    rows = []
    for one in counts:
        reason = one.theme.reason
        owner = owners.get(reason or "")
        act = (acts[reason].values or {}) if reason in acts else {}
        started, done = act.get("started_at"), act.get("done_at")
        rows.append(
            {
                t("Theme"): _name(one.theme),
                t("Heard"): one.n,
                t("Contact reason"): reason or "",
                t("Owner"): (owner.values or {})["owner"] if owner else "",
                t("Action"): saying.choice_words(act["action"]) if act else "",
                t("Status"): saying.choice_words(act["status"]) if act else "",
                t("Started on"): day(started) if started else "",
                t("Done on"): day(done) if done else "",
            }
        )
    owned = sum(bool(row[t("Owner")]) for row in rows)
    told = sum(row[t("Status")] == saying.choice_words("told") for row in rows)
    st.markdown(
        t(
            "{owned} of {all} themes have an owner; for {told} customers were told what "
            "became of it.",
            owned=whole(owned),
            all=whole(len(rows)),
            told=whole(told),
        )
    )
    st.dataframe(rows, hide_index=True, key="voices_loop")
    st.caption(
        t(
            "A theme's contact reason is chosen under “Words of themes”; owners and "
            "actions are set where contact reasons are."
        )
    )


def _edit(of: tuple[Theme, ...]) -> None:
    """The words of one theme, changed by people: each change is a version."""
    if saying.older():
        st.info(t("You see an older version of the data: nothing can be changed in it."))
        return
    known = {theme.name: theme for theme in of}
    chosen = st.selectbox(
        t("Theme"),
        [*known, NEW],
        key="voices_edit",
        format_func=lambda one: _name(known[one]) if one else t("A new theme"),
    )
    theme = known.get(chosen, Theme("", ()))
    reasons = state.known_values("reason", state.view().version)
    with st.form(f"voices_form_{chosen}", border=False):
        name = theme.name or st.text_input(t("Name"), key="voices_name", max_chars=80)
        typed = st.text_area(
            t("Words, separated by ;"),
            "; ".join(theme.words),
            key=f"voices_words_{chosen}_{hash(theme.words)}",
            help=t(
                "Korean words are found anywhere. Latin words are found as whole words; "
                "with * at the end they may go on: deliver* finds delivery. Without "
                "words a theme is not shown."
            ),
        )
        options = ["", *reasons]
        at = options.index(theme.reason) if theme.reason in options else 0
        reason = st.selectbox(
            t("Contact reason whose owner hears of it"),
            options,
            index=at,
            key=f"voices_reason_{chosen}_{theme.reason}",
            format_func=lambda one: one or t("None"),
        )
        if st.form_submit_button(t("Save"), type="primary", icon=":material/save:"):
            given = {"theme": name, "words": typed, "reason": reason}
            saying.say("theme_words", name, given)
            st.rerun()
    if theme.typed:
        st.button(
            t("Back to what shipped") if theme.ko else t("Take this theme away"),
            key=f"voices_away_{chosen}",
            icon=":material/undo:",
            on_click=_take_away,
            args=(theme.name,),
        )


def _take_away(theme: str) -> None:
    """Callback: what people typed about a theme no longer counts."""
    saying.say("theme_words", theme, None)
