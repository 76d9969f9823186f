"""Numbers of the Contact reasons page: asked once per view and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import fsum

import streamlit as st

from cx.analyses import reason_units, reasons
from cx.analyses.reason_units import Units
from cx.analyses.reasons import Tower
from cx.locale import number, t
from cx.measure import Estimate, Question, period_bounds
from cx.measure.estimate import LOW_BASE
from cx.stats.intervals import Interval
from cx.stats.rates import rate_interval, rate_ratio
from cx.store import Store
from cx.ui import saying, state

# Rates are shown per so many X.
PER = 100
OWN = "own"
NOBODY = Tower(None, 0, 0, 0, Decimal(0), 0)
PER_WORDS = {
    "orders": "orders",
    "shipments": "shipments",
    "active customers": "active customers",
    "invoices": "invoices",
    "~order": "orders of the order file",
    "~visit": "visits of the order file",
}


@dataclass(frozen=True)
class Rates:
    """Contacts per 100 X over the whole months of a period, in all and by reason."""

    months: list[date]
    units: float
    known: Units
    all: Tower
    towers: list[Tower]

    def estimate(self, tower: Tower) -> Estimate:
        """The rate of one tower, with its interval."""
        return rate(tower, self.units, {"reason": tower.reason})


def rate(tower: Tower, units: float, group: dict[str, str | None]) -> Estimate:
    """Contacts per 100 X; what it is divided by is a fixed count."""
    if units <= 0:
        return Estimate(group, tower.contacts, None, None, None, "empty")
    found = rate_interval(tower.contacts, tower.squares, units)
    return Estimate(
        group,
        tower.contacts,
        PER * found.value,
        PER * found.low,
        PER * found.high,
        "low" if tower.contacts < LOW_BASE else "ok",
    )


@st.cache_data(max_entries=300, show_spinner=False)
def _towers(_store: Store, mart: str, question: Question) -> list[Tower]:
    del mart  # only the key of what is kept
    return reasons.towers(_store, question)


@st.cache_data(max_entries=300, show_spinner=False)
def _total(_store: Store, mart: str, question: Question) -> Tower:
    del mart  # only the key of what is kept
    return reasons.total(_store, question)


@st.cache_data(max_entries=300, show_spinner=False)
def _by_month(_store: Store, mart: str, question: Question) -> dict[date, Tower]:
    del mart  # only the key of what is kept
    return reasons.by_month(_store, question)


@st.cache_data(max_entries=300, show_spinner=False)
def _units(_store: Store, mart: str, question: Question, per: str) -> Units:
    del mart  # only the key of what is kept
    return reason_units.units(_store, question, per)


@st.cache_data(max_entries=32, show_spinner=False)
def _choices(_store: Store, mart: str, version: int | None) -> list[str]:
    del mart  # only the key of what is kept
    return reason_units.choices(_store, version)


@st.cache_data(max_entries=32, show_spinner=False)
def _covered(_store: Store, mart: str, version: int | None) -> tuple[date, date] | None:
    del mart  # only the key of what is kept
    return reasons.covered(_store, version)


def _key(question: Question) -> tuple[Store, str]:
    return state.store(), state.store().mart(question.version)


def towers(question: Question) -> list[Tower]:
    """Reasons by contacts, most first."""
    return _towers(*_key(question), question)


def total(question: Question) -> Tower:
    """All reasons together."""
    return _total(*_key(question), question)


def by_month(question: Question) -> dict[date, Tower]:
    """Contacts of each month that has any."""
    return _by_month(*_key(question), question)


def covered(question: Question) -> tuple[date, date] | None:
    """The first and last day of contacts."""
    return _covered(*_key(question), question.version)


def units(question: Question, per: str) -> Units:
    """The X by month, of all dates: its filters count, its period does not."""
    return _units(*_key(question), replace(question, since=None, until=None), per)


def per_choices() -> list[str]:
    """What contacts can be divided by in this data, the usual one first."""
    version = state.view().version
    return _choices(state.store(), state.store().mart(version), version)


def per_words(per: str) -> str:
    """What contacts are divided by, in words."""
    return t(PER_WORDS[per]) if per in PER_WORDS else per


def own_per(reason: str | None) -> str | None:
    """The X somebody named for a reason with its target, else the usual one."""
    known = per_choices()
    target = saying.latest("target_set").get(reason or "")
    if target and target.values and target.values["per"] in known:
        return str(target.values["per"])
    return known[0] if known else None


def rates(question: Question, per: str) -> Rates | None:
    """Rates over the whole months of a period; None where it has none."""
    known = units(question, per)
    months = whole_months(question, known)
    if not months:
        return None
    asked = over(question, months)
    return Rates(months, known.total(months), known, total(asked), towers(asked))


def of_reason(found: Rates, reason: str | None) -> Tower:
    """One reason's contacts in the same months; all of them for None."""
    if reason is None:
        return found.all
    return next((one for one in found.towers if one.reason == reason), NOBODY)


def whole_months(question: Question, known: Units) -> list[date]:
    """Months that the question, contacts and the X cover from end to end."""
    return reason_units.whole_months(question, covered(question), known)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return period_bounds(month.isoformat(), "month")[1] + timedelta(days=1)


def over(question: Question, months: list[date]) -> Question:
    """The same question about some whole months that follow one another."""
    last = period_bounds(months[-1].isoformat(), "month")[1]
    return replace(question, since=months[0], until=last)


def ratio(
    now: tuple[Tower, float] | None, before: tuple[Tower, float] | None
) -> Interval | None:
    """How many times the rate of before; None where either has no contact."""
    if now is None or before is None:
        return None
    (one, units_now), (two, units_before) = now, before
    if not (one.contacts and two.contacts and units_now > 0 and units_before > 0):
        return None
    return rate_ratio(
        (one.contacts, one.squares, units_now), (two.contacts, two.squares, units_before)
    )


def usual(found: list[Tower]) -> float:
    """The share of contacts that an average reason has."""
    every = fsum(one.contacts for one in found)
    return 1 / len(found) if found and every else 0.0


def percent(ratio: float) -> str:
    """A ratio as a change in percent, with its sign.

    >>> percent(1.25), percent(0.5)
    ('+25.0%', '−50.0%')
    """
    size = number(abs(ratio - 1), "share")
    return ("+" if ratio >= 1 else "−") + size
