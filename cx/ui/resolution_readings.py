"""Four readings of the same contacts, and where we and our customers disagree."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import catalog, charts
from cx.charts import Crossed, CrossingWords, DumbbellWords, Pair
from cx.errors import CxError
from cx.locale import change, number, t
from cx.measure import Estimate, Question
from cx.ui import choices, figures, frame, numbers, words
from cx.ui.stated import stated

READINGS = ("as_recorded", "as_customers_say", "no_return_any", "no_return_same")
CELLS = ("solved_agrees", "solved_not", "open_agrees", "open_not")
AMONG = ("known", "answered", "all")


def asked(question: Question, **parameters: str) -> Question:
    """The same question with more parameters."""
    given = {**dict(question.parameters), **parameters}
    return replace(question, parameters=tuple(given.items()))


def name_of(reading: str) -> str:
    """A reading's name, short."""
    return {
        "as_recorded": t("as recorded"),
        "as_customers_say": t("as customers say"),
        "no_return_any": t("no return for any reason"),
        "no_return_same": t("no return for the same reason"),
    }[reading]


def _definition(reading: str) -> str:
    return {
        "as_recorded": t("marked as resolved and not reopened, of those with a mark"),
        "as_customers_say": t(
            "resolved, and in one contact, of those whose customer answered both"
        ),
        "no_return_any": t("nothing more from the customer within the window, of all"),
        "no_return_same": t(
            "nothing more about the same reason within the window, of those with a reason"
        ),
    }[reading]


def _group(among: str) -> str:
    return {
        "known": t("each its own"),
        "answered": t("those who answered"),
        "all": t("those all four know"),
    }[among]


def four_readings(question: Question, window: int) -> dict[str, Estimate]:
    """The readings side by side; what each found, by its name."""
    among = choices.choice(
        "among", t("First contacts that are counted"), AMONG, "known", _group
    )
    metric = catalog.metric("fcr_reading")
    found = {}
    for reading in READINGS:
        one = asked(question, reading=reading, among=among)
        found[reading] = (one, numbers.estimate(metric.id, one))
    title = t(
        "Four readings of first-contact resolution, window {days} days", days=window
    )
    labels = {id(e): name_of(reading) for reading, (_one, e) in found.items()}

    def label(one: Estimate) -> str:
        return labels[id(one)]

    spoken = figures.chart_words(metric, title)
    shown = [estimate for _one, estimate in found.values()]
    figures.chart(
        charts.readings([(label(e), e) for e in shown], words=spoken),
        [(metric, e, one) for one, e in found.values()],
        title=title,
        alt=charts.alt_text(shown, label_of=label, unit="share", words=spoken),
        key="readings",
        label_of=label,
    )
    defined = [
        t(
            "{reading}: {definition}; {base}",
            reading=name_of(reading),
            definition=_definition(reading),
            base=words.base(metric, estimate.n),
        )
        for reading, (_one, estimate) in found.items()
    ]
    st.caption("\n".join("- " + words.plain(one) for one in defined))
    stated(metric, question, n=max(e.n for e in shown), extra=_lacking(found, among))
    st.caption(
        t(
            "They answer different questions and differ by tens of points: never "
            "quote one without its name."
        )
    )
    return {reading: estimate for reading, (_one, estimate) in found.items()}


def _lacking(found: dict[str, tuple[Question, Estimate]], among: str) -> list[str]:
    """What a reading has nothing to count by."""
    if among != "known":
        return []
    why = {
        "as_recorded": t("no first contact has a mark whether it was resolved"),
        "as_customers_say": t(
            "no survey answer names its contact, so customers' own word is missing"
        ),
        "no_return_same": t("no first contact has a reason"),
    }
    return [why[r] for r in why if not found[r][1].n]


