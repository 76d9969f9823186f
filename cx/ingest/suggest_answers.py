"""Which columns may be answers, and to which question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cx.errors import said
from cx.ingest.mapping import UNSCALED
from cx.ingest.mapping_sql import YES_NO
from cx.ingest.suggest_names import aliases, header_match, plain
from cx.ingest.suggest_scales import Observed, find_scale, observe
from cx.ingest.suggest_values import Column

SCORE_GROUPS = "_NPS_GROUP"
# Scales that are asked on most often.
USUAL: tuple[tuple[float, float], ...] = ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100))
LOYAL = {"more", "same", "less", "moreloyal", "thesame", "lessloyal"}
GOOD_OR_BAD = {
    "good",
    "bad",
    "좋음",
    "나쁨",
    "만족",
    "불만족",
    "yes",
    "no",
    "예",
    "아니오",
}


@dataclass(frozen=True)
class QuestionSuggestion:
    """A column proposed as answers: to which question, on which scale."""

    column: str
    question: str
    touchpoint: str | None
    scale_min: float | None
    scale_max: float | None
    not_used: tuple[str, ...]
    blank: tuple[str, ...]
    confidence: float
    why: str
    higher_is_better: bool = True


def asked_by(header: str) -> tuple[str, float]:
    """The question a header names and how well, or ("", 0).

    >>> asked_by("How likely are you to recommend us?")[0]
    'nps'
    """
    matches = {
        name: header_match(header, "questions", name) for name in aliases()["questions"]
    }
    best = max(matches, key=lambda name: matches[name])
    if best == "csat" and matches["overall_satisfaction"] and matches[best] < 0.95:
        best = "overall_satisfaction"
    return (best, matches[best]) if matches[best] else ("", 0.0)


def questions_in(columns: Iterable[Column]) -> tuple[QuestionSuggestion, ...]:
    """Every column that may hold answers; each question is proposed only once."""
    columns = tuple(columns)
    names = {column.name for column in columns}
    asked = {
        # A column of the groups of its scores stands beside a likelihood to recommend.
        c.name: ("nps", 1.0) if c.name + SCORE_GROUPS in names else asked_by(c.name)
        for c in columns
        if not c.name.endswith(SCORE_GROUPS)
    }
    observed = {
        c.name: found
        for c in columns
        if c.name in asked and (found := observe(c, named=bool(asked[c.name][0])))
    }
    # Whether 0 could be chosen on the recommendation says nothing about the other scales.
    others = [o for name, o in observed.items() if asked[name][0] != "nps"]
    suggestions: list[QuestionSuggestion] = []
    satisfied = [
        name
        for name, (question, match) in asked.items()
        if question == "csat" and match < 0.95 and name in observed
    ]
    overall = any(
        question == "overall_satisfaction" and name in observed
        for name, (question, _) in asked.items()
    )
    for column in columns:
        question, match = asked.get(column.name, ("", 0.0))
        if column.name in satisfied and (len(satisfied) > 1 or overall):
            # Beside others that ask how satisfied somebody was, it asks it of one thing.
            question = ""
        suggestion = None
        if question in UNSCALED:
            suggestion = _unscaled(column, question, match)
        elif question and column.name in observed:
            suggestion = _named(column, question, match, observed[column.name], others)
        if not suggestion and column.name in observed:
            suggestion = _touchpoint(
                column, observed[column.name], others, known=column.name in satisfied
            )
        if suggestion:
            suggestions.append(suggestion)
    return _each_once(_batteries(suggestions))


def says_from_zero(header: str) -> bool:
    """Whether a question gives its scale as 0 to 10.

    >>> says_from_zero("추천의향 (0~10)"), says_from_zero("Rate us from 1 to 10")
    (True, False)
    """
    return bool(re.search(r"\b0\s*(점|\()?.{0,3}(-|–|~|to|에서|부터).{0,3}10", header))


def _unscaled(column: Column, question: str, match: float) -> QuestionSuggestion | None:
    looks = column.looks
    telling = {plain(value.text) for value in column.values if value.number is None}
    fits = {
        **dict.fromkeys(YES_NO, looks["yes_no"] >= 0.8),
        "more_loyal": bool(telling) and telling <= LOYAL,
        "fcr_contacts": looks["whole"] >= 0.9,
        "wom_count": looks["whole"] >= 0.9,
        "wom_told": looks["told"] >= 0.8,
        "experience": bool(telling) and telling <= GOOD_OR_BAD,
    }
    if not fits[question]:
        return None
    return QuestionSuggestion(
        column.name, question, None, None, None, (), (),
        0.95 if match > 0.95 else 0.8, said("The header says so, and the values fit."),
    )  # fmt: skip


def _named(
    column: Column,
    question: str,
    match: float,
    seen: Observed,
    others: Iterable[Observed],
) -> QuestionSuggestion | None:
    if len(seen.counts) < 2 and seen.high <= 1:
        return None
    scale = find_scale(seen, () if question == "nps" else others, known=True)
    sure = 0.95 if match > 0.95 else 0.85
    if question == "nps":
        # Sure about the question only where somebody used the end that other scales lack.
        zero_to_ten = seen.kind == "numbers" and seen.high <= 10
        zero_to_ten &= (seen.low == 0 and seen.high > 5) or says_from_zero(column.name)
        question = "nps" if zero_to_ten else "recommend_other"
        if zero_to_ten:
            scale = replace(scale, low=0, high=10)
    elif question == "effort":
        question = "ces2" if (scale.low, scale.high) == (1, 7) else "other"
    why = [said("The header says so."), scale.why]
    if question == "ces2":
        why.append(said("Check that 7 is the easiest."))
    return QuestionSuggestion(
        column.name, question, None, scale.low, scale.high, scale.not_used, scale.blank,
        sure, said.together(why),
    )  # fmt: skip


def _touchpoint(
    column: Column, seen: Observed, others: Iterable[Observed], *, known: bool
) -> QuestionSuggestion | None:
    """`known` is true where the header says that it asks for satisfaction."""
    # Two codes are a yes or no; a number of its own for every row is an id.
    if len(seen.counts) < 3 or (column.filled >= 5 and column.distinct == column.filled):
        return None
    scale = find_scale(seen, others, known=known)
    middle = (scale.low + scale.high) / 2
    answers = {c: n for c, n in seen.counts.items() if scale.low <= c <= scale.high}
    most_given = max(answers, key=lambda code: (answers[code], code))
    sure = scale.confidence + (0.1 if most_given > middle else -0.1)
    header = (
        said("The header says so.") if known else said("No header says what it asks.")
    )
    why = [header, scale.why]
    if known:
        sure = 0.75
    elif most_given < middle:
        why.append(said("Low codes are the most frequent, which is rare for a rating."))
    name = re.sub(r"^(touchpoint|접점)\s*[:：]\s*", "", column.name, flags=re.IGNORECASE)
    return QuestionSuggestion(
        column.name, "touchpoint", name or column.name, scale.low, scale.high,
        scale.not_used, scale.blank, round(sure, 2), said.together(why),
    )  # fmt: skip


def _families(header: str) -> set[str]:
    """What columns of one battery share: "Q7" of Q7FOOD, "PERQ" of PERQ3."""
    lower = header.lower()
    if code := re.match(r"([a-z]+\d+)[a-z_]", lower) or re.match(
        r"([a-z]{2,})_?\d+$", lower
    ):
        return {code[1]}
    words = re.findall(r"[^\W_]+", lower)
    return {"first " + words[0], "last " + words[-1]} if len(words) > 1 else set()


def _batteries(found: list[QuestionSuggestion]) -> list[QuestionSuggestion]:
    """Ratings of one family and one usual scale make each other likelier."""
    counts = Counter(
        (family, q.scale_min, q.scale_max)
        for q in found
        if q.question == "touchpoint"
        for family in _families(q.column)
    )
    return [
        replace(q, confidence=round(q.confidence + 0.1, 2))
        if q.question == "touchpoint"
        and (q.scale_min, q.scale_max) in USUAL
        and any(counts[f, q.scale_min, q.scale_max] > 1 for f in _families(q.column))
        and 0.4 <= q.confidence < 0.7
        else q
        for q in found
    ]


def _each_once(found: list[QuestionSuggestion]) -> tuple[QuestionSuggestion, ...]:
    """A response answers a question once: further columns become touchpoints."""
    taken: set[str] = set()
    kept = {}
    for q in sorted(found, key=lambda q: (-q.confidence, plain(q.column), q.column)):
        if q.question == "touchpoint" or q.question not in taken:
            taken.add(q.question)
            kept[q.column] = q
        elif q.scale_min is not None:
            why = [said("Another column already answers this question."), q.why]
            kept[q.column] = replace(
                q,
                question="touchpoint",
                touchpoint=q.column,
                confidence=0.6,
                why=said.together(why),
            )
    return tuple(kept[q.column] for q in found if q.column in kept)
