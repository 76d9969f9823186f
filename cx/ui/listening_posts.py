"""Listening posts: which way of listening was used where, when, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from cx import charts
from cx.charts import Cell, HeatWords
from cx.errors import said
from cx.locale import day, t, t_stored, whole
from cx.measure import Estimate, Question
from cx.ui import cards, figures, saying, state, words
from cx.ui.assessment_words import table_of

KIND = "listening_post"
METHODS = {
    "mystery_shopping": said("Mystery shopping"),
    "survey": said("Survey"),
    "focus_group": said("Focus group"),
    "visit_team": said("Visits to customers"),
    "advisory_panel": said("Advisory panel"),
    "user_group": said("User group"),
    "hotline": said("Hotline"),
    "employee_survey": said("Staff survey"),
    "benchmarking": said("Benchmarking"),
}
# Where no survey names the stages of the journey.
USUAL = {
    "before": said("Before buying"),
    "buying": said("Buying"),
    "delivery": said("Delivery"),
    "use": said("Use"),
    "help": said("Getting help"),
}
STALE_DAYS = 365
FIELDS = ("method", "stage", "last_date", "n", "finding", "follow_up")
Post = dict[str, Any]


def draw(question: Question) -> None:
    """Draw the part: what is covered, and a form to say more."""
    saying.say_turned()
    posts = {subject: one.values or {} for subject, one in saying.latest(KIND).items()}
    stages = stages_of(list(posts.values()), question.version)
    today = date.today()
    _lead(list(posts.values()), stages, today)
    if posts:
        _matrix(list(posts.values()), stages, today)
        _actions(list(posts.values()))
    _form(posts, stages)


def stages_of(posts: list[Post], version: int | None) -> list[str]:
    """Stages of the journey: those that surveys name, in order, and those typed."""
    known = state.touchpoint_order(version or state.view().version)
    named = known or list(USUAL)
    typed = {post["stage"] for post in posts} - set(named)
    return [*named, *sorted(typed)]


def stage_words(stage: str) -> str:
    """A stage in the reader's language; one that was typed goes by its own name."""
    return t_stored(USUAL[stage]) if stage in USUAL else words.value("touchpoint", stage)


def method_words(method: str) -> str:
    """A way of listening in the reader's language."""
    return t_stored(METHODS[method]) if method in METHODS else method


def methods_of(posts: list[Post]) -> list[str]:
    """The nine ways of listening, then any other that a file brought."""
    return [*METHODS, *sorted({post["method"] for post in posts} - set(METHODS))]


def age(post: Post, today: date) -> int | None:
    """Days since it was last done; None where nobody said when."""
    return max((today - post["last_date"]).days, 0) if post["last_date"] else None


def blind(posts: list[Post], stages: list[str], today: date) -> list[str]:
    """Stages at which nobody listened within a year."""
    heard = {
        post["stage"]
        for post in posts
        if (days := age(post, today)) is not None and days <= STALE_DAYS
    }
    return [stage for stage in stages if stage not in heard]


def _lead(posts: list[Post], stages: list[str], today: date) -> None:
    if not posts:
        cards.lead(
            "Nobody has said yet how you listen to customers: {methods} ways at {stages} "
            "stages of the journey are open.",
            methods=whole(len(METHODS)),
            stages=whole(len(stages)),
        )
        return
    deaf = blind(posts, stages, today)
    findings = [post for post in posts if post["finding"]]
    values = {
        "heard": whole(len(stages) - len(deaf)),
        "stages": whole(len(stages)),
        "acted": whole(sum(bool(post["follow_up"]) for post in findings)),
        "findings": whole(len(findings)),
        "blind": ", ".join(stage_words(stage) for stage in deaf),
    }
    cards.lead(
        "You listened at {heard} of {stages} stages within a year; blind: {blind}. "
        "{acted} of {findings} findings led to something."
        if deaf
        else "You listened at all {stages} stages within a year. {acted} of {findings} "
        "findings led to something.",
        **values,
    )


