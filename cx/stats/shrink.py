"""Noisy levels drawn towards their mean, by as much as their noise explains.

A league table puts the smallest groups at both ends.  Drawn together, a group is told
apart only as far as its own rows carry it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Shrunk:
    """Groups after shrinkage: the mean, the spread beyond chance (tau), each value.

    `kept` is how much of its distance from the mean each group keeps, 0 to 1.
    """

    mean: float
    tau: float
    values: tuple[float, ...]
    kept: tuple[float, ...]


def shrink(values: Sequence[float], errors: Sequence[float]) -> Shrunk:
    """Empirical Bayes with normal groups (Efron & Morris 1975, JASA 70:311).

    tau^2 by moments (DerSimonian & Laird 1986), not below 0; value = mean + B (value -
    mean), B = tau^2 / (tau^2 + error^2).  An error of 0 keeps its value.  ValueError for
    no groups or an error below 0.

    >>> found = shrink([0.0, 1.0, 2.0], [0.5, 0.5, 0.5])
    >>> round(found.tau, 4), [round(value, 3) for value in found.values]
    (0.866, [0.25, 1.0, 1.75])
    """
    if not values or len(values) != len(errors) or min(errors) < 0:
        raise ValueError("Shrinkage needs groups, each with its error.")
    known = [error for error in errors if error > 0]
    floor = min(known, default=1.0) / 1e6
    weights = [1 / max(error, floor) ** 2 for error in errors]
    whole = sum(weights)
    mean = sum(w * v for w, v in zip(weights, values, strict=True)) / whole
    q = sum(w * (v - mean) ** 2 for w, v in zip(weights, values, strict=True))
    room = whole - sum(w * w for w in weights) / whole
    square = max((q - (len(values) - 1)) / room, 0.0) if room > 0 else 0.0
    kept = [
        square / (square + error**2) if square + error**2 > 0 else 1.0 for error in errors
    ]
    if square > 0:
        # The mean of groups that differ: each counts by its own and the common spread.
        again = [1 / (square + error**2) for error in errors]
        mean = sum(w * v for w, v in zip(again, values, strict=True)) / sum(again)
    return Shrunk(
        mean,
        sqrt(square),
        tuple(mean + b * (v - mean) for b, v in zip(kept, values, strict=True)),
        tuple(kept),
    )
