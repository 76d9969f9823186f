"""How much each rating explains of an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cx.charts.bars import bars, whiskers
from cx.charts.frame import (
    ROW_HEIGHT,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    note,
    nothing,
    row_axis,
    value_axis,
)
from cx.charts.labels import full_label, safe, safe_label
from cx.palette import BAD, HAIRLINE, MUTED, TINTS, US


class Driver(Protocol):
    """One rating that goes with an outcome, and how much of it."""

    @property
    def name(self) -> str:
        """What was rated."""

    @property
    def importance(self) -> float:
        """Its part of R2."""

    @property
    def unique(self) -> float:
        """The part of R2 that no other rating explains."""

    @property
    def slope(self) -> float:
        """Which way it goes, others held equal."""

    @property
    def low(self) -> float | None:
        """Low end of the importance."""

    @property
    def high(self) -> float | None:
        """High end of the importance."""


# A slope this flat reads as 0.00: its sign says nothing.
FLAT = 0.005


def falls(driver: Driver) -> bool:
    """Whether people who rated it higher scored lower, by more than a rounding."""
    return driver.slope <= -FLAT


def importance(drivers: Sequence[Driver], *, words: Words) -> Figure:
    """Each driver's share of R2; the part that nothing else explains is darker."""
    if sum(driver.importance for driver in drivers) <= 0:
        return nothing(words)
    rows = list(range(len(drivers)))
    shares = [driver.importance for driver in drivers]
    own = [
        min(driver.unique, share) for driver, share in zip(drivers, shares, strict=True)
    ]
    ends = [
        (row, driver.low, driver.high)
        for row, driver in enumerate(drivers)
        if driver.low is not None and driver.high is not None
    ]
    numbers = [safe(words.number(share, "share")) for share in shares]
    falling = safe(words.falling)
    texts = []
    for driver, number, alone in zip(drivers, numbers, own, strict=True):
        lines = [
            full_label(driver.name),
            f"<b>{number}</b>",
            f"{safe(words.unique)} {words.number(alone, 'share')}",
            *([falling] if falls(driver) else []),
        ]
        texts.append("<br>".join(lines))
    reach = max([*shares, *(high for _, _, high in ends)])
    data = [
        bars(
            x=shares,
            y=rows,
            customdata=rows,
            hovertext=texts,
            marker={"color": TINTS[US]},
        ),
        bars(x=own, y=rows, customdata=rows, hovertext=texts, marker={"color": US}),
        whiskers(ends, MUTED),
        {"type": "scatter", "x": [], "y": [], "yaxis": "y2", "hoverinfo": "skip"},
    ]
    key = [(US, words.unique), (TINTS[US], words.importance)]
    if any(falls(driver) for driver in drivers):
        key.append((BAD, words.falling))
    swatches = "<br>".join(
        f'<span style="color:{colour}">{"◀" if colour == BAD else "■"}</span> '
        f"{safe(text)}"
        for colour, text in key
    )
    mark = f' <span style="color:{BAD}">◀</span>'
    right = [
        number + (mark if falls(driver) else "")
        for driver, number in zip(drivers, numbers, strict=True)
    ]
    return {
        "data": data,
        "layout": base_layout(
            height=(ROW_HEIGHT - 4) * len(drivers),
            top=8 + 16 * len(key),
            bottom=28 + axis_room(words),
            barmode="overlay",
            bargap=0.55,
            xaxis=value_axis(0, reach, unit="share", words=words, most=4)
            | {"range": [0, reach * 1.04], "gridcolor": HAIRLINE},
            yaxis=row_axis([safe_label(driver.name, lines=2) for driver in drivers]),
            yaxis2=row_axis(right) | {"overlaying": "y", "side": "right"},
            annotations=[
                note(
                    swatches,
                    x=1,
                    y=1,
                    xref="paper",
                    yref="paper",
                    xanchor="right",
                    yanchor="bottom",
                    yshift=4,
                ),
                *axis_note(words, side="bottom"),
            ],
        ),
    }
