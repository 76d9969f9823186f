"""What a rise in a rating would take: who has to move, and how far.

Computed on the people there are, by standardisation (Robins 1986; Snowden, Rose &
Mortimer 2011, American Journal of Epidemiology 173:731). It is an association, not a
forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np


@dataclass(frozen=True)
class Moved:
    """Share of those who rated who would rate higher, and the mean then."""

    share: float
    mean: float


def raised_to(scores: Sequence[float], counts: Sequence[float], floor: float) -> Moved:
    """Everybody who rates lower than `floor` rates `floor`.

    >>> raised_to([1, 2, 3], [1, 1, 2], 2)
    Moved(share=0.25, mean=2.5)
    """
    score, count = np.asarray(scores, float), np.asarray(counts, float)
    share = float(count[score < floor].sum() / count.sum())
    mean = float((np.maximum(score, floor) * count).sum() / count.sum())
    return Moved(share, mean)


def fewest_moved(
    scores: Sequence[float], counts: Sequence[float], target: float
) -> float:
    """Share that must rate higher for a mean of `target`, the lowest being raised first.

    Scores rise; each step lifts those at the bottom to the next score, the last step only
    as many of them as needed. 1 where the target is beyond the highest score.

    >>> fewest_moved([1, 2, 3], [1, 1, 2], 2.5)
    0.25
    >>> round(fewest_moved([1, 2, 3], [1, 1, 2], 2.9), 9)  # from 2.5 on half of them move
    0.4
    >>> fewest_moved([1, 2, 3], [1, 1, 2], 2.2), fewest_moved([1, 2, 3], [1, 1, 2], 3)
    (0.0, 0.5)
    """
    score, count = np.asarray(scores, float), np.asarray(counts, float)
    total = float(count.sum())
    now = float((score * count).sum()) / total
    moved = 0.0
    for low, high in pairwise(score):
        if now >= target:
            return moved
        movable = float(count[score <= low].sum()) / total
        gain = movable * float(high - low)
        part = min(1.0, (target - now) / gain) if gain else 0.0
        moved = max(moved, movable * part)
        now += gain * part
    return moved if now >= target - 1e-12 else 1.0
