"""How unevenly something is spread: a few tell most of the people there are to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Lorenz:
    """Shares of all rows, the smallest first, and the share of the total they hold.

    Both run from 0 to 1, in the same order.
    """

    rows: tuple[float, ...]
    held: tuple[float, ...]

    def held_by_lowest(self, share: float) -> float:
        """Share of the total that this share of the rows holds, the smallest first."""
        before = (0.0, 0.0)
        for across, up in zip(self.rows, self.held, strict=True):
            if across >= share:
                step = across - before[0]
                part = (share - before[0]) / step if step else 1.0
                return before[1] + part * (up - before[1])
            before = (across, up)
        return 1.0

    def held_by_top(self, share: float) -> float:
        """Share of the total that this share of the rows holds, the largest first.

        >>> round(lorenz({1: 9, 11: 1}).held_by_top(0.1), 3)
        0.55
        """
        return 1.0 - self.held_by_lowest(1.0 - share)


def lorenz(counts: Mapping[float, int]) -> Lorenz | None:
    """Lorenz curve (1905) of values and how many rows have each; None for a total of 0.

    Values are 0 or more.  Rows of one value share it equally, so a point for each value
    is the whole curve.

    >>> lorenz({1: 2, 2: 1})
    Lorenz(rows=(0.0, 0.6666666666666666, 1.0), held=(0.0, 0.5, 1.0))
    """
    if any(value < 0 for value in counts):
        raise ValueError("A Lorenz curve needs values of 0 or more.")
    n = sum(counts.values())
    total = sum(value * rows for value, rows in counts.items())
    if n <= 0 or total <= 0:
        return None
    across, up, rows_so_far, held_so_far = [0.0], [0.0], 0, 0.0
    for value, rows in sorted(counts.items()):
        rows_so_far += rows
        held_so_far += value * rows
        across.append(rows_so_far / n)
        up.append(held_so_far / total)
    return Lorenz(tuple(across), tuple(up))


def nearest_rank(counts: Mapping[float, int], share_below: float) -> float:
    """The lowest value with at least this share of the rows at or below it.

    >>> nearest_rank({1: 98, 5: 1, 90: 1}, 0.99)
    5
    """
    n = sum(counts.values())
    if n <= 0:
        raise ValueError("A quantile needs at least one row.")
    return next(
        value for value, upto in _running(counts) if upto >= n * share_below - 1e-6
    )


def _running(counts: Mapping[float, int]) -> Iterable[tuple[float, int]]:
    upto = 0
    for value, rows in sorted(counts.items()):
        upto += rows
        yield value, upto
