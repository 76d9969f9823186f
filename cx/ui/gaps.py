"""Expected and experienced, company and customer, said and derived: three gaps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from cx import catalog, charts
from cx.analyses import gaps
from cx.analyses.gaps import PERCEIVED, Gap
from cx.charts import DumbbellWords, Pair, Place
from cx.errors import CxError, said
from cx.locale import change, t
from cx.measure import Estimate, Question
from cx.ui import behind, cards, choices, etdbw, figures, frame, numbers, words
from cx.ui.assessment_words import table_of
from cx.ui.stated import stated


@dataclass(frozen=True)
class Against:
    """What customers' ratings are held against, and the traps of it."""

    metric_id: str
    title: str
    name: str
    caveat: str


AGAINST = {
    "expectation": Against(
        "expectation_score",
        said("Expected and experienced"),
        said("expected"),
        said(
            "Expectations crowd at the top, so nearly every gap lies below zero: compare "
            "touchpoints with each other, not with zero. Ratings and their importance "
            "say more than a difference of two ratings."
        ),
    ),
    "company": Against(
        "company_view_score",
        said("The company's view and the customers'"),
        said("the company's view"),
        said(
            "The company's view is that of a few people, often those who are "
            "responsible. Where it lies above, customers see it worse than you think."
        ),
    ),
}
IMPORTANCE = "importance"
SHOWN = {
    "expectation": "Expected and experienced",
    "company": "The company's view and the customers'",
    IMPORTANCE: "Important as said, and as it shows",
}


def draw(question: Question) -> None:
    """Draw the part: one of the three gaps."""
    choices.check("gap", tuple(SHOWN))
    chosen = choices.choice(
        "gap", t("Which gap"), tuple(SHOWN), "expectation", lambda one: t(SHOWN[one])
    )
    try:
        rated = _by_touchpoint(PERCEIVED, question)
        if chosen == IMPORTANCE:
            _importance(rated, question)
        else:
            _against(chosen, rated, question)
    except CxError as error:
        frame.say_error(error)


def _by_touchpoint(metric_id: str, question: Question) -> list[Estimate]:
    asked = replace(question, by=("touchpoint",), period=None)
    return numbers.estimates(metric_id, asked)


def _against(chosen: str, rated: list[Estimate], question: Question) -> None:
    against = AGAINST[chosen]
    other = _by_touchpoint(against.metric_id, question)
    paired = (
        _by_touchpoint("expectation_gap", question) if chosen == "expectation" else []
    )
    found = gaps.gaps(rated, other, paired)
    if not found:
        _missing(chosen, rated, other)
        return
    _lead(chosen, found)
    _dumbbell(against, found, question)
    _differences(chosen, found)
    st.caption(words.plain(t(against.caveat)))
    cards.fine_print(PERCEIVED, against.metric_id)


def _missing(chosen: str, rated: list[Estimate], other: list[Estimate]) -> None:
    """Which question would fill the part, and whether the other half is there."""
    if not any(one.n for one in rated):
        st.info(
            t(
                "No touchpoint was rated yet: a survey with ratings of touchpoints is "
                "needed."
            )
        )
    if any(one.status == "withheld" for one in (*rated, *other)):
        st.info(t("Too few answers to compare them."))
    elif not any(one.n for one in other):
        st.info(
            t(
                "Nobody was asked what they expect of a touchpoint. A survey that asks "
                "it, 1 to 5 for each touchpoint, fills this part."
            )
            if chosen == "expectation"
            else t(
                "Nobody of the company was asked how customers would rate each "
                "touchpoint. Such a survey, 1 to 5 for each touchpoint, fills this part."
            )
            if chosen == "company"
            else t(
                "Nobody was asked how important each touchpoint is. A survey that asks "
                "it, 1 to 5 for each touchpoint, fills this part."
            )
        )


def _lead(chosen: str, found: list[Gap]) -> None:
    clear = [one for one in found if one.difference and one.difference.clear]
    below = [one for one in clear if one.difference and one.difference.value < 0]
    if not below:
        cards.lead(
            "At no touchpoint do customers' ratings lie clearly below what is expected."
            if chosen == "expectation"
            else "At no touchpoint do customers rate clearly lower than the company "
            "thinks."
        )
        return
    worst = below[0]
    values = {
        "touchpoint": words.value("touchpoint", worst.touchpoint),
        "gap": _change(worst),
        "count": str(len(below)),
        "all": str(len(found)),
    }
    cards.lead(
        "Experience falls furthest behind what is expected at {touchpoint}: {gap}; "
        "clearly behind at {count} of {all} touchpoints."
        if chosen == "expectation"
        else "Customers rate {touchpoint} furthest below what the company thinks: {gap}; "
        "clearly below at {count} of {all} touchpoints.",
        **values,
    )


