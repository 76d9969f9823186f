"""How sure the explained share is: its interval holds the truth, and 0 where that is 0.

The truth is that of the distribution the answers are drawn from: slopes of .3 and .2 on
two of eight unrelated ratings and noise of 1 explain .13 / 1.13.
"""

import numpy as np
import pytest

from cx.stats.driver_model import Layout, centred, exact_weights
from cx.stats.driver_ranks import limits, r2_limits
from cx.stats.moments import draws, moments_of, sums_of_rows, totals

RATINGS = 8
CUSTOMERS = 600


def replicated(random, slopes):
    """R2 of one set of answers, and of 200 draws of its customers' buckets."""
    x = random.normal(size=(CUSTOMERS, RATINGS))
    y = x @ slopes + random.normal(size=CUSTOMERS)
    sums = sums_of_rows(np.column_stack([y, x]), buckets=np.arange(CUSTOMERS) % 200)
    layout = Layout((None,) * RATINGS, tuple(range(2, RATINGS + 2)))
    sizes = [1] * RATINGS

    def r2(part):
        of = centred(moments_of(sums, part), layout)
        return exact_weights(of.correlation, sizes).r2

    drawn = draws(200, 200, 20240229)
    return float(r2(totals(sums))), r2(totals(sums, drawn))


@pytest.mark.parametrize(
    ("slopes", "truth"),
    [((0.0,) * 8, 0.0), ((0.3, 0.2, *(0.0,) * 6), 0.13 / 1.13)],
    ids=["nothing", "something"],
)
def test_the_interval_of_r2_holds_the_truth(slopes, truth):
    random = np.random.default_rng(17)
    held, plain, inside = 0, 0, 0
    for _ in range(60):
        point, again = replicated(random, np.array(slopes))
        low, high = r2_limits(again, point)
        held += low <= truth <= high
        inside += low <= point <= high
        without, _ = limits(again)
        plain += without <= truth
    assert inside == 60
    # 95 % of 60 sets, less three standard errors.
    assert held >= 60 * (0.95 - 3 * (0.95 * 0.05 / 60) ** 0.5)
    if truth == 0:
        # What it is for: left as they are, the percentiles never reach 0.
        assert plain == 0


def test_limits_of_r2_stay_between_nought_and_one():
    assert r2_limits(np.full(20, 0.02), 0.01) == (0.0, 0.01)
    assert r2_limits(np.array([0.99, 1.0, 1.0]), 1.0) == (
        pytest.approx(0.9938, abs=0.001),
        1.0,
    )
