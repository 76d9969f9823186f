"""What is looked for in comments: searches as people type them, and words of themes.

Korean words carry particles, so they are found anywhere in a text; Latin words can be
asked for whole.  Everything ignores capitals.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cx.errors import QuestionError

MOST_TERMS = 12
LONGEST_SEARCH = 200
THEMES_FILE = Path(__file__).with_name("themes.toml")
# A letter or digit of a Latin word; Hangul beside it begins another word.
LETTER = "[a-z0-9\\x{00e0}-\\x{024f}]"
OTHER = "[^a-z0-9\\x{00e0}-\\x{024f}]"


@dataclass(frozen=True)
class Term:
    """One thing to find: anywhere, or as a `whole` word; `out` is what must not be in."""

    text: str
    whole: bool = False
    out: bool = False


@dataclass(frozen=True)
class Theme:
    """What comments may be about: a name and its words; `ko` is its name in Korean.

    `reason` is the contact reason whose owner hears of it; `typed` if people changed it.
    """

    name: str
    words: tuple[str, ...]
    ko: str = ""
    reason: str | None = None
    typed: bool = False


def normal(text: str) -> str:
    """A text as it is compared: composed letters, no capitals.

    >>> normal("ÉTÉ Late")
    'été late'
    """
    return unicodedata.normalize("NFC", text).lower()


def parse(search: str, *, whole: bool = False) -> tuple[Term, ...]:
    """Words that all have to be in, "phrases in quotes", and -words that must not be.

    `whole` asks for whole words where they are Latin.  QuestionError where it is too
    long.

    >>> [(term.text, term.out) for term in parse('Refund -late "no one"')]
    [('refund', False), ('late', True), ('no one', False)]
    """
    if len(search) > LONGEST_SEARCH:
        raise QuestionError(
            "A search may have {most} letters at most; this one has {found}.",
            most=LONGEST_SEARCH,
            found=len(search),
        )
    straight = re.sub("[“”„«»]", '"', normal(search))
    found = []
    for minus, phrase, word in re.findall(r'(-?)(?:"([^"]*)"?|([^\s"]+))', straight):
        text = " ".join((phrase or word).split())
        if text and text != "-":
            found.append(Term(text, whole and is_latin(text), bool(minus)))
    kept = tuple(dict.fromkeys(found))
    if len(kept) > MOST_TERMS:
        raise QuestionError(
            "A search may have {most} words at most; this one has {found}.",
            most=MOST_TERMS,
            found=len(kept),
        )
    return kept


def is_latin(text: str) -> bool:
    """Whether a word begins and ends in a Latin letter or a digit."""
    return bool(re.fullmatch("[a-z0-9\u00e0-\u024f](.*[a-z0-9\u00e0-\u024f])?", text))


def pattern(words: Sequence[str]) -> str:
    """One regular expression that finds any of a theme's words in a `normal` text.

    >>> pattern(["Late", "wait*", "배송"])
    '(?:^|[^a-z0-9...])(?:late|wait[a-z0-9...]*)(?:$|[^a-z0-9...])|배송'
    """
    latin, anywhere = [], []
    for word in words:
        text = normal(word).strip()
        stem = text.rstrip("*")
        if not stem:
            continue
        if is_latin(stem):
            latin.append(_escaped(stem) + (f"{LETTER}*" if stem != text else ""))
        else:
            anywhere.append(_escaped(stem))
    whole = [f"(?:^|{OTHER})(?:{'|'.join(latin)})(?:$|{OTHER})"] if latin else []
    return "|".join([*whole, *anywhere])


def term_pattern(term: Term) -> str:
    """A regular expression for a term, in a `normal` text."""
    text = _escaped(term.text)
    return f"(?:^|{OTHER}){text}(?:$|{OTHER})" if term.whole else text


def _escaped(text: str) -> str:
    """Plain text inside a regular expression, of DuckDB, Java and Python alike."""
    return re.sub(r"([\\.^$|?*+()\[\]{}&~#-])", r"\\\1", text)


def marks(
    text: str, terms: Sequence[Term], words: Sequence[str]
) -> list[tuple[int, int]]:
    """Where in a comment the terms and words stand: (start, end), in order, apart.

    >>> marks("Late, late! Lately", [], ["late"])
    [(0, 4), (6, 10)]
    """
    wanted = [_to_mark(term.text, term.whole) for term in terms if not term.out]
    for word in words:
        stem = normal(word).strip().rstrip("*")
        if stem:
            go_on = word.strip().endswith("*")
            wanted.append(_to_mark(stem, is_latin(stem), go_on=go_on))
    if not wanted:
        return []
    any_of = "|".join(sorted(wanted, key=len, reverse=True))
    return [match.span() for match in re.finditer(any_of, text, re.IGNORECASE)]


def _to_mark(text: str, whole: bool, *, go_on: bool = False) -> str:
    letter = "[a-z0-9\u00e0-\u024f]"
    found = re.escape(text)
    if not whole:
        return found
    end = f"{letter}*" if go_on else ""
    return f"(?<!{letter}){found}{end}(?!{letter})"


@cache
def default_themes() -> tuple[Theme, ...]:
    """The lists that ship."""
    with THEMES_FILE.open("rb") as file:
        given = tomllib.load(file)["theme"]
    return tuple(Theme(one["name"], tuple(one["words"]), one["ko"]) for one in given)
