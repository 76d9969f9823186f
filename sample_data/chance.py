"""Seeded chance for the invented company."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import exp, log
from statistics import NormalDist

import numpy as np

STANDARD_NORMAL = NormalDist()
BLOCK = 65_536


class Chance:
    """Every draw is made from uniform PCG64 numbers.

    numpy promises that the PCG64 stream never changes, but not that its normal, Poisson
    or choice methods do not (NEP 19). The files must stay equal byte for byte.
    """

    def __init__(self, seed: int, *, stream: int) -> None:
        """Start one stream; each file has its own, so that one can change alone."""
        generator = np.random.Generator(np.random.PCG64([seed, stream]))
        self._uniform = self._endless(generator)

    @staticmethod
    def _endless(generator: np.random.Generator) -> Iterator[float]:
        while True:
            yield from generator.random(BLOCK).tolist()

    def draw(self) -> float:
        """Give a number from 0 up to 1."""
        return next(self._uniform)

    def happens(self, probability: float) -> bool:
        """Say whether something of this probability happens."""
        return self.draw() < probability

    def between(self, low: float, high: float) -> float:
        """Give a number between two limits, all equally likely."""
        return low + (high - low) * self.draw()

    def whole(self, low: int, high: int) -> int:
        """Give a whole number from low to high, both included."""
        return low + int(self.draw() * (high - low + 1))

    def pick(self, weights: Mapping[str, float]) -> str:
        """Give one of the names, each as often as its weight says."""
        names = list(weights)
        return names[self.place(list(accumulate(weights.values())))]

    def place(self, running_total: Sequence[float]) -> int:
        """Give a position, weighted by the steps of a running total."""
        return bisect(running_total, self.draw() * running_total[-1])

    def one_of(self, names: Sequence[str]) -> str:
        """Give one of the names, all equally likely."""
        return names[int(self.draw() * len(names))]

    def normal(self, mean: float, spread: float) -> float:
        """Give a number from a bell curve."""
        # The inverse is not defined at exactly 0.
        return mean + spread * STANDARD_NORMAL.inv_cdf(max(self.draw(), 1e-12))

    def skewed(self, median: float, spread: float) -> float:
        """Give a positive number with a long upper tail (log-normal)."""
        return median * exp(self.normal(0, spread))

    def waiting(self, mean: float) -> float:
        """Give a waiting time (exponential)."""
        return -mean * log(1 - self.draw())

    def count(self, mean: float) -> int:
        """Give a number of events (Poisson, by Knuth's product of uniforms)."""
        limit = exp(-mean)
        events = 0
        product = self.draw()
        while product > limit:
            events += 1
            product *= self.draw()
        return events


def rating(score: float, *, low: int, high: int) -> int:
    """Turn a feeling into an answer on a scale."""
    return max(low, min(high, int(score + 0.5)))
