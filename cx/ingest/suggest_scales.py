"""A column as answers on a scale: which scale, and which codes stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cx.errors import said
from cx.ingest.suggest_names import plain, words_for
from cx.ingest.suggest_values import Column, Value

# Rescaled answers keep the steps of the scale they came from: (x - 1) / 9 * 100 has nine.
STEPS_OF_HUNDRED = (4, 5, 6, 8, 9, 10)
REFUSED = (77, 88, 97, 98, 99, 777, 888, 997, 998, 999)


@dataclass(frozen=True)
class Observed:
    """The answers of a rating column, with the codes beside the scale taken out."""

    kind: str  # "numbers", "words5", "words7" or "hundred"
    counts: dict[float, int]
    texts: dict[float, tuple[str, ...]]
    not_used: tuple[str, ...]
    blank: tuple[str, ...]

    @property
    def low(self) -> float:
        """The lowest answer seen."""
        return min(self.counts)

    @property
    def high(self) -> float:
        """The highest answer seen."""
        return max(self.counts)

    @property
    def looks_unused(self) -> bool:
        """Whether a 0 and a 6 stand beside a full scale of 1 to 5."""
        codes = set(self.counts)
        return {0, 6} <= codes <= set(range(7)) and len(codes - {0, 6}) >= 4

    @property
    def looks_zero_to_ten(self) -> bool:
        """Whether nearly every answer of a scale of 0 to 10 was given."""
        ends = (self.low, self.high) == (0, 10)
        return ends and self.kind == "numbers" and len(self.counts) >= 8


@dataclass(frozen=True)
class Scale:
    """A proposed scale, the codes proposed as no answer, and how sure that is."""

    low: float
    high: float
    not_used: tuple[str, ...]
    blank: tuple[str, ...]
    confidence: float
    why: str


def observe(column: Column, *, named: bool = False) -> Observed | None:
    """The column as answers on a scale, or None where it holds something else.

    Where the header names the question (`named`), fewer answers have to be readable: the
    words among them are asked about.
    """
    apart: dict[str, list[str]] = {"not_used": [], "blank": []}
    rest = []
    for value in column.values:
        where = next((w for w in apart if plain(value.text) in words_for(w)), None)
        if where and value.number is None:
            apart[where].append(value.text)
        elif value.text != "?":
            rest.append(value)
    if not rest or column.looks["moment"] > 0.5:
        return None
    kind, codes = _codes(rest, 0.6 if named else 0.95)
    if not kind:
        return None
    counts: dict[float, int] = {}
    texts: dict[float, list[str]] = {}
    for value, code in zip(rest, codes, strict=True):
        if code is not None:
            counts[code] = counts.get(code, 0) + value.count
            texts.setdefault(code, []).append(value.text)
    if kind == "numbers":
        for code in _beside(set(counts)):
            del counts[code]
            apart["blank"] += texts.pop(code)
        if (
            not counts
            or min(counts) < 0
            or max(counts) > 10
            or any(c % 1 for c in counts)
        ):
            kind = "hundred"
            if not _is_rescaled(set(counts)):
                return None
    return Observed(
        kind=kind,
        counts=counts,
        texts={code: tuple(sorted(found)) for code, found in texts.items()},
        not_used=tuple(sorted(apart["not_used"])),
        blank=tuple(sorted(apart["blank"])),
    )


def _codes(values: list[Value], least: float) -> tuple[str, list[float | None]]:
    total = sum(value.count for value in values)

    def read(codes: list[float | None]) -> float:
        known = (v.count for v, c in zip(values, codes, strict=True) if c is not None)
        return sum(known) / total

    number, five, seven = (
        [getattr(value, field) for value in values]
        for field in ("number", "rating5", "rating7")
    )
    if read(number) >= least:
        return "numbers", number
    for kind, codes, high in (("words5", five, 5), ("words7", seven, 7)):
        if read(codes) >= least and max(c for c in codes if c is not None) <= high:
            return kind, codes
    return "", []


def _beside(codes: set[float]) -> list[float]:
    """Codes that stand apart from the scale and so mean that nobody answered."""
    apart = {code for code in codes if code < 0 or code in REFUSED}
    scale = codes - apart
    if not scale or max(scale) > 11 or any(code % 1 for code in scale):
        return []
    if 11 in scale and 10 in scale:
        apart.add(11)
    elif 9 in scale and 8 not in scale and max(scale - {9}, default=9) <= 7:
        apart.add(9)
    elif scale & {8, 9}:
        # A whole scale, a gap, and the codes that questionnaires put behind it.
        below = scale - {8, 9}
        for end in (5, 7):
            whole = {float(code) for code in range(1, end + 1)}
            if below in (whole, whole | {0.0}) and min(scale & {8, 9}) > end + 1:
                apart |= scale & {8, 9}
    return sorted(apart)


def _is_rescaled(codes: set[float]) -> bool:
    if len(codes) < 3 or min(codes) < 0 or not 60 <= max(codes) <= 100:
        return False
    return any(
        all(abs(code * steps / 100 - round(code * steps / 100)) < 0.005 for code in codes)
        for steps in STEPS_OF_HUNDRED
    )


def find_scale(observed: Observed, others: Iterable[Observed], *, known: bool) -> Scale:
    """The scale of a column, read from its answers and those of the file's other ratings.

    `known` is true where the header names the question: then a common scale is assumed.
    """
    not_used, blank = list(observed.not_used), list(observed.blank)
    low, high = observed.low, observed.high
    others = tuple(others)
    coded = observed.looks_unused or any(other.looks_unused for other in others)
    ends = {"low": f"{low:g}", "high": f"{high:g}"}
    if observed.kind in ("words5", "words7"):
        low, high = 1, 5 if observed.kind == "words5" else 7
        why, sure = said("The values are the words of a scale of 1 to {n}.", n=high), 0.6
    elif observed.kind == "hundred":
        low, high, sure = 0, 100, 0.6 if len(observed.counts) >= 5 else 0.4
        why = said(
            "Answers run from {low} to {high} in even steps, as rescaled answers do.",
            **ends,
        )
    elif coded and high in (5, 6) and (low == 0 or high == 6):
        not_used += observed.texts.get(6, ())
        blank += observed.texts.get(0, ())
        low, high, sure = 1, 5, 0.5 if observed.looks_unused or high == 5 else 0.4
        why = said("Answers run from 1 to 5, with codes beside them.")
    else:
        low, high, sure = _common(observed, others, known=known)
        why = said("Answers run from {low} to {high}.", **ends)
    parts = [why]
    if not_used:
        parts.append(said("Proposed as not used: {codes}.", codes=", ".join(not_used)))
    if blank:
        parts.append(said("Proposed as no answer: {codes}.", codes=", ".join(blank)))
    return Scale(low, high, tuple(not_used), tuple(blank), sure, said.together(parts))


def _common(
    observed: Observed, others: Iterable[Observed], *, known: bool
) -> tuple[float, float, float]:
    low, high = observed.low, observed.high
    if high > 7:
        # Whether 0 could be chosen shows only where somebody chose it, perhaps next door.
        zero = low == 0 or any(other.looks_zero_to_ten for other in others)
        return 0 if zero else 1, 10, 0.5 if high == 10 else 0.4
    if low == 0:
        return 0, high, 0.4 if high == 5 else 0.3
    if high == 5 or (known and high < 5):
        return 1, 5, 0.5
    if high == 7 or known or (high == 6 and any(other.high == 7 for other in others)):
        return 1, 7, 0.5
    return 1, high, 0.4 if high == 6 else 0.3
