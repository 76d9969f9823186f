"""Voices: what people said, by theme, beside the scores that they gave with it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cx import charts, export
from cx.analyses import voice_rows
from cx.analyses import voices as engine
from cx.analyses.voice_rows import Found
from cx.analyses.voice_terms import Term, Theme, parse
from cx.analyses.voices import ThemeCount
from cx.charts.frame import Words
from cx.errors import CxError
from cx.locale import language, number, t, whole
from cx.measure import Estimate, Question
from cx.store import Store
from cx.ui import cards, choices, figures, frame, saying, state, voices_quotes, words
from cx.ui.stated import stated
from cx.ui.voices_later import later

ANY = "any"
SIDES = {
    "any": "Any score",
    "low": "Low scores",
    "middle": "In between",
    "high": "High scores",
}


@st.cache_data(max_entries=200, show_spinner=False)
def _counted(
    _store: Store, mart: str, question: Question, of: tuple[Theme, ...]
) -> tuple[int, list[ThemeCount]]:
    del mart  # only the key of what is kept
    return engine.count_themes(_store, question, of)


@st.cache_data(max_entries=500, show_spinner=False)
def _found(
    _store: Store,
    mart: str,
    question: Question,
    terms: tuple[Term, ...],
    theme: Theme | None,
    side: str,
    page: int,
) -> Found:
    del mart  # only the key of what is kept
    return voice_rows.search(_store, question, terms, theme=theme, side=side, page=page)


def voices(question: Question) -> None:
    """Draw the page."""
    saying.say_turned()
    store = state.store()
    version = state.view().version
    # What is typed makes a new version, and is no reason to count again.
    question = replace(question, version=store.register.data_version(version))
    of = engine.themes(store, version)
    choices.check("theme", (ANY, *(theme.name for theme in of)))
    choices.check("scored", tuple(SIDES))
    base, counts = _counted(store, store.mart(question.version), question, of)
    if not base and of:
        st.info(
            t(
                "There are no comments in this selection. A survey export with a column "
                "of comments fills this page."
            ),
            icon=":material/inbox:",
        )
        return
    _lead(base, counts)
    _themes(question, base, counts)
    _comments(question, of)
    later(question, of, counts, _drill_when)


def name_of(theme: Theme) -> str:
    """What a theme is called in the reader's language."""
    return theme.ko if theme.ko and language() == "ko" else theme.name


def _lead(base: int, counts: list[ThemeCount]) -> None:
    first = next((one for one in counts if one.share.status == "ok" and one.n), None)
    if first is None:
        cards.lead("{n} comments, too few to say what they are about.", n=whole(base))
        return
    values: dict[str, object] = {
        "n": whole(base),
        "theme": name_of(first.theme),
        "share": _number(first.share),
    }
    scored = [one for one in counts if one.low.status == "ok"]
    worst = max(scored, key=lambda one: one.low.value or 0, default=None)
    if worst is None or not worst.low.value:
        cards.lead("{n} comments. The most common theme is {theme}: {share}.", **values)
        return
    cards.lead(
        "{n} comments. The most common theme is {theme}: {share}. Comments about {worst} "
        "come with low scores most often: {low}.",
        **values,
        worst=name_of(worst.theme),
        low=_number(worst.low),
    )


def _number(found: Estimate) -> str:
    return t(
        "{value} (95% interval {interval})",
        value=number(found.value or 0, "share"),
        interval=t(
            "{low} to {high}",
            low=number(found.low or 0, "share"),
            high=number(found.high or 0, "share"),
        ),
    )


def _spoken(title: str, axis: str, **more: str) -> Words:
    return replace(figures.chart_words(None, title, **more), axis=axis)


