"""What a person said that words mean, laid over the cells before they are read.

    {column: {word: what is read instead of it}}

queries/base/parse.sql knows the usual words.  Whatever it does not know is asked about;
an answer belongs to one source (its format or mapping) and holds for its next file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cx.catalog import Format, fingerprint, normalise_header
from cx.mart import quoted

if TYPE_CHECKING:
    from cx.register import Register

Values = dict[str, dict[str, str]]

NOT_ANSWERED = ""
NOT_USED = "not used"
SAVED = "values_saved"

# By kind of column: what may be chosen for a word, as parse.sql reads it.
CHANNELS = (
    *("phone", "chat", "kakao", "email", "web"),
    *("app", "social", "store", "sms", "bot"),
)
PURCHASES = ("visit", "order", "renewal", "cancel", "return")
KEEP = "keep"
CHOICES: dict[str, tuple[str, ...]] = {
    "channel": (KEEP, *CHANNELS),
    "yes_no": ("yes", "no", NOT_ANSWERED),
    "resolved": ("resolved", "open", "auto"),
    "direction": ("in", "out", NOT_ANSWERED),
    "kind": PURCHASES,
    "told": ("negative", "positive", "both", "none", NOT_ANSWERED),
    "experience": ("good", "bad", NOT_ANSWERED),
    "asked": (KEEP, "yes", "no", NOT_ANSWERED),
}
# A status stays readable as it was, with what it means behind it.
ARROW = " → "
STATUS = {
    "resolved": ("resolved", "해결"),
    "open": ("open", "미해결"),
    "auto": ("closed automatically", "자동"),
}


def ratings(low: float, high: float) -> tuple[str, ...]:
    """The choices for a word on a scale.

    >>> ratings(1, 5)
    ('5', '4', '3', '2', '1', '', 'not used')
    """
    points = [str(point) for point in range(int(high), int(low) - 1, -1)]
    return (*(points if len(points) <= 11 else ()), NOT_ANSWERED, NOT_USED)


def written(kind: str, word: str, choice: str) -> str:
    """What is read instead of a word, for what was chosen.

    >>> written("channel", "Kiosk", "store"), written("channel", "Kiosk", KEEP)
    ('store', 'Kiosk')
    >>> written("resolved", "검토끝", "resolved")
    '검토끝 → 해결'
    """
    if choice == KEEP:
        return word
    if kind == "resolved":
        korean = any("가" <= letter <= "힣" for letter in word)
        return f"{word}{ARROW}{STATUS[choice][korean]}"
    return choice


def chosen(word: str, text: str) -> str:
    """What was chosen, from what is read instead of a word.

    >>> chosen("검토끝", "검토끝 → 해결"), chosen("Kiosk", "Kiosk"), chosen("Meh", "3")
    ('resolved', 'keep', '3')
    """
    if text == word:
        return KEEP
    _, arrow, meaning = text.partition(ARROW)
    found = [choice for choice, words in STATUS.items() if meaning in words]
    return found[0] if arrow and found else text


def together(first: Values, then: Values) -> Values:
    """Both; of two answers for one word the later one."""
    both = {column: dict(words) for column, words in first.items()}
    for column, words in then.items():
        both[column] = {**both.get(column, {}), **words}
    return both


def read_as(header: tuple[str, ...], values: Values) -> dict[str, str]:
    """SQL for the cells of each column that has answers, by the column's name."""
    by_name = {normalise_header(name): name for name in header}
    found = {}
    for column, words in values.items():
        name = by_name.get(normalise_header(column))
        if not name or not words:
            continue
        folded = {word.strip().lower(): text for word, text in words.items()}
        given = ", ".join(_text(word) for word in folded)
        means = ", ".join(_text(text) for text in folded.values())
        looked_up = f"map([{given}], [{means}])[lower(trim({quoted(name)}))]"
        found[name] = f"coalesce({looked_up}, {quoted(name)})"
    return found


def star(read: dict[str, str]) -> str:
    """Every column of a file, with the answers laid over."""
    if not read:
        return "*"
    replaced = ", ".join(f"{sql} as {quoted(name)}" for name, sql in read.items())
    return f"* replace ({replaced})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def with_values(fmt: Format, values: Values) -> Format:
    """A format that also knows these answers."""
    if not values or values == fmt.values:
        return fmt
    both = together(fmt.values, values)
    mark = fingerprint(fmt.fingerprint + repr(sorted(both.items())))
    return replace(fmt, values=both, fingerprint=mark)


def saved(register: Register) -> dict[str, Values]:
    """The answers kept for each format or mapping; the newest event of each holds."""
    return {
        event.subject: event.payload["values"]
        for event in register.events()
        if event.kind == SAVED
    }


def save(register: Register, format_id: str, answers: Values) -> None:
    """Keep answers for the next file of this source, beside the ones kept before."""
    kept = saved(register).get(format_id, {})
    both = together(kept, answers)
    if both != kept:
        register.append(SAVED, format_id, {"values": both})


def forget(register: Register, format_id: str, column: str, word: str) -> None:
    """Take one answer back: the word is asked about again."""
    kept = together(saved(register).get(format_id, {}), {})
    if kept.get(column, {}).pop(word, None) is not None:
        register.append(SAVED, format_id, {"values": kept})
