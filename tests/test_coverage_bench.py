"""A small run of bench/coverage.py: limits are as wide as a few data sets allow."""

import numpy as np
import pytest

from bench import coverage

SETS = 40


@pytest.fixture
def random():
    return np.random.default_rng(20240229)


def test_intervals_of_rates_nps_and_differences_hold_the_truth(random):
    # 360 to 1,080 intervals each: 95 % give or take four standard errors.
    assert coverage.rates(random, 120) == pytest.approx(0.95, abs=0.03)
    assert coverage.nps(random, 120) == pytest.approx(0.95, abs=0.03)
    shares, nets = coverage.differences(random, 120)
    assert shares == pytest.approx(0.95, abs=0.04)
    assert nets == pytest.approx(0.95, abs=0.06)


def test_weights_of_drivers_hold_the_truth_and_the_planted_order_comes_out(random):
    held, order, tied, _bars = coverage.drivers(random, SETS, 500, 4, replicates=200)
    # The last driver has no slope of its own and is held by its correlation alone.
    assert held.mean() == pytest.approx(0.95, abs=0.06)
    assert order >= 0.9
    assert tied >= 0.85


def test_segments_that_do_not_differ_stay_silent(random):
    each, some = coverage.silence(random, 200)
    assert each <= 0.01
    assert some <= 0.05 + 3 * (0.05 * 0.95 / 200) ** 0.5
