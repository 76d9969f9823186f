"""Names of things in the reader's language, safe to show."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cx import measure
from cx.catalog import Metric
from cx.locale import language, number, t, whole
from cx.measure import ATTRIBUTE, NOT_RECORDED, Estimate

# Values our own macros and sample data produce; anything else is the customer's own word.
CHANNELS = {
    "phone": "Phone",
    "chat": "Chat",
    "kakao": "KakaoTalk",
    "email": "E-mail",
    "web": "Web",
    "app": "App",
    "social": "Social media",
    "store": "Store",
    "sms": "Text message",
    "bot": "Bot",
}

# As `measure` numbers them.
WEEKDAYS = {
    "0": "Monday",
    "1": "Tuesday",
    "2": "Wednesday",
    "3": "Thursday",
    "4": "Friday",
    "5": "Saturday",
    "6": "Sunday",
}


def plain(text: str) -> str:
    """Text that Markdown will show as it is: data may hold anything."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:])", r"\\\1", str(text))


def dimension(name: str) -> str:
    """What a dimension is called."""
    shown = measure.dimension_name(name)
    return shown if name.startswith(ATTRIBUTE) else t(shown)


def dimension_inside(name: str) -> str:
    """What a dimension is called inside a sentence."""
    shown = dimension(name)
    return shown if name.startswith(ATTRIBUTE) or language() != "en" else shown.lower()


def value(dimension_name: str, raw: str | None) -> str:
    """What a value of a dimension is called."""
    if raw is None or raw == NOT_RECORDED:
        return t("Not recorded")
    if dimension_name == "channel" and raw in CHANNELS:
        return t(CHANNELS[raw])
    if dimension_name == "weekday":
        return t(WEEKDAYS.get(raw, raw))
    if dimension_name == "hour":
        return f"{int(raw):02d}:00"
    if dimension_name == "source":
        from cx.ui import state

        known = state.source_names()
        return t(known.get(raw, raw))
    return raw


def interval(metric: Metric, estimate: Estimate) -> str:
    """The interval in words; empty where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    return between(number(estimate.low, metric.unit), number(estimate.high, metric.unit))


def between(low: str, high: str) -> str:
    """From one number to another, both already written."""
    return t("{low} to {high}", low=low, high=high)


def figure(metric: Metric, estimate: Estimate) -> str:
    """The number as it may be read: withheld, an interval only, or the number itself."""
    if estimate.value is None:
        return "–"
    if estimate.status == "low":
        return interval(metric, estimate) or "–"
    return number(estimate.value, metric.unit)


def note(estimate: Estimate) -> str:
    """What to keep in mind, in words."""
    return t(estimate.note) if estimate.note else ""


def unit(metric: Metric) -> str:
    """What the numbers are, for an axis."""
    return {
        "points": t("points (−100 to 100)"),
        "share": t("share of those counted"),
        "score": t("mean score"),
        "count": t("number"),
        "seconds": t("seconds"),
        "money": t("money, in the unit of the file"),
    }[metric.unit]


def base(metric: Metric, n: int) -> str:
    """How many rows, of what."""
    return base_of(metric.each or metric.rows, n)


def base_of(rows: str, n: int) -> str:
    """How many rows of a kind, in words."""
    kinds = {
        "contact": "{n} contacts",
        "episode": "{n} episodes",
        "answer": "{n} answers",
        "response": "{n} responses",
        "purchase": "{n} orders",
        "audit_item": "{n} audited items",
        "visit": "{n} visits",
        "volume": "{n} volumes",
        "attempt": "{n} attempts",
        "alert": "{n} alerts",
        "shift": "{n} working days",
    }
    return t(kinds[rows], n=whole(n))


def period_before(since: date, until: date) -> tuple[date, date]:
    """The period of the same length that ends the day before; months stay whole.

    >>> period_before(date(2026, 4, 1), date(2026, 9, 30))
    (datetime.date(2025, 10, 1), datetime.date(2026, 3, 31))
    >>> period_before(date(2026, 9, 10), date(2026, 9, 12))
    (datetime.date(2026, 9, 7), datetime.date(2026, 9, 9))
    """
    from cx.ui.state import months_before

    last = since - timedelta(days=1)
    after = until + timedelta(days=1)
    months = (after.year - since.year) * 12 + after.month - since.month
    if since.day == after.day and months > 0:
        return months_before(last, months), last
    return since - (until - since) - timedelta(days=1), last


def best_period(
    since: date | None, until: date | None, covered: tuple[date, date] | None
) -> str:
    """The step of a trend that leaves a readable number of points."""
    if not covered:
        return "month"
    days = ((until or covered[1]) - (since or covered[0])).days
    if days <= 45:
        return "day"
    return "week" if days <= 240 else "month"


def period_label(start: str | None, step: str) -> str:
    """A period as its axis label."""
    if start is None:
        return t("No date")
    first = date.fromisoformat(start[:10])
    if step == "month":
        return (
            f"{first.year}. {first.month}"
            if language() == "ko"
            else first.strftime("%b %Y")
        )
    return short_day(first)


def short_day(value: date) -> str:
    """A day without its year, for an axis."""
    if language() == "ko":
        return f"{value.month}월 {value.day}일"
    return f"{value.day} {value:%b}"
