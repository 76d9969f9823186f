"""What exports call things: headers and words matched with the names in aliases.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# How well a weak name fits, and at most a name that other words follow.
WEAK, BEFORE = 0.955, 0.4


@cache
def aliases() -> dict[str, Any]:
    """The names and words columns and cells go by."""
    path = Path(__file__).with_name("aliases.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A header or word without case, blanks and punctuation.

    >>> plain("Date/Time Opened")
    'datetimeopened'
    """
    folded = unicodedata.normalize("NFC", text).lower()
    return "".join(letter for letter in folded if letter.isalnum())


@cache
def words_for(meaning: str) -> frozenset[str]:
    """The words that stand for "blank" or "not_used"."""
    return frozenset(plain(word) for word in aliases()["words"][meaning])


def _tokens(text: str) -> tuple[str, ...]:
    parted = re.sub(r"([a-z])([A-Z])", r"\1 \2", unicodedata.normalize("NFC", text))
    return tuple(_one(word) for word in re.findall(r"[^\W_]+", parted.lower()))


def _one(word: str) -> str:
    """A word without the s of many: topics and topic, ids and id."""
    return word[:-1] if len(word) > 2 and word.endswith("s") else word


@dataclass(frozen=True)
class Name:
    """A name of a field: its letters, its words, and how it may be found.

    `whole`: only as a whole header.  `weak`: other fields may have a better claim to it.
    """

    letters: str
    words: tuple[str, ...]
    whole: bool
    weak: bool


@cache
def _names(group: str, field: str) -> tuple[Name, ...]:
    return tuple(
        Name(plain(name), _tokens(name), name[:1] in "=~", name.startswith("~"))
        for name in aliases()[group].get(field, ())
    )


# Said behind a name without changing what the column is.
BEHIND = re.compile(
    r"([\s_.]+(name|currently|assigned|in|seconds?|minutes?|hrs?|hours?|sec|ms))+$",
    re.IGNORECASE,
)


def header_match(header: str, group: str, field: str) -> float:
    """How well a header fits a field's names: 1 all of it, else the part they cover.

    The last words of a header say what it is: names found before them count half.

    >>> header_match("대기시간(초)", "contact", "wait_s") > 0.9
    True
    >>> header_match("order_status", "contact", "status")
    0.545...
    """
    bare = re.sub(r"[(\[][^)\]]*[)\]]|\.\d+$", "", header).strip()
    if group == "questions":
        bare = re.sub(r"[(\[][^)\]]*\d[^)\]]*[)\]]", "", header)
    elif shorter := BEHIND.sub("", bare):
        bare = bare if _whole(bare, group, field) else shorter
    whole, tokens = plain(bare) or plain(header), _tokens(bare)
    best = 0.0
    for position, name in enumerate(_names(group, field)):
        if name.letters == whole:
            # A repeated header fits a little less than the first of its name.
            again = 0.02 * bool(re.search(r"\.\d+$", header))
            best = max(best, WEAK if name.weak else 1 - 0.0005 * position - again)
        elif not name.whole and _inside(name, whole, tokens):
            part = min(0.95, len(name.letters) / len(whole))
            # What a survey asks for in a sentence may stand anywhere in it.
            free = group == "questions" or field == "comment"
            if not free and not _at_the_end(name, whole, tokens):
                part = min(part / 2, BEFORE)
            best = max(best, part - 0.0005 * position)
    return best


def _whole(header: str, group: str, field: str) -> bool:
    return any(name.letters == plain(header) for name in _names(group, field))


def _inside(name: Name, whole: str, tokens: tuple[str, ...]) -> bool:
    if not name.letters.isascii():
        return len(name.letters) > 1 and name.letters in whole
    spans = range(len(tokens) - len(name.words) + 1)
    return any(tokens[i : i + len(name.words)] == name.words for i in spans)


def _at_the_end(name: Name, whole: str, tokens: tuple[str, ...]) -> bool:
    if not name.letters.isascii():
        return whole.endswith(name.letters)
    return tokens[-len(name.words) :] == name.words
