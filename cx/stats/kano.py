"""What kind of quality a feature is, from pairs of answers: with it, and without it."""

from collections.abc import Mapping
from dataclasses import dataclass

from cx.stats.intervals import Interval, wilson_interval

ANSWERS = ("like", "must", "neutral", "live", "dislike")
# Attractive, one-dimensional, must-be, indifferent, reversed, questionable.
KINDS = ("A", "O", "M", "I", "R", "Q")
# More contradictory pairs than this and the form was not understood.
MOST_QUESTIONABLE = 0.05


def kind(with_it: str, without_it: str) -> str:
    """The kind that a pair of answers stands for (Kano et al. 1984, Berger et al. 1993).

    >>> kind("like", "dislike"), kind("like", "live"), kind("must", "dislike")
    ('O', 'A', 'M')
    >>> kind("neutral", "live"), kind("dislike", "like"), kind("like", "like")
    ('I', 'R', 'Q')
    """
    if with_it not in ANSWERS or without_it not in ANSWERS:
        raise ValueError(f"A Kano answer is one of {', '.join(ANSWERS)}.")
    if with_it == without_it and with_it in ("like", "dislike"):
        return "Q"
    if with_it == "dislike" or without_it == "like":
        return "R"
    if with_it == "like":
        return "O" if without_it == "dislike" else "A"
    return "M" if without_it == "dislike" else "I"


@dataclass(frozen=True)
class Judged:
    """Better and worse with their intervals; `mode` the commonest kind, "" in a tie."""

    better: Interval
    worse: Interval
    mode: str
    questionable: float
    pairs: int


def judged(counts: Mapping[str, int]) -> Judged:
    """Better = (A+O)/(A+O+M+I), worse = -(O+M)/(A+O+M+I); Wilson intervals.

    ValueError where nobody gave a pair that counts.

    >>> found = judged({"A": 30, "O": 25, "M": 20, "I": 20, "R": 3, "Q": 2})
    >>> round(found.better.value, 3), round(found.worse.value, 3), found.mode
    (0.579, -0.474, 'A')
    """
    a, o, m, i = (counts.get(one, 0) for one in "AOMI")
    base, every = a + o + m + i, sum(counts.get(one, 0) for one in KINDS)
    if base <= 0:
        raise ValueError("Nobody gave a pair of answers that counts.")
    worse = wilson_interval(o + m, base)
    most = max(counts.get(one, 0) for one in KINDS)
    modes = [one for one in KINDS if counts.get(one, 0) == most]
    return Judged(
        wilson_interval(a + o, base),
        Interval(-worse.value, -worse.high, -worse.low),
        modes[0] if len(modes) == 1 else "",
        counts.get("Q", 0) / every,
        every,
    )
