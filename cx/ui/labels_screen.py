"""Words that no dictionary knows: how often each stands there, and what it means."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cx.catalog import Format
from cx.ingest import values
from cx.ingest.stage import Staged
from cx.ingest.unknown_words import UnknownWord, unknown_words
from cx.ingest.values import Values
from cx.locale import t, whole
from cx.ui import state, words

ANSWERS = "word_answers"
ASK_AGAIN = "ask again"
CHOICES = {
    values.KEEP: "As its own value",
    "phone": "Phone",
    "chat": "Chat",
    "kakao": "KakaoTalk",
    "email": "E-mail",
    "web": "Web",
    "app": "App",
    "social": "Social media",
    "store": "Store",
    "sms": "Text message",
    "bot": "Bot",
    "visit": "Visit",
    "order": "Order",
    "renewal": "Renewal",
    "cancel": "Cancellation",
    "return": "Return",
    "yes": "Yes",
    "no": "No",
    "in": "From the customer",
    "out": "To the customer",
    "resolved": "Resolved",
    "open": "Not resolved",
    "auto": "Closed by itself, says nothing",
    "negative": "Told something bad",
    "positive": "Told something good",
    "both": "Told both",
    "none": "Told nobody",
    "good": "Good",
    "bad": "Bad",
    values.NOT_ANSWERED: "Not answered",
    values.NOT_USED: "Did not use it",
    ASK_AGAIN: "Ask again",
}


def said_of(choice: str) -> str:
    """A choice in the reader's language; numbers stand for themselves."""
    return t(CHOICES[choice]) if choice in CHOICES else choice


def with_answers(fmt: Format, sha256: str) -> Format:
    """The format with what was answered for this file so far."""
    return values.with_values(fmt, _given(sha256))


def _given(sha256: str) -> Values:
    kept: dict[str, Values] = st.session_state.setdefault(ANSWERS, {})
    return kept.get(sha256, {})


def draw(staged: Staged) -> None:
    """Ask about each unknown word; an answer is laid over the file at once."""
    found = _found(staged)
    if found:
        st.markdown("**" + t("Words that are not known here") + "**")
        st.caption(
            t(
                "Say once what they mean. The answer is kept for the next file of this "
                "source. Nothing is dropped: a word without an answer stays what the "
                "line above it says."
            )
        )
        _table(staged, found)
    _kept(staged)


def _found(staged: Staged) -> tuple[UnknownWord, ...]:
    if staged.unknown is not None:
        return staged.unknown
    key = (staged.upload_id, staged.format.fingerprint)
    kept = st.session_state.get("unknown_words")
    if kept is None or kept[0] != key:
        kept = (key, unknown_words(staged))
        st.session_state["unknown_words"] = kept
    found: tuple[UnknownWord, ...] = kept[1]
    return found


def _table(staged: Staged, found: tuple[UnknownWord, ...]) -> None:
    for place, word in enumerate(found):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                t(
                    "“{word}” in {column} (×{n}): {meanwhile}",
                    word=words.plain(word.word),
                    column=words.plain(word.column),
                    n=whole(word.times),
                    meanwhile=t(word.note),
                ),
                list(word.choices),
                index=None,
                format_func=said_of,
                placeholder=t("What does it mean?"),
                key=f"word_{staged.upload_id}_{place}",
                on_change=_answer,
                args=(staged.raw.sha256, word, f"word_{staged.upload_id}_{place}"),
            )


def _answer(sha256: str, word: UnknownWord, key: str) -> None:
    choice = st.session_state.get(key)
    if choice is None:
        return
    text = values.written(word.kind, word.word, choice)
    kept: dict[str, Values] = st.session_state.setdefault(ANSWERS, {})
    said_now = {word.column: {word.word: text}}
    kept[sha256] = values.together(kept.get(sha256, {}), said_now)


def _kept(staged: Staged) -> None:
    """What was answered, in this file or an earlier one; each can be taken back."""
    known = [
        (column, word, text)
        for column, listed in staged.format.values.items()
        for word, text in listed.items()
    ]
    if not known:
        return
    with st.expander(
        t("Words answered ({n})", n=whole(len(known))), icon=":material/done:"
    ):
        for place, (column, word, text) in enumerate(known):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    t(
                        "“{word}” in {column}: {meaning}",
                        word=words.plain(word),
                        column=words.plain(column),
                        meaning=words.plain(said_of(values.chosen(word, text))),
                    )
                )
                st.button(
                    t(CHOICES[ASK_AGAIN]),
                    type="tertiary",
                    key=f"ask_again_{staged.upload_id}_{place}",
                    on_click=_ask_again,
                    args=(staged.raw.sha256, staged.format.id, column, word),
                )


def _ask_again(sha256: str, format_id: str, column: str, word: str) -> None:
    kept: dict[str, Values] = st.session_state.setdefault(ANSWERS, {})
    kept.get(sha256, {}).get(column, {}).pop(word, None)
    values.forget(state.store().register, format_id, column, word)


def save(staged: Staged) -> None:
    """Keep what was answered for the next file of this source."""
    given: dict[str, Any] = _given(staged.raw.sha256)
    if given:
        values.save(state.store().register, staged.format.id, given)
