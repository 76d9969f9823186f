"""Channels: where episodes begin and end, who is passed on, the same reason elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from cx import catalog, charts, export
from cx.analyses import channels
from cx.analyses.channels import FLOWS, TRANSFERS, Consistency, Path
from cx.charts import DumbbellWords, FlowWords, Link, Pair
from cx.errors import CxError
from cx.locale import change as change_words
from cx.locale import number, t
from cx.measure import LOW_BASE, Estimate, Question, Rows
from cx.stats.intervals import Interval
from cx.ui import behind, choices, effort_numbers, figures, numbers, state, words

# Shares whose channels are compared at equal reasons.
COMPARED = ("fcr_no_return_any", "ces2")
QUEUES = ("team", "channel")


def draw(question: Question, window: int) -> None:
    """The part of the page about channels."""
    st.markdown("### " + t("Channels"))
    flows(question)
    figures.breakdown(
        "digital_to_phone",
        question,
        "reason",
        title=t("From digital to the phone within {days} days, by reason", days=window),
        key="leakage",
    )
    leaked = catalog.metric("digital_to_phone")
    effort_numbers.stated(
        leaked, question, numbers.estimate("digital_to_phone", question).n, _unseen()
    )
    passed_on(question)
    equal_reasons(question)


def _unseen() -> str:
    return t("Contacts only: web visits are unseen.")


def flows(question: Question) -> None:
    """From the first channel to the last, coloured by what came of it."""
    title = t("From the first channel to the last")
    try:
        found = effort_numbers.paths(question)
        total = numbers.estimate(FLOWS, question).n
    except CxError as error:
        st.caption(words.plain(t(error.sentence, **error.details)))
        return
    st.markdown("#### " + title)
    if not found:
        st.caption(t("No episode here is old enough to be judged."))
        return
    links = [
        Link(_channel(one.first), _channel(one.last), one.outcome, one.episodes)
        for one in found
    ]
    charts.check_flows(links, total)
    metric = catalog.metric(FLOWS)
    spoken = figures.chart_words(metric, title)
    says = FlowWords(
        first=t("first channel"),
        last=t("last channel"),
        resolved=t("one contact, marked as resolved"),
        returned=t("came back"),
        unknown=t("one contact, not known or not resolved"),
        other=t("other channels"),
        episodes=t("{count} episodes"),
    )
    st.plotly_chart(
        charts.flows(links, words=spoken, says=says),
        key="flows",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=charts.describe_flows(links, spoken, says=says),
    )
    joined = charts.joined_links(links, other=says.other)
    at = figures.picked("flows", len(joined))
    if at is not None:
        link = joined[at]
        with st.container(border=True):
            st.markdown("**" + words.plain(f"{link.source} → {link.target}") + "**")
            behind.fetched_rows(
                partial(_path_rows, question, _behind(link, found)), metric, key="flows"
            )
    with st.expander(t("As a table"), icon=":material/table:"):
        _as_table(
            "flows",
            (says.first, says.last, t("What came of it"), t("Episodes")),
            [
                (link.source, link.target, says.outcome(link.outcome), link.episodes)
                for link in links
            ],
        )
    effort_numbers.stated(metric, question, total, _unseen())


def _channel(raw: str | None) -> str:
    return words.value("channel", raw)


def _behind(link: Link, found: Sequence[Path]) -> list[Path]:
    """The paths that were joined to make a link."""
    return [
        one
        for one in found
        if one.outcome == link.outcome
        and (_channel(one.first), _channel(one.last)) in link.parts
    ]


def _path_rows(question: Question, chosen: Sequence[Path], most: int) -> Rows:
    return channels.path_rows(state.store(), question, chosen, most=most)


def _as_table(
    key: str, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> None:
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key=f"twin_{key}",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, list(rows)),
        file_name=f"{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"twin_csv_{key}",
        on_click="ignore",
    )


def passed_on(question: Question) -> None:
    """Who is passed on, and how often, by the queue a contact came in by."""
    metric = catalog.metric(TRANSFERS)
    try:
        n = numbers.estimate(TRANSFERS, question).n
    except CxError as error:
        st.caption(words.plain(t(error.sentence, **error.details)))
        return
    if not n:
        st.caption(t("No transfers are recorded here."))
        return
    by = choices.choice("queue", t("Passed on, by"), QUEUES, QUEUES[0], words.dimension)
    figures.breakdown(
        TRANSFERS,
        question,
        by,
        title=t(
            "Passed on at least once, by {dimension}",
            dimension=words.dimension_inside(by),
        ),
        key="passed_on",
    )
    found = effort_numbers.transfers(question, by)
    with st.expander(t("How often: none, once, twice, three times or more")):
        _as_table(
            "transfers",
            (words.dimension(by), "0", "1", "2", "3+", "n"),
            [
                (
                    words.value(by, queue),
                    *(
                        number(count / sum(counts), "share")
                        if sum(counts) >= metric.min_n
                        else "–"
                        for count in counts
                    ),
                    sum(counts),
                )
                for queue, counts in found.items()
            ],
        )
    effort_numbers.stated(metric, question, n)


def equal_reasons(question: Question) -> None:
    """Channels as they are and at the same mix of reasons."""
    chosen = choices.choice(
        "equal",
        t("Compare channels by"),
        COMPARED,
        COMPARED[0],
        lambda m: t(catalog.metric(m).name),
    )
    metric = catalog.metric(chosen)
    title = t("The same reason in another channel")
    try:
        found = effort_numbers.consistency(chosen, question)
    except CxError as error:
        st.caption(words.plain(t(error.sentence, **error.details)))
        return
    if found is None:
        st.markdown("#### " + title)
        st.caption(
            t(
                "Channels cannot be compared at equal reasons here: that needs two "
                "channels that share reasons with at least 10 rows in each."
            )
        )
        return
    st.markdown(words.plain(_sentence(found)))
    labels = [words.value("channel", channel) for channel in found.channels]
    sides = [
        (_estimate(channel, n, raw), _estimate(channel, n, equal))
        for channel, n, raw, equal in zip(
            found.channels,
            found.answers,
            found.shares.crude,
            found.shares.groups,
            strict=True,
        )
    ]
    spoken = figures.chart_words(metric, title)
    says = DumbbellWords(
        perceived=t("as it is"),
        operational=t("at equal reasons"),
        gap=t("mix"),
        left=t("{count} more not shown"),
        change=change_words,
    )
    pairs = [Pair(label, *both) for label, both in zip(labels, sides, strict=True)]
    asked = replace(question, by=("channel",))
    flat = [one for both in sides for one in both]
    figures.chart(
        charts.dumbbell(pairs, unit="share", words=spoken, says=says),
        [(metric, one, asked) for one in flat],
        title=title,
        alt=charts.describe_dumbbell(pairs, spoken, unit="share", says=says),
        key="equal_reasons",
        label_of=lambda one: (
            words.value("channel", one.group["channel"])
            + " · "
            + (
                says.perceived
                if any(one is raw for raw, _ in sides)
                else says.operational
            )
        ),
    )
    effort_numbers.stated(
        metric,
        question,
        sum(found.answers),
        t(
            "Direct standardisation over {reasons} reasons in which every channel has "
            "at least 10; they are {coverage} of all.",
            reasons=found.reasons,
            coverage=number(found.shares.coverage, "share"),
        ),
        t("Who chooses which channel may differ in more than the reason."),
    )


def _estimate(channel: str, n: int, found: Interval | None) -> Estimate:
    group: dict[str, str | None] = {"channel": channel}
    if found is None:
        return Estimate(group, n, None, None, None, "withheld")
    status = "low" if n < LOW_BASE else "ok"
    return Estimate(group, n, found.value, found.low, found.high, status)


def _sentence(found: Consistency) -> str:
    """What the mix hides: an order that turns round, or how far apart channels lie."""
    if found.reversals:
        one, other, split = max(found.reversals, key=lambda pair: abs(pair[2].rate.value))
        return t(
            "{one} looks better than {other} by {raw}, but only because it gets the "
            "easier reasons: at equal reasons it is worse by {equal}.",
            one=words.value("channel", one),
            other=words.value("channel", other),
            raw=change_words(abs(split.total.value), "share").lstrip("+"),
            equal=change_words(abs(split.rate.value), "share").lstrip("+"),
        )
    raw = [one.value for one in found.shares.crude if one is not None]
    spread = found.spread
    if spread is None or len(raw) < 2:
        return ""
    return t(
        "Between the best and the worst channel lie {raw} as it is and {equal} at equal "
        "reasons.",
        raw=change_words(max(raw) - min(raw), "share").lstrip("+"),
        equal=change_words(spread, "share").lstrip("+"),
    )
