"""The view a person is looking at, kept in step with the address bar.

The address wins when the browser moved (a link, Back, Forward, reload); the controls win
otherwise.  Controls change the view in callbacks, and the front door writes it to the
address once per run.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from cx import catalog, link, locale, measure
from cx.analyses import contents
from cx.errors import CxError
from cx.link import State
from cx.locale import LANGUAGES, best_language
from cx.store import Store, home_folder


@st.cache_resource
def _store(home: str) -> Store:
    return Store(home_folder(home))


def store() -> Store:
    """The data folder this dashboard shows."""
    return _store(str(home_folder()))


def view() -> State:
    """What is being looked at."""
    found: State = st.session_state["view"]
    return found


def change(new: State) -> None:
    """Look at something else; the controls follow."""
    st.session_state["view"] = new
    _fill_controls(new)


def newest_version() -> int:
    """The version after everything that was done so far."""
    return store().register.version


def has_data(version: int) -> bool:
    """Whether any upload counts at that version."""
    return bool(store().register.active(version))


def default_view(version: int) -> State:
    """The newest half year where the data covers more than a year, else all of it."""
    state = State(version=version, language=best_language(_browser_language()))
    covered = data_span(version)
    if covered and (covered[1] - covered[0]).days > 365:
        state = replace(state, since=months_before(covered[1], 6), until=covered[1])
    return state


def months_before(last: date, months: int) -> date:
    """The first day of the period of so many whole months that ends on `last`.

    >>> months_before(date(2026, 9, 30), 6)
    datetime.date(2026, 4, 1)
    >>> months_before(date(2026, 2, 15), 3)
    datetime.date(2025, 11, 16)
    """
    after = last + timedelta(days=1)
    number = after.year * 12 + after.month - 1 - months
    year, month = divmod(number, 12)
    while True:
        try:
            return after.replace(year=year, month=month + 1)
        except ValueError:
            after -= timedelta(days=1)


@st.cache_data(max_entries=64, show_spinner=False)
def _span(_store_: Store, mart: str, version: int) -> tuple[date, date] | None:
    del mart  # only the key of what is kept
    return measure.span(_store_, version)


def data_span(version: int) -> tuple[date, date] | None:
    """First and last day the data covers."""
    return _span(store(), store().mart(version), version)


def _browser_language() -> str:
    return str(st.context.headers.get("Accept-Language", "") or st.context.locale or "")


def _current_parameters() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def speak() -> None:
    """A callback that says something begins with this: it runs before the page does."""
    locale.set_language(view().language)


def coming_language() -> str:
    """The language the page will have, before it is known which page it is."""
    memory = st.session_state
    parameters = _current_parameters()
    asked = parameters.get("lang", [""])[-1]
    moved = "view" not in memory or parameters != memory.get("written", {})
    if moved and asked in LANGUAGES:
        return asked
    return view().language if "view" in memory else best_language(_browser_language())


def take_from_address(page: str) -> CxError | None:
    """Bring view and address together; return what is wrong with a link, if anything."""
    memory = st.session_state
    parameters = _current_parameters()
    # A control was used before the browser had heard of the address after the one before.
    used = "view" in memory and memory["view"] != memory.get("shown")
    moved = "view" not in memory or (
        not used
        and parameters != memory.get("written", {})
        and (bool(parameters) or page == memory.get("page"))
    )
    memory["page"] = page
    if not moved:
        return memory.get("fault")
    default = default_view(newest_version())
    memory.setdefault("view", default)
    try:
        found = link.decode(parameters, default) if parameters else default
        if parameters:
            link.check(store(), found)
    except CxError as fault:
        memory["fault"] = fault
        memory["written"] = parameters
        memory["shown"] = view()
        return fault
    memory["fault"] = None
    change(found)
    return None


def write_to_address() -> None:
    """Say all of the view in the address; a new view is a new step of the Back button."""
    wanted: dict[str, Any] = link.encode(view())
    as_lists = {k: v if isinstance(v, list) else [v] for k, v in wanted.items()}
    if _current_parameters() != as_lists:
        kept = {k: v for k, v in _current_parameters().items() if k.startswith("embed")}
        st.query_params.from_dict({**kept, **wanted})
        as_lists |= kept
    st.session_state["written"] = as_lists
    st.session_state["shown"] = view()


def _fill_controls(state: State) -> None:
    """Give every control the value of the view before it is drawn."""
    memory = st.session_state
    for key in [k for k in memory if str(k).startswith("w_")]:
        del memory[key]
    for dimension, chosen in state.filters:
        memory[f"w_filter_{dimension}"] = list(chosen)
    memory["w_compare"] = state.compare if state.compare in link.COMPARISONS else "own"
    for key, value in state.page:
        memory[f"w_page_{key}"] = value


def set_filter(dimension: str) -> None:
    """Callback of a filter control."""
    chosen = tuple(st.session_state[f"w_filter_{dimension}"])
    st.session_state["view"] = view().with_filter(dimension, chosen)


def set_compare() -> None:
    """Callback of what is compared with; own dates count once they are given."""
    chosen = st.session_state["w_compare"]
    if chosen in link.COMPARISONS:
        st.session_state["view"] = replace(view(), compare=chosen)


def compare_with(since: date, until: date) -> None:
    """Compare with days of one's own."""
    change(replace(view(), compare=f"{since.isoformat()}..{until.isoformat()}"))


