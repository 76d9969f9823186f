"""Names beside dots, where they cover neither each other nor another dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cx.charts.labels import SMALL_SIZE, width
from cx.palette import MUTED

# The plot of the narrowest page, in pixels; a wider one has more air.
NARROW = 300
TEXT_HEIGHT = 14
DOT = 6
# A name may come this near to the middle of a dot.
CORE = 4.5
# Half-width characters at the size of a note.
PIXELS_A_CHARACTER = SMALL_SIZE * 0.56
Side = tuple[int, int]
# To the right, to the left, above, below.
BESIDE: tuple[Side, ...] = ((1, 0), (-1, 0), (0, 1), (0, -1))
# Where a cross through the dot would strike a name out.
CORNERS: tuple[Side, ...] = ((1, 1), (-1, 1), (1, -1), (-1, -1))
# How far from its dot a name may stand, at the end of a thin line.
LEADS = (18, 30, 44, 60)


@dataclass(frozen=True)
class Box:
    """A rectangle on the plot, in pixels from the lower left."""

    left: float
    right: float
    bottom: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether the two share any place."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


def _away(side: Side) -> int:
    """Pixels between the middle of a dot and its name."""
    return DOT + 2 if 0 in side else DOT - 1


def _stretch(at: float, size: float, towards: int, away: int) -> tuple[float, float]:
    if not towards:
        return at - size / 2, at + size / 2
    near = at + towards * away
    return min(near, near + towards * size), max(near, near + towards * size)


def _around(x: float, y: float, wide: float, side: Side) -> Box:
    away = _away(side)
    return Box(
        *_stretch(x, wide, side[0], away), *_stretch(y, TEXT_HEIGHT, side[1], away)
    )


def sides_of(
    dots: Sequence[tuple[float, float]],
    names: Sequence[tuple[int, str]],
    *,
    height: float,
    sides: Sequence[Side] = BESIDE,
    others: Sequence[tuple[float, float, str]] = (),
) -> dict[int, Side]:
    """On which side of its dot each name goes; those without room are left out.

    `dots` are places as parts of the plot (0 to 1 from left and bottom); `names` are
    (which dot, text) with the most important first.  A place outside the plot is no room.
    `others` are texts already there, by their middle.
    """
    at, taken = _begun(dots, others, height)
    found: dict[int, Side] = {}
    for which, text in names:
        wide = width(text) * PIXELS_A_CHARACTER + 4
        for side in sides:
            box = _around(*at[which], wide, side)
            if _free(box, taken, height):
                found[which] = side
                taken.append(box)
                break
    return found


def _begun(
    dots: Sequence[tuple[float, float]],
    others: Sequence[tuple[float, float, str]],
    height: float,
) -> tuple[list[tuple[float, float]], list[Box]]:
    """Where the dots lie, in pixels, and what room they and other texts take."""
    at = [(x * NARROW, y * height) for x, y in dots]
    taken = [Box(x - CORE, x + CORE, y - CORE, y + CORE) for x, y in at]
    for x, y, text in others:
        half = width(text) * PIXELS_A_CHARACTER / 2 + 2
        high = TEXT_HEIGHT / 2
        middle, centre = x * NARROW, y * height
        taken.append(Box(middle - half, middle + half, centre - high, centre + high))
    return at, taken


def _free(box: Box, taken: Sequence[Box], height: float) -> bool:
    inside = box.left >= -4 and box.right <= NARROW + 8
    inside = inside and box.bottom >= -2 and box.top <= height + 4
    return inside and not any(box.meets(other) for other in taken)


@dataclass(frozen=True)
class Spot:
    """Where a name stands: on which side of its dot and how far, in pixels."""

    side: Side
    across: float
    up: float

    @property
    def led(self) -> bool:
        """Whether it stands so far that a line must lead to it."""
        return max(abs(self.across), abs(self.up)) > DOT + 2


def spots_of(
    dots: Sequence[tuple[float, float]],
    names: Sequence[tuple[int, str]],
    *,
    height: float,
    cuts: tuple[float, float],
    others: Sequence[tuple[float, float, str]] = (),
) -> dict[int, Spot]:
    """As `sides_of`, but a name without room at its dot stands off, a line leading to it.

    `cuts` are the places of an upright and of a level line, which strike no name out
    where there is another place.
    """
    at, taken = _begun(dots, others, height)
    across, up = cuts[0] * NARROW, cuts[1] * height
    lines = [Box(across - 1, across + 1, 0, height), Box(0, NARROW, up - 1, up + 1)]
    close = [Spot(side, side[0] * (DOT - 1), side[1] * (DOT - 1)) for side in CORNERS]
    far = [
        Spot(side, side[0] * lead * 0.6, side[1] * lead)
        for lead in LEADS
        for side in (*CORNERS, *BESIDE[2:])
    ]
    found: dict[int, Spot] = {}
    for which, text in names:
        wide = width(text) * PIXELS_A_CHARACTER + 4
        for spot, avoided in (
            *((one, [*taken, *lines]) for one in (*close, *far)),
            *((one, taken) for one in (*close, *far)),
        ):
            x, y = at[which][0] + spot.across, at[which][1] + spot.up
            box = Box(
                *_stretch(x, wide, spot.side[0], 0),
                *_stretch(y, TEXT_HEIGHT, spot.side[1], 0),
            )
            if _free(box, avoided, height):
                found[which] = spot
                taken.append(box)
                break
    return found


def held_by(spot: Spot) -> dict[str, str | float | bool]:
    """How a note is held to its dot, with a line where it stands off."""
    across, up = spot.side
    held: dict[str, str | float | bool] = {
        "xanchor": {1: "left", -1: "right"}.get(across, "center"),
        "yanchor": {1: "bottom", -1: "top"}.get(up, "middle"),
    }
    if not spot.led:
        return held | {"xshift": spot.across, "yshift": spot.up}
    return held | {
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": MUTED,
        "standoff": DOT,
        "ax": spot.across,
        "ay": -spot.up,
    }


def anchor_of(side: Side) -> dict[str, str | int]:
    """How a note is held to its dot."""
    across, up = side
    return {
        "xanchor": {1: "left", -1: "right"}.get(across, "center"),
        "yanchor": {1: "bottom", -1: "top"}.get(up, "middle"),
        "xshift": across * _away(side),
        "yshift": up * _away(side),
    }
