"""What a chart shows, as sentences for those who do not see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cx.charts.explained import Driver, falls
from cx.charts.frame import Band, Words, bounds, flipped, shown

if TYPE_CHECKING:
    from cx.measure import Estimate

MOST_ROWS = 8


def sentence(label: str, estimate: Estimate, *, unit: str, words: Words) -> str:
    """One estimate in words; one that is withheld says so."""
    if not shown(estimate):
        return f"{label}: {words.why_not(estimate)} ({words.count(estimate.n)})."
    low, value, high = bounds(estimate)
    said = words.sentence.format(
        label=label,
        value=words.number(value, unit),
        interval=words.interval,
        low=words.number(low, unit),
        high=words.number(high, unit),
        n=words.n,
        count=words.number(estimate.n, "count"),
    )
    return f"{said} {words.low_base}" if estimate.status == "low" else said


def alt_text(
    estimates: Sequence[Estimate],
    words: Words,
    *,
    label_of: Callable[[Estimate], str],
    unit: str,
    most: int = MOST_ROWS,
) -> str:
    """The title, then a sentence for each of the first estimates."""
    if not estimates:
        return f"{words.title}. {words.no_data}"
    said = [
        sentence(label_of(one), one, unit=unit, words=words) for one in estimates[:most]
    ]
    if len(estimates) > most:
        said.append(words.more.format(count=words.number(len(estimates) - most, "count")))
    return " ".join([f"{words.title}.", *said])


def describe_trend(estimates: Sequence[Estimate], words: Words, *, unit: str) -> str:
    """The first, lowest, highest and last of a trend."""
    known = [one for one in estimates if shown(one)]
    if not known:
        return f"{words.title}. {words.no_data}"
    worth = {id(one): one for one in (known[0], known[-1])}
    # A low base is often the highest or lowest, and says least.
    firm = [one for one in known if one.status == "ok"] or known
    for pick in (min, max):
        one = pick(firm, key=lambda one: bounds(one)[1])
        worth[id(one)] = one
    told = sorted(worth.values(), key=lambda one: one.group["period"] or "")
    return alt_text(
        told,
        words,
        label_of=lambda one: words.period(one.group["period"] or ""),
        unit=unit,
    )


def describe_curve(
    estimates: Sequence[Estimate], words: Words, *, marked_day: int
) -> str:
    """The curve at the marked day."""
    told = [flipped(one) for one in estimates if one.group["day"] == str(marked_day)]
    label = words.window.format(day=marked_day, value="").strip(" :")
    return alt_text(told, words, label_of=lambda _: label, unit="share")


def describe_diverging(
    pairs: Sequence[tuple[str, Estimate, Estimate]], words: Words
) -> str:
    """Both sides of each row."""
    both = [
        sentence(f"{label}, {side}", one, unit="share", words=words)
        for label, left, right in pairs
        for side, one in ((words.negative, left), (words.positive, right))
    ]
    return " ".join([f"{words.title}.", *(both or [words.no_data])])


def describe_importance(drivers: Sequence[Driver], words: Words) -> str:
    """Each driver's share of R2."""
    if sum(driver.importance for driver in drivers) <= 0:
        return f"{words.title}. {words.no_data}"
    said = []
    for driver in drivers:
        falling = f" ({words.falling})" if falls(driver) else ""
        share = words.number(driver.importance, "share")
        said.append(f"{driver.name} {share}{falling}")
    return f"{words.title}. {', '.join(said)}."


def describe_distribution(
    counts: Sequence[int], words: Words, *, bands: Sequence[Band]
) -> str:
    """Each band's share."""
    total = sum(counts)
    if not total:
        return f"{words.title}. {words.no_data}"
    said = []
    for band in bands:
        share = sum(counts[band.first : band.last + 1]) / total
        said.append(f"{band.label} {words.number(share, 'share')}")
    return f"{words.title}. {', '.join(said)}. {words.count(total)}."


def describe_counts(periods: Sequence[tuple[date, int]], words: Words) -> str:
    """How many in all, and the first, lowest, highest and last period."""
    if not periods:
        return f"{words.title}. {words.no_data}"

    def size(one: tuple[date, int]) -> int:
        return one[1]

    worth = {periods[0], min(periods, key=size), max(periods, key=size), periods[-1]}
    said = [
        f"{words.period(first.isoformat())}: {words.count(count)}."
        for first, count in sorted(worth)
    ]
    total = words.count(sum(count for _, count in periods))
    return " ".join([f"{words.title}, {total}.", *said])
