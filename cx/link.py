"""The whole state of a view <-> one address.

Names and values are stable and free of language; every value is written, so a link does
not drift when new data lands.  What is not understood is refused in words: it never means
"everything".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cx.errors import LinkError, QuestionError, said
from cx.measure import ATTRIBUTE, Question, check_filters
from cx.store import Store

LANGUAGES = ("en", "ko")
# Or two days of one's own, as first..last.
COMPARISONS = ("previous", "year", "none")
ALL = "all"
FILTERS = ("channel", "reason", "product", "team", "segment", "site", "source")
# What single pages add: each value is checked by the page that owns it.
PAGE_KEYS = (
    *("outcome", "window", "among", "touch", "measure", "by", "drivers", "missing"),
    *("same", "cost", "weights"),
    *("q", "theme", "scored", "whole"),
    *("felt", "made", "made_by", "queue", "equal"),
    *("verdict", "from_stage", "to_stage", "ends_by"),
    *("sides", "split", "a", "b", "drawn"),
    *("praise", "complaint"),
    *("part", "towers", "per", "per_x", "about", "bubble"),
    *("acted", "acted_on", "span", "waste", "hourly", "alert_about", "within"),
    *("framework", "principle_essentials", "principle_best_service"),
    *("assess", "etdbw", "gap"),
    *("visits", "pass", "critical", "standard", "reply_channel"),
    *("visit", "lead", "again", "reading", "rebuy"),
)


@dataclass(frozen=True)
class State:
    """Everything that changes a number or a chart on screen."""

    version: int
    language: str = "en"
    since: date | None = None
    until: date | None = None
    compare: str = "previous"
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    page: tuple[tuple[str, str], ...] = ()

    def question(self, **parameters: int | str) -> Question:
        """The question every number of this view asks."""
        return Question(
            since=self.since,
            until=self.until,
            filters=self.filters,
            parameters=tuple(parameters.items()),
            version=self.version,
        )

    def chosen(self, dimension: str) -> tuple[str, ...]:
        """Values a dimension is filtered to; none means all."""
        return dict(self.filters).get(dimension, ())

    def option(self, key: str, default: str) -> str:
        """A choice that belongs to one page."""
        return dict(self.page).get(key, default)

    def with_filter(self, dimension: str, chosen: tuple[str, ...]) -> State:
        """The same view with one dimension filtered otherwise."""
        others = {name: values for name, values in self.filters if name != dimension}
        if chosen:
            others[dimension] = chosen
        return replace(self, filters=tuple(sorted(others.items())))

    def with_option(self, key: str, value: str) -> State:
        """The same view with one page choice made otherwise."""
        return replace(self, page=tuple(sorted({**dict(self.page), key: value}.items())))


def encode(state: State) -> dict[str, str | list[str]]:
    """Query parameters that say all of a state."""
    found: dict[str, str | list[str]] = {
        "v": str(state.version),
        "lang": state.language,
        "since": state.since.isoformat() if state.since else ALL,
        "until": state.until.isoformat() if state.until else ALL,
        "compare": state.compare,
    }
    for dimension, chosen in state.filters:
        key = (
            "a." + dimension.removeprefix(ATTRIBUTE)
            if dimension.startswith(ATTRIBUTE)
            else dimension
        )
        found[key] = list(chosen)
    found.update(state.page)
    return found


def query_string(state: State) -> str:
    """The part of an address after the question mark."""
    return urlencode(encode(state), doseq=True)


def decode(parameters: Mapping[str, list[str]], default: State) -> State:
    """The state an address holds; `default` for what it does not say.

    Raises LinkError, naming every part that is not understood.
    """
    faults: list[str] = []
    found: dict[str, Any] = {"filters": {}, "page": {}}
    readers = {
        "v": _version,
        "lang": _one_of(LANGUAGES),
        "since": _day,
        "until": _day,
        "compare": _comparison,
    }
    names = {"v": "version", "lang": "language"}
    for key, values in parameters.items():
        if key in readers:
            if len(values) != 1:
                faults.append(said("{key} is given {n} times", key=key, n=len(values)))
                continue
            try:
                found[names.get(key, key)] = readers[key](values[0])
            except ValueError:
                faults.append(f"{key}={values[0]}")
        elif not values:
            faults.append(said("{key} without a value", key=key))
        elif key in FILTERS or key.startswith("a."):
            dimension = ATTRIBUTE + key[2:] if key.startswith("a.") else key
            found["filters"][dimension] = tuple(values)
        elif key in PAGE_KEYS and len(values) == 1:
            found["page"][key] = values[0]
        elif key in PAGE_KEYS:
            faults.append(said("{key} is given {n} times", key=key, n=len(values)))
        elif not key.startswith("embed"):
            faults.append(key)
    if faults:
        raise LinkError(
            "This link holds something this dashboard does not know: {faults}. No "
            "numbers are shown, because they might be wider than the sender meant.",
            faults=said.together(faults, ", "),
        )
    state = replace(
        default,
        **{key: value for key, value in found.items() if key not in ("filters", "page")},
        filters=tuple(sorted(found["filters"].items())),
        page=tuple(sorted(found["page"].items())),
    )
    if state.since and state.until and state.since > state.until:
        raise LinkError(
            "This link begins on {since}, after it ends on {until}. No numbers are "
            "shown.",
            since=state.since,
            until=state.until,
        )
    return state


def decode_url(url: str) -> State:
    """The state of a whole address (used by the command line)."""
    parameters = parse_qs(urlsplit(url).query, keep_blank_values=True)
    if "v" not in parameters:
        raise LinkError("This address holds no view: it has no version (v=…).")
    return decode(parameters, State(version=0))


def check(store: Store, state: State) -> None:
    """Refuse a version, dimension or value that this data does not have."""
    newest = store.register.version
    if state.version > newest:
        raise LinkError(
            "This link was made from version {asked} of the data, and this dashboard has "
            "{newest} versions: it comes from another dashboard. No numbers are shown.",
            asked=state.version,
            newest=newest,
        )
    try:
        check_filters(store, state.question())
    except QuestionError as error:
        raise LinkError("{why} No numbers are shown.", why=error) from error


def erased_since(store: Store, state: State) -> int:
    """How many customers were erased from the files of a link since it was made."""
    used = set(store.register.active(state.version))
    return sum(
        1
        for event in store.register.erasures()
        if event.id > state.version and used & set(event.payload["uploads"])
    )


def erased_note(store: Store, state: State) -> said | None:
    """Said of a link whose numbers are no longer what they were when it was made."""
    n = erased_since(store, state)
    if not n:
        return None
    return said(
        "Since this link was frozen, {n} customers were erased at their request; the "
        "numbers were computed again without them.",
        n=n,
    )


def describe(state: State) -> dict[str, Any]:
    """A state as plain data (stable JSON of `python -m cx link`)."""
    return {
        "version": state.version,
        "language": state.language,
        "since": state.since.isoformat() if state.since else ALL,
        "until": state.until.isoformat() if state.until else ALL,
        "compare": state.compare,
        "filters": {dimension: list(chosen) for dimension, chosen in state.filters},
        "page": dict(state.page),
    }


def _version(text: str) -> int:
    number = int(text)
    if number < 0 or str(number) != text:
        raise ValueError(text)
    return number


def _day(text: str) -> date | None:
    if text == ALL:
        return None
    day = date.fromisoformat(text)
    # 20240301 and 2024-W09-5 are days as well, but not how one is written here.
    if day.isoformat() != text:
        raise ValueError(text)
    return day


def own_comparison(text: str) -> tuple[date, date] | None:
    """The days of a comparison with one's own dates; None for any other.

    >>> own_comparison("2025-01-01..2025-03-31")
    (datetime.date(2025, 1, 1), datetime.date(2025, 3, 31))
    """
    if ".." not in text:
        return None
    first, last = (_day(part) for part in text.split("..", 1))
    if first is None or last is None or first > last:
        raise ValueError(text)
    return first, last


def _comparison(text: str) -> str:
    if text not in COMPARISONS and own_comparison(text) is None:
        raise ValueError(text)
    return text


def _one_of(known: tuple[str, ...]) -> Any:
    def read(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    return read