def crossing(question: Question) -> None:
    """We said solved or not, against what customers say or do: rows behind each cell."""
    metric = catalog.metric("resolution_gap")
    cells = [numbers.estimate(metric.id, asked(question, cell=cell)) for cell in CELLS]
    title = t("We said solved, the customer came back or says it is not")
    if not cells[0].n:
        st.markdown("#### " + title)
        st.info(
            t("No first contact that can be judged has a mark whether it was resolved.")
        )
        return
    says = CrossingWords(
        rows=(t("marked as resolved"), t("not marked, or reopened")),
        columns=(t("customer agrees or stays away"), t("came back or says unsolved")),
        gap=t("marked as resolved, but not"),
    )
    names = [f"{row}, {column}" for row in says.rows for column in says.columns]
    labels = {id(e): name for name, e in zip(names, cells, strict=True)}
    crossed = [Crossed(int(e.sums.get("numerator", 0)), e) for e in cells]
    spoken = figures.chart_words(metric, title)
    figures.chart(
        charts.two_by_two(crossed, words=spoken, says=says),
        [
            (metric, e, asked(question, cell=cell, counted="cell"))
            for cell, e in zip(CELLS, cells, strict=True)
        ],
        title=title,
        alt=charts.describe_crossing(crossed, spoken, says=says),
        key="crossing",
        label_of=lambda e: labels[id(e)],
    )
    stated(
        metric,
        question,
        n=cells[0].n,
        extra=[
            t(
                "the customer's answer where a survey asked about the contact, a return "
                "about the same reason otherwise"
            )
        ],
    )


def by_reason(question: Question) -> None:
    """What customers say beside what they did, on the same contacts, reason by reason."""
    metric = catalog.metric("fcr_reading")
    title = t("What customers say and what they did, by reason")
    sides = [
        asked(question, reading=reading, among="answered")
        for reading in ("as_customers_say", "no_return_any")
    ]
    both = [(metric.id, dict(one.parameters)) for one in sides]
    numbers.prepare(replace(question, by=("reason",)), both)
    try:
        said, did = (
            {
                e.group["reason"]: e
                for e in numbers.estimates(metric.id, replace(one, by=("reason",)))
            }
            for one in sides
        )
    except CxError as error:
        frame.say_error(error)
        return
    if not said:
        st.markdown("#### " + title)
        st.info(
            t(
                "This needs a survey that asks whether the issue is resolved and in how "
                "many contacts, and answers that name their contact."
            )
        )
        return
    reasons = sorted(said, key=lambda reason: -said[reason].n)
    pairs = [Pair(words.value("reason", r), said[r], did[r]) for r in reasons]
    says = DumbbellWords(
        perceived=t("customers say: resolved in one contact"),
        operational=t("did not come back"),
        gap=t("gap"),
        left=t("{count} more not shown", count="{count}"),
        change=change,
    )
    shown = []
    labels: dict[int, str] = {}
    for reason in reasons:
        for e, one, side in zip(
            (said[reason], did[reason]),
            sides,
            (says.perceived, says.operational),
            strict=True,
        ):
            labels[id(e)] = words.value("reason", reason) + ", " + side
            shown.append((metric, e, replace(one, by=("reason",))))
    spoken = figures.chart_words(metric, title)
    figures.chart(
        charts.dumbbell(pairs, unit="share", words=spoken, says=says),
        shown,
        title=title,
        alt=charts.describe_dumbbell(pairs, spoken, unit="share", says=says),
        key="dumbbell",
        label_of=lambda e: labels[id(e)],
    )
    whole_n = sum(e.n for e in said.values())
    stated(
        metric,
        question,
        n=whole_n,
        extra=[
            t(
                "both readings of the first contacts whose customers answered both "
                "questions"
            )
        ],
    )


def naive_sentence(question: Question, kept: Estimate) -> str:
    """How much the naive count would flatter; empty where it cannot be said."""
    try:
        naive = numbers.estimate("fcr_naive", question)
    except CxError:
        return ""
    if naive.value is None or kept.value is None:
        return ""
    return t(
        "The naive count, which takes the newest contacts for successes, would say "
        "{naive}, {gap} against this.",
        naive=number(naive.value, "share"),
        gap=change(naive.value - kept.value, "share"),
    )