def _change(gap: Gap) -> str:
    if gap.difference is None:
        return t("too few")
    one = gap.difference
    between = words.between(change(one.low, "score"), change(one.high, "score"))
    return f"{change(one.value, 'score')} ({between})"


def _dumbbell(against: Against, found: list[Gap], question: Question) -> None:
    mine, theirs = catalog.metric(PERCEIVED), catalog.metric(against.metric_id)
    title, name = t(against.title), t(against.name)
    pairs = [
        Pair(words.value("touchpoint", one.touchpoint), one.perceived, one.other)
        for one in found
    ]
    talk = figures.chart_words(mine, title)
    says = DumbbellWords(
        perceived=t("experienced"),
        operational=name,
        gap=t("gap"),
        left=t("{count} more not shown"),
        change=change,
    )
    asked = replace(question, by=("touchpoint",))
    shown = [
        (metric, end, asked)
        for one in found
        for metric, end in ((mine, one.perceived), (theirs, one.other))
    ]
    ends = {id(one.perceived): t("experienced") for one in found}
    ends |= {id(one.other): name for one in found}
    figures.chart(
        charts.dumbbell(pairs, unit=mine.unit, words=talk, says=says),
        shown,
        title=title,
        alt=charts.describe_dumbbell(pairs, talk, unit=mine.unit, says=says),
        key="gaps",
        label_of=lambda one: (
            f"{words.value('touchpoint', one.group['touchpoint'])} · {ends[id(one)]}"
        ),
    )
    stated(
        mine,
        question,
        n=sum(one.perceived.n for one in found),
        extra=(
            t(
                "beside it {n}",
                n=words.base(theirs, sum(one.other.n for one in found)),
            ),
        ),
    )


def _differences(chosen: str, found: list[Gap]) -> None:
    verdicts = [
        (
            words.value("touchpoint", one.touchpoint),
            _change(one),
            _verdict(one),
            t("same responses") if one.paired else t("two groups of people"),
            min(one.perceived.n, one.other.n),
        )
        for one in found
    ]
    head = t("Difference, with its 95% interval")
    columns = (t("Touchpoint"), head, t("Note"), t("Compared in"), t("smaller n"))
    table_of(columns, verdicts, f"gaps_{chosen}", label=head)
    if not any(one.paired for one in found):
        st.caption(
            t(
                "Different people were asked, so the interval is that of two groups. "
                "Asked of the same people, the difference would be surer."
            )
        )


def _said_so(question: Question, place: Place) -> None:
    """The answers that say how important a touchpoint is."""
    asked = numbers.narrowed(replace(question, by=("touchpoint",)), place.x)
    with st.container(border=True):
        st.markdown(f"**{words.plain(place.label)}**")
        behind.rows_table(catalog.metric("importance_score"), asked, key="importance")


def _verdict(gap: Gap) -> str:
    if gap.difference is None:
        return t("Too few to say")
    if not gap.difference.clear:
        return t("No clear difference")
    if gap.difference.value > 0:
        return t("Customers rate it higher")
    return t("Customers rate it lower")


def _importance(rated: list[Estimate], question: Question) -> None:
    said_so = _by_touchpoint("importance_score", question)
    firm = {one.group["touchpoint"]: one for one in said_so if one.value is not None}
    if not firm:
        _missing(IMPORTANCE, rated, said_so)
        return
    verdict, shows = etdbw.derived(question, PERCEIVED, "touchpoint")
    if not verdict:
        st.info(
            t(
                "What goes with the verdict needs a survey that rates touchpoints and "
                "asks overall satisfaction or the likelihood to recommend in the same "
                "response."
            )
        )
        return
    places = [
        Place(
            words.value("touchpoint", one.group["touchpoint"]),
            firm[one.group["touchpoint"]],
            one,
        )
        for one in shows
        if one.group["touchpoint"] in firm
    ]
    title = t("Important as said, and as it shows")
    _most(places, verdict)
    st.markdown("#### " + title)
    etdbw.importance_quadrant(
        places,
        title=title,
        x=t("importance as said, mean 1 to 5"),
        key="gaps_importance",
        verdict=verdict,
        opened=lambda one: _said_so(question, one),
    )
    stated(
        catalog.metric("importance_score"),
        question,
        n=sum(one.n for one in said_so),
        extra=(
            etdbw.goes_with(verdict),
            t("People say nearly everything is important; the order tells more."),
        ),
    )
    cards.fine_print("importance_score", PERCEIVED)


def _most(places: list[Place], verdict: str) -> None:
    by_word = max(places, key=lambda one: one.x.value or 0.0, default=None)
    by_deed = max(places, key=lambda one: one.y.value or -1.0, default=None)
    if by_word is None or by_deed is None:
        return
    cards.lead(
        "Said to matter most: {said}. Goes most with {verdict}: {shows}.",
        said=by_word.label,
        verdict=etdbw.verdict_words(verdict),
        shows=by_deed.label,
    )
