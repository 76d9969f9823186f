"""What exports call things: headers and words matched with the names in aliases.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any


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
    return tuple(re.findall(r"[^\W_]+", parted.lower()))


@cache
def _names(group: str, field: str) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    listed = aliases()[group].get(field, ())
    return tuple((plain(name), _tokens(name), name.startswith("=")) for name in listed)


def header_match(header: str, group: str, field: str) -> float:
    """How well a header fits a field's names: 1 all of it, else the part they cover.

    >>> header_match("대기시간(초)", "contact", "wait_s") > 0.9
    True
    >>> header_match("order_status", "contact", "status")
    0.545...
    """
    bare = re.sub(r"[(\[][^)\]]*[)\]]|\.\d+$", "", header)
    if group == "questions":
        bare = re.sub(r"[(\[][^)\]]*\d[^)\]]*[)\]]", "", header)
    whole, tokens = plain(bare) or plain(header), _tokens(bare)
    best = 0.0
    for position, (name, parts, only_whole) in enumerate(_names(group, field)):
        if name == whole:
            # A repeated header fits a little less than the first of its name.
            best = max(
                best, 1 - 0.001 * position - 0.02 * bool(re.search(r"\.\d+$", header))
            )
        elif not only_whole and _inside(name, parts, whole, tokens):
            best = max(best, min(0.95, len(name) / len(whole)) - 0.001 * position)
    return best


def _inside(
    name: str, parts: tuple[str, ...], whole: str, tokens: tuple[str, ...]
) -> bool:
    if not name.isascii():
        return len(name) > 1 and name in whole
    spans = range(len(tokens) - len(parts) + 1)
    return any(tokens[i : i + len(parts)] == parts for i in spans)
