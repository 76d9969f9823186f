"""Patterns of drivers on and off, and what each driver adds over all orders.

A pattern is one set of drivers that are on, in one stratum. All answers of a pattern are
alike to the regression, so the work grows with the patterns and not with the answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from cx.stats.logistic import FARTHEST, share_of

# Hard, and other, answers that a stratum needs for a level of its own.
STRATUM_FROM = 10
# Steps for each resample, and how small the last one is: limits need no more digits.
CHORDS = 25
CHORD_CLOSE = 1e-4
# Numbers held at a time while resamples are worked on.
AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Patterns:
    """Design of the patterns, and the predictions that Shapley's shares are made of.

    `design` (patterns x columns): the drivers' flags, then an intercept and a dummy for
    each stratum but one. A prediction is needed for each set of drivers `on` (sets x
    drivers) in each level (`levels`, levels x dummies): `set_of` and `level_of` name
    them. Entry e uses prediction `prediction[e]` for pattern `owner[e]`, times
    `weights[e]` (a weight for each driver) and the pattern's answers.
    """

    design: NDArray[np.float64]
    on: NDArray[np.float64]
    levels: NDArray[np.float64]
    set_of: NDArray[np.intp]
    level_of: NDArray[np.intp]
    prediction: NDArray[np.intp]
    owner: NDArray[np.intp]
    weights: NDArray[np.float64]


def strata_joined(
    strata: Sequence[str], answers: NDArray[np.float64], hard: NDArray[np.float64]
) -> NDArray[np.intp]:
    """The stratum of each pattern, as a number from 0; small ones are joined.

    Strata with under 10 hard or under 10 other answers become one; if that one is still
    so small, they join the largest, for their own level could not be estimated.

    >>> counts = np.array([50.0, 50, 3]), np.array([20.0, 20, 3])
    >>> strata_joined(["a", "b", "c"], *counts).tolist()
    [0, 1, 0]
    """
    labels, place = np.unique(np.asarray(strata, dtype=object), return_inverse=True)
    place = place.reshape(-1)
    yes = np.bincount(place, hard, len(labels))
    no = np.bincount(place, answers - hard, len(labels))
    largest = int(np.argmax(yes + no))
    small = np.minimum(yes, no) < STRATUM_FROM
    small[largest] = False
    joined = np.arange(len(labels))
    if small.any():
        alone = min(yes[small].sum(), no[small].sum()) >= STRATUM_FROM
        joined[small] = np.flatnonzero(small)[0] if alone else largest
    return np.unique(joined[place], return_inverse=True)[1].reshape(-1)


def patterns_of(flags: NDArray[np.bool_], stratum: NDArray[np.intp]) -> Patterns:
    """Patterns of drivers (patterns x drivers) in strata numbered from 0.

    Drivers that are off in a pattern add nothing in any order, so only the sets of those
    that are on count: 2^k predictions for a pattern of k. The weight of a driver is
    s!(k-1-s)!/k! where it is the last of a set of s + 1, and minus that where it is
    still to come to a set of s (Shapley 1953).
    """
    drivers, count = flags.shape[1], int(stratum.max()) + 1
    levels = np.eye(count)
    levels[:, 0] = 1.0
    bit = 1 << np.arange(drivers)
    codes = flags @ bit
    names: list[NDArray[np.intp]] = []
    owners: list[NDArray[np.intp]] = []
    weights: list[NDArray[np.float64]] = []
    for code in np.unique(codes):
        members = np.flatnonzero(codes == code)
        present = np.flatnonzero(bit & code)
        k = len(present)
        chosen = (np.arange(2**k)[:, None] >> np.arange(k)) & 1
        size = chosen.sum(axis=1)
        gain = np.array([1 / (k * comb(k - 1, s)) for s in range(k)] + [0.0])
        shares = np.zeros((2**k, drivers))
        shares[:, present] = np.where(
            chosen, gain[size - 1][:, None], -gain[size][:, None]
        )
        sets = chosen @ bit[present]
        names.append((sets * count + stratum[members][:, None]).ravel())
        owners.append(np.repeat(members, 2**k))
        weights.append(np.tile(shares, (len(members), 1)))
    needed, prediction = np.unique(np.concatenate(names), return_inverse=True)
    return Patterns(
        design=np.hstack([flags.astype(np.float64), levels[stratum]]),
        on=((np.arange(2**drivers)[:, None] & bit) > 0).astype(np.float64),
        levels=levels,
        set_of=needed // count,
        level_of=needed % count,
        prediction=prediction.reshape(-1),
        owner=np.concatenate(owners),
        weights=np.vstack(weights),
    )


def shared_out(
    patterns: Patterns, coefficients: NDArray[np.float64], answers: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Each driver's contribution to the mean predicted share.

    `coefficients` is replicates x columns and `answers` replicates x patterns; the
    answer is replicates x drivers, on 0 to 1.
    """
    drivers = patterns.on.shape[1]
    found = np.empty((len(answers), drivers))
    step = max(AT_ONCE // max(len(patterns.owner), 1), 1)
    for start in range(0, len(answers), step):
        beta, n = coefficients[start : start + step], answers[start : start + step]
        of_set = beta[:, :drivers] @ patterns.on.T
        of_level = beta[:, drivers:] @ patterns.levels.T
        predicted = share_of(of_set[:, patterns.set_of] + of_level[:, patterns.level_of])
        counted = predicted[:, patterns.prediction] * n[:, patterns.owner]
        found[start : start + step] = (
            counted @ patterns.weights / n.sum(axis=1, keepdims=True)
        )
    return found


def refitted(
    patterns: Patterns,
    coefficients: NDArray[np.float64],
    information: NDArray[np.float64],
    answers: NDArray[np.float64],
    hard: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Coefficients of every replicate (replicates x columns), and which were reached.

    Newton's method from the whole data's coefficients and with its `information` kept
    (the chord method), all replicates at once; those that have not settled after 25
    steps, as where a resample separates, are not reached.
    """
    inverse = np.linalg.inv(information)
    beta = np.tile(coefficients, (len(answers), 1))
    moved = np.full(len(answers), np.inf)
    step = max(AT_ONCE // max(len(patterns.design), 1), 1)
    for start in range(0, len(answers), step):
        part = slice(start, start + step)
        for _ in range(CHORDS):
            # Out of bounds means lost: it is not reached, but must not overflow either.
            eta = np.clip(beta[part] @ patterns.design.T, -FARTHEST, FARTHEST)
            left = hard[part] - answers[part] * share_of(eta)
            by = left @ patterns.design @ inverse
            beta[part] += by
            moved[part] = np.abs(by).max(axis=1)
            if (moved[part] < CHORD_CLOSE).all():
                break
    return beta, moved < CHORD_CLOSE * 10
