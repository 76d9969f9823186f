"""A self-assessment as a sheet: a score and its evidence for each item, saved one by one.

Who fills it in gives a role and a word only they know; the word is kept as a code, and
with it they find their answers again.
"""

from __future__ import annotations

import streamlit as st

from cx import typed
from cx.analyses.assessments import HIGHEST, LOWEST, ROLES, Answer, progress
from cx.frameworks import Framework, Item, Principle
from cx.locale import t, whole
from cx.ui import choices, saying, state, words
from cx.ui.assessment_words import role_words

KIND = "assessment_filled"


def draw(chosen: Framework, found: list[Answer]) -> None:
    """Draw the sheet: who, how far, and one principle at a time."""
    left, right = st.columns(2)
    role = left.segmented_control(
        t("Your role"),
        ROLES,
        format_func=lambda one: words.plain(role_words(one)),
        key="assess_role",
    )
    word = right.text_input(
        t("A word only you know"),
        key="assess_word",
        max_chars=100,
        help=t(
            "It is kept as a code that nobody can turn back into the word. Give the same "
            "word later, and you find your answers again."
        ),
    )
    if saying.older():
        st.info(
            t(
                "You see an older version of the data, in which nothing can be typed. Go "
                "to the newest data first."
            ),
            icon=":material/history:",
        )
    if not role or not word or not word.strip():
        st.info(
            t(
                "Choose your role and give a word only you know: then the {count} items "
                "can be scored.",
                count=whole(len(chosen.items)),
            ),
            icon=":material/edit_note:",
        )
        return
    person = typed.respondent(state.store(), word)
    saved = progress(found, chosen, role, person)
    done, every = len(saved), len(chosen.items)
    st.progress(
        done / every,
        text=t("{done} of {every} items scored", done=whole(done), every=whole(every)),
    )
    principle = _principle(chosen, saved)
    st.caption(t("1 = not at all · 3 = partly · 5 = fully, with evidence"))
    for item in principle.items:
        _item(chosen, item, role, person, saved.get(item.id))
    _next(chosen, principle)


def _key(chosen: Framework) -> str:
    return f"principle_{chosen.id}"


def _principle(chosen: Framework, saved: dict[str, Answer]) -> Principle:
    known = {one.id: one for one in chosen.principles}
    picked = choices.choice(
        _key(chosen),
        t("Principle"),
        tuple(known),
        chosen.principles[0].id,
        lambda one: t(known[one].name),
    )
    found = known[picked]
    st.markdown(
        t(
            "**{name}**: {done} of {every} scored",
            name=words.plain(t(found.name)),
            done=whole(sum(item.id in saved for item in found.items)),
            every=whole(len(found.items)),
        )
    )
    return found


def _item(
    chosen: Framework, item: Item, role: str, person: str, saved: Answer | None
) -> None:
    name = f"{chosen.id}_{item.id.replace('.', '_')}"
    score_key, evidence_key = f"assess_score_{name}", f"assess_evidence_{name}"
    saying.show(score_key, saved.score if saved else None)
    saying.show(evidence_key, saved.evidence if saved else "")
    with st.container(border=True, key=f"assess_item_{name}"):
        st.markdown(f"**{item.id} · {words.plain(t(item.name))}**", help=_help(item))
        st.markdown(words.plain(t(item.sentence)))
        left, right = st.columns([2, 3], vertical_alignment="bottom")
        about = (chosen.id, item.id, role, person)
        left.segmented_control(
            t("Score of {item}", item=item.id),
            range(LOWEST, HIGHEST + 1),
            key=score_key,
            disabled=saying.older(),
            on_change=_save,
            args=(about, score_key, evidence_key),
        )
        right.text_input(
            t("Evidence for {item}", item=item.id),
            key=evidence_key,
            max_chars=1_000,
            disabled=saved is None or saying.older(),
            placeholder=t("What shows it? No names, please.")
            if saved
            else t("Score it first"),
            on_change=_save,
            args=(about, score_key, evidence_key),
        )


def _help(item: Item) -> str | None:
    return words.plain(t(item.note)) if item.note else None


def _save(about: tuple[str, str, str, str], score_key: str, evidence_key: str) -> None:
    """Record one item, or take it away where its score was unchosen (a callback)."""
    framework, item, role, person = about
    score = st.session_state[score_key]
    if score is None:
        for subject, one in saying.latest(KIND).items():
            given = one.values or {}
            named = (given["framework"], given["item"], given["role"])
            if (*named, given["respondent"]) == about:
                saying.say(KIND, subject, None)
        return
    values = {
        "framework": framework,
        "item": item,
        "score": score,
        "role": role,
        "respondent": person,
        "evidence": st.session_state[evidence_key].strip() or None,
    }
    if not saying.say(KIND, "", values):
        saying.refused(score_key)
        saying.refused(evidence_key)


def _next(chosen: Framework, principle: Principle) -> None:
    at = chosen.principles.index(principle) + 1
    if at == len(chosen.principles):
        return
    following = chosen.principles[at]
    st.button(
        t("Next: {principle}", principle=words.plain(t(following.name))),
        key="assess_next",
        icon=":material/arrow_forward:",
        on_click=_go,
        args=(_key(chosen), following.id),
    )


def _go(key: str, principle: str) -> None:
    """Turn to another principle (a callback)."""
    st.session_state[f"w_page_{key}"] = principle
    state.set_option(key)
