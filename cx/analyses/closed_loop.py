"""The register of actions on contact reasons: who, what, since when, and what is late.

Everything in it was typed by people and counts as of a version, so an old version shows
what was decided then and how old it was then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cx import typed
from cx.store import Store

CLOSED = ("done", "told", "stopped")


@dataclass(frozen=True)
class Entry:
    """What counts about one reason; `since` is when its action was first typed.

    `age` is in days until it was done, or until the day of the version; None without an
    action.  `late` is a due day that has passed before the action was done.
    """

    reason: str
    owner: str | None
    contributors: tuple[str, ...]
    target: float | None
    per: str | None
    due: date | None
    action: str | None
    status: str | None
    started_at: date | None
    done_at: date | None
    words: str | None
    who: str | None
    since: date | None
    age: int | None
    late: bool


def day_of(store: Store, version: int) -> date:
    """The day on which a version is looked at: today, or the day it was the newest."""
    if version >= store.register.version:
        return datetime.now(UTC).date()
    events = store.register.events(version)
    return _day(events[-1].at) if events else datetime.now(UTC).date()


def entries(store: Store, version: int, today: date) -> list[Entry]:
    """One entry for each reason that has an owner, a target or an action, late first."""
    owners = typed.latest(store, "owner_set", version)
    targets = typed.latest(store, "target_set", version)
    actions = typed.latest(store, "action_set", version)
    first: dict[str, date] = {}
    for one in typed.history(store, "action_set", version=version):
        if one.active and one.values is not None:
            first[one.subject] = _day(one.at)
    found = []
    for reason in sorted({*owners, *targets, *actions}):
        owner, target, action = (
            (known[reason].values or {}) if reason in known else {}
            for known in (owners, targets, actions)
        )
        done, due = action.get("done_at"), target.get("due")
        since = action.get("started_at") or first.get(reason)
        closed = action.get("status") in CLOSED
        until = (done or today) if closed else today
        found.append(
            Entry(
                reason=reason,
                owner=owner.get("owner"),
                contributors=owner.get("contributors") or (),
                target=target.get("target"),
                per=target.get("per"),
                due=due,
                action=action.get("action"),
                status=action.get("status"),
                started_at=action.get("started_at"),
                done_at=done,
                words=action.get("words"),
                who=actions[reason].who if reason in actions else None,
                since=first.get(reason),
                age=max((until - since).days, 0) if since and reason in actions else None,
                late=_late(due, done, today, closed=closed),
            )
        )
    return sorted(found, key=lambda one: (not one.late, one.due or date.max, one.reason))


def _late(due: date | None, done: date | None, today: date, *, closed: bool) -> bool:
    """Whether a due day passed first; what is closed without a day is not late."""
    if due is None:
        return False
    return (done is not None and done > due) if closed else today > due


def by_owner(entries: list[Entry]) -> Mapping[str, list[Entry]]:
    """Reasons by who answers for them; contributors answer for none."""
    found: dict[str, list[Entry]] = {}
    for one in entries:
        if one.owner:
            found.setdefault(one.owner, []).append(one)
    return dict(sorted(found.items()))


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(UTC).date()
