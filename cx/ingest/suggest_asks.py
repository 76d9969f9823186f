"""What only a person can say of a file's columns, each with what speaks for it.

A scale whose ends nobody used, codes that stand apart from a scale, a rating that runs
against the others, a duration without a unit: proposed where the file says enough, and
never decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cx.errors import said
from cx.ingest.mapping_sql import TYPED
from cx.ingest.suggest_answers import USUAL, QuestionSuggestion
from cx.ingest.suggest_direction import Against
from cx.ingest.suggest_fields import Suggestion
from cx.ingest.suggest_values import Column

SCALES: tuple[tuple[float, float], ...] = ((1, 5), (1, 7), (0, 10), (1, 10), (0, 100))
UNITS = {"s": "Seconds", "min": "Minutes", "h": "Hours", "ms": "Milliseconds"}
BLANK, NOT_USED, ANSWERS = "blank", "not_used", "answers"
AS_IS, TURNED = "as_is", "turned"


@dataclass(frozen=True)
class Ask:
    """One question to a person about columns that have it in common.

    `choices` are (key, words).  `proposed` is a key, or None where somebody has to say.
    """

    about: str
    columns: tuple[str, ...]
    sentence: str
    choices: tuple[tuple[str, str], ...]
    proposed: str | None
    code: str = ""

    @property
    def key(self) -> str:
        """The same for the same question, however often the file is looked at."""
        return f"{self.about}/{self.columns[0]}/{self.code}"

    @property
    def column(self) -> str:
        """The first of the columns."""
        return self.columns[0]


def asks_of(
    columns: tuple[Column, ...],
    fields: tuple[Suggestion, ...],
    questions: tuple[QuestionSuggestion, ...],
    against: tuple[Against, ...],
) -> tuple[Ask, ...]:
    """Everything to ask about what would be accepted, the most telling first."""
    by_name = {column.name: column for column in columns}
    used = [q for q in questions if q.confidence >= 0.5 and q.scale_max is not None]
    return (
        *(_direction(found) for found in against),
        *_scales(by_name, used),
        *_codes(by_name, used),
        *_units(by_name, fields),
    )


def _direction(found: Against) -> Ask:
    sentence = said(
        "{column} runs against the {others} other ratings: correlation {r} "
        "({low} to {high}, 95 %), {n} answers. Is a low number the good answer there?",
        column=found.column,
        others=found.others,
        r=f"{found.r:.2f}",
        low=f"{found.low:.2f}",
        high=f"{found.high:.2f}",
        n=f"{found.n:,}",
    )
    choices = (
        (TURNED, said("Yes: turn it round")),
        (AS_IS, said("No: leave it as it is")),
    )
    return Ask("direction", (found.column,), sentence, choices, None)


def _range(column: Column, q: QuestionSuggestion) -> tuple[float, float, int] | None:
    """Lowest and highest answer given, and how many; None where the answers are words."""
    codes = {*q.blank, *q.not_used}
    given = [
        (value.number, value.count)
        for value in column.values
        if value.number is not None and value.text not in codes
    ]
    if not given:
        return None
    numbers = [number for number, _ in given]
    return min(numbers), max(numbers), sum(count for _, count in given)


def _scales(columns: dict[str, Column], used: list[QuestionSuggestion]) -> list[Ask]:
    """One question for all columns of a scale of which nobody used both ends."""
    groups: dict[tuple[float, float, bool], list[QuestionSuggestion]] = {}
    settled = set()
    for q in used:
        seen = _range(columns[q.column], q)
        scale = (q.scale_min or 0.0, q.scale_max or 0.0)
        if seen and seen[:2] == scale and scale in USUAL and scale != (1, 10):
            settled.add(scale)
        if seen:
            recommends = q.question == "recommend_other" and scale == (1, 10)
            groups.setdefault((*scale, recommends), []).append(q)
    asks = []
    for (low, high, recommends), members in groups.items():
        ranges = [found for q in members if (found := _range(columns[q.column], q))]
        seen_low = min(found[0] for found in ranges)
        seen_high = max(found[1] for found in ranges)
        fits = [s for s in SCALES if s[0] <= seen_low and seen_high <= s[1]]
        says_so = (low, high) == (0, 10) and any(q.question == "nps" for q in members)
        if (low, high) in settled or says_so or len(fits) < 2:
            continue
        if (seen_low, seen_high) == (1, 10) or recommends:
            fits = [(0, 10), (1, 10)]
        if (low, high) not in fits:
            fits.insert(0, (int(low), int(high)))
        sentence = said(
            "{column}: answers run from {low} to {high} ({n} answers). Which numbers "
            "could be chosen?",
            column=_named(members),
            low=f"{seen_low:g}",
            high=f"{seen_high:g}",
            n=f"{max(found[2] for found in ranges):,}",
        )
        choices = tuple(
            (f"{a:g}-{b:g}", said("{low} to {high}", low=f"{a:g}", high=f"{b:g}"))
            for a, b in fits
        )
        # Ten asked for is as often eleven as ten: whether 0 could be chosen decides NPS.
        proposed = None if recommends else f"{low:g}-{high:g}"
        names = tuple(q.column for q in members)
        asks.append(Ask("scale", names, sentence, choices, proposed))
    return sorted(asks, key=lambda ask: (ask.proposed is not None, ask.columns))


def _named(members: list[QuestionSuggestion]) -> str:
    if len(members) == 1:
        return members[0].column
    return said("{column} and {n} more", column=members[0].column, n=len(members) - 1)


def _codes(columns: dict[str, Column], used: list[QuestionSuggestion]) -> list[Ask]:
    """One question for each code that stands apart from the same scale."""
    groups: dict[tuple[str, str, float, float], list[QuestionSuggestion]] = {}
    for q in used:
        for meaning, codes in ((NOT_USED, q.not_used), (BLANK, q.blank)):
            for value in columns[q.column].values:
                if value.text in codes and value.number is not None:
                    key = (value.text, meaning, q.scale_min or 0.0, q.scale_max or 0.0)
                    groups.setdefault(key, []).append(q)
    asks = []
    for (code, meaning, low, high), members in groups.items():
        times = sum(
            value.count
            for q in members
            for value in columns[q.column].values
            if value.text == code
        )
        sentence = said(
            "{column}: {code} stands apart from the answers {low} to {high} "
            "({times} times). What does it mean?",
            column=_named(members),
            code=code,
            low=f"{low:g}",
            high=f"{high:g}",
            times=f"{times:,}",
        )
        choices = (
            (BLANK, said("Not answered")),
            (NOT_USED, said("Did not use it")),
            (ANSWERS, said("An ordinary answer")),
        )
        names = tuple(q.column for q in members)
        asks.append(Ask("codes", names, sentence, choices, meaning, code))
    return asks


def _units(columns: dict[str, Column], fields: tuple[Suggestion, ...]) -> list[Ask]:
    asks = []
    for s in fields:
        column = columns.get(s.column or "")
        if not column or s.confidence < 0.5 or s.unit or TYPED.get(s.field) != "seconds":
            continue
        # "45초" and "0:45" say their unit themselves.
        plain = [v.text for v in column.values if v.text.replace(".", "").isdigit()]
        if (column.values and not plain) or not column.looks["number"]:
            continue
        sentence = said(
            "{column} holds plain numbers ({examples}). In which unit?",
            column=column.name,
            examples=", ".join(plain[:3]) or said("many different ones"),
        )
        choices = tuple((unit, said(UNITS[unit])) for unit in UNITS)
        asks.append(Ask("unit", (column.name,), sentence, choices, None))
    return asks


def answer_field(
    s: Suggestion, asks: tuple[Ask, ...], given: dict[str, str]
) -> Suggestion:
    """A field with what a person said of its column."""
    for ask in asks:
        if ask.about == "unit" and s.column in ask.columns and ask.key in given:
            return replace(s, unit=given[ask.key])
    return s


def answer_question(
    q: QuestionSuggestion, asks: tuple[Ask, ...], given: dict[str, str]
) -> QuestionSuggestion:
    """A question with what a person said of its column."""
    for ask in asks:
        said_so = given.get(ask.key, ask.proposed)
        if q.column not in ask.columns or said_so is None:
            continue
        if ask.about == "direction":
            q = replace(q, higher_is_better=said_so != TURNED)
        elif ask.about == "scale":
            low, high = (float(end) for end in said_so.split("-"))
            q = replace(q, scale_min=low, scale_max=high)
            if q.question in ("nps", "recommend_other"):
                name = "nps" if (low, high) == (0, 10) else "recommend_other"
                q = replace(q, question=name)
        elif ask.about == "codes":
            q = _with_code(q, ask.code, said_so)
    return q


def _with_code(q: QuestionSuggestion, code: str, meaning: str) -> QuestionSuggestion:
    blank = tuple(c for c in q.blank if c != code)
    unused = tuple(c for c in q.not_used if c != code)
    if meaning == BLANK:
        blank = (*blank, code)
    elif meaning == NOT_USED:
        unused = (*unused, code)
    elif q.scale_min is not None and q.scale_max is not None:
        number = float(code)
        low, high = min(q.scale_min, number), max(q.scale_max, number)
        q = replace(q, scale_min=low, scale_max=high)
    return replace(q, blank=blank, not_used=unused)
