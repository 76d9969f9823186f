"""What people type on pages: scores, owners, targets, words of themes, assessments.

Each is an event of the register, so it makes a new version (and no new tables), has who
and when, and can be taken back; a link from before shows what was decided then.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cx.errors import QuestionError
from cx.personal import installation_key
from cx.register import Event, me
from cx.store import Store
from cx.typed_kinds import KINDS, kind_of
from cx.typed_values import DAY, LIST, PERSON, Kind, read_value

UNDONE, REDONE, IMPORTED = "typed_undone", "typed_redone", "typed_imported"
RESPONDENT = re.compile(r"r-[0-9a-f]{12}")


@dataclass(frozen=True)
class Said:
    """One thing somebody said about a subject; `values` is None where they took it away.

    `event` is its number, `line` its place in a file that brought it (0 when typed), `at`
    when it was said (UTC), `active` whether it was not taken back.
    """

    event: int
    kind: str
    subject: str
    values: dict[str, Any] | None
    who: str
    at: str
    line: int = 0
    active: bool = True


def say(
    store: Store,
    kind: str,
    subject: str,
    values: Mapping[str, Any] | None,
    who: str | None = None,
) -> int:
    """Record one thing and return the number of its event, the new version.

    `values` None takes away what counts about the subject.  What already counts, said by
    the same person, is not recorded twice.  QuestionError where a value does not fit.
    """
    about = kind_of(kind)
    if values is None:
        if subject not in latest(store, kind):
            raise QuestionError(
                "Nothing is recorded about {subject}, so nothing was taken away.",
                subject=subject,
            )
        return store.register.append(kind, subject, {"values": None}, who=who) or 0
    whole = dict(values)
    if len(about.about) == 1 and about.about[0] not in whole:
        whole[about.about[0]] = subject
    found = check(store, about, whole)
    subject = about.subject(found)
    known = latest(store, kind).get(subject)
    if known and known.values == found and known.who == (who or me()):
        return known.event
    added = store.register.append(kind, subject, {"values": stored(found)}, who=who)
    return added or 0


def check(store: Store, kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are kept: every field of the kind, None for an empty one."""
    for name in given:
        kind.field(name)
    found = {}
    for field in kind.fields:
        value = read_value(field, given.get(field.name))
        if value is None and field.required:
            raise QuestionError(
                "{field} is empty and is needed. Nothing was recorded.",
                field=field.label,
            )
        if value is not None and field.type == PERSON:
            value = respondent(store, value)
        found[field.name] = value
    if kind.one_of and all(found[name] is None for name in kind.one_of):
        raise QuestionError(
            "At least one of these is needed: {fields}. Nothing was recorded.",
            fields=", ".join(kind.one_of),
        )
    return found


def respondent(store: Store, name: str) -> str:
    """The code of a person: the same for the same name, and no way back to it."""
    if RESPONDENT.fullmatch(name):
        return name
    key = installation_key(store.home)
    normal = unicodedata.normalize("NFC", name).casefold().strip()
    code = hmac.new(key, b"respondent: " + normal.encode(), hashlib.sha256)
    return "r-" + code.hexdigest()[:12]


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them; empty ones are left out."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value is not None
    }


def restored(kind: Kind, kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Values as they were kept, not checked again: what was said stands."""
    if kept is None:
        return None
    found: dict[str, Any] = {}
    for field in kind.fields:
        value = kept.get(field.name)
        if value is not None and field.type == DAY:
            value = date.fromisoformat(value)
        elif value is not None and field.type == LIST:
            value = tuple(value)
        found[field.name] = value
    return found


def state(
    store: Store, kind: str, version: int | None = None
) -> dict[str, dict[str, Any]]:
    """What counts of a kind as of a version: subject -> values, every field present."""
    return {
        subject: found.values
        for subject, found in latest(store, kind, version).items()
        if found.values is not None
    }


def latest(store: Store, kind: str, version: int | None = None) -> dict[str, Said]:
    """What counts of a kind as of a version, with who said it and when."""
    found: dict[str, Said] = {}
    for one in everything(store, version, kind=kind):
        if one.active:
            found[one.subject] = one
    return {subject: one for subject, one in found.items() if one.values is not None}


def history(
    store: Store,
    kind: str | None = None,
    subject: str | None = None,
    version: int | None = None,
) -> list[Said]:
    """Everything that was said, also what was taken back, the newest first."""
    return [
        one
        for one in reversed(everything(store, version, kind=kind))
        if subject is None or one.subject == subject
    ]


def everything(
    store: Store, version: int | None = None, *, kind: str | None = None
) -> list[Said]:
    """Everything that was said until a version, in the order it came to count."""
    kinds = (kind_of(kind).id,) if kind else tuple(KINDS)
    events = store.register.events(version, kinds=(*kinds, UNDONE, REDONE, IMPORTED))
    back = _taken_back(events)
    found = []
    for event in events:
        active = event.id not in back
        if event.kind in KINDS:
            values = restored(KINDS[event.kind], event.payload["values"])
            what = (event.id, event.kind, event.subject, values, event.who, event.at)
            found.append(Said(*what, active=active))
        elif event.kind == IMPORTED:
            found += [
                Said(
                    event.id,
                    row["kind"],
                    row["subject"],
                    restored(KINDS[row["kind"]], row["values"]),
                    row["who"],
                    row["at"],
                    line=row["line"],
                    active=active,
                )
                for row in event.payload["rows"]
                if row["kind"] in kinds
            ]
    return found


def _taken_back(events: list[Event]) -> set[int]:
    back: set[int] = set()
    for event in events:
        if event.kind == UNDONE:
            back.add(int(event.subject))
        elif event.kind == REDONE:
            back.discard(int(event.subject))
    return back


def undo(store: Store, event: int, who: str | None = None) -> int:
    """Take back one thing that was typed, or one file of them; the new version."""
    return _turn(store, event, who, back=True)


def redo(store: Store, event: int, who: str | None = None) -> int:
    """Let something that was taken back count again; the new version."""
    return _turn(store, event, who, back=False)


def _turn(store: Store, number: int, who: str | None, *, back: bool) -> int:
    while True:
        seen = store.register.version
        events = store.register.events(kinds=(*KINDS, UNDONE, REDONE, IMPORTED))
        if not any(e.id == number and e.kind in (*KINDS, IMPORTED) for e in events):
            raise QuestionError(
                "Step {number} is nothing that was typed. Nothing was changed.",
                number=number,
            )
        if (number in _taken_back(events)) == back:
            raise QuestionError(
                "Step {number} was already taken back. Nothing was changed."
                if back
                else "Step {number} already counts. Nothing was changed.",
                number=number,
            )
        kind = UNDONE if back else REDONE
        # Somebody may have been faster: then it is looked at again.
        if added := store.register.append(kind, str(number), who=who, only_at=seen):
            return added