def set_option(key: str) -> None:
    """Callback of a choice that belongs to one page."""
    value = st.session_state[f"w_page_{key}"]
    if value is not None:
        st.session_state["view"] = view().with_option(key, str(value))


def set_period(since: date | None, until: date | None) -> None:
    """Callback of a period button."""
    change(replace(view(), since=since, until=until))


def set_language(language: str) -> None:
    """Callback of the language switch."""
    change(replace(view(), language=language))


def show_newest() -> None:
    """Look at the newest data, with everything else as it is."""
    st.session_state["fault"] = None
    change(replace(view(), version=newest_version()))


def start_afresh() -> None:
    """Forget a link that could not be understood."""
    st.session_state["fault"] = None
    change(default_view(newest_version()))


def data_changed() -> None:
    """After an upload or undo: the newest version, a period that covers something."""
    version = newest_version()
    fresh = default_view(version)
    old = view()
    filters = tuple(
        (dimension, kept)
        for dimension, chosen in old.filters
        if (kept := tuple(v for v in chosen if v in known_values(dimension, version)))
    )
    had_data = has_data(old.version)
    change(
        replace(
            old,
            version=version,
            filters=filters,
            since=old.since if had_data else fresh.since,
            until=old.until if had_data else fresh.until,
        )
    )


def known_values(dimension: str, version: int) -> list[str]:
    """Values of a dimension in this version."""
    return measure.values(store(), store().mart(version), dimension)


@st.cache_data(max_entries=64, show_spinner=False)
def _count(_store_: Store, mart: str, table: str) -> int:
    return contents.count_rows(_store_, mart, table)


def count_rows(table: str, version: int) -> int:
    """Rows of a mart table in this version."""
    return _count(store(), store().mart(version), table)


@st.cache_data(max_entries=64, show_spinner=False)
def _undated(_store_: Store, mart: str) -> int:
    return contents.undated_responses(_store_, mart)


def undated_responses(version: int) -> int:
    """Responses without a date in this version."""
    return _undated(store(), store().mart(version))


@st.cache_data(max_entries=64, show_spinner=False)
def _journey(_store_: Store, mart: str) -> list[str]:
    return contents.touchpoint_order(_store_, mart)


def touchpoint_order(version: int) -> list[str]:
    """Touchpoints in the order of the journey."""
    return _journey(store(), store().mart(version))


def filter_dimensions(version: int) -> list[str]:
    """Dimensions that have something to filter by, the usual ones first.

    What only rows record that no number counts would empty every page, so it is not
    offered; where a link asks for it, it can be taken away.
    """
    tables = store().columns(store().mart(version))
    counted = {metric.rows for metric in catalog.metrics().values()}
    columns = {column for table in counted for column in tables[table]}
    attributes = sorted(c for c in columns if c.startswith(measure.ATTRIBUTE))
    usual = [
        d
        for d in link.FILTERS
        if (d in columns and len(known_values(d, version)) > 1) or view().chosen(d)
    ]
    return usual + attributes


def source_names() -> dict[str, str]:
    """What each source is called: the name of its format or mapping."""
    from cx.ingest.load import known_formats

    return {known.id: known.name for known in known_formats(store()).values()}
