"""How many there were, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from cx.charts.frame import (
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    nice_ticks,
    nothing,
    value_axis,
)
from cx.charts.labels import LABEL_SIZE, SMALL_SIZE, pixels, safe, safe_label
from cx.palette import HAIRLINE, MUTED, US

HEIGHT = 150
# What a narrow screen leaves for all columns together, in pixels.
ROOM = 250
# One column alone does not become a wall, and one of hundreds is still to be seen.
FEWEST_PLACES = 5
MOST_PLACES = 150
NARROW, WIDE = 0.3, 0.76
# The year stands under its day.
DATE_WIDTH = 9


def counts(periods: Sequence[tuple[date, int]], *, step: str, words: Words) -> Figure:
    """A column for each period, its index the `customdata`; one without rows is a gap.

    `periods` are first days and counts, in order; `step` is day, week, month or year.
    """
    if not periods:
        return nothing(words)
    places = [_place(first, step) - _place(periods[0][0], step) for first, _ in periods]
    labels = [words.period(first.isoformat()) for first, _ in periods]
    highest = max(count for _, count in periods)
    span = places[-1] + 1
    a_place = ROOM / max(span, FEWEST_PLACES)
    dates = [safe_label(label, most=DATE_WIDTH, lines=2) for label in labels]
    written = [
        words.count(count) if len(periods) == 1 else words.number(count, "count")
        for _, count in periods
    ]
    nearest = min((b - a for a, b in pairwise(places)), default=span)
    numbered = nearest * a_place > max(map(_pixels, written))
    columns = {
        "type": "bar",
        "x": places,
        "y": [count for _, count in periods],
        "width": max(NARROW if span < FEWEST_PLACES else WIDE, span / MOST_PLACES),
        "marker": {"color": US},
        "text": [safe(text) for text in written] if numbered else [],
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": SMALL_SIZE, "color": MUTED},
        "cliponaxis": False,
        "constraintext": "none",
        "customdata": [*range(len(periods))],
        "hovertext": [
            f"{safe(label)}<br><b>{safe(words.count(count))}</b>"
            for label, (_, count) in zip(labels, periods, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 0.45}},
    }
    air = max(0.6, (FEWEST_PLACES - span) / 2)
    named = _apart(places, [_pixels(label) / a_place for label in dates])
    upright = value_axis(0, highest, unit="count", words=words, most=5)
    upright |= {
        "range": [0, highest * 1.08],
        "tickvals": [one for one in nice_ticks(0, highest, most=5) if one == int(one)],
        "visible": not numbered,
    }
    return {
        "data": [columns],
        "layout": base_layout(
            height=HEIGHT,
            top=20 + axis_room(words),
            right=24,
            bottom=46 if any("<br>" in dates[at] for at in named) else 30,
            xaxis={
                "range": [-air, span - 1 + air],
                "tickvals": [places[at] for at in named],
                "ticktext": [dates[at] for at in named],
                "tickfont": {"size": SMALL_SIZE, "color": MUTED},
                "tickangle": 0,
                "showgrid": False,
                "zeroline": False,
                "showline": True,
                "linecolor": HAIRLINE,
                "ticks": "outside",
                "ticklen": 4,
                "tickcolor": HAIRLINE,
                "fixedrange": True,
                "automargin": True,
            },
            yaxis=upright,
            annotations=axis_note(words),
        ),
    }


def _place(first: date, step: str) -> int:
    """Where a period stands among all of its kind, so that none is missing between."""
    if step in ("day", "week"):
        return first.toordinal() // (7 if step == "week" else 1)
    return first.year if step == "year" else first.year * 12 + first.month


def _pixels(label: str) -> float:
    """How wide a label of one or two lines is in small letters."""
    return max(map(pixels, label.split("<br>"))) * SMALL_SIZE / LABEL_SIZE


def _apart(places: Sequence[int], widths: Sequence[float]) -> list[int]:
    """Which columns are named: from the last backwards, as many as do not touch."""
    named = [len(places) - 1]
    for at in range(len(places) - 2, -1, -1):
        room = places[named[-1]] - places[at]
        if room >= 1.2 * (widths[at] + widths[named[-1]]) / 2:
            named.append(at)
    return named[::-1]
