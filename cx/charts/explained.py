"""How much each rating explains of an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cx.charts.bars import bars, whiskers
from cx.charts.frame import (
    ROW_HEIGHT,
    Figure,
    Words,
    axis_note,
    axis_room,
    base_layout,
    nothing,
    row_axis,
    value_axis,
)
from cx.charts.key import heading
from cx.charts.labels import full_label, muted, safe, safe_label
from cx.charts.tied import room, tie_shapes
from cx.palette import BAD, HAIRLINE, MUTED, PAPER, TINTS, US


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


@dataclass(frozen=True, kw_only=True)
class RankWords:
    """How ranks and ties are written; `low`, `high`, `rank` and `names` are filled in."""

    rank: str
    ranks: str
    tied: str
    # What the bar that joins rows means.
    tie: str

    def of(self, ranks: tuple[int, int] | None) -> str:
        """A rank, or the ranks a driver may have; empty where none may be said."""
        if ranks is None:
            return ""
        low, high = ranks
        if low == high:
            return self.rank.format(rank=low)
        return self.ranks.format(low=low, high=high)


# A slope this flat reads as 0.00: its sign says nothing.
FLAT = 0.005


def falls(driver: Driver) -> bool:
    """Whether people who rated it higher scored lower, by more than a rounding."""
    return driver.slope <= -FLAT


def tied_with(
    drivers: Sequence[Driver], ties: Sequence[Sequence[int]], row: int
) -> list[str]:
    """Names of those that a driver cannot be told apart from, in order."""
    others = sorted({one for tie in ties if row in tie for one in tie} - {row})
    return [drivers[one].name for one in others]


def _hover(
    drivers: Sequence[Driver],
    row: int,
    *,
    words: Words,
    ranks: tuple[int, int] | None,
    ties: Sequence[Sequence[int]],
    says: RankWords | None,
) -> str:
    driver = drivers[row]
    lines = [
        full_label(driver.name),
        f"<b>{safe(words.number(driver.importance, 'share'))}</b>",
    ]
    if driver.low is not None and driver.high is not None:
        ends = " – ".join(words.number(end, "share") for end in (driver.low, driver.high))
        lines.append(safe(f"{words.interval} {ends}"))
    alone = words.number(min(driver.unique, driver.importance), "share")
    lines.append(f"{safe(words.unique)} {alone}")
    if says is not None:
        others = tied_with(drivers, ties, row)
        lines += [
            safe(says.of(ranks)),
            full_label(says.tied.format(names=", ".join(others))) if others else "",
        ]
    if falls(driver):
        lines.append(safe(words.falling))
    return "<br>".join(line for line in lines if line)


def _own_parts(own: Sequence[float]) -> dict[str, Any]:
    """Striped: what nothing else explains is a part of the bar, not another bar."""
    return {
        "color": [PAPER] * len(own),
        "line": {"color": [US] * len(own), "width": 1},
        "pattern": {
            "shape": ["/"] * len(own),
            "fgcolor": [US] * len(own),
            "fillmode": "overlay",
            "size": 5,
            "solidity": 0.45,
        },
    }


def importance(
    drivers: Sequence[Driver],
    *,
    words: Words,
    ranks: Sequence[tuple[int, int] | None] = (),
    ties: Sequence[Sequence[int]] = (),
    says: RankWords | None = None,
) -> Figure:
    """Each driver's share of R2; the part that nothing else explains is striped.

    `ranks` are the ranks that each may have, `ties` the rows that cannot be told apart:
    a bar joins them.  Both need `says`.  `customdata` is the row.
    """
    if sum(driver.importance for driver in drivers) <= 0:
        return nothing(words)
    rows = list(range(len(drivers)))
    possible = list(ranks) or [None] * len(drivers)
    shares = [driver.importance for driver in drivers]
    own = [
        min(driver.unique, share) for driver, share in zip(drivers, shares, strict=True)
    ]
    ends = [
        (row, driver.low, driver.high)
        for row, driver in enumerate(drivers)
        if driver.low is not None and driver.high is not None
    ]
    texts = [
        _hover(drivers, row, words=words, ranks=possible[row], ties=ties, says=says)
        for row in rows
    ]
    reach = max([*shares, *(high for _, _, high in ends)])
    data = [
        bars(
            x=shares,
            y=rows,
            customdata=rows,
            hovertext=texts,
            marker={"color": TINTS[US]},
        ),
        bars(x=own, y=rows, customdata=rows, hovertext=texts, marker=_own_parts(own)),
        whiskers(ends, MUTED),
        {"type": "scatter", "x": [], "y": [], "yaxis": "y2", "hoverinfo": "skip"},
    ]
    key = [("▨", US, words.unique), ("■", TINTS[US], words.importance)]
    if ends:
        key.append(("─", MUTED, words.interval))
    if ties and says is not None:
        key.append(("┃", MUTED, says.tie))
    if any(falls(driver) for driver in drivers):
        key.append(("◀", BAD, words.falling))
    mark = f' <span style="color:{BAD}">◀</span>'
    right = []
    for driver, between in zip(drivers, possible, strict=True):
        number = safe(words.number(driver.importance, "share"))
        said = muted(safe(says.of(between))) if says is not None and between else ""
        right.append(
            number + (mark if falls(driver) else "") + (f"<br>{said}" if said else "")
        )
    notes, top = heading(key, words=words, axis=False)
    # The bars of ties stand where no bar of a driver reaches on the narrowest page.
    air = 1.04 + room(ties) / 160
    return {
        "data": data,
        "layout": base_layout(
            height=(ROW_HEIGHT - 4) * len(drivers),
            top=top,
            bottom=28 + axis_room(words),
            barmode="overlay",
            bargap=0.55,
            xaxis=value_axis(0, reach, unit="share", words=words, most=4)
            | {"range": [0, reach * air], "gridcolor": HAIRLINE},
            yaxis=row_axis([safe_label(driver.name, lines=2) for driver in drivers]),
            yaxis2=row_axis(right) | {"overlaying": "y", "side": "right"},
            shapes=tie_shapes(ties) if says is not None else [],
            annotations=[*notes, *axis_note(words, side="bottom")],
        ),
    }
