"""What a self-assessment says: by principle and by role, beside the hard measure."""

from __future__ import annotations

import streamlit as st

from cx import charts
from cx.analyses import assessments
from cx.analyses.assessments import ENOUGH, FEWEST, Answer
from cx.charts import ProfileDot, ProfileRow, ProfileWords
from cx.frameworks import Framework, Principle
from cx.locale import change, number, t, whole
from cx.measure import Question
from cx.ui import (
    assessment_items,
    assessment_words,
    cards,
    figures,
    hard_measures,
    words,
)
from cx.ui.assessment_words import (
    SCALE,
    UNIT,
    in_words,
    role_words,
    spoken,
    standing,
    table_of,
)


def draw(chosen: Framework, found: list[Answer], question: Question) -> None:
    """Draw the results, or say why there are none."""
    roles = assessments.roles_of(found)
    told = [role for role in roles if assessments.people(found, role) >= FEWEST]
    _lead(chosen, found, told)
    st.caption(assessment_words.rule(found, roles))
    if told:
        _profile(chosen, found, told)
        _gaps(chosen, found)
    hard_measures.draw(chosen, found, told, question)
    if told:
        assessment_items.heat(chosen, found, roles)
        assessment_items.weakest(chosen, found)


def _lead(chosen: Framework, found: list[Answer], told: list[str]) -> None:
    if not found:
        cards.lead("Nobody has filled in {framework} yet.", framework=t(chosen.name))
        return
    if not told:
        cards.lead(
            "{n} people have begun {framework}; no role has {fewest} yet, so nothing is "
            "shown.",
            n=whole(len({(one.role, one.respondent) for one in found})),
            framework=t(chosen.name),
            fewest=whole(FEWEST),
        )
        return
    scores = [
        (value, principle)
        for principle in chosen.principles
        if (value := principle_score(found, principle, told)) is not None
    ]
    if not scores:
        cards.lead("No principle was scored by enough people yet.")
        return
    value, lowest = min(scores, key=lambda one: one[0])
    cards.lead(
        "The lowest principle is “{principle}” with {value} of 5; {count} people took "
        "part.",
        principle=t(lowest.name),
        value=number(value, UNIT),
        count=whole(sum(assessments.people(found, role) for role in told)),
    )


def principle_score(
    found: list[Answer], principle: Principle, roles: list[str]
) -> float | None:
    """The middle of the roles that are told, each counting the same."""
    return assessments.together(
        assessments.by_principle(found, principle, role) for role in roles
    )


def _profile(chosen: Framework, found: list[Answer], roles: list[str]) -> None:
    rows, table = [], []
    for place, principle in enumerate(chosen.principles, start=1):
        dots = []
        for at, role in enumerate(roles):
            one = assessments.by_principle(found, principle, role)
            label = f"{t(principle.name)}, {role_words(role)}"
            table.append((t(principle.name), role_words(role), standing(one), one.n))
            if one.value is not None:
                ends = (one.low, one.high)
                dots.append(
                    ProfileDot(
                        at, one.value, *ends, in_words(label, one), one.kind == "mean"
                    )
                )
        rows.append(
            ProfileRow(
                f"{place} {t(principle.name)}",
                principle_score(found, principle, roles),
                tuple(dots),
                t("too few people"),
            )
        )
    title = t("The seven principles, by role")
    says = ProfileWords(
        groups=tuple(role_words(role) for role in roles),
        bar=t("middle of the roles shown"),
    )
    talk = spoken(title)
    st.markdown("#### " + title)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.plotly_chart(
            charts.profile_bars(rows, scale=SCALE, unit=UNIT, words=talk, says=says),
            key="assessment_bars",
            config=figures.CHART_CONFIG,
            alt=charts.describe_profile(rows, talk, unit=UNIT, says=says),
        )
    with right:
        st.plotly_chart(
            charts.radar(rows, scale=SCALE, words=talk, says=says),
            key="assessment_radar",
            config=figures.CHART_CONFIG,
            alt=charts.describe_profile(rows, talk, unit=UNIT, says=says),
        )
        st.caption(
            t("The same by number. Its area means nothing; the bars are what to read.")
        )
    table_of(
        (t("Principle"), t("Role"), t("Score"), t("People")), table, "assessment_bars"
    )


def _gaps(chosen: Framework, found: list[Answer]) -> None:
    told = []
    for principle in chosen.principles:
        between = assessments.gap(
            assessments.by_principle(found, principle, "management"),
            assessments.by_principle(found, principle, "frontline"),
        )
        if between is not None:
            told.append((t(principle.name), between))
    st.markdown("#### " + t("Does management see it better than the front line?"))
    if not told:
        st.caption(
            t(
                "To be compared, a principle needs {enough} people of management and "
                "{enough} of the front line.",
                enough=whole(ENOUGH),
            )
        )
        return
    rows: list[tuple[object, ...]] = [
        (
            name,
            change(one.value, UNIT),
            words.between(change(one.low, UNIT), change(one.high, UNIT)),
            t("No clear difference")
            if not one.clear
            else t("Management scores it higher")
            if one.value > 0
            else t("The front line scores it higher"),
        )
        for name, one in sorted(told, key=lambda row: -abs(row[1].value))
    ]
    columns = (t("Principle"), t("Management − front line"), t("95% interval"), t("Note"))
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="assessment_gaps",
    )
