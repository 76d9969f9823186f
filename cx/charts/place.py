"""Names beside dots, where they cover neither each other nor another dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cx.charts.labels import SMALL_SIZE, width

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
    at = [(x * NARROW, y * height) for x, y in dots]
    taken = [Box(x - CORE, x + CORE, y - CORE, y + CORE) for x, y in at]
    for x, y, text in others:
        half = width(text) * PIXELS_A_CHARACTER / 2 + 2
        high = TEXT_HEIGHT / 2
        middle, centre = x * NARROW, y * height
        taken.append(Box(middle - half, middle + half, centre - high, centre + high))
    found: dict[int, Side] = {}
    for which, text in names:
        wide = width(text) * PIXELS_A_CHARACTER + 4
        for side in sides:
            box = _around(*at[which], wide, side)
            inside = box.left >= -4 and box.right <= NARROW + 8
            inside = inside and box.bottom >= -2 and box.top <= height + 4
            if inside and not any(box.meets(other) for other in taken):
                found[which] = side
                taken.append(box)
                break
    return found


def anchor_of(side: Side) -> dict[str, str | int]:
    """How a note is held to its dot."""
    across, up = side
    return {
        "xanchor": {1: "left", -1: "right"}.get(across, "center"),
        "yanchor": {1: "bottom", -1: "top"}.get(up, "middle"),
        "xshift": across * _away(side),
        "yshift": up * _away(side),
    }