def _matrix(posts: list[Post], stages: list[str], today: date) -> None:
    methods = methods_of(posts)
    cells = []
    for post in posts:
        days = age(post, today)
        status = "withheld" if days is None else "ok"
        value = None if days is None else float(days)
        found = Estimate({}, post["n"] or 0, value, None, None, status)
        place = (methods.index(post["method"]), stages.index(post["stage"]))
        cells.append(Cell(*place, found, in_words(post)))
    title = t("Days since you last listened, by way and stage")
    talk = replace(figures.chart_words(None, title), withheld=t("no date given"))
    says = HeatWords(few=t("no date given"))
    rows = [method_words(method) for method in methods]
    columns = [stage_words(stage) for stage in stages]
    st.markdown("#### " + title)
    st.plotly_chart(
        charts.heatmap(
            cells,
            rows=rows,
            columns=columns,
            unit="count",
            words=talk,
            says=says,
            value_range=(0.0, float(STALE_DAYS)),
        ),
        key="listening",
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=" ".join([f"{title}.", *(cell.told + "." for cell in cells)]),
    )
    at = figures.picked("listening", len(cells))
    if at is not None:
        with st.container(border=True):
            st.markdown(words.plain(cells[at].told))
            for name, label in (
                ("finding", t("Finding")),
                ("follow_up", t("What was done about it")),
            ):
                st.caption(words.plain(f"{label}: {posts[at][name] or '–'}"))
    st.caption(
        t(
            "The darker, the longer ago; an empty field was never said to be listened "
            "to. Ages are counted until today, {today}. What counts is what was done "
            "about a finding, not how often you asked.",
            today=day(today),
        )
    )


def in_words(post: Post) -> str:
    """One post in a line."""
    parts = [f"{method_words(post['method'])}, {stage_words(post['stage'])}"]
    if post["last_date"]:
        parts.append(t("last on {day}", day=day(post["last_date"])))
    if post["n"] is not None:
        parts.append(t("{n} people", n=whole(post["n"])))
    return " · ".join(parts)


def _actions(posts: list[Post]) -> None:
    rows = [
        (
            method_words(post["method"]),
            stage_words(post["stage"]),
            day(post["last_date"]) if post["last_date"] else "–",
            whole(post["n"]) if post["n"] is not None else "–",
            post["finding"] or "–",
            post["follow_up"] or (t("nothing yet") if post["finding"] else "–"),
        )
        for post in sorted(posts, key=lambda post: (post["stage"], post["method"]))
    ]
    columns = (
        *(t("Way of listening"), t("Stage"), t("Last done on"), t("People")),
        *(t("Finding"), t("What was done about it")),
    )
    table_of(columns, rows, "listening_posts", label=t("Findings and what was done"))


def _form(posts: dict[str, Post], stages: list[str]) -> None:
    st.markdown("#### " + t("Say where you listen"))
    older = saying.older()
    left, right = st.columns(2)
    method = left.selectbox(
        t("Way of listening"),
        methods_of(list(posts.values())),
        key="post_method",
        format_func=method_words,
    )
    stage = right.selectbox(
        t("Stage of the journey"),
        stages,
        key="post_stage",
        format_func=stage_words,
        accept_new_options=True,
    )
    known = next(
        (
            (subject, one)
            for subject, one in posts.items()
            if (one["method"], one["stage"]) == (method, stage)
        ),
        ("", {}),
    )
    _filled(known[1], f"{method} | {stage}")
    left, right = st.columns(2)
    left.date_input(
        t("Last done on"), key="post_last_date", value=None, format="YYYY-MM-DD"
    )
    right.number_input(
        t("Number of people"), min_value=0, step=1, key="post_n", value=None
    )
    st.text_area(t("Finding"), key="post_finding", max_chars=1_000)
    st.text_area(t("What was done about it"), key="post_follow_up", max_chars=1_000)
    with st.container(horizontal=True):
        st.button(
            t("Save"),
            key="post_save",
            type="primary",
            on_click=_save,
            disabled=older or not stage,
        )
        st.button(
            t("Take away"),
            key="post_away",
            on_click=_take_away,
            args=(known[0],),
            disabled=older or not known[0],
        )
    if older:
        st.caption(
            t(
                "You see an older version of the data, in which nothing can be typed. Go "
                "to the newest data first."
            )
        )


def _filled(known: Post, about: str) -> None:
    """Show what is recorded, when another field of the matrix or another record is "
    "met."""
    memory = st.session_state
    stamp = (about, tuple(sorted((key, str(value)) for key, value in known.items())))
    if memory.get("post_shown") == stamp and "post_finding" in memory:
        return
    memory["post_shown"] = stamp
    memory["post_last_date"] = known.get("last_date")
    memory["post_n"] = known.get("n")
    memory["post_finding"] = known.get("finding") or ""
    memory["post_follow_up"] = known.get("follow_up") or ""


def _save() -> None:
    """Record the form (a callback)."""
    memory = st.session_state
    values = {name: memory[f"post_{name}"] for name in FIELDS}
    for name in ("stage", "finding", "follow_up"):
        values[name] = (values[name] or "").strip() or None
    saying.say(KIND, "", values)


def _take_away(subject: str) -> None:
    """Take one post away (a callback)."""
    saying.say(KIND, subject, None)
