"""Did an action work: its reason against untouched ones, and where its contacts went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from cx import catalog, charts
from cx.analyses import benefit, reasons
from cx.analyses.benefit import Benefit, Weekly
from cx.charts import AroundWords
from cx.errors import LinkError
from cx.locale import day, number, t, whole
from cx.measure import NOT_RECORDED, Estimate, Question
from cx.stats.did import Effect
from cx.store import Store
from cx.ui import behind, choices, figures, saying, state, words
from cx.ui.reasons_more import figure, key, lead, needs
from cx.ui.reasons_neighbours import neighbours, warning
from cx.ui.stated import stated

SPANS = ("8", "13", "26", "52")


@st.cache_data(max_entries=50, show_spinner=False)
def _weekly(_store: Store, mart: str, question: Question) -> Weekly:
    del mart  # only the key of what is kept
    return benefit.weekly(_store, question)


def draw(question: Question) -> None:
    """The action that is looked at, its effect, the weeks around it, its neighbours."""
    asked = replace(question, since=None, until=None)
    found = _weekly(*key(question), asked)
    named = sorted(
        (name for name in found.counts if name != NOT_RECORDED),
        key=lambda name: (-int(found.counts[name].sum()), name),
    )
    if len(named) < 2:
        needs(
            t(
                "To judge an action, this part needs contacts with two reasons or more, "
                "over some months."
            )
        )
        return
    starts = _starts()
    order = [*(r for r in named if r in starts), *(r for r in named if r not in starts)]
    one, two, three = st.columns(3)
    with one:
        reason = choices.choice(
            "acted",
            t("Action on"),
            order,
            order[0],
            lambda r: f"{r} · {t('an action was typed')}" if r in starts else r,
        )
    with two:
        span = choices.choice(
            "span",
            t("Weeks on each side, at most"),
            SPANS,
            "26",
            lambda n: t("{n} weeks", n=n),
        )
    with three:
        start = starts.get(reason) or _chosen_day()
    if reason in starts:
        st.caption(t("Started on {day}, as typed.", day=day(starts[reason])))
    if start is None:
        st.info(
            t(
                "When did the action start? Type it under “Owners and actions”, or "
                "choose a day here to look at it."
            )
        )
        return
    others = [name for name in starts if name != reason]
    judged = benefit.benefit(found, reason, start, most_weeks=int(span), acted_on=others)
    if judged is None or judged.judged.effect is None:
        lead(
            "Whether the action on {reason} worked cannot be said yet: it takes four "
            "whole weeks on each side of {day}, and 30 contacts before it.",
            reason=reason,
            day=day(start),
        )
        return
    _lead(judged, judged.judged.effect)
    warning(judged)
    _chart(judged, asked)
    _worth(judged, judged.judged.effect)
    neighbours(judged, others)


def _starts() -> dict[str, date]:
    """When each typed action started; one without a day cannot be judged."""
    found = {}
    for reason, one in saying.latest("action_set").items():
        values = one.values or {}
        began = values.get("started_at") or values.get("done_at")
        if began:
            found[reason] = began
    return found


def _chosen_day() -> date | None:
    given = state.view().option("acted_on", "")
    try:
        chosen = date.fromisoformat(given) if given else None
    except ValueError:
        raise LinkError(
            "This link asks for {key} = {chosen}, which is no day. No numbers are shown.",
            key="acted_on",
            chosen=given,
        ) from None
    if not isinstance(st.session_state.get("w_page_acted_on"), date):
        st.session_state["w_page_acted_on"] = chosen
    st.date_input(
        t("Started on"),
        key="w_page_acted_on",
        format="YYYY-MM-DD",
        on_change=state.set_option,
        args=("acted_on",),
    )
    return chosen


def percent(value: float) -> str:
    """A relative change, with its sign."""
    return number(value, "share", sign=True)


def _lead(found: Benefit, effect: Effect) -> None:
    avoided, low, high = effect.avoided
    values: dict[str, object] = {
        "reason": found.reason,
        "day": day(found.start),
        "change": percent(effect.value),
        "low": percent(effect.low),
        "high": percent(effect.high),
        "weeks": whole(effect.weeks[1]),
    }
    if not effect.clear:
        lead(
            "No clear effect on {reason} since {day}: {change} against untouched reasons "
            "(95% interval {low} to {high}).",
            **values,
        )
        return
    if effect.value < 0:
        lead(
            "{reason}: {change} against untouched reasons since {day} (95% interval "
            "{low} to {high}). In {weeks} weeks {avoided} contacts did not come ({least} "
            "to {most}).",
            **values,
            avoided=number(round(avoided), "count"),
            least=number(round(low), "count"),
            most=number(round(high), "count"),
        )
        return
    lead(
        "{reason} rose against untouched reasons since {day}: {change} (95% interval "
        "{low} to {high}).",
        **values,
    )


def _chart(found: Benefit, asked: Question) -> None:
    title = t("Contacts by week, around the start of the action")
    spoken = replace(figures.chart_words(None, title), axis=t("contacts a week"))
    says = AroundWords(
        first=found.reason,
        second=t("had it moved as untouched reasons did"),
        event=t("start: {day}", day=day(found.start)),
        across=t("weeks since the start"),
        place=t("week {at}"),
    )
    actual, expected = (
        [Estimate({}, found.actual[at], float(n), None, None) for at, n in enumerate(row)]
        for row in (found.actual, found.expected)
    )
    st.markdown("#### " + title)
    figure(
        charts.around(
            found.offsets, actual, expected, unit="count", words=spoken, says=says
        ),
        name="around_action",
        alt=charts.describe_around(
            found.offsets, actual, expected, spoken, unit="count", says=says
        ),
    )
    at = figures.picked("around_action", len(found.weeks))
    over = replace(asked, since=found.weeks[0], until=_last(found.weeks[-1]))
    if at is not None:
        week = replace(asked, since=found.weeks[at], until=_last(found.weeks[at]))
        with st.container(border=True):
            st.markdown("**" + t("Week from {day}", day=day(found.weeks[at])) + "**")
            fetch = partial(
                reasons.rows, state.store(), reasons.about(week, [found.reason])
            )
            behind.fetched_rows(
                fetch, catalog.metric("net_value_per_contact"), key="around_action"
            )
    stated(
        title,
        over,
        extra=(
            words.base_of("contact", sum(found.actual)),
            t("the period chosen above does not count here"),
            t(
                "against: {reasons}",
                reasons=", ".join(words.value("reason", r) for r in found.judged.against),
            ),
            t(
                "interval: weeks that resemble their neighbours, and how differently "
                "untouched reasons move among themselves"
            ),
        ),
    )


def _last(monday: date) -> date:
    return monday + timedelta(days=6)


def _worth(found: Benefit, effect: Effect) -> None:
    """The same per 100 orders, and what before and after alone would have said."""
    before, after = effect.weeks
    naive = (effect.now / after) / (effect.before / before) - 1
    said = [
        t(
            "Before and after alone would say {change}; the difference is what untouched "
            "reasons did in the same weeks.",
            change=percent(naive),
        )
    ]
    if found.orders and min(found.orders):
        per = [100 / n for n in found.orders]
        said.insert(
            0,
            t(
                "Per 100 orders: {before} before, {expected} to be expected after, {now} "
                "now; times {orders} orders.",
                before=number(effect.before * per[0], "score"),
                expected=number(effect.expected * per[1], "score"),
                now=number(effect.now * per[1], "score"),
                orders=whole(found.orders[1]),
            ),
        )
    st.markdown(words.plain(" ".join(said)))