def _themes(question: Question, base: int, counts: list[ThemeCount]) -> None:
    """How often each theme comes up, and with which scores; a click opens comments."""
    heard = [one for one in counts if one.n]
    if not heard:
        st.info(t("No comment holds a word of any theme. Words can be added below."))
        return
    left, right = st.columns(2, gap="large")
    names = {id(one.share): name_of(one.theme) for one in heard}

    def label(one: Estimate) -> str:
        return names[id(one)]

    with left:
        title = t("What comments are about")
        spoken = _spoken(title, t("share of comments"))
        shares = [one.share for one in heard]
        st.markdown("#### " + title)
        _plot(
            charts.ranked(shares, label_of=label, unit="share", words=spoken),
            charts.alt_text(shares, label_of=label, unit="share", words=spoken),
            "voices_shares",
        )
        at = figures.picked("voices_shares", len(heard))
        if at is not None:
            _drill(question, heard[at].theme, ANY)
    with right:
        title = t("Which scores come with them")
        spoken = _spoken(
            title,
            t("share of the comments that have a score"),
            negative=t("low score given"),
            positive=t("high score given"),
        )
        pairs = [(name_of(one.theme), one.low, one.high) for one in heard]
        st.markdown("#### " + title)
        _plot(
            charts.diverging(pairs, words=spoken),
            charts.describe_diverging(pairs, words=spoken),
            "voices_sides",
        )
        at = figures.picked("voices_sides", 2 * len(heard))
        if at is not None:
            _drill(question, heard[at // 2].theme, "high" if at % 2 else "low")
    stated(
        t("Words of themes in comments"),
        question,
        n=base,
        extra=(
            t("n counts comments; a comment may be about several themes"),
            t(
                "low: 0–6 of 10 or 1–2 of 5; high: 9–10 of 10 or 4–5 of 5, given in the "
                "same response. No feeling is read out of the text."
            ),
        ),
    )
    with st.expander(t("As a table"), icon=":material/table:"):
        _twin(heard)


def _plot(figure: charts.Figure, alt: str, key: str) -> None:
    st.plotly_chart(
        figure,
        key=key,
        on_select="rerun",
        selection_mode=("points",),
        config=figures.CHART_CONFIG,
        alt=alt,
    )


def _twin(heard: list[ThemeCount]) -> None:
    columns = (
        *(t("Theme"), t("Comments"), t("Share of comments"), t("With a score")),
        *(t("low score given"), t("high score given")),
    )
    rows = [
        (
            name_of(one.theme),
            *(one.n, _cell(one.share), one.low.n, _cell(one.low), _cell(one.high)),
        )
        for one in heard
    ]
    st.dataframe(
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
        hide_index=True,
        key="voices_twin",
    )
    st.download_button(
        t("Download as CSV"),
        export.as_csv(columns, rows),
        file_name="themes.csv",
        mime="text/csv",
        icon=":material/download:",
        key="voices_twin_csv",
        on_click="ignore",
    )


def _cell(found: Estimate) -> str:
    if found.value is None:
        return words.note(found)
    low, high = number(found.low or 0, "share"), number(found.high or 0, "share")
    between = t("{low} to {high}", low=low, high=high)
    if found.status == "low":
        return between
    return f"{number(found.value, 'share')} ({between})"


def _drill(question: Question, theme: Theme, side: str) -> None:
    """The newest comments behind one bar."""
    said = t(SIDES[side]) if side != ANY else ""
    _drilled(question, theme, side, said, f"drill_{theme.name}_{side}")


def _drill_when(question: Question, theme: Theme, when: str) -> None:
    """The comments behind one point in time."""
    _drilled(question, theme, ANY, when, f"drill_{theme.name}_{question.since}")


def _drilled(question: Question, theme: Theme, side: str, said: str, key: str) -> None:
    with st.container(border=True):
        heading = " · ".join(filter(None, (name_of(theme), said)))
        st.markdown("**" + words.plain(heading) + "**")
        _quotes(question, (), theme, side, key)


def _quotes(
    question: Question, terms: tuple[Term, ...], theme: Theme | None, side: str, key: str
) -> None:
    """A page of comments, how many there are, and the ways to the others."""
    mart = state.store().mart(question.version)
    page = int(st.session_state.get(f"quotes_{key}", 0))
    try:
        found = _found(state.store(), mart, question, terms, theme, side, page)
    except CxError as error:
        frame.say_error(error)
        return
    if not found.n:
        st.info(t("No comment fits. Search for less, or choose another theme or score."))
        return
    counted = t("{n} of {all} comments", n=whole(found.n), all=whole(found.base))
    by_side = [
        f"{t(SIDES[one])} {whole(found.sides[one])}"
        for one in ("low", "middle", "high")
        if side == ANY and found.sides.get(one)
    ]
    st.caption(words.plain(" · ".join([counted, *by_side])))
    voices_quotes.listed(
        found.comments, terms=terms, of_theme=theme.words if theme else ()
    )
    voices_quotes.turn_pages(key, found.n)


def _comments(question: Question, of: tuple[Theme, ...]) -> None:
    """The search, and what it finds."""
    st.markdown("#### " + t("Comments"))
    view = state.view()
    st.session_state.setdefault("w_page_q", view.option("q", ""))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        st.text_input(
            t("Search"),
            placeholder=t('Words, "a phrase", -without'),
            key="w_page_q",
            icon=":material/search:",
            on_change=_search,
            help=t(
                "All words have to be in the comment. Quotes keep words together, and a "
                "minus leaves comments out. Words are found inside longer words, so that "
                "Korean particles do no harm."
            ),
        )
    with right:
        whole_words = choices.choice(
            "whole",
            t("Latin words"),
            ("part", "whole"),
            "part",
            lambda one: t("Whole words") if one == "whole" else t("Also parts of words"),
        )
    names = {theme.name: name_of(theme) for theme in of}
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        chosen = choices.choice(
            "theme",
            t("Theme"),
            (ANY, *names),
            ANY,
            lambda one: t("Any theme") if one == ANY else names[one],
        )
    with right:
        side = choices.choice(
            "scored", t("Score given"), tuple(SIDES), ANY, lambda one: t(SIDES[one])
        )
    try:
        terms = parse(view.option("q", ""), whole=whole_words == "whole")
    except CxError as error:
        frame.say_error(error)
        return
    theme = next((one for one in of if one.name == chosen), None)
    # Another search begins on its first page.
    key = f"search_{hash((terms, chosen, side, question)) & 0xFFFFFF}"
    _quotes(question, terms, theme, side, key)


def _search() -> None:
    """Callback of the search: its words are part of the link, none are none."""
    view = state.view()
    kept = dict(view.page)
    kept.pop("q", None)
    if asked := str(st.session_state.get("w_page_q") or "").strip():
        kept["q"] = asked
    st.session_state["view"] = replace(view, page=tuple(sorted(kept.items())))
