"""What a field of a typed thing may hold, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cx.errors import QuestionError, said

TEXT, WHOLE, NUMBER, DAY, CHOICE, LIST, PERSON = (
    *("text", "whole", "number", "day", "choice", "list", "person"),
)
BETWEEN = " | "
LIST_MARK = ";"
LONGEST = 200
LONGEST_LIST = 500


@dataclass(frozen=True)
class Field:
    """One field: what may stand in it.  `person` is kept as a code, never as a name."""

    name: str
    label: said
    type: str = TEXT
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    longest: int = LONGEST


@dataclass(frozen=True)
class Kind:
    """One kind of thing that people type.

    `about` are the fields that name its subject; `one_of` are fields of which at least
    one has to be given.
    """

    id: str
    name: said
    about: tuple[str, ...]
    fields: tuple[Field, ...]
    one_of: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """One of its fields, or a sentence."""
        for one in self.fields:
            if one.name == name:
                return one
        raise QuestionError(
            "{kind} has no field {name}. Its fields are: {known}. Nothing was recorded.",
            kind=self.name,
            name=name,
            known=", ".join(one.name for one in self.fields),
        )

    def subject(self, values: Mapping[str, Any]) -> str:
        """What the values are about, in one line."""
        return BETWEEN.join(as_text(values[name]) for name in self.about)


def read_value(field: Field, given: object) -> Any:
    """What was typed as a value of a field; None for an empty one.

    Text is read as it stands in a file: "-2", "2024-03-01", "late; broken".
    QuestionError where it does not fit.
    """
    if isinstance(given, str):
        given = _clean(given)
    if given is None or given == "" or given == [] or given == ():
        return None
    return _READERS[field.type](field, given)


def as_text(value: object) -> str:
    """A value as it stands in a file.

    >>> as_text(("late", "slow")), as_text(-2), as_text(date(2024, 3, 1)), as_text(None)
    ('late; slow', '-2', '2024-03-01', '')
    """
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f"{LIST_MARK} ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _clean(text: str) -> str:
    """One line without control characters; blanks at its ends mean nothing.

    >>> _clean("  two\\n lines\\x00 ")
    'two lines'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _text(field: Field, given: object) -> str:
    text = _clean(str(given))
    if len(text) > field.longest:
        raise QuestionError(
            "{field} may have {longest} letters at most; these are {found}. Nothing was "
            "recorded.",
            field=field.label,
            longest=field.longest,
            found=len(text),
        )
    return text


def _whole(field: Field, given: object) -> int:
    text = str(given)
    if isinstance(given, bool) or not re.fullmatch(r"[+-−]?\d{1,15}(\.0+)?", text):
        raise QuestionError(
            "{field} is a whole number, not {given}. Nothing was recorded.",
            field=field.label,
            given=repr(text),
        )
    found = int(text.replace("−", "-").split(".")[0])
    _bounds(field, found, given)
    return found


def _number(field: Field, given: object) -> float:
    text = str(given).replace("−", "-")
    if isinstance(given, bool) or not re.fullmatch(
        r"[+-]?\d{1,15}(\.\d*)?(e-?\d{1,2})?", text
    ):
        raise QuestionError(
            "{field} is a number, not {given}. Nothing was recorded.",
            field=field.label,
            given=repr(text),
        )
    _bounds(field, float(text), given)
    return float(text)


def _bounds(field: Field, found: float, given: object) -> None:
    low, high = field.low, field.high
    if low is not None and high is not None and not low <= found <= high:
        raise QuestionError(
            "{field} is from {low} to {high}, not {given}. Nothing was recorded.",
            field=field.label,
            low=int(low),
            high=int(high),
            given=given,
        )
    if low is not None and found < low:
        raise QuestionError(
            "{field} is {low} or more, not {given}. Nothing was recorded.",
            field=field.label,
            low=int(low),
            given=given,
        )


def _day(field: Field, given: object) -> date:
    if isinstance(given, date):
        return date(given.year, given.month, given.day)
    parts = re.fullmatch(r"(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})\.?", str(given))
    try:
        if parts:
            return date(int(parts[1]), int(parts[3]), int(parts[4]))
    except ValueError:
        pass
    raise QuestionError(
        "{field} is a day such as 2024-03-01, not {given}. Nothing was recorded.",
        field=field.label,
        given=repr(str(given)),
    )


def _choice(field: Field, given: object) -> str:
    found = str(given).lower()
    if found not in field.choices:
        raise QuestionError(
            "{field} is one of {choices}, not {given}. Nothing was recorded.",
            field=field.label,
            choices=", ".join(field.choices),
            given=repr(str(given)),
        )
    return found


def _list(field: Field, given: object) -> tuple[str, ...] | None:
    if isinstance(given, str):
        parts = given.split(LIST_MARK)
    elif isinstance(given, list | tuple):
        parts = [part for each in given for part in str(each).split(LIST_MARK)]
    else:
        parts = [str(given)]
    found = tuple(dict.fromkeys(text for part in parts if (text := _text(field, part))))
    if len(found) > LONGEST_LIST:
        raise QuestionError(
            "{field} may have {most} entries at most; these are {found}. Nothing was "
            "recorded.",
            field=field.label,
            most=LONGEST_LIST,
            found=len(found),
        )
    return found or None


_READERS = {
    TEXT: _text,
    WHOLE: _whole,
    NUMBER: _number,
    DAY: _day,
    CHOICE: _choice,
    LIST: _list,
    # Its code is made where the key of the installation is known.
    PERSON: _text,
}
